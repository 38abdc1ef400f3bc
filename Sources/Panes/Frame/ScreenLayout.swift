package import Screen

/// Where the parts of the frame lie for one size; drawing and the mouse both read it from here.
package struct ScreenLayout: Hashable, Sendable {
  /// The classes of size, by what fits.
  package enum Form: Hashable, Sendable, Comparable {
    /// Under 60x15: one line.
    case tooSmall
    /// Under 80x24: no tabs, no detail.
    case compact
    /// From 80x24: one main pane and one detail pane.
    case standard
    /// From 120x40: list, detail and side column.
    case wide
    /// From 200x60: boxes, ribbons and plots together.
    case large
  }

  /// The smallest size that shows anything but one line.
  package static let smallest = Size(width: 60, height: 15)

  package let form: Form
  /// Narrow and high: panes stack.
  package let isPortrait: Bool
  package let identity: Rect
  /// Empty in the compact form.
  package let tabs: Rect
  package let body: Rect
  package let message: Rect
  package let hints: Rect

  package init(_ size: Size) {
    isPortrait = size.width <= 84 && size.height >= 46
    if size.width < Self.smallest.width || size.height < Self.smallest.height {
      form = .tooSmall
    } else if size.width < 80 || size.height < 24 {
      form = .compact
    } else if size.width < 120 || size.height < 40 {
      form = .standard
    } else if size.width < 200 || size.height < 60 {
      form = .wide
    } else {
      form = .large
    }
    let tabRows = form == .compact || form == .tooSmall ? 0 : 1
    let (identity, rest) = Rect(size).splitTop(1)
    let (tabs, below) = rest.splitTop(tabRows)
    let (body, last) = below.splitTop(below.height - 2)
    self.identity = identity
    self.tabs = tabs
    self.body = body
    (message, hints) = last.splitTop(1)
  }

  /// What an overlay may cover: everything between the identity and the message.
  package var overlay: Rect {
    Rect(x: 0, y: identity.maxY, width: identity.width, height: message.y - identity.maxY)
  }
}

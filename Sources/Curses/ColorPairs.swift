import CNcurses
import Screen

/// The looks of a theme as ncurses knows them; pairs are made when first used.
struct ColorPairs {
  /// An ncurses attribute set and a colour pair.
  struct Pen {
    var attributes: UInt32
    var pair: Int32
  }

  private struct Colors: Hashable {
    var foreground: Int
    var background: Int
  }

  let depth: ColorDepth
  private var theme: Theme
  private var pens: [Style: Pen] = [:]
  private var pairs: [Colors: Int32] = [:]
  private var next: Int32 = 1

  init(theme: Theme, depth: ColorDepth) {
    self.theme = theme
    self.depth = depth
  }

  /// Takes another theme; pairs that it shares stay.
  mutating func use(_ theme: Theme) {
    self.theme = theme
    pens = [:]
  }

  mutating func pen(_ style: Style) -> Pen {
    if let pen = pens[style] { return pen }
    let look = theme.appearance(of: style, at: depth)
    let pen = Pen(
      attributes: UInt32(look.attributes.rawValue),
      pair: pair(Colors(foreground: look.foreground, background: look.background)))
    pens[style] = pen
    return pen
  }

  /// The pair of two colours; the terminal's own when it has no room for another.
  private mutating func pair(_ colors: Colors) -> Int32 {
    guard depth != .mono, colors.foreground >= 0 || colors.background >= 0 else { return 0 }
    if let pair = pairs[colors] { return pair }
    guard curses_pair(next, Int32(colors.foreground), Int32(colors.background)) else { return 0 }
    pairs[colors] = next
    next += 1
    return next - 1
  }
}

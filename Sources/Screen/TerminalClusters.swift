/// A text cut into what one cell can hold: a scalar with the marks that combine with it.
///
/// Terminals count scalars, not Swift's graphemes. Unsafe scalars come out as `·`, as does a mark with
/// nothing to combine with; variation selectors, on whose width terminals disagree, are left out, and
/// so is every mark after the second.
struct TerminalClusters {
  /// What one cell shows, and how many columns it takes.
  struct Cluster {
    var glyph: String
    var width: Int
  }

  private var scalars: String.UnicodeScalarView.Iterator
  private var ahead: Unicode.Scalar?

  init(_ text: String) {
    scalars = text.unicodeScalars.makeIterator()
    ahead = scalars.next()
  }

  mutating func next() -> Cluster? {
    guard let first = ahead else { return nil }
    ahead = scalars.next()
    if first.isUnsafeOnTerminal {
      skipMarks()
      return Cluster(glyph: "·", width: 1)
    }
    let width = first.terminalWidth
    if width == 0 {
      skipMarks()
      return Cluster(glyph: "·", width: 1)
    }
    guard let mark = ahead, mark.value >= 0x300, mark.terminalWidth == 0 else {
      return Cluster(glyph: String(Character(first)), width: width)
    }
    return Cluster(glyph: combined(first), width: width)
  }

  private mutating func combined(_ first: Unicode.Scalar) -> String {
    var glyph = String.UnicodeScalarView([first])
    while let mark = ahead, mark.isCombining {
      if glyph.count < 3, !mark.isVariationSelector { glyph.append(mark) }
      ahead = scalars.next()
    }
    return String(glyph)
  }

  private mutating func skipMarks() {
    while let mark = ahead, mark.isCombining { ahead = scalars.next() }
  }
}

extension Unicode.Scalar {
  fileprivate var isCombining: Bool {
    value >= 0x300 && !isUnsafeOnTerminal && terminalWidth == 0
  }

  fileprivate var isVariationSelector: Bool {
    (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value)
  }
}

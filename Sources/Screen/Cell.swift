/// One cell: what it shows and how it looks.
///
/// The right half of a wide glyph is an empty cell. A glyph is cleaned when the cell is made, so no
/// cell can hold a control character.
package struct Cell: Hashable, Sendable {
  /// A scalar with its combining marks; empty in the right half of a wide one.
  package let glyph: String
  package var style: Style

  package init(_ glyph: String = " ", _ style: Style = .text) {
    self.style = style
    let bytes = glyph.utf8
    if bytes.count == 1, let byte = bytes.first, byte >= 0x20, byte < 0x7F {
      self.glyph = glyph
    } else if glyph.isEmpty {
      self.glyph = ""
    } else {
      var clusters = TerminalClusters(glyph)
      self.glyph = clusters.next()?.glyph ?? " "
    }
  }

  /// A cell whose glyph is known to be clean.
  init(clean glyph: String, _ style: Style) {
    self.glyph = glyph
    self.style = style
  }

  /// Every printable ASCII character as a glyph, indexed by its code.
  static let ascii: [String] = (0..<0x80).map { code in
    code >= 0x20 && code < 0x7F ? String(Character(Unicode.Scalar(UInt8(code)))) : "·"
  }
}

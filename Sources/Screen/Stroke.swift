/// The weight of a line: of frames, and of links by how busy they are.
package enum Stroke: Int, Hashable, Sendable, CaseIterable {
  /// A link without traffic.
  case dashed
  /// A frame; a link with some traffic.
  case light
  /// A busy link, the focused frame.
  case heavy
  /// The focused frame of a high-contrast theme.
  case double
}

/// The sides on which a piece of line leaves its cell.
package struct Arms: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let up = Arms(rawValue: 1)
  package static let right = Arms(rawValue: 2)
  package static let down = Arms(rawValue: 4)
  package static let left = Arms(rawValue: 8)
  package static let horizontal: Arms = [.left, .right]
  package static let vertical: Arms = [.up, .down]
}

extension Glyphs {
  /// The piece of line that leaves its cell on these sides: `.line([.right, .down], .light)` is `┌`.
  package func line(_ arms: Arms, _ stroke: Stroke) -> String {
    let pieces = LinePieces.pieces(tier, stroke)
    return pieces[Int(arms.rawValue & 15)]
  }

  /// What a drawn piece of line is made of; nil when the glyph is none.
  func strokes(of glyph: String) -> (arms: Arms, stroke: Stroke)? {
    LinePieces.known[glyph]
  }
}

/// The drawing characters by the sides that they touch.
private enum LinePieces {
  static let light = split(" │─└││┌├─┘─┴┐┤┬┼")
  static let heavy = split(" ┃━┗┃┃┏┣━┛━┻┓┫┳╋")
  static let double = split(" ║═╚║║╔╠═╝═╩╗╣╦╬")
  static let dashed = split(" ┆┄└┆┆┌├┄┘┄┴┐┤┬┼")
  static let dotted = split(" │.└││┌├.┘.┴┐┤┬┼")
  static let plain = split(" |-+||++-+-+++++")
  static let plainHeavy = split(" |=+||++=+=+++++")
  static let plainDotted = split(" |.+||++.+.+++++")

  static func pieces(_ tier: Glyphs.Tier, _ stroke: Stroke) -> [String] {
    switch (tier, stroke) {
    case (.unicode, .dashed): dashed
    case (.unicode, .heavy): heavy
    case (.unicode, .double), (.console, .heavy), (.console, .double): double
    case (.unicode, .light), (.console, .light): light
    case (.console, .dashed): dotted
    case (.ascii, .dashed): plainDotted
    case (.ascii, .light): plain
    case (.ascii, .heavy), (.ascii, .double): plainHeavy
    }
  }

  /// Every piece by its glyph: the one with most arms where several look alike (`+`), and both arms of
  /// a straight line.
  static let known: [String: (arms: Arms, stroke: Stroke)] = {
    var known: [String: (arms: Arms, stroke: Stroke)] = [:]
    let sets: [(pieces: [String], stroke: Stroke)] = [
      (dashed, .dashed), (plainDotted, .dashed), (plainHeavy, .heavy), (plain, .light),
      (double, .double), (heavy, .heavy), (light, .light),
    ]
    for set in sets {
      for (index, piece) in set.pieces.enumerated() where index > 0 {
        let straight = index == 1 || index == 4 ? 5 : index == 2 || index == 8 ? 10 : index
        known[piece] = (Arms(rawValue: UInt8(straight)), set.stroke)
      }
    }
    return known
  }()

  private static func split(_ pieces: String) -> [String] { pieces.map { String($0) } }
}

/// The signs that a terminal can show, named for what they mean.
///
/// Three tiers: `unicode`, `console` (what the Linux console, PuTTY and old fonts have) and `ascii`
/// (0x20 to 0x7E). Every sign takes one column. What a sign says is also said by a word beside it.
package struct Glyphs: Hashable, Sendable {
  /// The set that the signs come from.
  package enum Tier: String, Hashable, Sendable, CaseIterable {
    case unicode, console, ascii
  }

  /// What line plots are made of: dots of Braille (two by four in a cell), half blocks, or `*`.
  package enum Plot: String, Hashable, Sendable, CaseIterable {
    case braille, block, ascii
  }

  package var tier: Tier
  package var plot: Plot
  /// The lines around the focused pane; high-contrast themes want them double.
  package var focusStroke: Stroke

  package init(_ tier: Tier, plot: Plot? = nil, focusStroke: Stroke = .heavy) {
    self.tier = tier
    self.focusStroke = focusStroke
    self.plot = plot ?? (tier == .unicode ? .braille : tier == .console ? .block : .ascii)
  }

  package static let unicode = Glyphs(.unicode)
  package static let console = Glyphs(.console)
  package static let ascii = Glyphs(.ascii)

  private func pick(_ unicode: String, _ console: String, _ ascii: String) -> String {
    switch tier {
    case .unicode: unicode
    case .console: console
    case .ascii: ascii
    }
  }

  private func pick(_ sign: String, ascii: String) -> String { tier == .ascii ? ascii : sign }

  package var healthy: String { pick("•", ascii: "o") }
  package var warning: String { pick("▲", ascii: "!") }
  package var fault: String { pick("×", ascii: "x") }
  package var notReady: String { pick("○", ascii: "-") }
  package var unknown: String { "?" }
  package var selected: String { pick("►", ascii: ">") }
  package var marked: String { "*" }
  /// Between two facts of one line.
  package var separator: String { pick("·", ascii: ".") }
  package var ellipsis: String { pick("…", "~", "~") }
  package var arrow: String { pick("→", ascii: ">") }
  package var arrowLeft: String { pick("←", ascii: "<") }
  package var arrowHead: String { pick("►", ascii: ">") }
  package var up: String { pick("↑", ascii: "^") }
  package var down: String { pick("↓", ascii: "v") }
  /// The keys that move up and down, as a hint names them.
  package var upDown: String { pick("↑↓", ascii: "up/dn") }
  /// The keys that move left and right, as a hint names them.
  package var leftRight: String { pick("←→", ascii: "lt/rt") }
  package var hiddenLeft: String { pick("‹", "<", "<") }
  package var hiddenRight: String { pick("›", ">", ">") }
  package var sortAscending: String { pick("▲", ascii: "^") }
  package var sortDescending: String { pick("▼", ascii: "v") }
  /// A link of the flow that is several rows high.
  package var ribbon: String { pick("▒", ascii: "=") }
  /// The part of a bar that is not filled.
  package var track: String { pick("░", ascii: ".") }
  /// A difference that a preview shows: gained, lost, kept.
  package var gained: String { "+" }
  package var lost: String { "-" }
  package var kept: String { "=" }

  /// The steps of a sparkline, lowest first.
  package var sparkSteps: [String] {
    switch tier {
    case .unicode: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .console: [".", "-", "=", "▄", "█"]
    case .ascii: ["_", ".", "-", "=", "#"]
    }
  }

  /// The parts of a bar's last cell, smallest first; the last one is the whole cell.
  package var barSteps: [String] {
    switch tier {
    case .unicode: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    case .console: ["▌", "█"]
    case .ascii: ["#"]
    }
  }

  /// The shades of a heat map: nothing, little, some, much, nearly all.
  package var shades: [String] {
    tier == .ascii ? [" ", ".", ":", "*", "#"] : [" ", "░", "▒", "▓", "█"]
  }
}

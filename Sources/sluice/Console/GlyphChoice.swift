import Screen
import State
import Themes

/// How pictures are drawn on this terminal: the glyphs that its locale and type allow.
struct GlyphChoice: Sendable {
  /// The best that the terminal can show; options may only ask for less.
  let best: Glyphs

  init(environment: [String: String], isASCII: Bool, colors: Int = 256) {
    best = isASCII ? .ascii : Glyphs.detected(environment: environment, colors: colors)
  }

  /// The glyphs for the options in force.
  func glyphs(for options: Options) -> Glyphs {
    let tier = Self.lesser(best.tier, Glyphs.Tier(rawValue: options.glyphs))
    let plot = Self.lesser(best.plot, Glyphs.Plot(rawValue: options.plot))
    var glyphs = Glyphs(tier, plot: Self.lesser(Glyphs(tier).plot, plot))
    if Themes.shipped(options.theme)?.doublesFocus == true { glyphs.focusStroke = .double }
    return glyphs
  }

  /// Of two sets, the one that more terminals can show.
  private static func lesser<Choice: CaseIterable & Hashable>(
    _ best: Choice, _ wanted: Choice?
  ) -> Choice {
    guard let wanted else { return best }
    return Array(Choice.allCases).last { $0 == best || $0 == wanted } ?? best
  }
}

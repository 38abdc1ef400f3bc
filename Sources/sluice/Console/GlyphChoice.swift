import Screen
import State

/// How pictures are drawn on this terminal: the glyphs that its locale and type allow.
struct GlyphChoice: Sendable {
  /// The best that the terminal can show; options may only ask for less.
  let best: Glyphs

  init(environment: [String: String], isASCII: Bool) {
    best = isASCII ? .ascii : Glyphs.detected(environment: environment)
  }

  /// The glyphs for the options in force.
  func glyphs(for options: Options) -> Glyphs {
    guard best.tier != .ascii else { return best }
    var glyphs = best
    if let tier = Glyphs.Tier(rawValue: options.glyphs), tier != glyphs.tier {
      glyphs = Glyphs(tier)
    }
    if let plot = Glyphs.Plot(rawValue: options.plot), glyphs.tier == .unicode {
      glyphs.plot = plot
    }
    return glyphs
  }
}

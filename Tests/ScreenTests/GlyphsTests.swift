import Screen
import Testing

struct GlyphsTests {
  @Test(arguments: [
    (["LC_ALL": "C", "LANG": "en_US.UTF-8"], Glyphs.ascii),
    ([:], .ascii),
    (["LANG": "fr_FR.utf8", "TERM": "linux"], .console),
    (["LANG": "C.UTF-8", "TERM": "vt100"], .console),
    (["LANG": "C.UTF-8", "TERM": "xterm-256color"], .unicode),
  ])
  func `the environment chooses the signs`(environment: [String: String], glyphs: Glyphs) {
    #expect(Glyphs.detected(environment: environment) == glyphs)
  }

  @Test func `few colours mean plots in blocks`() {
    let environment = ["LANG": "C.UTF-8", "TERM": "xterm"]
    #expect(Glyphs.detected(environment: environment, colors: 8).plot == .block)
  }

  @Test(arguments: Glyphs.Tier.allCases)
  func `every sign takes one column, in ASCII one byte`(tier: Glyphs.Tier) {
    let glyphs = Glyphs(tier)
    var signs = [
      glyphs.healthy, glyphs.warning, glyphs.fault, glyphs.notReady, glyphs.unknown,
      glyphs.selected,
      glyphs.marked, glyphs.separator, glyphs.ellipsis, glyphs.arrow, glyphs.arrowLeft,
      glyphs.arrowHead, glyphs.up, glyphs.down, glyphs.hiddenLeft, glyphs.hiddenRight,
      glyphs.sortAscending, glyphs.sortDescending, glyphs.ribbon, glyphs.track, glyphs.gained,
      glyphs.lost, glyphs.kept,
    ]
    signs += glyphs.sparkSteps + glyphs.barSteps + glyphs.shades
    for stroke in Stroke.allCases {
      signs += (0..<16).map { glyphs.line(Arms(rawValue: $0), stroke) }
    }
    for sign in signs {
      #expect(sign.terminalWidth == 1 && sign.unicodeScalars.count == 1, "\(sign)")
      if tier == .ascii { #expect(sign.utf8.count == 1, "\(sign)") }
    }
  }
}

import Screen
import Testing
import Themes

/// Theme files: what they may say, and that everybody can read them.
@Suite struct ThemeTests {
  private func reading(_ lines: String...) throws -> ThemeReading {
    try Themes.load((["format: 1"] + lines).joined(separator: "\n"), named: "mine")
  }

  private func problem(_ lines: String...) -> ThemeProblem? {
    do throws(ThemeProblem) {
      _ = try Themes.load(lines.joined(separator: "\n"), named: "mine")
      return nil
    } catch { return error }
  }

  @Test(arguments: Themes.names)
  func `every shipped theme can be read by everybody`(_ name: String) throws {
    let theme = try #require(Themes.shipped(name))
    let findings = ThemeCheck(theme).findings.map(\.message)
    #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    if name.hasPrefix("hc-") { #expect(theme.contrast >= 7 && theme.doublesFocus) }
  }

  @Test(arguments: ["cvd-dark", "cvd-light"], ColorVision.allCases)
  func `the themes for the colour-blind tell states apart by colour alone`(
    _ name: String, _ vision: ColorVision
  ) throws {
    let theme = try #require(Themes.shipped(name))
    let colors = [Role.stateOK, .stateWarning, .stateFault].compactMap { role in
      theme.looks[role].flatMap { LinearColor($0.exact.foreground) }
    }
    try #require(colors.count == 3)
    for (left, right) in [(0, 1), (0, 2), (1, 2)] {
      #expect(vision.distance(colors[left], colors[right]) >= 0.05)
    }
  }

  @Test func `contrast is WCAG's`() throws {
    let black = LinearColor(red: 0, green: 0, blue: 0)
    let white = LinearColor(red: 1, green: 1, blue: 1)
    #expect(abs(white.contrast(with: black) - 21) < 1e-9)
    #expect(white.contrast(with: white) == 1)
    let grey = try #require(LinearColor(.rgb(0x76, 0x76, 0x76)))
    #expect(abs(grey.contrast(with: white) - 4.54) < 0.01)
    #expect(LinearColor(.standard) == nil && LinearColor(.indexed(3)) == nil)
  }

  @Test func `red and green of one lightness are one colour to deutan eyes`() throws {
    let red = try #require(LinearColor(.rgb(0xB0, 0x5A, 0x00)))
    let green = try #require(LinearColor(.rgb(0x6B, 0x7A, 0x00)))
    #expect(ColorVision.normal.distance(red, green) > 0.1)
    #expect(
      ColorVision.deutan.distance(red, green) < ColorVision.normal.distance(red, green) / 2)
  }

  @Test func `pale text is refused, with what to do`() throws {
    let theme = try reading("inherits: dark", "roles:", "  ui.muted: \"#444444\"")
    let findings = ThemeCheck(theme.theme).findings
    #expect(findings.map(\.role) == [.muted, .muted, .linkIdle, .linkIdle])
    #expect(findings.first?.message == "ui.muted (fg) has contrast 1.7, needs 4.5; make it lighter")
    #expect(theme.lines[.muted] == 4)
  }

  @Test func `states that look alike are refused unless their shape differs`() throws {
    let same = try reading(
      "inherits: dark", "roles:", "  state.warn: { fg: \"#5fd7af\", attr: [bold] }")
    let findings = ThemeCheck(same.theme).findings
    #expect(!findings.isEmpty && findings.allSatisfy { $0.role == .stateWarning })
    #expect(findings.first?.message.contains("looks like state.ok to everybody") == true)
    let shaped = try reading(
      "inherits: dark", "roles:", "  state.warn: { fg: \"#5fd7af\", attr: [underline] }")
    #expect(ThemeCheck(shaped.theme).findings.isEmpty)
  }

  @Test func `a theme may not ask for less contrast than text needs`() throws {
    let theme = try reading("inherits: dark", "contrast: 1.5").theme
    #expect(
      ThemeCheck(theme).findings.map(\.message) == [
        "contrast: 1.5 is too little for text; state 4.5 or more"
      ])
  }

  @Test func `what is not stated is inherited, and what is unknown is left out with a word`()
    throws
  {
    let mine = try reading(
      "inherits: light", "name: own", "palette: { sea: \"#036\" }", "surprise: 1", "roles:",
      "  ui.title: { fg: sea, c16: blue/white, attr: [underline] }", "  ui.prompt: ui.title",
      "  ui.nosuch: red")
    let light = try #require(Themes.shipped("light"))
    #expect(mine.theme.name == "own" && mine.theme.variant == .light)
    #expect(mine.theme.looks[.stateOK] == light.looks[.stateOK])
    #expect(mine.theme.looks[.title]?.exact.foreground == .rgb(0, 0x33, 0x66))
    #expect(mine.theme.looks[.title]?.few == Look.Colors(.indexed(4), on: .indexed(7)))
    #expect(mine.theme.looks[.title]?.attributes == .underline)
    #expect(mine.theme.looks[.prompt] == mine.theme.looks[.title])
    #expect(mine.warnings.sorted() == ["unknown key surprise", "unknown role ui.nosuch"])
  }

  @Test func `what is wrong is named with its line`() {
    #expect(problem("format: 1", "roles:", "  ui.text: purpel")?.line == 3)
    #expect(
      problem("format: 1", "roles:", "  ui.text: purpel")?.error
        == .wrongColor(role: "ui.text", text: "purpel"))
    #expect(problem("format: 1", "roles:", "\tui.text: red")?.line == 3)
    #expect(problem("format: 1", "inherits: nosuch")?.error == .unknownParent("nosuch"))
    #expect(problem("format: 1", "", "inherits: nosuch")?.line == 3)
    #expect(problem("format: 2")?.error == .unknownFormat(2))
    #expect(problem("hello: world")?.error == .notATheme)
    #expect(problem("")?.error == .notATheme)
    #expect(problem("format: 1", "inherits: mine")?.error == .cycle("mine"))
    #expect(
      problem("format: 1", "roles:", "  ui.text: ui.title", "  ui.title: ui.text")?.error
        == .roleCycle("ui.text"))
  }

  @Test func `each depth gets what was stated for it`() throws {
    let theme = try #require(Themes.shipped("dark"))
    #expect(theme.appearance(of: Style(.stateOK), at: .many).foreground == 79)
    #expect(theme.appearance(of: Style(.stateOK), at: .sixteen).foreground == 10)
    let eight = theme.appearance(of: Style(.stateOK), at: .eight)
    #expect(eight.foreground == 2 && eight.attributes.contains(.bold))
    let mono = theme.appearance(of: Style(.stateFault), at: .mono)
    #expect(mono.foreground == -1 && mono.background == -1)
    #expect(mono.attributes == [.bold, .reverse])
  }
}

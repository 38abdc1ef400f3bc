import Foundation
import TestSupport
import Testing

/// `sluice theme`, run as a user runs it.
@Suite(.realTime) struct ThemeCommandTests {
  private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try await body(url.path)
  }

  @Test func `themes are listed, shown and checked`() async throws {
    let list = try await Program.sluice("theme", "list")
    #expect(list.status == 0)
    #expect(list.output.contains("hc-light") && list.output.contains("default"))
    let show = try await Program.sluice("theme", "show", "dark")
    #expect(show.status == 0 && !show.output.contains("\u{1B}"))
    #expect(show.output.contains("state.fault") && show.output.contains("bold reverse"))
    let styled = try await Program.sluice("theme", "show", "dark", "--color", "always")
    #expect(styled.output.contains("38;5;79"))
    let check = try await Program.sluice("theme", "check")
    #expect(check.status == 0, "\(check.output)")
    let unknown = try await Program.sluice("theme", "show", "nosuch")
    #expect(unknown.status == 2 && unknown.errors.contains("there is no theme 'nosuch'"))
    let help = try await Program.sluice("theme", "check", "--help")
    #expect(help.status == 0 && help.output.contains("EXAMPLES"))
  }

  @Test func `a bad theme is refused with file, line and mend`() async throws {
    let pale = "format: 1\ninherits: dark\nroles:\n  ui.muted: \"#444444\"\n"
    try await withFile(pale) { file in
      let outcome = try await Program.sluice("theme", "check", file)
      #expect(outcome.status == 1)
      #expect(
        outcome.output.contains(
          "\(file):4: ui.muted (fg) has contrast 1.7, needs 4.5; make it lighter"))
    }
    try await withFile("format: 1\nroles:\n  ui.text: purpel\n") { file in
      let outcome = try await Program.sluice("theme", "check", file)
      #expect(outcome.status == 6)
      #expect(outcome.errors.contains("\(file):3: ui.text: `purpel` is no colour; write"))
    }
    let missing = try await Program.sluice("theme", "check", "/nowhere/theme.yaml")
    #expect(missing.status == 6 && missing.errors.contains("/nowhere/theme.yaml: cannot be read"))
  }
}

import Foundation
import TestSupport
import Testing

/// The terminals on which the console runs, and those that it refuses (T1, T2, T3, T5, T18).
@Suite(.serialized, .realTime) struct TerminalTypesTests {
  private static let consoleSigns = Set("•▲×○?►*·┌─┐│└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬▒░▓█▀▄▌→←↑↓◄▼~≡━┏┓┗┛┃┣┫")

  @Test(arguments: [
    "xterm-256color", "tmux-256color", "screen-256color", "xterm", "linux", "vt100", "xterm-mono",
    "rxvt-unicode-256color",
  ])
  func `the console runs on this terminal`(_ term: String) async throws {
    try await Tmux.withDemo("--seed 7 --load 50", term: term) { console in
      let flow = try await console.waitForRest()
      #expect(flow.hasPrefix("sluice playground SIM"))
      #expect(flow.contains("├►/ "))
      try await console.press("2")
      try await console.wait(for: "2·Services")
      try await console.press("Down")
      let services = try await console.wait(for: "the second row") { screen in
        screen.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
          $0.hasPrefix("►")
        } == 5
      }
      try await console.wait("#{cursor_y}", is: "5")
      #expect(services.contains("┌─ ") && !services.contains("lqqq"))
      let foreign = services.filter { !$0.isASCII && !Self.consoleSigns.contains($0) }
      if term == "linux" || term == "vt100" { #expect(foreign.isEmpty, "\(foreign)") }
      let colors = try await console.colors()
      switch term {
      case "vt100", "xterm-mono": #expect(colors.isEmpty, "\(colors)")
      default: #expect(!colors.isEmpty)
      }
      try await console.press("Q")
      #expect(try await console.exitStatus() == 0)
    }
  }

  @Test func `a terminal that cannot show it is refused with one line that names the mend`()
    async throws
  {
    try await Tmux.with("TERM=dumb {} demo", width: 200) { console in
      let cases = [
        ("dumb", "TERM=dumb cannot move the cursor"), ("nosuch", "TERM=nosuch is unknown"),
        ("", "TERM is not set"),
      ]
      for (type, message) in cases {
        try await console.start("TERM=\(type) {} demo")
        #expect(try await console.exitStatus() == 2)
        let lines = try await console.capture().split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.contains(message) == true, "\(lines)")
        #expect(lines.first?.contains("TERM=xterm-256color") == true, "\(lines)")
      }
    }
  }

  @Test func `without a terminal it says which command gives text`() async throws {
    let outcome = try await Program.sluice("demo")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("standard input is not a terminal; use `sluice get`"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    try await Tmux.with("sh -c '{} demo > /dev/null'", width: 200) { console in
      let status = try await console.exitStatus()
      let message = try await console.capture()
      #expect(status == 2)
      #expect(message.contains("standard output is not a terminal; use `sluice get`"))
    }
  }
}

extension Tmux {
  /// The colours in the picture, as parameters of SGR: `38;5;75`, `32`; empty without any.
  func colors() async throws -> Set<String> {
    var colors: Set<String> = []
    let text = try await capture(styled: true)
    for sequence in text.components(separatedBy: "\u{1B}[").dropFirst() {
      let parameters = sequence.prefix { $0.isNumber || $0 == ";" }
      guard sequence.dropFirst(parameters.count).first == "m" else { continue }
      var words = parameters.split(separator: ";").compactMap { Int($0) }[...]
      while let word = words.popFirst() {
        switch word {
        case 38, 48:
          colors.insert("\(word);" + words.prefix(2).map(String.init).joined(separator: ";"))
          words = words.dropFirst(words.first == 5 ? 2 : 4)
        case 30...37, 40...47, 90...97, 100...107: colors.insert("\(word)")
        default: break
        }
      }
    }
    return colors
  }
}

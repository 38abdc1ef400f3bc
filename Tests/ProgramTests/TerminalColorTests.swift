import Foundation
import TestSupport
import Testing

/// Colours, glyph tiers and themes as terminals get them (T4, T6).
@Suite(.serialized, .realTime) struct TerminalColorTests {
  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func `plain locales and --ascii get printable ASCII only`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await Tmux.withDemo("--seed 7 --load 50", locale: "C") { console in
      for arguments in ["", "--ascii"] {
        if !arguments.isEmpty { try await console.start("{} demo --seed 7 --load 50 \(arguments)") }
        try await console.pipe(to: path)
        try await console.waitForRest()
        let flow = try await console.capture()
        #expect(flow.contains("x 0 selected") && flow.contains("not ready"))
        for screen in ["2", "3", "4", "6", "y", "?"] {
          try await console.press(screen)
          try await console.wait(for: "a picture") { $0.contains(screen == "y" ? "Copy" : ":") }
          if screen == "y" { try await console.press("Escape") }
        }
        let help = try await console.wait(for: "esc:close")
        #expect(help.contains("+--") || help.contains("+=="))
        let odd = try bytes(path).filter { $0 > 0x7E }
        #expect(odd.isEmpty, "\(odd.prefix(10))")
      }
    }
  }

  @Test func `no colour where none is wanted or possible, and the words say all`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let demo = "{} demo --seed 7 --load 0"
    let commands = [
      ("NO_COLOR=1 \(demo)", "tmux-256color"), ("\(demo) --color never", "xterm-256color"),
      ("\(demo) --theme mono", "xterm-256color"), ("NO_COLOR=1 \(demo) --theme dark", "xterm"),
    ]
    try await Tmux.with("true") { console in
      for (command, term) in commands {
        try await console.start(command, term: term)
        try await console.waitForRest()
        let flow = try await console.capture()
        #expect(flow.contains("× 0 selected") && flow.contains("not ready"))
        let colors = try await console.colors()
        #expect(colors.isEmpty, "\(command): \(colors)")
      }
      // `always` wins over NO_COLOR.
      try await console.start("NO_COLOR=1 \(demo) --color always")
      try await console.waitForRest()
      #expect(try await !console.colors().isEmpty)
    }
  }

  @Test func `each terminal gets the colours and signs that it can show`() async throws {
    let demo = "{} demo --seed 7 --load 50"
    try await Tmux.with("true") { console in
      try await console.start("\(demo) --theme dark", term: "xterm-256color")
      let unicode = try await console.waitForRest()
      #expect(unicode.contains("┄") || unicode.contains("━"))
      #expect(try await console.colors().contains("48;5;234"))
      try await console.press("6")
      try await console.wait(for: "braille dots") {
        $0.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }
      }

      try await console.start("\(demo) --theme dark", term: "xterm")
      try await console.waitForRest()
      let eight = try await console.colors()
      #expect(!eight.isEmpty && eight.allSatisfy { $0.count == 2 }, "\(eight)")
      try await console.press("6")
      let blocks = try await console.wait(for: "half blocks") {
        $0.contains("▄") || $0.contains("▀")
      }
      #expect(!blocks.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })

      try await console.start("\(demo) --theme dark", term: "xterm-16color")
      try await console.waitForRest()
      let sixteen = try await console.colors()
      #expect(sixteen.contains { $0.hasPrefix("9") || $0.hasPrefix("10") }, "\(sixteen)")
      #expect(sixteen.allSatisfy { !$0.contains(";") }, "\(sixteen)")

      try await console.start("SLUICE_THEME=hc-dark \(demo) --no-mouse", term: "xterm-256color")
      try await console.waitForRest()
      try await console.press("?")
      try await console.wait(for: "╔═")
      #expect(try await console.colors().contains("48;5;16"))
      #expect(try await console.value("#{mouse_any_flag}") == "0")

      try await console.start("{} demo --theme nosuch")
      #expect(try await console.exitStatus() == 2)
      let message = try await console.capture()
      #expect(message.contains("there is no theme 'nosuch'"))
    }
  }
}

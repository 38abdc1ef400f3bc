import Foundation
import TestSupport
import Testing

/// Sizes, changes of size, and other clients (T8, T9, T26).
@Suite(.serialized, .realTime) struct TerminalSizeTests {
  /// A fixed sequence of numbers, so that a failure can be repeated.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// The name in the selected row.
  private func selected(_ screen: String) -> Substring? {
    screen.split(separator: "\n").first { $0.hasPrefix("►") }?.split(separator: " ").first {
      $0.contains("shop/") || $0.contains("…")
    }
  }

  /// Whether this is the list of Services at 80x24, settled, with its third row selected.
  private func isThirdRowSelected(_ screen: String) -> Bool {
    screen.contains("  8 ") && screen.contains("0 req/s")
      && body(screen).dropFirst(5).first?.hasPrefix("►") == true
  }

  /// The rows below the header, whose clock may differ, without the lines of no traffic, which grow.
  private func body(_ screen: String) -> [String] {
    let rows = screen.filter { $0 != "▁" }.split(separator: "\n", omittingEmptySubsequences: false)
    return rows.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The words of a language that tell when a screen has come.
  struct Words: Sendable {
    var language: String
    var help: String
    var close: String
    var least: String
  }

  static let languages = [
    Words(language: "en", help: "?:help", close: "esc:close", least: "sluice needs 60x15, this is"),
    Words(
      language: "fr", help: "?:aide", close: "esc:fermer",
      least: "sluice demande 60x15, ceci fait"),
  ]

  @Test(arguments: languages)
  func `all screens are whole at their sizes, and none is lost by a small window`(_ words: Words)
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 0 --lang \(words.language)") { console in
      try await console.wait(for: "the shop at rest") {
        $0.contains("10 pods") && $0.contains(words.help)
      }
      for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 15)] {
        try await console.resize(width: width, height: height)
        for screen in ["1", "2", "3", "4", "6", "?"] {
          try await console.press(screen)
          try await console.wait(for: "screen \(screen) at \(width)x\(height)") { picture in
            let rows = picture.split(separator: "\n", omittingEmptySubsequences: false)
            guard rows.count >= height else { return false }
            let isFilled = rows[height - 1].contains(screen == "?" ? words.close : words.help)
            let isNamed = width == 60 || screen == "?" || rows[1].contains("\(screen)·")
            return isFilled && isNamed && rows[0].hasPrefix("sluice playground SIM")
          }
        }
        try await console.press("Escape")
        try await console.wait(for: "no help") { !$0.contains(words.close) }
      }
      try await console.resize(width: 80, height: 24)
      try await console.press("2", "Down", "Down")
      let row = try await console.wait(for: "the third row", until: isThirdRowSelected)
      for (width, height) in [(50, 12), (20, 5)] {
        try await console.resize(width: width, height: height)
        let message = "\(words.least) \(width)x\(height)."
        let picture = try await console.wait(for: "the message") {
          $0.hasPrefix(message.prefix(width).trimmingCharacters(in: .whitespaces))
        }
        #expect(picture.split(separator: "\n").count == 1)
      }
      try await console.resize(width: 80, height: 24)
      let again = try await console.wait(for: "all again") { selected($0) != nil }
      #expect(selected(again) == selected(row))
    }
  }

  @Test func `a storm of fifty sizes leaves a whole picture and the selection`() async throws {
    try await Tmux.withDemo("--seed 7 --load 0") { console in
      try await console.waitForRest()
      try await console.press("2", "Down", "Down")
      let before = try await console.wait(for: "the third row", until: isThirdRowSelected)
      var numbers = Numbers(state: 7)
      for _ in 0..<50 {
        let width = Int.random(in: 1...220, using: &numbers)
        try await console.resize(width: width, height: Int.random(in: 1...70, using: &numbers))
      }
      try await console.resize(width: 80, height: 24)
      let after = try await console.wait(for: "the picture of before") {
        body($0) == body(before)
      }
      #expect(selected(after) == selected(before))
      try await console.press("C-l")
      try await console.wait(for: "the same when drawn anew") { body($0) == body(before) }
      try await console.resize(width: 120, height: 40)
      let large = try await console.wait(for: "a large picture") {
        body($0).dropFirst(37).first?.isEmpty == false && body($0).count >= 39
          && $0.contains("Backends of")
      }
      try await console.press("C-l")
      try await console.wait(for: "the same large picture drawn anew") { body($0) == body(large) }
    }
  }

  @Test func `a client of another size and type sees all; killing it harms nothing`() async throws {
    try await Tmux.withDemo("--seed 7 --load 0") { console in
      try await console.waitForRest()
      try await console.press("2")
      try await console.wait(for: "2·Services")
      let program = try await console.processID()
      // A resize by hand made the size manual; a client's size is to count again.
      try await console.run(["set", "-g", "window-size", "latest"])
      let small = ("xterm", 90, 30)
      for (term, width, height) in [small, ("screen-256color", 130, 45)] {
        try await Tmux.with(console.attachment, width: width, height: height, term: term) {
          client in
          try await console.wait("#{window_width}x#{window_height}", is: "\(width)x\(height)")
          try await client.wait(for: "the whole picture") { picture in
            let rows = picture.split(separator: "\n", omittingEmptySubsequences: false)
            return rows.count >= height && rows[height - 1].hasPrefix("?:help")
              && rows[0].hasPrefix("sluice playground SIM") && picture.contains("2·Services")
          }
          let seen = try await client.capture()
          #expect(body(seen) == body(try await console.capture()))
          let id = try #require(
            Int32(
              try await console.run(["list-clients", "-F", "#{client_pid}"])
                .trimmingCharacters(in: .whitespacesAndNewlines)))
          if width == 90 { kill(id, SIGKILL) } else { try await console.run(["detach-client"]) }
          try await client.exitStatus()
        }
        #expect(try await console.processID() == program)
      }
      try await console.press("4")
      try await console.wait(for: "SHARE")
    }
  }
}

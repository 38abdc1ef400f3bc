import Foundation
import TestSupport
import Testing

/// What a terminal costs while nobody looks at it, and what it gets when somebody does again (T17, T21).
@Suite(.serialized, .realTime) struct TerminalFocusTests {
  private static let focusIn = "\u{1B}[I"
  private static let focusOut = "\u{1B}[O"

  private func probe() throws -> PseudoTerminal {
    try PseudoTerminal(
      Program.built("terminal-probe"), [],
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"])
  }

  /// How many pictures these bytes hold: each draws its seventeen rows of one repeated digit anew.
  private static func pictures(in bytes: [UInt8]) -> Int {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    var (rows, length) = (0, 1)
    for index in bytes.indices.dropFirst() {
      length = bytes[index] == bytes[index - 1] && digits.contains(bytes[index]) ? length + 1 : 1
      if length == 70 { rows += 1 }
    }
    return rows / 17
  }

  @Test func `out of focus it draws at most once a second, and again at once when it is back`()
    async throws
  {
    let line = try probe()
    #expect(try await line.read(seconds: 10, until: "Probe").contains(Array("Probe".utf8)))
    try line.type("t")
    let focused = Self.pictures(in: try await line.read(seconds: 3))
    // A machine under load draws fewer than the fifty a second that come, but never so few as out of focus.
    #expect(focused > 6, "\(focused) pictures in focus")
    try line.type(Self.focusOut)
    // Typing keeps the pictures coming for a second more.
    _ = try await line.read(seconds: 1.5)
    let start = ContinuousClock.now
    let away = try await line.read(seconds: 4)
    // Where the reader was held up, more came meanwhile.
    let most = Int((ContinuousClock.now - start).components.seconds) + 1
    #expect(
      (1...most).contains(Self.pictures(in: away)), "\(Self.pictures(in: away)) pictures away")
    try line.type(Self.focusIn)
    let back = try await line.read(seconds: 2)
    #expect(Self.pictures(in: back) > 3, "\(Self.pictures(in: back)) pictures when it is back")
    // Nothing of the frame had changed: it is drawn again because the terminal may have lost it.
    #expect(back.contains(Array("not ready".utf8)) && !away.contains(Array("not ready".utf8)))
    try line.hangUp()
    #expect(try await line.end(within: 2) == 129)
  }

  @Test func `what is too long for the clipboard is not sent to it`() async throws {
    let line = try probe()
    #expect(try await line.read(seconds: 10, until: "Probe").contains(Array("Probe".utf8)))
    try line.type("c")
    let short = try await line.read(seconds: 5, until: "copied")
    #expect(short.contains(Array("\u{1B}]52;c;cGF5".utf8)))
    try line.type("C")
    let long = try await line.read(seconds: 5, until: "too long")
    #expect(long.contains(Array("too long".utf8)) && !long.contains(Array("\u{1B}]52".utf8)))
    try line.type("q")
    #expect(try await line.end(within: 2) == 0)
  }
}

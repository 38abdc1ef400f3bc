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

  @Test func `out of focus it draws at most once a second, and again at once when it is back`()
    async throws
  {
    let line = try probe()
    #expect(try await line.read(seconds: 10, until: "Probe").contains(Array("Probe".utf8)))
    try line.type("t")
    let focused = try await line.read(seconds: 3)
    let perSecond = focused.count / 3
    #expect(perSecond > 1000, "\(perSecond)")
    try line.type(Self.focusOut)
    // Typing keeps the pictures coming for a second more.
    _ = try await line.read(seconds: 1.5)
    let away = try await line.read(seconds: 4)
    // Fifty pictures a second become one.
    #expect(away.count > 4 * perSecond / 100, "\(away.count) beside \(perSecond)")
    #expect(away.count < 4 * perSecond / 10, "\(away.count) beside \(perSecond)")
    try line.type(Self.focusIn)
    let back = try await line.read(seconds: 2)
    #expect(back.count > perSecond, "\(back.count) beside \(perSecond)")
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

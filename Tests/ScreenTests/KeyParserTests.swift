import Screen
import Testing

/// From a terminal's bytes to keys.
@Suite struct KeyParserTests {
  private func keys(_ text: String) -> [Key] {
    var parser = KeyParser()
    return parser.keys(from: text.utf8) + parser.flush()
  }

  @Test(
    arguments: [
      ("a", .character("a")), ("E", .character("E")), ("é", .character("é")),
      ("日", .character("日")), ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace),
      ("\u{08}", .backspace), ("\u{03}", .control("c")), ("\u{1A}", .control("z")),
      ("\u{00}", .control(" ")), ("\u{1B}", .escape), ("\u{1B}x", .alt("x")),
      ("\u{1B}é", .alt("é")), ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[C", .right),
      ("\u{1B}[1;2D", .shiftLeft), ("\u{1B}[Z", .backTab), ("\u{1B}[H", .home),
      ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[5~", .pageUp), ("\u{1B}[3~", .delete),
      ("\u{1B}OP", .function(1)), ("\u{1B}[15~", .function(5)), ("\u{1B}[24~", .function(12)),
      ("\u{1B}[[A", .function(1)), ("\u{1B}[I", .focusIn), ("\u{1B}[O", .focusOut),
      ("\u{1B}[27u", .escape), ("\u{1B}[99;5u", .control("c")),
    ] as [(String, Key)])
  func `a key is read whole, byte by byte, and by the time that passes`(
    _ text: String, _ key: Key
  ) {
    #expect(keys(text) == [key])
    var parser = KeyParser()
    var single: [Key] = []
    for byte in text.utf8 { single += parser.keys(from: [byte]) }
    #expect(single + parser.flush() == [key])
    #expect(parser.pause == nil)
  }

  @Test func `a lone escape waits, and only so long`() {
    var parser = KeyParser()
    #expect(parser.keys(from: [0x1B]).isEmpty)
    #expect(parser.pause == 0.025)
    #expect(parser.flush() == [.escape])
    #expect(parser.keys(from: [0x1B, 0x1B]) == [.escape])
    #expect(parser.flush() == [.escape])
  }

  @Test func `what follows a key is not lost`() {
    #expect(keys("\u{1B}[Ajq\u{1B}[B") == [.up, .character("j"), .character("q"), .down])
    #expect(keys("\u{1B}[12;34;56xq") == [.character("q")])
  }

  @Test(arguments: 1..<24)
  func `a paste is one text wherever it is cut, and no key of it acts`(_ cut: Int) {
    let bytes = Array("\u{1B}[200~S\r\nY\u{04}\u{1B}[A\u{1B}[201~q".utf8)
    var parser = KeyParser()
    let found = parser.keys(from: bytes.prefix(cut)) + parser.keys(from: bytes.dropFirst(cut))
    #expect(found == [.paste("S\nY\u{04}\u{1B}[A"), .character("q")])
    #expect(parser.pause == nil)
  }

  @Test func `a paste without an end ends by itself and is still a paste`() {
    var parser = KeyParser()
    #expect(parser.keys(from: "\u{1B}[200~rm -rf".utf8).isEmpty)
    #expect(parser.pause == 1)
    #expect(parser.flush() == [.paste("rm -rf")])
  }

  @Test func `the mouse is read beyond column 223; motion and odd reports are nothing`() {
    let point = Point(x: 239, y: 1)
    #expect(
      keys("\u{1B}[<0;240;2M\u{1B}[<0;240;2m") == [
        .mouse(.init(.press, at: point)), .mouse(.init(.release, at: point)),
      ])
    #expect(keys("\u{1B}[<64;240;2M") == [.mouse(.init(.wheelUp, at: point))])
    #expect(keys("\u{1B}[<65;240;2M") == [.mouse(.init(.wheelDown, at: point))])
    #expect(keys("\u{1B}[<2;240;2M") == [.mouse(.init(.rightPress, at: point))])
    #expect(keys("\u{1B}[<35;240;2M\u{1B}[<0;240M\u{1B}[M !!q") == [.character("q")])
  }

  @Test func `bytes that are no text are left out`() {
    var parser = KeyParser()
    #expect(
      parser.keys(from: [0xFF, 0x61, 0xC3, 0x28, 0x62]) == [
        .character("a"), .character("("), .character("b"),
      ])
    #expect(parser.keys(from: [0xC3]).isEmpty)
    #expect(parser.keys(from: [0xA9]) == [.character("é")])
  }

  @Test func `a terminal's own sequences come first`() {
    var parser = KeyParser(named: [Array("\u{1B}[11^".utf8): .function(9)])
    #expect(parser.keys(from: "\u{1B}[11^".utf8) == [.function(9)])
  }
}

import Glibc
import Screen
import Testing

struct CanvasTests {
  @Test(arguments: [
    "\u{1B}[31mred\u{7}", "a\u{9B}2Jb", "\u{202E}drowssap", "x\u{200B}y\u{FEFF}z", "\r\n\t\u{7F}",
    "\u{301}mark first", "e\u{301}\u{302}\u{303}\u{304}\u{305}", "⚠\u{FE0F}", "👩\u{200D}🚒", "日本語",
  ])
  func `hostile text never reaches the canvas`(text: String) {
    for glyphs in [Glyphs.unicode, .console, .ascii] {
      var canvas = Canvas(Size(width: 30, height: 1), glyphs: glyphs)
      let width = canvas.draw(text, x: 0, y: 0)
      canvas[29, 0] = Cell(text)
      #expect(width == text.terminalWidth)
      for scalar in canvas.text.unicodeScalars {
        #expect(!scalar.isUnsafeOnTerminal, "\(scalar.value)")
        if glyphs.tier == .ascii { #expect((0x20..<0x7F).contains(scalar.value)) }
      }
      #expect(canvas.cells.allSatisfy { $0.glyph.unicodeScalars.count <= 3 })
    }
  }

  @Test func `an escape sequence is shown as text`() {
    #expect(picture(12, 1) { $0.draw("\u{1B}[31mred", x: 0, y: 0) } == "·[31mred")
    #expect(picture(12, 1, .ascii) { $0.draw("é→日•", x: 0, y: 0) } == "e>??o")
  }

  @Test func `drawing outside the grid is cut off`() {
    #expect(
      picture(4, 2) { canvas in
        canvas.draw("abcdef", x: -2, y: 0)
        canvas.draw("日本語", x: 0, y: 1, width: 3)
        canvas.draw("never", x: 0, y: 5)
        canvas.fill(Rect(x: 3, y: -1, width: 9, height: 2), Cell("#"))
      } == "cde#\n日")
  }

  @Test func `only what differs is a change`() {
    var before = Canvas(Size(width: 10, height: 3))
    before.draw("日本", x: 2, y: 1)
    var after = before
    #expect(after.changes(since: before).isEmpty)
    after.draw("x", x: 0, y: 0)
    after.draw("yz", x: 8, y: 0)
    after[5, 1] = Cell("", .muted)
    #expect(
      after.changes(since: before) == [
        .init(y: 0, columns: 0..<1), .init(y: 0, columns: 8..<10), .init(y: 1, columns: 4..<6),
      ])
    #expect(after.changes(since: Canvas(Size(width: 3, height: 1))).count == 3)
  }

  @Test func `widths are those of the C library`() {
    typealias Width = @convention(c) (Int32) -> Int32
    guard let symbol = dlsym(nil, "wcwidth") else { return }
    let width = unsafeBitCast(symbol, to: Width.self)
    guard let locale = newlocale(Int32(1 << LC_CTYPE), "C.UTF-8", nil) else { return }
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    let differing = (0x20..<0x11_0000).compactMap { value -> Unicode.Scalar? in
      guard let scalar = Unicode.Scalar(UInt32(value)), !scalar.isUnsafeOnTerminal else {
        return nil
      }
      let columns = Int(width(Int32(bitPattern: scalar.value)))
      return columns >= 0 && columns != scalar.terminalWidth ? scalar : nil
    }
    #expect(differing.isEmpty)
  }

  @Test func `texts are cut at the end or in the middle`() {
    #expect("checkout-service".cut(to: 10, .unicode) == "checkout-…")
    #expect("pay-6f9c-bb20c".cut(to: 12, .unicode, .middle) == "pay-6…-bb20c")
    #expect("pay-6f9c-bb20c".cut(to: 12, .ascii, .middle) == "pay-6~-bb20c")
    #expect("日本語".cut(to: 4, .unicode) == "日…")
    #expect("short".cut(to: 5, .unicode) == "short")
    #expect("long".cut(to: 1, .unicode) == "…")
    #expect("long".cut(to: 0, .unicode).isEmpty)
    #expect("12".fitted(to: 5, .unicode, .right) == "   12")
    #expect("日本語".fitted(to: 4, .unicode) == "日… ")
  }

  @Test func `texts are wrapped between words`() {
    #expect(
      "a selector change takes effect".wrapped(to: 10) == [
        "a selector", "change", "takes", "effect",
      ])
    #expect("abcdefghij kl".wrapped(to: 4) == ["abcd", "efgh", "ij", "kl"])
    #expect("one\n\ntwo".wrapped(to: 9) == ["one", "", "two"])
    #expect("日本".wrapped(to: 1) == ["日本"])
  }
}

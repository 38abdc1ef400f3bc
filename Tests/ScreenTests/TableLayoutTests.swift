import Screen
import Testing

struct TableLayoutTests {
  private let columns = [
    Column("ST", width: 2, priority: 9),
    Column("NAME", minimum: 8, ideal: 20, priority: 8, ellipsis: .middle),
    Column("READY", width: 5, priority: 7, alignment: .right),
    Column("SELECTOR", minimum: 8, ideal: 12, priority: 1),
    Column("REQ/S", width: 5, priority: 5, alignment: .right),
  ]
  private let row = [
    StyledText("•"), StyledText("payment-6f9c-bb20c"), StyledText("2/3"),
    StyledText("app=pay,tier=back"), StyledText("162"),
  ]

  private func table(_ width: Int, offset: Int = 0, _ glyphs: Glyphs = .unicode) -> String {
    picture(width, 2, glyphs) { canvas in
      let layout = TableLayout(columns, width: width, frozen: 2, offset: offset)
      canvas.drawHeader(layout, x: 0, y: 0)
      canvas.drawRow(layout, x: 0, y: 1, row)
    }
  }

  @Test func `with room every column has its ideal width`() {
    #expect(
      table(52) == """
        ST  NAME                  READY  SELECTOR      REQ/S
        •   payment-6f9c-bb20c      2/3  app=pay,tie…    162
        """)
  }

  @Test func `names lose their middle before columns go`() {
    #expect(
      table(40) == """
        ST  NAME      READY  SELECTOR      REQ/S
        •   pay…b20c    2/3  app=pay,tie…    162
        """)
  }

  @Test func `the least important columns go first and a mark says so`() {
    #expect(
      table(32) == """
        ST  NAME           READY  REQ/S›
        •   paymen…-bb20c    2/3    162
        """)
    #expect(TableLayout(columns, width: 32).hidden == 1)
    #expect(
      table(19) == """
        ST  NAME          ›
        •   paymen…c-bb20c
        """)
  }

  @Test func `scrolling sideways keeps the first columns`() {
    #expect(
      table(32, offset: 1) == """
        ST  NAME     ‹SELECTOR    REQ/S
        •   pay…b20c  app=pay,t…    162
        """)
  }

  @Test func `ASCII has its own marks`() {
    #expect(
      table(32, .ascii) == """
        ST  NAME           READY  REQ/S>
        o   paymen~-bb20c    2/3    162
        """)
  }
}

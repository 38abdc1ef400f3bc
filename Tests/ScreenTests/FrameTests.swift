import Screen
import Testing

struct FrameTests {
  private func panes(_ canvas: inout Canvas) {
    canvas.frame(Rect(x: 0, y: 0, width: 16, height: 5), Frame("Flow"))
    canvas.frame(Rect(x: 15, y: 0, width: 15, height: 5), Frame("Faults", note: "2"))
    canvas.frame(Rect(x: 0, y: 4, width: 30, height: 3), Frame("api", focused: true))
    canvas.divider(Rect(x: 15, y: 0, width: 15, height: 5), y: 2, Frame("Changes"))
  }

  @Test func `frames that share an edge join`() {
    #expect(
      picture(30, 7, draw: panes) == """
        ┌─ Flow ───────┬─ Faults ────┐
        │              │             │
        │              ├─ Changes ───┤
        │              │             │
        ┣━ api ━━━━━━━━┻━━━━━━━━━━━━━┫
        ┃                            ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
  }

  @Test func `the console has its own frames`() {
    #expect(
      picture(30, 7, .console, draw: panes) == """
        ┌─ Flow ───────┬─ Faults ────┐
        │              │             │
        │              ├─ Changes ───┤
        │              │             │
        ╠═ api ════════╩═════════════╣
        ║                            ║
        ╚════════════════════════════╝
        """)
  }

  @Test func `ASCII has its own frames`() {
    #expect(
      picture(30, 7, .ascii, draw: panes) == """
        +- Flow -------+- Faults ----+
        |              |             |
        |              +- Changes ---+
        |              |             |
        += api ========+=============+
        |                            |
        +============================+
        """)
  }

  @Test func `links and forks show how busy they are`() {
    func links(_ canvas: inout Canvas) {
      canvas.link(x: 0, y: 0, width: 6, .heavy, arrow: false)
      canvas.fork(x: 6, entry: 0, branches: [0, 1, 2], .heavy)
      for y in 0...2 { canvas.link(x: 7, y: y, width: 2, .heavy) }
      canvas.link(x: 0, y: 3, width: 6, .light, arrow: false)
      canvas.fork(x: 6, entry: 3, branches: [3, 4], .light)
      canvas.link(x: 7, y: 3, width: 2, .light)
      canvas.link(x: 7, y: 4, width: 2, .dashed)
    }
    #expect(
      picture(9, 5, draw: links) == """
        ━━━━━━┳━►
              ┣━►
              ┗━►
        ──────┬─►
              └┄►
        """)
    #expect(
      picture(9, 5, .console, draw: links) == """
        ══════╦═►
              ╠═►
              ╚═►
        ──────┬─►
              └.►
        """)
    #expect(
      picture(9, 5, .ascii, draw: links) == """
        ======+=>
              +=>
              +=>
        ------+->
              +.>
        """)
  }

  @Test func `a title that is too long is cut and a note without room is left out`() {
    #expect(
      picture(20, 2) {
        $0.frame(Rect(x: 0, y: 0, width: 20, height: 2), Frame("Services of the shop", note: "12"))
      } == """
        ┌─ Services of t… ─┐
        └──────────────────┘
        """)
  }

  @Test func `a note stands at the right end of the top line`() {
    #expect(
      picture(20, 2) {
        $0.frame(Rect(x: 0, y: 0, width: 20, height: 2), Frame("Services", note: "12"))
      } == """
        ┌─ Services ── 12 ─┐
        └──────────────────┘
        """)
  }

  @Test func `a rectangle without room for a frame stays empty`() {
    #expect(picture(3, 1) { $0.frame(Rect(x: 0, y: 0, width: 1, height: 1)) }.isEmpty)
  }

  @Test func `a rule carries its title`() {
    #expect(picture(16, 1) { $0.rule(x: 0, y: 0, width: 16, title: "/api") } == "── /api ────────")
  }
}

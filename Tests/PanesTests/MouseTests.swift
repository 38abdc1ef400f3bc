import Panes
import Screen
import State
import Testing
import Topology

@Suite struct MouseTests {
  private func press(_ x: Int, _ y: Int, _ demo: DemoState) -> [Intent] {
    demo.intents(.mouse(Key.Mouse(.press, at: Point(x: x, y: y))))
  }

  /// Where a text stands in the picture.
  private func place(of text: String, _ demo: DemoState) -> Point? {
    for (y, row) in demo.picture.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let range = row.firstRange(of: text) {
        return Point(x: row.distance(from: row.startIndex, to: range.lowerBound), y: y)
      }
    }
    return nil
  }

  @Test func `a click selects and a second click opens`() throws {
    var demo = DemoState(.services)
    let point = try #require(place(of: "web  ", demo))
    for intent in press(point.x, point.y, demo) { demo.send(.intent(intent)) }
    #expect(
      demo.state.interface.list(.services).selection == .service(NamespacedName("shop", "web")))
    #expect(press(point.x, point.y, demo) == [.showBackends(of: NamespacedName("shop", "web"))])
  }

  @Test func `a click on a tab shows its screen`() {
    #expect(press(24, 1, DemoState(.services)) == [.show(.routes)])
  }

  @Test func `a click on a header sorts, and once more turns the order`() throws {
    var demo = DemoState(.services)
    let point = try #require(place(of: "READY", demo))
    #expect(press(point.x, point.y, demo) == [.sort(column: "ready", reversed: false)])
    for intent in press(point.x, point.y, demo) { demo.send(.intent(intent)) }
    #expect(press(point.x, point.y, demo) == [.sort(column: "ready", reversed: true)])
  }

  @Test func `a hint does what its key does`() throws {
    let demo = DemoState(.services)
    let point = try #require(place(of: "o:sort", demo))
    #expect(press(point.x, point.y, demo) == demo.intents(.character("o")))
  }

  @Test func `the wheel moves the selection of the list under it`() {
    let demo = DemoState(.services)
    let turn = Key.mouse(Key.Mouse(.wheelDown, at: Point(x: 10, y: 5)))
    #expect(demo.intents(turn) == demo.intents(.down))
  }

  @Test func `a right click opens the actions of the row under it`() throws {
    var demo = DemoState(.services)
    let point = try #require(place(of: "web  ", demo))
    for intent in demo.intents(.mouse(Key.Mouse(.rightPress, at: point))) {
      demo.send(.intent(intent))
    }
    guard case .menu(let menu, _)? = demo.state.interface.overlay else {
      Issue.record("no menu")
      return
    }
    #expect(menu.title == "Actions · web")
  }

  @Test func `no click ever applies a change`() {
    var demo = DemoState(.services)
    demo.press(.end, .character("S"), .backspace, .character("6"))
    let drawing = Picture.drawing(
      PaneContext(state: demo.state, size: demo.size, glyphs: demo.glyphs))
    for y in 0..<24 {
      for x in 0..<80 {
        for action in [Key.Mouse.Action.press, .rightPress, .wheelUp, .wheelDown] {
          let intents = drawing.intents(for: Key.Mouse(action, at: Point(x: x, y: y)))
          #expect(!intents.contains(.confirm))
        }
      }
    }
  }

  @Test func `a mouse that is off does nothing`() {
    var demo = DemoState(.services)
    demo.send(.intent(.set(option: "mouse", value: "off")))
    #expect(!demo.state.interface.options.isMouseOn)
    #expect(press(10, 5, demo) == [])
  }
}

import Actions
import Diagnosis
import Language
import Panes
import Screen
import State
import Testing
import Topology

/// What the keys of traces, explanations and the list of faults do.
@Suite struct TraceKeysTests {
  private static let pay = NamespacedName("shop", "pay")
  private static let fix = Intent.propose(.selector(pay, ["app": "pay", "tier": "back-end"]))

  private var traced: DemoState {
    var demo = DemoState(.routes)
    demo.press(.end, .character("t"))
    return demo
  }

  @Test(arguments: [ScreenName.flow, .services, .routes, .backends])
  func `t traces the selected row, and backspace leads back`(_ screen: ScreenName) {
    var demo = DemoState(screen)
    demo.press(.character("t"))
    #expect(demo.state.interface.screen == .trace && demo.state.trace != nil)
    demo.press(.backspace)
    #expect(demo.state.interface.screen == screen)
  }

  @Test func `t without a row opens the line to type a request in, then the last trace`() {
    var demo = DemoState(.traffic)
    demo.press(.character("t"))
    #expect(demo.state.interface.screen == .trace)
    #expect(demo.state.interface.overlay == .command(LineEditor("trace "), choice: 0))
    demo.type("/pay")
    demo.press(.enter)
    #expect(demo.state.trace?.rootCause == "service-selector-matches-nothing")
    demo.press(.character("6"), .character("t"))
    #expect(demo.state.interface.screen == .trace && demo.state.interface.overlay == nil)
  }

  @Test func `n and N go round the broken hops, arrows over all`() {
    var demo = traced
    #expect(demo.state.interface.list(.trace).selection == .other("selector"))
    demo.press(.up)
    #expect(demo.state.interface.list(.trace).selection == .other("service"))
    demo.press(.character("n"))
    #expect(demo.state.interface.list(.trace).selection == .other("selector"))
    demo.press(.home, .character("N"))
    #expect(demo.state.interface.list(.trace).selection == .other("selector"))
    demo.press(.end)
    #expect(demo.state.interface.list(.trace).selection == .other("response"))
  }

  @Test func `enter opens the object of the hop`() {
    var demo = traced
    #expect(
      demo.intents(.enter) == [
        .show(.services), .select(.service(Self.pay), on: .services, order: []),
      ])
    demo.press(.up, .up)
    demo.press(.enter)
    #expect(demo.state.interface.screen == .routes)
    demo = DemoState(.services)
    demo.press(.down, .character("t"), .end, .up)
    #expect(demo.state.interface.list(.trace).selection == .other("pod"))
    demo.press(.enter)
    #expect(demo.state.interface.screen == .backends)
    #expect(
      demo.state.interface.list(.backends).selection
        == .backend(service: NamespacedName("shop", "api-v2"), address: "127.64.1.17:8080"))
  }

  @Test func `m edits the request, r runs it again`() {
    let demo = traced
    #expect(
      demo.intents(.character("m")) == [
        .open(.command(LineEditor("trace GET http://shop.local/pay"), choice: 0))
      ])
    guard case .trace(let request, _)? = demo.intents(.character("r")).first else {
      Issue.record("r traces nothing")
      return
    }
    #expect(request == demo.state.interface.trace.request)
  }

  @Test func `y copies the report, in the language that is spoken`() {
    guard case .copy(let text, _)? = traced.intents(.character("y")).first else {
      Issue.record("nothing is copied")
      return
    }
    #expect(text.hasPrefix("trace   GET http://shop.local/pay, from outside\n"))
    #expect(text.contains("> 5 fault    Selector   app=pay, tier=backend matches 0 of 9 pods.\n"))
    #expect(text.contains("fault service-selector-matches-nothing of service/shop/pay\n"))
    var demo = traced
    demo.send(.intent(.run(command: "lang fr")))
    guard case .copy(let french, _)? = demo.intents(.character("y")).first else { return }
    #expect(french.contains("depuis outside") && french.contains("Sélecteur"))
  }

  @Test func `the actions of a hop begin with the edit that mends it, and act on its Service`() {
    var demo = traced
    demo.press(.character("a"))
    #expect(demo.intents(.character("f")) == [.closeOverlay, Self.fix])
    demo.press(.escape)
    #expect(
      demo.intents(.character("E"))
        == [.propose(.selector(Self.pay, ["app": "pay", "tier": "backend"]))])
  }

  @Test func `e explains the row, f from there is the fix and enter its object`() {
    var demo = DemoState(.services)
    demo.press(.character("e"))
    #expect(demo.state.interface.overlay == .explanation(.row(.service(Self.pay)), scroll: 0))
    #expect(demo.intents(.character("f")) == [.closeOverlay, Self.fix])
    demo.press(.down)
    #expect(demo.picture.contains("service-selector-matches-nothing"))
    demo.press(.escape, .end, .character("e"))
    #expect(demo.picture.contains("Nothing is wrong here: no fault was found."))
    #expect(demo.intents(.character("f")) == [.notice("nothing is wrong here", .info)])
  }

  @Test func `the list of faults opens the object, its fix and its explanation`() {
    var demo = DemoState(.flow)
    demo.send(.intent(.run(command: "faults")))
    demo.press(.down, .down, .down)
    #expect(demo.intents(.character("f")) == [.closeOverlay, Self.fix])
    #expect(
      demo.intents(.enter) == [
        .closeOverlay, .show(.services), .select(.service(Self.pay), on: .services, order: []),
      ])
    demo.press(.character("e"))
    #expect(demo.picture.contains("No pod of the namespace has every label of the selector"))
    demo.press(.escape)
    #expect(demo.state.interface.overlay == nil)
    demo.send(.intent(.run(command: "faults")))
    guard case .notice(let text, _)? = demo.intents(.character("f")).first else {
      Issue.record("no notice")
      return
    }
    #expect(text.hasPrefix("no single edit mends it: "))
  }

  @Test func `a click on a hop selects it`() {
    let demo = traced
    #expect(
      demo.intents(.mouse(Key.Mouse(.press, at: Point(x: 20, y: 5))))
        == [.select(.other("listener"), on: .trace, order: [])])
  }

  @Test func `an explanation of a fault of the catalogue says who has it`() {
    var demo = DemoState(.flow)
    demo.send(.intent(.run(command: "explain service-selector-matches-nothing")))
    #expect(demo.picture.contains("service/shop/pay: No pod has app=pay,tier=backend."))
  }
}

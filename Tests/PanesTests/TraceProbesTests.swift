import Panes
import Screen
import State
import TestSupport
import Testing
import Topology
import Traffic

/// What pods and names answered, beside the hops of a trace.
@Suite struct TraceProbesTests {
  private static let service = NamespacedName("shop", "api-v2")
  private static let ready = BackendAddress(address: "127.64.1.17", port: 8080)
  private static let deaf = BackendAddress(address: "127.64.2.19", port: 8080)

  /// The trace of api-v2 while its backends are asked; the pod is the selected hop.
  private static var asking: DemoState {
    var demo = DemoState(.services)
    demo.state.startProbing()
    demo.press(.down, .character("t"), .end, .up)
    return demo
  }

  private static func answer(
    _ demo: inout DemoState, _ address: BackendAddress, _ outcome: ProbeReading.Outcome,
    _ vantage: ProbeReading.Vantage
  ) {
    let target = ProbeTarget(service: service, address: address, pod: nil, template: "")
    let reading = ProbeReading(
      outcome, from: vantage, question: "GET http :8080/healthz", duration: 0.003,
      time: DemoFixture.now)
    demo.send(.probed(target, reading))
    demo.send(.tick(DemoFixture.now))
  }

  private static var answered: DemoState {
    var demo = asking
    answer(&demo, ready, .status(200), .server)
    answer(&demo, deaf, .status(500), .server)
    return demo
  }

  @Test func `the pod has what it answered, with the vantage`() {
    #expect(
      Self.answered.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5·Trace  6 Traffic  7 Time  8 Lesson
         from: inside   GET service/shop/api-v2                      result: ▲ degraded
        ────────────────────────────────────────────────────────────────────────────────
           1 • DNS        api-v2.shop.svc leads to 127.128.0.32.
           2 • Service    api-v2, ClusterIP 127.128.0.32, port 80 leads to 8080.
           3 • Selector   app=api, track=v2 matches 2 pods.
           4►▲ Endpoints  1 of 2 endpoints are ready.
           5 • Policy     No policy isolates the pods.
        ►  6 • Pod        api-v2-8b-0mm2p answers.      live 1/1 through the API server
           7 • Response   A backend answers, with a status of its own.
        ── Step 6 · Pod  pod/shop/api-v2-8b-0mm2p ──────────────────────────────────────
         • api-v2-8b-0mm2p answers.
         Live evidence
         × api-v2-8b-ztt8v: GET http :8080/healthz: 500 in 3.0 ms, through the API
           server
         • api-v2-8b-0mm2p: GET http :8080/healthz: 200 in 3.0 ms, through the API
           server
         Backends
         shop/api-v2:80  100 %
           • api-v2-8b-0mm2p  127.64.1.17:8080  ready  100 %
           ○ api-v2-8b-ztt8v  127.64.2.19:8080  not ready  0 %
        ▲ Hop 4 of 7 decides: Endpoints. r traces again.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report
        """)
  }

  @Test func `what was asked and has not answered says so, and has no note`() {
    let picture = Self.asking.picture
    #expect(picture.contains("? api-v2-8b-0mm2p: asked, no answer yet"))
    #expect(!picture.contains("live 0/"))
  }

  @Test func `the note at the pod counts those that get requests`() {
    var demo = Self.asking
    Self.answer(&demo, Self.ready, .refused, .here)
    #expect(demo.picture.contains("live 0/1 from here"))
    #expect(demo.picture.contains("the connection is refused, from"))
  }

  @Test func `nothing stands there while nothing is asked, nor at hops that objects decide`() {
    var demo = Self.answered
    demo.press(.home, .down)
    #expect(!demo.picture.contains("Live evidence"))
    demo.press(.end, .up, .character("v"))
    #expect(!demo.picture.contains("Live evidence") && !demo.picture.contains("live 1/"))
  }
}

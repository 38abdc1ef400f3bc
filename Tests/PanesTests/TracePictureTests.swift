import Panes
import Screen
import State
import Testing

/// The Trace screen, explanations and the list of faults.
@Suite struct TracePictureTests {
  /// The request to /pay, whose Service selects nothing.
  private static func traced(
    columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
  ) -> DemoState {
    var demo = DemoState(.routes, columns: columns, rows: rows, glyphs: glyphs)
    demo.press(.end, .character("t"))
    return demo
  }

  private static var degraded: DemoState {
    var demo = DemoState(.services)
    demo.press(.down, .character("t"))
    return demo
  }

  private static var explained: DemoState {
    var demo = DemoState(.services)
    demo.press(.character("e"))
    return demo
  }

  private static var faults: DemoState {
    var demo = DemoState(.services)
    demo.send(.intent(.run(command: "faults")))
    demo.press(.down)
    return demo
  }

  @Test func `a broken trace at 80x24 marks the hop that decides`() {
    #expect(
      Self.traced().picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5·Trace  6 Traffic  7 Time  8 Lesson
         from: outside   GET http://shop.local/pay                  result: × fault 503
        ────────────────────────────────────────────────────────────────────────────────
           1 ? DNS        Where DNS leads shop.local is not known here.
           2 • Listener   Port 80 of the playground's proxy, the controller of class n…
           3 • Route      /pay Prefix leads to pay:80 (rule 3 of 3).
           4 • Service    pay, ClusterIP 127.128.0.41, port 80 leads to http.
        ►  5►× Selector   app=pay, tier=backend matches 0 of 9 pods.
           6 ○ Endpoints  Not reached.
           7 ○ Policy     Not reached.
           8 ○ Pod        Not reached.
           9 × Response   503 Service Unavailable, written by the playground's proxy.
        ── Step 5 · Selector  service/shop/pay ─────────────────────────────────────────
         × No pod has app=pay,tier=backend.
           → Change the selector to tier=back-end: 2 pods differ in this label alone,
             for example pay-6f-1zz9k.
           a f  Fix: selector app=pay,tier=back-end   (preview first)
         fault      service-selector-matches-nothing
         meaning    No pod of the namespace has every label of the selector, so the
                    Service has no endpoints and connections are refused.

        × Hop 5 of 9 decides: Selector. r traces again.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report
        """)
  }

  @Test func `a broken trace in a terminal that has only ASCII`() {
    #expect(
      Self.traced(glyphs: .ascii).picture == """
        sluice playground SIM  ns:shop  [WRITE]   x1 fault !1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5.Trace  6 Traffic  7 Time  8 Lesson
         from: outside   GET http://shop.local/pay                  result: x fault 503
        --------------------------------------------------------------------------------
           1 ? DNS        Where DNS leads shop.local is not known here.
           2 o Listener   Port 80 of the playground's proxy, the controller of class n~
           3 o Route      /pay Prefix leads to pay:80 (rule 3 of 3).
           4 o Service    pay, ClusterIP 127.128.0.41, port 80 leads to http.
        >  5>x Selector   app=pay, tier=backend matches 0 of 9 pods.
           6 - Endpoints  Not reached.
           7 - Policy     Not reached.
           8 - Pod        Not reached.
           9 x Response   503 Service Unavailable, written by the playground's proxy.
        -- Step 5 . Selector  service/shop/pay -----------------------------------------
         x No pod has app=pay,tier=backend.
           > Change the selector to tier=back-end: 2 pods differ in this label alone,
             for example pay-6f-1zz9k.
           a f  Fix: selector app=pay,tier=back-end   (preview first)
         fault      service-selector-matches-nothing
         meaning    No pod of the namespace has every label of the selector, so the
                    Service has no endpoints and connections are refused.

        x Hop 5 of 9 decides: Selector. r traces again.
        ?:help  up/dn:move  n:next fault  enter:open  e:explain  r:re-run  m:edit
        """)
  }

  @Test func `a broken trace in a terminal with the console set`() {
    #expect(
      Self.traced(glyphs: .console).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5·Trace  6 Traffic  7 Time  8 Lesson
         from: outside   GET http://shop.local/pay                  result: × fault 503
        ────────────────────────────────────────────────────────────────────────────────
           1 ? DNS        Where DNS leads shop.local is not known here.
           2 • Listener   Port 80 of the playground's proxy, the controller of class n~
           3 • Route      /pay Prefix leads to pay:80 (rule 3 of 3).
           4 • Service    pay, ClusterIP 127.128.0.41, port 80 leads to http.
        ►  5►× Selector   app=pay, tier=backend matches 0 of 9 pods.
           6 ○ Endpoints  Not reached.
           7 ○ Policy     Not reached.
           8 ○ Pod        Not reached.
           9 × Response   503 Service Unavailable, written by the playground's proxy.
        ── Step 5 · Selector  service/shop/pay ─────────────────────────────────────────
         × No pod has app=pay,tier=backend.
           → Change the selector to tier=back-end: 2 pods differ in this label alone,
             for example pay-6f-1zz9k.
           a f  Fix: selector app=pay,tier=back-end   (preview first)
         fault      service-selector-matches-nothing
         meaning    No pod of the namespace has every label of the selector, so the
                    Service has no endpoints and connections are refused.

        × Hop 5 of 9 decides: Selector. r traces again.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report
        """)
  }

  @Test func `a broken trace at 120x40 has the detail beside the path`() {
    #expect(
      Self.traced(columns: 120, rows: 40).picture == """
        sluice playground SIM   ns:shop   [WRITE]      ×1 fault   ▲1 warning                                 LIVE as of 12:04:31
        1 Flow   2 Services   3 Routes   4 Backends   5·Trace   6 Traffic   7 Time   8 Lesson   9 Network      ?:help  ::command
         from: outside   GET http://shop.local/pay                                                          result: × fault 503
        ┌─ Path ──────────────────────────────────────────────────────────┬─ Step 5 · Selector ─────────────── d:close detail ─┐
        │   1 ? DNS        Where DNS leads shop.local is not known here.  │ × No pod has app=pay,tier=backend.                 │
        │   2 • Listener   Port 80 of the playground's proxy, the         │   → Change the selector to tier=back-end: 2 pods   │
        │                  controller of class nginx.                     │     differ in this label alone, for example        │
        │   3 • Route      /pay Prefix leads to pay:80 (rule 3 of 3).     │     pay-6f-1zz9k.                                  │
        │   4 • Service    pay, ClusterIP 127.128.0.41, port 80 leads to  │   a f  Fix: selector app=pay,tier=back-end         │
        │                  http.                                          │ object     service/shop/pay                        │
        │►  5►× Selector   app=pay, tier=backend matches 0 of 9 pods.     │ fault      service-selector-matches-nothing        │
        │   6 ○ Endpoints  Not reached.                                   │ field      spec.selector                           │
        │   7 ○ Policy     Not reached.                                   │ meaning    No pod of the namespace has every label │
        │   8 ○ Pod        Not reached.                                   │            of the selector, so the Service has no  │
        │   9 × Response   503 Service Unavailable, written by the        │            endpoints and connections are refused.  │
        │                  playground's proxy.                            │                                                    │
        │                                                                 │                                                    │
        │ Backends                                                        │                                                    │
        │ shop/pay:80  100 %   no endpoint                                │                                                    │
        │ Other rules                                                     │                                                    │
        │ shop.local/  ingress/shop/shop  would match, shorter            │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        └─────────────────────────────────────────────────────────────────┴────────────────────────────────────────────────────┘
        × Hop 5 of 9 decides: Selector. r traces again.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report  E:selector  S:scale  p:pause
        """)
  }

  @Test func `a broken trace at 200x60 has every hop whole`() {
    let rows = Self.traced(columns: 200, rows: 60).picture.split(separator: "\n")
    let picture = rows.dropFirst(2).prefix(17).joined(separator: "\n")
    #expect(
      picture == """
         from: outside   GET http://shop.local/pay                                                                                                                                          result: × fault 503
        ┌─ Path ──────────────────────────────────────────────────────────────────────────────────────────────────────┬─ Step 5 · Selector ─────────────────────────────────────────────────── d:close detail ─┐
        │   1 ? DNS        Where DNS leads shop.local is not known here.                                              │ × No pod has app=pay,tier=backend.                                                     │
        │   2 • Listener   Port 80 of the playground's proxy, the controller of class nginx.                          │   → Change the selector to tier=back-end: 2 pods differ in this label alone, for       │
        │   3 • Route      /pay Prefix leads to pay:80 (rule 3 of 3).                                                 │     example pay-6f-1zz9k.                                                              │
        │   4 • Service    pay, ClusterIP 127.128.0.41, port 80 leads to http.                                        │   a f  Fix: selector app=pay,tier=back-end   (preview first)                           │
        │►  5►× Selector   app=pay, tier=backend matches 0 of 9 pods.                                                 │ object     service/shop/pay                                                            │
        │   6 ○ Endpoints  Not reached.                                                                               │ fault      service-selector-matches-nothing                                            │
        │   7 ○ Policy     Not reached.                                                                               │ field      spec.selector                                                               │
        │   8 ○ Pod        Not reached.                                                                               │ meaning    No pod of the namespace has every label of the selector, so the Service has │
        │   9 × Response   503 Service Unavailable, written by the playground's proxy.                                │            no endpoints and connections are refused.                                   │
        │                                                                                                             │                                                                                        │
        │ Backends                                                                                                    │                                                                                        │
        │ shop/pay:80  100 %   no endpoint                                                                            │                                                                                        │
        │ Other rules                                                                                                 │                                                                                        │
        │ shop.local/  ingress/shop/shop  would match, shorter                                                        │                                                                                        │
        │                                                                                                             │                                                                                        │
        """)
  }

  @Test func `the broken hop stands out, and what follows from it stands back`() {
    var demo = Self.traced()
    demo.press(.home)
    let canvas = demo.canvas
    func style(_ row: Int, _ text: String) -> Style? {
      let line = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)[row]
      guard let range = line.firstRange(of: text) else { return nil }
      return canvas[line.distance(from: line.startIndex, to: range.lowerBound), row].style
    }
    #expect(style(8, "Selector") == Style(.stateFault, .bold))
    #expect(style(8, "app=pay") == Style(.text, .bold))
    #expect(style(8, "×") == Style(.stateFault))
    #expect(style(7, "Service") == Style(.text))
    #expect(style(9, "Not reached") == Style(.muted))
    #expect(style(12, "×") == Style(.muted) && style(12, "503") == Style(.muted))
  }

  @Test func `a sentence that the list cuts is whole in the detail`() {
    var demo = Self.traced()
    demo.press(.home, .down)
    #expect(demo.picture.contains("the controller of class n…"))
    #expect(demo.picture.contains("class nginx."))
  }

  @Test func `the trace of a Service whose endpoints are not all ready`() {
    #expect(
      Self.degraded.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5·Trace  6 Traffic  7 Time  8 Lesson
         from: inside   GET service/shop/api-v2                      result: ▲ degraded
        ────────────────────────────────────────────────────────────────────────────────
           1 • DNS        api-v2.shop.svc leads to 127.128.0.32.
           2 • Service    api-v2, ClusterIP 127.128.0.32, port 80 leads to 8080.
           3 • Selector   app=api, track=v2 matches 2 pods.
        ►  4►▲ Endpoints  1 of 2 endpoints are ready.
           5 • Policy     No policy isolates the pods.
           6 • Pod        api-v2-8b-0mm2p answers.
           7 • Response   A backend answers, with a status of its own.
        ── Step 4 · Endpoints  service/shop/api-v2 ─────────────────────────────────────
         ▲ 1 of 2 endpoints are ready; not api-v2-8b-ztt8v.
           → Look at why the others are not ready; their part goes to the ready ones.
           because of pod-not-ready-probe of pod/shop/api-v2-8b-ztt8v: It is not ready:
           readiness: GET /healthz answers 500.
         Backends
         shop/api-v2:80  100 %
           • api-v2-8b-0mm2p  127.64.1.17:8080  ready  100 %
           ○ api-v2-8b-ztt8v  127.64.2.19:8080  not ready  0 %
         fault      endpoints-some-not-ready
         meaning    The ready ones carry the part of the others.
        ▲ Hop 4 of 7 decides: Endpoints. r traces again.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report
        """)
  }

  @Test func `the explanation of a Service without endpoints`() {
    #expect(
      Self.explained.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┏━ Why · pay ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ as of 12:04:31 ━┓
        ┃ × No pod has app=pay,tier=backend.                                           ┃
        ┃   → Change the selector to tier=back-end: 2 pods differ in this label alone, ┃
        ┃     for example pay-6f-1zz9k.                                                ┃
        ┃ fault      service-selector-matches-nothing                                  ┃
        ┃ meaning    No pod of the namespace has every label of the selector, so the   ┃
        ┃            Service has no endpoints and connections are refused.             ┃
        ┃ mend       Correct the selector or the labels; the nearest ones are named.   ┃
        ┃ object     service/shop/pay spec.selector                                    ┃
        ┃ selector   app=pay,tier=backend matches 0 pods (0 ready)                     ┃
        ┃ endpoints  0 of 0 are ready                                                  ┃
        ┃ measured   9.0 req/s err 100 %                                               ┃
        ┃ × 100.0 % of the requests of the last minute failed                          ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        Everything here is told by objects and measurements; nothing was sent.
        esc:close  ↑↓:scroll  f:fix  enter:open
        """)
  }

  @Test func `the list of faults has consequences under their cause`() {
    #expect(
      Self.faults.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┏━ Faults · shop ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 5 faults ━┓
        ┃  × pod/shop/api-v2-8b-ztt8v  It is not ready: readiness: GET /healthz answe… ┃
        ┃► → ▲ deployment/shop/api-v2  1 of 2 pods are ready.                          ┃
        ┃  → ▲ service/shop/api-v2     1 of 2 endpoints are ready; not api-v2-8b-ztt8… ┃
        ┃  × service/shop/pay          No pod has app=pay,tier=backend.                ┃
        ┃  → × ingress/shop/shop       Service pay has no usable endpoint on port 80,… ┃
        ┣─ workload-unavailable ────────────────────────────── deployment/shop/api-v2 ─┫
        ┃ ▲ 1 of 2 pods are ready.                                                     ┃
        ┃   → Look at the pods that are not ready.                                     ┃
        ┃   because of pod-not-ready-probe of pod/shop/api-v2-8b-ztt8v: It is not      ┃
        ┃   ready: readiness: GET /healthz answers 500.                                ┃
        ┃ meaning    Fewer pods are ready than are wanted. The ready ones carry the    ┃
        ┃            traffic of all; without any, connections are refused.             ┃
        ┃ mend       Look at the pods that are not ready.                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        3 of them follow from others and go with them; 3 remarks besides
        esc:close  ↑↓:move  enter:open  f:fix  e:explain
        """)
  }

  @Test
  func `of several backends the worst comes first, with its name, and what is alike is said once`()
  {
    var demo = DemoState(.routes, columns: 120, rows: 40)
    demo.send(.intent(.run(command: "trace /api")))
    let picture = demo.picture
    #expect(picture.contains("►▲ Endpoints  api-v2: 1 of 2 endpoints are ready."))
    #expect(picture.split(separator: "No policy isolates").count == 2)
    demo.send(.intent(.run(command: "lang fr")))
    #expect(demo.picture.contains("api-v2 : "))
  }

  @Test func `an edit that mends another fault is not offered at the hop`() {
    var demo = DemoState(.services)
    demo.send(.intent(.run(command: "trace service/shop/pay:81")))
    #expect(demo.picture.contains("fault      url-port-not-exposed"))
    #expect(!demo.picture.contains("Fix: "))
    demo.send(.intent(.run(command: "trace service/shop/pay")))
    #expect(demo.picture.contains("a f  Fix: selector app=pay,tier=back-end"))
    demo.press(.end)
    #expect(demo.picture.contains("a f  Fix: selector app=pay,tier=back-end"))
  }

  @Test func `zoomed, the detail has the whole body`() {
    var demo = Self.traced()
    demo.press(.character("z"))
    #expect(!demo.picture.contains("more lines"))
    #expect(demo.picture.contains("endpoints and connections are refused."))
    #expect(demo.picture.contains("shop/pay:80  100 %   no endpoint"))
    demo.press(.character("z"), .character("d"))
    #expect(!demo.picture.contains("Step 5"))
  }

  @Test func `a trace fits the smallest terminal`() {
    let rows = Self.traced(columns: 60, rows: 15).picture.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == 15)
    #expect(rows.contains { $0.hasPrefix("►  5►× Selector") })
    #expect(rows[1].hasSuffix("result: × fault 503"))
  }
}

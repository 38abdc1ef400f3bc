import Actions
import Panes
import Screen
import State
import TestSupport
import Testing
import Topology

/// Fixes at 80x24: where they are offered, what their preview shows, and that nothing is sent without it.
@Suite struct FixPictureTests {
  private static let pay = NamespacedName("shop", "pay")

  @Test func `the actions of a broken row begin with the edit that mends it`() {
    var demo = DemoState(.services)
    demo.press(.character("a"))
    #expect(
      demo.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼          3 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
        ► ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9  ██████
          ┏━ Actions · pay ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
          ┃► f  Fix: selector app=pay,tier=back-end                                  ┃
          ┃  S  scale the workload, preview first  (no workload runs behind this row ┃
          ┃  E  edit the selector with live preview                                  ┃
          ┃  W  shift the weights of the route, preview first  (the route has one ba ┃
          ┃  R  restart the workload pod by pod, preview first  (no workload runs be ┃
          ┃  U  undo your last change  (there is nothing to undo yet)                ┃
        ┌─┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛─┐
        │ Summary  Selector  Ports  Endpoints  Routes                                  │
        │ × No pod has app=pay,tier=backend.                                           │
        │   → Change the selector to tier=back-end: 2 pods differ in this label alone… │
        │ × 100.0 % of the requests of the last minute failed                          │
        │ selector    app=pay,tier=backend   matches 0 pods (0 ready)                  │
        │ port        http 80 → targetPort http   is 8080 on its pods                  │
        │ 2 more lines                                                                 │
        └──────────────────────────────────────────────────────────────────────────────┘
        × pay: No pod has app=pay,tier=backend.
        esc:close  ↑↓:move  enter:choose
        """)
  }

  @Test func `the preview of a fix says which faults it mends`() {
    var demo = DemoState(.routes)
    demo.press(.end, .character("a"), .character("f"))
    #expect(
      demo.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Edit selector · Service shop/pay ───────────────────────────── step 1 of 2 ─┐
        │ now  app=pay,tier=backend                                  0 pods            │
        │ new  app=pay,tier=back-end                                 2 pods            │
        │      valid · 2 requirements · tab completes keys and values                  │
        ├─ Live preview ──────────────────────────────────── + gained  - lost  = kept ─┤
        │  gained 2   lost 0   kept 0                                                  │
        │      POD           READY  LABELS                          TRAFFIC AFTER      │
        │   +  pay-6f-1zz9k  yes    app=pay tier=back-end           ~4.5 req/s         │
        │   +  pay-6f-bb20c  yes    app=pay tier=back-end           ~4.5 req/s         │
        ├─ Effect ─────────────────────────────────────────────────────────────────────┤
        │ ▲ a selector takes effect at once on live traffic                            │
        │ • mends service-selector-matches-nothing of service/shop/pay and 1 more      │
        │ shop.local/pay: × 503 now, then served by 2 pods                             │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ Nothing is applied yet: enter shows the difference and asks.                 │
        │               [ Cancel ]    Review      Copy as kubectl                      │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  tab:complete  ctrl-u:clear  enter:review
        """)
  }

  @Test func `an edit of an Ingress has a preview of its own`() {
    var demo = DemoState(.routes)
    demo.send(
      .intent(
        .propose(
          .backendService(
            ObjectReference("Ingress", "shop", "shop"),
            field: "spec.rules[0].http.paths[2].backend", name: "web"))))
    #expect(
      demo.picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Backend · Ingress shop/shop ────────────────────────────────────────────────┐
        │ Lead shop.local/pay to service web (was pay)                                 │
        │ U puts back what is now.                                                     │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │ -              name: pay                                                     │
        │ +              name: web                                                     │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │ • mends ingress-backend-no-ready-endpoints of ingress/shop/shop              │
        │ shop.local/pay: × 503 now, then served by 3 pods                             │
        │      BACKEND         READY   SHARE NOW > THEN   REQ/S NOW > THEN             │
        │  + • web-7c9f-2kx8l  ready        - → 33.3%           0 → 3.0                │
        │  + • web-7c9f-8fz4q  ready        - → 33.3%           0 → 3.0                │
        │  + • web-7c9f-qq71n  ready        - → 33.3%           0 → 3.0                │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop patch ingress shop --type json -p                            │
        │ '[{"op":"add","path":"/spec/rules/0/http/paths/2/backend/service/name","valu │
        │ e":"web"}]'                                                                  │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it, U undoes it.                                │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  tab:next button
        """)
  }

  @Test func `a fix opens its preview and sends nothing before Y`() {
    var demo = DemoState(.services)
    demo.press(.character("a"))
    let chosen = demo.intents(.character("f"))
    #expect(
      chosen == [
        .closeOverlay, .propose(.selector(Self.pay, ["app": "pay", "tier": "back-end"])),
      ])
    for intent in chosen { #expect(demo.send(.intent(intent)) == []) }
    #expect(demo.state.journal.isEmpty)
    demo.press(.enter)
    let effects = demo.intents(.character("Y")).flatMap { demo.send(.intent($0)) }
    #expect(effects.contains { if case .perform = $0 { true } else { false } })
  }

  @Test func `a row without fault offers no fix`() {
    var demo = DemoState(.services)
    demo.press(.end, .character("a"))
    #expect(!demo.picture.contains("Fix:"))
  }

  @Test func `a fix that may not be made says why`() {
    var demo = DemoState(.services)
    demo.state = ConsoleState(
      connection: Connection(context: "prod-eu", kind: .live), now: DemoFixture.now)
    demo.send(.resources(DemoFixture.resources.map { .applied($0) }))
    demo.send(.tick(DemoFixture.now + 1))
    demo.send(.intent(.show(.services)))
    demo.press(.character("a"))
    #expect(
      demo.picture.contains("Fix: selector app=pay,tier=back-end  (this cluster is read-only"))
    #expect(
      demo.intents(.character("f")) == [
        .notice("this cluster is read-only: `:write on` allows changes for five minutes", .warning)
      ])
  }
}

import Panes
import Screen
import State
import Testing

/// The screens at 80x24.
@Suite struct ScreenPictureTests {
  @Test func `the flow screen at 80x24`() {
    #expect(
      DemoState(.flow).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1·Flow  2 Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
        INGRESS / ROUTE              SERVICE             BACKENDS            req/s  err%
        shop.local
        ├►/        ━━━━━━━━━━━━━━━━► web:80        ━━┳━► • web-7c9f-2kx8l      141   0.0
        │             420/s          • 3/3 ready     ┣━► • web-7c9f-8fz4q      139   0.0
        │                                            ┗━► • web-7c9f-qq71n      140   0.1
        ├ /api  ┬90%━━━━━━━━━━━━━━━► api-v1:80     ━━┳━► • api-v1-5d-66b2c      82   0.2
        │       │     162/s          • 2/2 ready     ┗━► • api-v1-5d-x9wlt      80   0.1
        │       └10%───────────────► api-v2:80     ──┬─► ▲ api-v2-8b-0mm2p      18   4.9
        │              18/s          ▲ 1/2 ready     └┄► ○ api-v2-8b-ztt8v     not ready
        └ /pay     ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄► pay:80        ┄┄×   no endpoints
                      9.0/s → 503    × 0 selected



        ── /  Ingress shop/shop ────────────────────────────────────────────────────────
         420 req/s   p50 8.0 ms   p95 23 ms   p99 75 ms   err 0.0 %
         req/s 60 s ████████████████████████████████████████████  max 420  now 420
         Nothing is wrong here.


        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s refused
        ?:help  ↑↓:move  ←→:follow  enter:open  W:weights  S:scale  E:selector  /:filter
        """)
  }

  @Test func `the services screen at 80x24`() {
    #expect(
      DemoState(.services).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼          3 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
        ► ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9  ██████
          •   api-v1  ClusterIP  127.128.0.31  80→8080    2/2     162   0.2  ██████
          •   web     ClusterIP  127.128.0.10  80→8080    3/3     420   0.0  ██████





        ┌─ pay ────────────────────────────────────────────── d:close detail  [ ]:tab ─┐
        │ Summary  Selector  Ports  Endpoints  Routes                                  │
        │ × No pod has app=pay,tier=backend.                                           │
        │   → Change the selector to tier=back-end: 2 pods differ in this label alone… │
        │ × 100.0 % of the requests of the last minute failed                          │
        │ selector    app=pay,tier=backend   matches 0 pods (0 ready)                  │
        │ port        http 80 → targetPort http   is 8080 on its pods                  │
        │ 2 more lines                                                                 │
        └──────────────────────────────────────────────────────────────────────────────┘
        × pay: No pod has app=pay,tier=backend.
        ?:help  ↑↓:move  space:mark  S:scale  E:selector  y:copy  o:sort  /:filter
        """)
  }

  @Test func `the routes screen at 80x24`() {
    #expect(
      DemoState(.routes).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3·Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: host, path ▲      4 more columns: →   3 of 3 rows
          ST  HOST        PATH    BACKEND       WEIGHT  SHARE   REQ/S   ERR%  TLS     ›
        ► •   shop.local  /       web:80           100   100%     420    0.0  no
          ▲   shop.local  /api    api-v1:80         90    90%     162    0.2  no
          │                       api-v2:80         10    10%      18    4.9
          ×   shop.local  /pay    pay:80           100   100%     9.0    100  no






        ┌─ Match order for GET http://shop.local/ ──────────────────── d:close detail ─┐
        │ 1  /               Prefix   ← chosen: the only match  → web                  │
        │ 2  /api            Prefix   does not match  → api-v1, api-v2                 │
        │ 3  /pay            Prefix   does not match  → pay                            │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        └──────────────────────────────────────────────────────────────────────────────┘
        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s refused
        ?:help  ↑↓:move  enter:open  W:weights  E:selector  y:copy  o:sort  /:filter
        """)
  }

  @Test func `the backends screen at 80x24`() {
    #expect(
      DemoState(.backends).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4·Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         service: all   filter: (none)   sort: health ▼  4 more columns: →   7 of 7 rows
          ST  POD              SERVICE  NODE    READY  p95 ms  SHARE   REQ/S  ERR%    ›
        ► ▲   api-v2-8b-0mm2p  api-v2   node-1  yes       175   100%      18   4.9
          ○   api-v2-8b-ztt8v  api-v2   node-2  no          -     0%       0     -
          •   api-v1-5d-66b2c  api-v1   node-1  yes        23    51%      82   0.2
          •   api-v1-5d-x9wlt  api-v1   node-2  yes        23    49%      80   0.1
          •   web-7c9f-2kx8l   web      node-1  yes        23    34%     141   0.0

         Health, last 10 min  (1 cell = 10 s)   • ready  ○ not ready  × dead  · no data
          api-v2-8b-0mm2p  ·····························•••••••••••••••••••••••••••••••
          api-v2-8b-ztt8v  ·····························○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
          api-v1-5d-66b2c  ·····························•••••••••••••••••••••••••••••••
          api-v1-5d-x9wlt  ·····························•••••••••••••••••••••••••••••••
        ┌─ How api-v2-8b-0mm2p receives traffic ───────────────────────────────────────┐
        │ • labels match the selector     app=api, track=v2                            │
        │ • port 80 leads to              8080 (named http)                            │
        │ • the pod is ready                                                           │
        │ • EndpointSlice marks it        ready=true, serving=true                     │
        │ • kube-proxy gives it           100 % of api-v2's traffic, measured 100 %    │
        └──────────────────────────────────────────────────────────────────────────────┘
        ▲ api-v2-8b-0mm2p: share of api-v2: expected 100%, measured 100%
        ?:help  ↑↓:move  S:scale  I:inject  X:delete  y:copy  o:sort  /:filter  p:pause
        """)
  }

  @Test func `the traffic screen at 80x24`() {
    #expect(
      DemoState(.traffic).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5 Trace  6·Traffic  7 Time  8 Lesson
         metric: req/s   group: route   window: 60s (+ - zoom)   step: 1 s
        800┤                                                             1 total     609
           │
        600┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 2 /         420
           │
        400┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ 3 /api      180
           │
        200┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ 4 /pay      9.0
           │
          0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           └──────────────┬──────────────┬─────────────┬──────────────┬─
                      12:03:45       12:04:00      12:04:15     12:04:30
         latency of /, ms (a column is 10 s)           · 0  ░ <5 %  ▒ <25 %  ▓ <60 %  █
        >500 │· · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        <500 │· · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        <100 │░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░    p50    8.0 ms
         <25 │█ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █    p95     23 ms
          <5 │▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒    p99     75 ms

         now 12:04:31: total 609, / 420, /api 180, /pay 9.0
        measured every second · the picture keeps ten minutes
        ?:help  ←→:cursor  +:zoom  m:metric  g:group  6:table  y:copy  p:pause
        """)
  }

  @Test func `the trace screen at 80x24`() {
    #expect(
      DemoState(.trace).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5·Trace  6 Traffic  7 Time  8 Lesson

         No request is traced yet.
         t on a route, a Service or a backend follows a request to it,
         m or :trace follows any other one. Nothing is sent: objects tell the way.
















        t traces the selected row of any screen.
        ?:help  ↑↓:move  n:next fault  enter:open  e:explain  r:re-run  m:edit  y:report
        """)
  }

  @Test func `the flow in a terminal that has only ASCII`() {
    #expect(
      DemoState(.flow, glyphs: .ascii).picture == """
        sluice playground SIM  ns:shop  [WRITE]   x1 fault !1 warn   LIVE as of 12:04:31
        1.Flow  2 Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
        INGRESS / ROUTE              SERVICE             BACKENDS            req/s  err%
        shop.local
        +>/        ================> web:80        ==+=> o web-7c9f-2kx8l      141   0.0
        |             420/s          o 3/3 ready     +=> o web-7c9f-8fz4q      139   0.0
        |                                            +=> o web-7c9f-qq71n      140   0.1
        + /api  +90%===============> api-v1:80     ==+=> o api-v1-5d-66b2c      82   0.2
        |       |     162/s          o 2/2 ready     +=> o api-v1-5d-x9wlt      80   0.1
        |       +10%---------------> api-v2:80     --+-> ! api-v2-8b-0mm2p      18   4.9
        |              18/s          ! 1/2 ready     +.> - api-v2-8b-ztt8v     not ready
        + /pay     ................> pay:80        ..x   no endpoints
                      9.0/s > 503    x 0 selected



        -- /  Ingress shop/shop --------------------------------------------------------
         420 req/s   p50 8.0 ms   p95 23 ms   p99 75 ms   err 0.0 %
         req/s 60 s ############################################  max 420  now 420
         Nothing is wrong here.


        3 routes . 4 services . 9 pods . 609 req/s in . 9.0 req/s refused
        ?:help  up/dn:move  left/right:follow  enter:open  W:weights  S:scale
        """)
  }

  @Test func `the flow in a terminal with the console set`() {
    #expect(
      DemoState(.flow, glyphs: .console).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1·Flow  2 Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
        INGRESS / ROUTE              SERVICE             BACKENDS            req/s  err%
        shop.local
        ├►/        ════════════════► web:80        ══╦═► • web-7c9f-2kx8l      141   0.0
        │             420/s          • 3/3 ready     ╠═► • web-7c9f-8fz4q      139   0.0
        │                                            ╚═► • web-7c9f-qq71n      140   0.1
        ├ /api  ┬90%═══════════════► api-v1:80     ══╦═► • api-v1-5d-66b2c      82   0.2
        │       │     162/s          • 2/2 ready     ╚═► • api-v1-5d-x9wlt      80   0.1
        │       └10%───────────────► api-v2:80     ──┬─► ▲ api-v2-8b-0mm2p      18   4.9
        │              18/s          ▲ 1/2 ready     └.► ○ api-v2-8b-ztt8v     not ready
        └ /pay     ................► pay:80        ..×   no endpoints
                      9.0/s → 503    × 0 selected



        ── /  Ingress shop/shop ────────────────────────────────────────────────────────
         420 req/s   p50 8.0 ms   p95 23 ms   p99 75 ms   err 0.0 %
         req/s 60 s ████████████████████████████████████████████  max 420  now 420
         Nothing is wrong here.


        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s refused
        ?:help  ↑↓:move  ←→:follow  enter:open  W:weights  S:scale  E:selector  /:filter
        """)
  }
}

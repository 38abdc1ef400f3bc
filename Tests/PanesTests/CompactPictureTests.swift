import Panes
import Screen
import State
import Testing

/// The screens where there is little room, and where there is height alone.
@Suite struct CompactPictureTests {
  @Test func `the flow at 60x15`() {
    #expect(
      DemoState(.flow, columns: 60, rows: 15).picture == """
        sluice playground SIM  ns:shop  [WRITE]  LIVE as of 12:04:31
        INGRESS / ROUTE     SERVICE           BACKENDS         req/s
        shop.local
        ├►/        ━━━━━━━► web:80      ━━┳━► • web-7c…-2kx8l    141
        │             420/s • 3/3 ready   ┣━► • web-7c…-8fz4q    139
        │                                 ┗━► • web-7c…-qq71n    140
        ├ /api  ┬90%━━━━━━► api-v1:80   ━━┳━► • api-v1…-66b2c     82
        │       │     162/s • 2/2 ready   ┗━► • api-v1…-x9wlt     80
        │       └10%──────► api-v2:80   ──┬─► ▲ api-v2…-0mm2p     18
        │              18/s ▲ 1/2 ready   └┄► ○ api-…ztt8v not ready
        └ /pay     ┄┄┄┄┄┄┄► pay:80      ┄┄×   no endpoints
                9.0/s → 503 × 0 selected

        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s re
        ?:help  ↑↓:move  ←→:follow  enter:open  W:weights  S:scale
        """)
  }

  @Test func `the services at 60x15`() {
    #expect(
      DemoState(.services, columns: 60, rows: 15).picture == """
        sluice playground SIM  ns:shop  [WRITE]  LIVE as of 12:04:31
         filter: (none)          sort: health ▼   +4 →   4 of 4 rows
          ST  NAME    PORTS    READY   REQ/S  ERR%    p95  60 s   ›
        ► ×   pay     80→http    0/0     9.0   100    0.9  ██████
          ▲   api-v2  80→8080    1/2      18   4.9    175  ██████
          •   api-v1  80→8080    2/2     162   0.2     23  ██████
          •   web     80→8080    3/3     420   0.0     23  ██████






        × pay: No pod has app=pay,tier=backend.
        ?:help  ↑↓:move  space:mark  S:scale  E:selector  y:copy
        """)
  }

  @Test func `the services in ASCII`() {
    #expect(
      DemoState(.services, glyphs: .ascii).picture == """
        sluice playground SIM  ns:shop  [WRITE]   x1 fault !1 warn   LIVE as of 12:04:31
        1 Flow  2.Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health v      3 more columns: right   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     >
        > x   pay     ClusterIP  127.128.0.41  80>http    0/0     9.0   100  ######
          !   api-v2  ClusterIP  127.128.0.32  80>8080    1/2      18   4.9  ######
          o   api-v1  ClusterIP  127.128.0.31  80>8080    2/2     162   0.2  ######
          o   web     ClusterIP  127.128.0.10  80>8080    3/3     420   0.0  ######





        +- pay ---------------------------------------------- d:close detail  [ ]:tab -+
        | Summary  Selector  Ports  Endpoints  Routes                                  |
        | x No pod has app=pay,tier=backend.                                           |
        |   > Change the selector to tier=back-end: 2 pods differ in this label alone~ |
        | x 100.0 % of the requests of the last minute failed                          |
        | selector    app=pay,tier=backend   matches 0 pods (0 ready)                  |
        | port        http 80 > targetPort http   is 8080 on its pods                  |
        | 2 more lines                                                                 |
        +------------------------------------------------------------------------------+
        x pay: No pod has app=pay,tier=backend.
        ?:help  up/dn:move  space:mark  S:scale  E:selector  y:copy  o:sort  /:filter
        """)
  }

  @Test func `the services in a portrait terminal`() {
    #expect(
      DemoState(.services, columns: 84, rows: 46).picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn       LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼              2 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%    p95  60 s  ›
        ► ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100    0.9  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9    175  ██████
          •   api-v1  ClusterIP  127.128.0.31  80→8080    2/2     162   0.2     23  ██████
          •   web     ClusterIP  127.128.0.10  80→8080    3/3     420   0.0     23  ██████








        ┌─ Backends of pay ────────────────────────────────────────────────── 0 addresses ─┐
        │  No endpoint.                                                                    │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        ├─ pay ────────────────────────────────────────────────── d:close detail  [ ]:tab ─┤
        │ Summary  Selector  Ports  Endpoints  Routes                                      │
        │ × No pod has app=pay,tier=backend.                                               │
        │   → Change the selector to tier=back-end: 2 pods differ in this label alone, fo… │
        │ × 100.0 % of the requests of the last minute failed                              │
        │ selector    app=pay,tier=backend   matches 0 pods (0 ready)                      │
        │ port        http 80 → targetPort http   is 8080 on its pods                      │
        │ slices      pay-x7k2p   IPv4  0 endpoints                                        │
        │ used by     Ingress shop/shop  shop.local/pay                                    │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        │                                                                                  │
        └──────────────────────────────────────────────────────────────────────────────────┘
        × pay: No pod has app=pay,tier=backend.
        ?:help  ↑↓:move  space:mark  S:scale  E:selector  y:copy  o:sort  /:filter
        """)
  }
}

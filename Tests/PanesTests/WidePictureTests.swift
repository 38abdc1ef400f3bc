import Panes
import Screen
import State
import Testing

/// The screens at 120x40 and 200x60.
@Suite struct WidePictureTests {
  @Test func `the flow screen at 120x40`() {
    #expect(
      DemoState(.flow, columns: 120, rows: 40).picture == """
        sluice playground SIM   ns:shop   [WRITE]      ×1 fault   ▲1 warning                                 LIVE as of 12:04:31
        1·Flow   2 Services   3 Routes   4 Backends   5 Trace   6 Traffic   7 Time   8 Lesson   9 Network      ?:help  ::command
        ┌─ Flow · req/s over 10 s ──────────────────────────────────────────────────────────────┬─ Faults and warnings ────────┐
        │ CLIENT      ROUTE                SERVICE             BACKENDS             req/s  err% │ × pay                        │
        │         shop.local                                                                    │   No pod has                 │
        │         ├━► /        ━━━━━━━━━━► web:80        ━━┳━► • web-7c9f-2kx8l       141   0.0 │   app=pay,tier=backend.      │
        │         │               420/s    • 3/3 ready     ┣━► • web-7c9f-8fz4q       139   0.0 │ ▲ api-v2                     │
        │         │                                        ┗━► • web-7c9f-qq71n       140   0.1 │   1 of 2 endpoints are       │
        │   609/s ├━► /api  ┬90%━━━━━━━━━► api-v1:80     ━━┳━► • api-v1-5d-66b2c       82   0.2 │   ready; not                 │
        │         │         │     162/s    • 2/2 ready     ┗━► • api-v1-5d-x9wlt       80   0.1 │   api-v2-8b-ztt8v.           │
        │         │         └10%─────────► api-v2:80     ──┬─► ▲ api-v2-8b-0mm2p       18   4.9 │                              │
        │         │                18/s    ▲ 1/2 ready     └┄► ○ api-v2-8b-ztt8v      not ready │                              │
        │         └┄► /pay     ┄┄┄┄┄┄┄┄┄┄► pay:80        ┄┄×   no endpoints                     ├─ Your changes ─── u journal ─┤
        │                      9.0/s → 503 × 0 selected                                         │ None yet.                    │
        │                                                                                       │                              │
        │                                                                                       │                              │
        │                                                                                       │                              │
        ├─ /  Ingress shop/shop ────────────────────────────────────────────────────────────────┴──────────────────────────────┤
        │ 420 req/s   p50 8.0 ms   p95 23 ms   p99 75 ms   err 0.0 %                                                           │
        │ req/s 60 s ████████████████████████████████████████████████████████████  max 420  now 420                            │
        │ Nothing is wrong here.                                                                                               │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        ├─ req/s by route, 60s ─────────────────────────────────────┬─ errors/s of /, 60s ─────────────────────────────────────┤
        │800┤                                            1 total 609│0.15┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ 1 /     0.1│
        │   │                                                       │    │                                                     │
        │600┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ 2 /     420│    │                                                     │
        │   │                                                       │0.10┤                                                     │
        │400┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ 3 /api  180│    │                                                     │
        │   │                                                       │    │                                                     │
        │   │                                            4 /pay  9.0│0.05┤                                                     │
        │200┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤            │    │                                                     │
        │   │                                                       │    │                                                     │
        │  0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀            │0.00┤                                                     │
        │   └────────────────────┬────────────────────┬─            │    └───────────────────┬───────────────────┬─            │
        │                    12:04:00           12:04:30            │                    12:04:00          12:04:30            │
        └───────────────────────────────────────────────────────────┴──────────────────────────────────────────────────────────┘
        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s refused
        ?:help  ↑↓:move  ←→:follow  enter:open  W:weights  S:scale  E:selector  /:filter  p:pause  y:copy  e:explain  t:trace
        """)
  }

  @Test func `the flow screen at 200x60`() {
    #expect(
      DemoState(.flow, columns: 200, rows: 60).picture == """
        sluice playground SIM   ns:shop   [WRITE]      ×1 fault   ▲1 warning                                                                                                                 LIVE as of 12:04:31
        1·Flow   2 Services   3 Routes   4 Backends   5 Trace   6 Traffic   7 Time   8 Lesson   9 Network                                                                                      ?:help  ::command
        ┌─ Flow · req/s over 10 s · one ribbon row = 50 req/s ──────────────────────────────────────────────────────────────────────────────────────────────┬─ Faults and warnings ────────────────────────────┐
        │  CLIENTS       INGRESS           ROUTE                          SERVICE                                 BACKENDS                    req/s   err%  │ × pay                                            │
        │                                                                                                                                                   │   No pod has app=pay,tier=backend.               │
        │                ┌─ ingress ─┐     ►━ / ━━━━━━━━━━┓               ┌─ web:80 ───────┐                                                                │   100.0 % of the requests of the last minute     │
        │                │ shop.local│▒▒▒▒▒┃ 420 req/s    ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│ • 3/3 ready    │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒━► • web-7c9f-2kx8l                 141    0.0  │   failed                                         │
        │                │           │▒▒▒▒▒┃ • ok         ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒     ███████████████                            │ ▲ api-v2                                         │
        │                │           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒━► • web-7c9f-8fz4q                 139    0.0  │   1 of 2 endpoints are ready; not                │
        │                │           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒     ███████████████                            │   api-v2-8b-ztt8v.                               │
        │                │           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒━► • web-7c9f-qq71n                 140    0.1  │   4.9 % of the requests of the last minute       │
        │                │           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒     ███████████████                            │   failed                                         │
        │  609 req/s     │           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │▒▒▒▒▒┃              ┃▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     ┗━━━━━━━━━━━━━━┛               └────────────────┘                                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │                                                                                                                      │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     ┌─ /api ───────┐               ┌─ api-v1:80 ────┐                                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │▒▒▒▒▒│ 180 req/s    │▒▒▒ 90% ▒▒▒▒▒▒▒│ • 2/2 ready    │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒━► • api-v1-5d-66b2c                 82    0.2  ├─ Your changes ─────────────────────── u journal ─┤
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │▒▒▒▒▒│ ▲ warning    │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒     ███████████████                            │ None yet.                                        │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │▒▒▒▒▒│              │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│                │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒━► • api-v1-5d-x9wlt                 80    0.1  │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │▒▒▒▒▒│              │               │                │                     ███████████████                            │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     │              │               └────────────────┘                                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     │              │               ┌─ api-v2:80 ────┐                                                                │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     │              │─── 10% ───────│ ▲ 1/2 ready    │─────────────────► ▲ api-v2-8b-0mm2p                 18    4.9  │                                                  │
        │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│           │     │              │               │                │                     ███████████████                            │                                                  │
        │                │           │     │              │               │                │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄► ○ api-v2-8b-ztt8v                 not ready  ├─ /  Ingress shop/shop ───────────────────────────┤
        │                │           │     │              │               │                │                                                                │ 420 req/s   p50 8.0 ms   p95 23 ms   p99 75 ms   │
        │                │           │     └──────────────┘               └────────────────┘                                                                │ req/s 60 s ██████████████  max 420  now 420      │
        │                │           │                                                                                                                      │                                                  │
        │                │           │     ┌─ /pay ───────┐               ┌─ pay:80 ───────┐                                                                │ Nothing is wrong here.                           │
        │                │           │┄┄┄┄┄│ 9.0 req/s    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ × 0 selected   │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ × no endpoints: 503                          │                                                  │
        │                │           │     │ × 503        │               │                │                                                                │                                                  │
        │                └───────────┘     └──────────────┘               └────────────────┘                                                                │                                                  │
        │                                                                                                                                                   │                                                  │
        │                                                                                                                                                   │                                                  │
        │ ▒ ribbon: rows in proportion to req/s   ─ under one row   ┄ no traffic   × refused   • healthy   ▲ warning   ○ not ready                          │                                                  │
        ├─ req/s by route, 60s ─────────────────────────────────────────────────────────────────────────────┬─ Latency of / ────────────────────────────────┴──────────────────────────────────────────────────┤
        │800┤                                                                              1 total       609│ latency of /, ms (a column is 10 s)                             · 0  ░ <5 %  ▒ <25 %  ▓ <60 %  █ │
        │   │                                                                                               │>500 │· · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·                               │
        │   │                                                                              2 /           420│<500 │· · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·                               │
        │   │                                                                                               │<100 │░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░ ░                p50    8.0 ms  │
        │600┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ 3 /api        180│ <25 │█ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █                p95     23 ms  │
        │   │                                                                                               │  <5 │▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒                p99     75 ms  │
        │   │                                                                              4 /pay        9.0│                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │400┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤                  │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │200┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                  │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │   │                                                                                               │                                                                                                  │
        │  0┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤                  │                                                                                                  │
        │   └───────────┬────────────┬────────────┬───────────┬────────────┬────────────┬─                  │                                                                                                  │
        │           12:03:40     12:03:50     12:04:00    12:04:10     12:04:20   12:04:30                  │                                                                                                  │
        └───────────────────────────────────────────────────────────────────────────────────────────────────┴──────────────────────────────────────────────────────────────────────────────────────────────────┘
        3 routes · 4 services · 9 pods · 609 req/s in · 9.0 req/s refused
        ?:help  ↑↓:move  ←→:follow  enter:open  W:weights  S:scale  E:selector  /:filter  p:pause  y:copy  e:explain  t:trace
        """)
  }

  @Test func `the services screen at 120x40`() {
    #expect(
      DemoState(.services, columns: 120, rows: 40).picture == """
        sluice playground SIM   ns:shop   [WRITE]      ×1 fault   ▲1 warning                                 LIVE as of 12:04:31
        1 Flow   2·Services   3 Routes   4 Backends   5 Trace   6 Traffic   7 Time   8 Lesson   9 Network      ?:help  ::command
         filter: (none)          sort: health ▼                                                                      4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    SELECTOR              READY   REQ/S  ERR%    p95    AGE  60 s
        ► ×   pay     ClusterIP  127.128.0.41  80→http  app=pay,tier=backend    0/0     9.0   100    0.9    12d  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080  app=api,track=v2        1/2      18   4.9    175    12d  ██████
          •   api-v1  ClusterIP  127.128.0.31  80→8080  app=api,track=v1        2/2     162   0.2     23    12d  ██████
          •   web     ClusterIP  127.128.0.10  80→8080  app=web                 3/3     420   0.0     23    12d  ██████






        ┌─ Backends of pay ────────────────────────────────────────────────────────────────────────────────────── 0 addresses ─┐
        │  No endpoint.                                                                                                        │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        │                                                                                                                      │
        ├─ pay ───────────────────────────────── d:close detail  [ ]:tab ─┬─ Requests a second for each backend ───────────────┤
        │ Summary  Selector  Ports  Endpoints  Routes                     │                                                    │
        │ × No pod has app=pay,tier=backend.                              │                                                    │
        │   → Change the selector to tier=back-end: 2 pods differ in this │                                                    │
        │   label alone, for example pay-6f-1zz9k.                        │                                                    │
        │   (service-selector-matches-nothing)                            │                                                    │
        │ × 100.0 % of the requests of the last minute failed             │                                                    │
        │ selector    app=pay,tier=backend   matches 0 pods (0 ready)     │                                                    │
        │ port        http 80 → targetPort http   is 8080 on its pods     │                                                    │
        │ slices      pay-x7k2p   IPv4  0 endpoints                       │                                                    │
        │ used by     Ingress shop/shop  shop.local/pay                   │                                                    │
        │                                                                 │                                                    │
        │                                                                 │                                                    │
        └─────────────────────────────────────────────────────────────────┴────────────────────────────────────────────────────┘
        × pay: No pod has app=pay,tier=backend.
        ?:help  ↑↓:move  space:mark  S:scale  E:selector  y:copy  o:sort  /:filter  W:weights  p:pause  enter:open  e:explain
        """)
  }

  @Test func `the services screen at 200x60`() {
    #expect(
      DemoState(.services, columns: 200, rows: 60).picture == """
        sluice playground SIM   ns:shop   [WRITE]      ×1 fault   ▲1 warning                                                                                                                 LIVE as of 12:04:31
        1 Flow   2·Services   3 Routes   4 Backends   5 Trace   6 Traffic   7 Time   8 Lesson   9 Network                                                                                      ?:help  ::command
         filter: (none)          sort: health ▼                                                                                                                                                      4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    SELECTOR              READY   REQ/S  ERR%    p95    AGE  60 s
        ► ×   pay     ClusterIP  127.128.0.41  80→http  app=pay,tier=backend    0/0     9.0   100    0.9    12d  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080  app=api,track=v2        1/2      18   4.9    175    12d  ██████
          •   api-v1  ClusterIP  127.128.0.31  80→8080  app=api,track=v1        2/2     162   0.2     23    12d  ██████
          •   web     ClusterIP  127.128.0.10  80→8080  app=web                 3/3     420   0.0     23    12d  ██████












        ┌─ Backends of pay ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 0 addresses ─┐
        │  No endpoint.                                                                                                                                                                                        │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        │                                                                                                                                                                                                      │
        ├─ pay ───────────────────────────────────────────────────────────────────────────── d:close detail  [ ]:tab ─┬─ Requests a second for each backend ───────────────────────────────────────────────────┤
        │ Summary  Selector  Ports  Endpoints  Routes                                                                 │                                                                                        │
        │ × No pod has app=pay,tier=backend.                                                                          │                                                                                        │
        │   → Change the selector to tier=back-end: 2 pods differ in this label alone, for example pay-6f-1zz9k.      │                                                                                        │
        │   (service-selector-matches-nothing)                                                                        │                                                                                        │
        │ × 100.0 % of the requests of the last minute failed                                                         │                                                                                        │
        │ selector    app=pay,tier=backend   matches 0 pods (0 ready)                                                 │                                                                                        │
        │ port        http 80 → targetPort http   is 8080 on its pods                                                 │                                                                                        │
        │ slices      pay-x7k2p   IPv4  0 endpoints                                                                   │                                                                                        │
        │ used by     Ingress shop/shop  shop.local/pay                                                               │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        │                                                                                                             │                                                                                        │
        └─────────────────────────────────────────────────────────────────────────────────────────────────────────────┴────────────────────────────────────────────────────────────────────────────────────────┘
        × pay: No pod has app=pay,tier=backend.
        ?:help  ↑↓:move  space:mark  S:scale  E:selector  y:copy  o:sort  /:filter  W:weights  p:pause  enter:open  e:explain  t:trace
        """)
  }
}

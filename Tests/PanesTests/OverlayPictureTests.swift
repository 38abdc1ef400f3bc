import Panes
import Screen
import State
import Testing

/// What opens over a screen at 80x24.
@Suite struct OverlayPictureTests {
  private static func scene(_ name: String) -> DemoState {
    var demo = DemoState(.services)
    Scenes.all[name]?(&demo)
    return demo
  }

  @Test func `the help lists the keys of this screen first`() {
    #expect(
      Self.scene("help").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┏━ Help · Services ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ type to search · 54 of 54 ━┓
        ┃ This screen                                                                  ┃
        ┃ ► S            scale the workload, preview first                     not now ┃
        ┃   E            edit the selector with live preview       changes the cluster ┃
        ┃   W            shift the weights of the route, preview first         not now ┃
        ┃   R            restart the workload pod by pod, preview first        not now ┃
        ┃   enter        open the selected row                                         ┃
        ┃   space        mark or unmark the selected row                               ┃
        ┃   *            mark all rows that pass the filter                            ┃
        ┃   o            choose the column to sort by                                  ┃
        ┃   O            reverse the order                                             ┃
        ┃   >            sort by the column to the right                               ┃
        ┃   <            sort by the column to the left                                ┃
        ┃   ]            next tab of the detail                                        ┃
        ┃                                                                              ┃
        ┃ Rule: lower-case keys only look. Changes are upper-case keys: they open a    ┃
        ┃ preview and do nothing until you confirm it.                                 ┃
        ┃ Symbols   • healthy   ▲ warning   × fault   ○ not ready   ? unknown          ┃
        ┃           ━ busy      ─ some      ┄ none    ► selected    * marked           ┃
        ┃ Terminal  80x24 · glyphs unicode · theme default · mouse on                  ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        × pay: No pod has app=pay,tier=backend.
        esc:close  ↑↓:move  enter:run
        """)
  }

  @Test func `the help finds by what is typed`() {
    #expect(
      Self.scene("helpSearch").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┏━ Help · Services ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ search: sel · 8 of 54 ━┓
        ┃ This screen                                                                  ┃
        ┃ ► E            edit the selector with live preview       changes the cluster ┃
        ┃   enter        open the selected row                                         ┃
        ┃   space        mark or unmark the selected row                               ┃
        ┃ Everywhere                                                                   ┃
        ┃   g            go to what belongs to the selection                           ┃
        ┃   y            copy menu: name, selector, table, screen                      ┃
        ┃   a f9         actions for the selection                                     ┃
        ┃   t            trace a request to the selection                              ┃
        ┃   e            explain the selection, with evidence                          ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┃ Rule: lower-case keys only look. Changes are upper-case keys: they open a    ┃
        ┃ preview and do nothing until you confirm it.                                 ┃
        ┃ Symbols   • healthy   ▲ warning   × fault   ○ not ready   ? unknown          ┃
        ┃           ━ busy      ─ some      ┄ none    ► selected    * marked           ┃
        ┃ Terminal  80x24 · glyphs unicode · theme default · mouse on                  ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        × pay: No pod has app=pay,tier=backend.
        esc:close  ↑↓:move  enter:run
        """)
  }

  @Test func `a filter is typed in the message row and works at once`() {
    #expect(
      Self.scene("filter").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: api             sort: health ▼          3 more columns: →   2 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
        ► ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9  ██████
          •   api-v1  ClusterIP  127.128.0.31  80→8080    2/2     162   0.2  ██████







        ┌─ api-v2 ─────────────────────────────────────────── d:close detail  [ ]:tab ─┐
        │ Summary  Selector  Ports  Endpoints  Routes                                  │
        │ ▲ 1 of 2 endpoints are ready; not api-v2-8b-ztt8v.                           │
        │   → Look at why the others are not ready; their part goes to the ready ones. │
        │ ▲ 4.9 % of the requests of the last minute failed                            │
        │ selector    app=api,track=v2   matches 2 pods (1 ready)                      │
        │ port        http 80 → targetPort 8080   is 8080 on its pods                  │
        │ 2 more lines                                                                 │
        └──────────────────────────────────────────────────────────────────────────────┘
        /api   2 rows
        enter:keep  esc:as before
        """)
  }

  @Test func `the command line shows what fits`() {
    #expect(
      Self.scene("command").picture == """
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
        ┏━ Commands ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 1 of 15 ━┓
        ┃ ► services   [NAME | NS | /FILTER … 2    the Services, all or those that pa… ┃
        ┃   screen     NAME                   1-9  go to a screen by its name          ┃
        ┃   sort       COLUMN [reverse]       o    sort the list                       ┃
        ┃   scale      [KIND/]NAME N          S    how many pods run; preview first    ┃
        ┃   selector   SERVICE [a=b,c=d]      E    which labels a Service asks for; p… ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        :s
        esc:close  tab:complete  enter:run  ↑↓:choose  ctrl-p:history
        """)
  }

  @Test func `the copy menu`() {
    #expect(
      Self.scene("copy").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼          3 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
        ► ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100  ██████
          ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9  ██████
          •   api-v1  ClusterIP  1┏━ Copy ━━━━━━━━━━━━━━━━━━┓     162   0.2  ██████
          •   web     ClusterIP  1┃► n  name                ┃     420   0.0  ██████
                                  ┃  l  selector            ┃
                                  ┃  k  kubectl command     ┃
                                  ┃  c  table as CSV        ┃
                                  ┃  t  table as TSV        ┃
                                  ┃  s  screen as text      ┃
        ┌─ pay ───────────────────┗━━━━━━━━━━━━━━━━━━━━━━━━━┛ d:close detail  [ ]:tab ─┐
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

  @Test func `the actions of a service`() {
    #expect(
      Self.scene("actions").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼          3 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
          ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100  ██████
        ► ▲   api-v2  ClusterIP  127.128.0.32  80→8080    1/2      18   4.9  ██████
          •   a┏━ Actions · api-v2 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓███
          •   w┃► S  scale the workload, preview first                         ┃███
               ┃  E  edit the selector with live preview                       ┃
               ┃  W  shift the weights of the route, preview first             ┃
               ┃  R  restart the workload pod by pod, preview first            ┃
               ┃  U  undo your last change  (there is nothing to undo yet)     ┃
               ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        ┌─ api-v2 ─────────────────────────────────────────── d:close detail  [ ]:tab ─┐
        │ Summary  Selector  Ports  Endpoints  Routes                                  │
        │ ▲ 1 of 2 endpoints are ready; not api-v2-8b-ztt8v.                           │
        │   → Look at why the others are not ready; their part goes to the ready ones. │
        │ ▲ 4.9 % of the requests of the last minute failed                            │
        │ selector    app=api,track=v2   matches 2 pods (1 ready)                      │
        │ port        http 80 → targetPort 8080   is 8080 on its pods                  │
        │ 2 more lines                                                                 │
        └──────────────────────────────────────────────────────────────────────────────┘
        ▲ api-v2: 1 of 2 endpoints are ready; not api-v2-8b-ztt8v.
        esc:close  ↑↓:move  enter:choose
        """)
  }

  @Test func `the columns to sort by`() {
    #expect(
      Self.scene("sort").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼          3 more columns: →   4 of 4 rows
          ST  NAME    TYPE       CLUSTER-IP    PORTS    READY   REQ/S  ERR%  60 s     ›
        ► ×   pay     ClusterIP  127.128.0.41  80→http    0/0     9.0   100  ██████
          ▲   api-v2  ClusterIP  ┏━ Sort by ━━━━━━━━━━━━━━━━━┓     18   4.9  ██████
          •   api-v1  ClusterIP  ┃► 0  health, then name     ┃    162   0.2  ██████
          •   web     ClusterIP  ┃  a  name                  ┃    420   0.0  ██████
                                 ┃  b  type                  ┃
                                 ┃  c  ready                 ┃
                                 ┃  d  req/s                 ┃
                                 ┃  e  err%                  ┃
                                 ┃  f  p95                   ┃
        ┌─ pay ──────────────────┃  g  age                   ┃d:close detail  [ ]:tab ─┐
        │ Summary  Selector  Port┗━━━━━━━━━━━━━━━━━━━━━━━━━━━┛                         │
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

  @Test func `quitting asks once`() {
    #expect(
      Self.scene("quit").picture == """
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


        Quit sluice? The playground ends with it.  q or enter quits, esc stays.
        q:quit  esc:stay
        """)
  }

  @Test func `the traffic as a table`() {
    #expect(
      Self.scene("table").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        1 Flow  2 Services  3 Routes  4 Backends  5 Trace  6·Traffic  7 Time  8 Lesson
         metric: req/s   group: route   window: 60s (+ - zoom)   step: 1 s
              TIME  total req/s    / req/s  /api req/s  /pay req/s
          12:04:31          609        420         180         9.0
          12:04:30          609        420         180         9.0
          12:04:29          609        420         180         9.0
          12:04:28          609        420         180         9.0
          12:04:27          609        420         180         9.0
          12:04:26          609        420         180         9.0
          12:04:25          609        420         180         9.0
          12:04:24          609        420         180         9.0
          12:04:23          609        420         180         9.0
          12:04:22          609        420         180         9.0
          12:04:21          609        420         180         9.0
          12:04:20          609        420         180         9.0
          12:04:19          609        420         180         9.0
          12:04:18          609        420         180         9.0
          12:04:17          609        420         180         9.0
          12:04:16          609        420         180         9.0
          12:04:15          609        420         180         9.0
          12:04:14          609        420         180         9.0
        measured every second · the picture keeps ten minutes
        ?:help  ←→:cursor  +:zoom  m:metric  g:group  6:table  y:copy  p:pause
        """)
  }

  @Test func `a paused display says so`() {
    #expect(
      Self.scene("paused").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn      PAUSED  12:04:31
        1 Flow  2·Services  3 Routes  4 Backends  5 Trace  6 Traffic  7 Time  8 Lesson
         filter: (none)          sort: health ▼   PAUSED (p resumes)  +3 →   4 of 4 rows
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
}

import Panes
import Screen
import State
import Testing

/// The previews of changes at 80x24.
@Suite struct DialogPictureTests {
  private static func scene(_ name: String) -> DemoState {
    var demo = DemoState(.services)
    Scenes.all[name]?(&demo)
    return demo
  }

  @Test func `scaling from 3 to 6 shows the share of each pod before and after`() {
    #expect(
      Self.scene("scale").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Scale Deployment shop/web ──────────────────────────────────────────────────┐
        │ replicas   now 3   new 6    3 ready   type a number, or + and -              │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │    spec:                                                                     │
        │ -    replicas: 3                                                             │
        │ +    replicas: 6                                                             │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │      BACKEND         READY   SHARE NOW > THEN   REQ/S NOW > THEN             │
        │  = • web-7c9f-2kx8l  ready    33.3% → 16.7%         141 → 70                 │
        │  = • web-7c9f-8fz4q  ready    33.3% → 16.7%         139 → 70                 │
        │  = • web-7c9f-qq71n  ready    33.3% → 16.7%         140 → 70                 │
        │  + • web-(new 1)     ready        - → 16.7%           - → 70                 │
        │  + • web-(new 2)     ready        - → 16.7%           - → 70                 │
        │  + • web-(new 3)     ready        - → 16.7%           - → 70                 │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop scale deployment web --replicas=6                            │
        │                                                                              │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it, U undoes it.                                │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  +:more  -:fewer  tab:next button
        """)
  }

  @Test func `a selector shows the gained pods while it is typed`() {
    #expect(
      Self.scene("selector").picture == """
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

  @Test func `the second step of a selector shows the difference and the command`() {
    #expect(
      Self.scene("selectorReview").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Edit selector · Service shop/pay ───────────────────────────── step 2 of 2 ─┐
        │ now  app=pay,tier=backend                                  0 pods            │
        │ new  app=pay,tier=back-end                                 2 pods            │
        │      valid · 2 requirements · tab completes keys and values                  │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │ -      tier: backend                                                         │
        │ +      tier: back-end                                                        │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │ ▲ a selector takes effect at once on live traffic                            │
        │ • mends service-selector-matches-nothing of service/shop/pay and 1 more      │
        │ shop.local/pay: × 503 now, then served by 2 pods                             │
        │      BACKEND       READY   SHARE NOW > THEN   REQ/S NOW > THEN               │
        │  + • pay-6f-1zz9k  ready        - → 50.0%           - → 4.5                  │
        │  + • pay-6f-bb20c  ready        - → 50.0%           - → 4.5                  │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop patch service pay --type merge -p                            │
        │ '{"spec":{"selector":{"tier":"back-end"}}}'                                  │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it, U undoes it.                                │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  tab:next button
        """)
  }

  @Test func `shifting weights shows bars, the difference and the forecast`() {
    #expect(
      Self.scene("weights").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Shift weights · Ingress shop/shop /api ─────────────────────────────────────┐
        │              now    new   0                     50                   100     │
        │   api-v1      90     80   ████████████████████████████████████▊░░░░░░░░░     │
        │ ► api-v2      10     20   █████████▎░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     │
        │   ↑↓ service   ←→ 5   shift-←→ 1   type a number   = equal   0 drain         │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │ -      nginx.ingress.kubernetes.io/canary-weight: "10"                       │
        │ +      nginx.ingress.kubernetes.io/canary-weight: "20"                       │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │ ▲ api-v2 fails 4.9 % of its requests now                                     │
        │      BACKEND          READY   SHARE NOW > THEN   REQ/S NOW > THEN            │
        │  = • api-v1-5d-66b2c  ready    45.0% → 40.0%          82 → 72                │
        │  = • api-v1-5d-x9wlt  ready    45.0% → 40.0%          80 → 72                │
        │  = • api-v2-8b-0mm2p  ready    10.0% → 20.0%          18 → 36                │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop annotate ingress shop-canary                                 │
        │ nginx.ingress.kubernetes.io/canary-weight=20 --overwrite                     │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it, U undoes it.                                │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  tab:next button
        """)
  }

  @Test func `making a pod slow is a change like any other`() {
    #expect(
      Self.scene("steer").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Steer pod shop/api-v2-8b-ztt8v ─────────────────────────────────────────────┐
        │ Set demo/latency-ms of pod shop/api-v2-8b-ztt8v to 500                       │
        │ U puts back what is now.                                                     │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │    metadata:                                                                 │
        │      annotations:                                                            │
        │ +      demo/latency-ms: "500"                                                │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │      BACKEND          READY   SHARE NOW > THEN   REQ/S NOW > THEN            │
        │  = • api-v2-8b-0mm2p  ready     100% → 100%           18 → 18                │
        │  = ○ api-v2-8b-ztt8v  no        0.0% → 0.0%            0 → 0                 │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop annotate pod api-v2-8b-ztt8v demo/latency-ms=500 --overwrite │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it, U undoes it.                                │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  tab:next button
        """)
  }

  @Test func `a restart says that it cannot be undone`() {
    #expect(
      Self.scene("restart").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┌─ Restart Deployment shop/web ────────────────────────────────────────────────┐
        │ Restart deployment shop/web: replaces its 3 pods one by one                  │
        │ This cannot be undone.                                                       │
        ├─ Server dry run: asked, no answer yet ───────────────────────────────────────┤
        │ +          kubectl.kubernetes.io/restartedAt: "2026-01-05T12:04:31Z"         │
        ├─ Forecast, from what was measured ───────────────────────────────────────────┤
        │ ▲ every pod is replaced: requests that a pod is answering may break          │
        │      BACKEND         READY   SHARE NOW > THEN   REQ/S NOW > THEN             │
        │  - • web-7c9f-2kx8l  ready    33.3% → -             141 → -                  │
        │  - • web-7c9f-8fz4q  ready    33.3% → -             139 → -                  │
        │  - • web-7c9f-qq71n  ready    33.3% → -             140 → -                  │
        │  + • web-(new 1)     ready        - → 33.3%           - → 140                │
        │  + • web-(new 2)     ready        - → 33.3%           - → 140                │
        │  + • web-(new 3)     ready        - → 33.3%           - → 140                │
        ├─ Same change as a command ───────────────────────────────────────────────────┤
        │ kubectl -n shop rollout restart deployment web                               │
        │                                                                              │
        ├──────────────────────────────────────────────────────────────────────────────┤
        │ In the playground: Y applies it; it cannot be undone.                        │
        │               [ Cancel ]    Apply (Y)      Copy as kubectl                   │
        └──────────────────────────────────────────────────────────────────────────────┘
        Nothing has been sent to the cluster yet.
        esc:cancel  enter:cancel  Y:apply  tab:next button
        """)
  }

  @Test func `the journal shows what was predicted beside what was observed`() {
    #expect(
      Self.scene("journal").picture == """
        sluice playground SIM  ns:shop  [WRITE]   ×1 fault ▲1 warn   LIVE as of 12:04:31
        ┏━ Journal ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 1 change ━┓
        ┃      TIME      RESULT     CHANGE                                             ┃
        ┃► #1  12:04:31  sent       Scale deployment shop/web from 3 to 6              ┃
        ┃                                                                              ┃
        ┣─ #1 ────────────────────────────────────────────────── y copies the command ─┫
        ┃ kubectl -n shop scale deployment web --replicas=6                            ┃
        ┃ its effect has not been seen yet                                             ┃
        ┃ Shares of the requests: nothing is measured yet.                             ┃
        ┃ BACKEND         BEFORE  PREDICTED  OBSERVED  REQ/S PRED.   OBS.              ┃
        ┃ web-7c9f-2kx8l   33.3%      16.7%         -           70      -              ┃
        ┃ web-7c9f-8fz4q   33.3%      16.7%         -           70      -              ┃
        ┃ web-7c9f-qq71n   33.3%      16.7%         -           70      -              ┃
        ┃ web-(new 1)          -      16.7%         -           70      -              ┃
        ┃ web-(new 2)          -      16.7%         -           70      -              ┃
        ┃ web-(new 3)          -      16.7%         -           70      -              ┃
        ┃    spec:                                                                     ┃
        ┃ -    replicas: 3                                                             ┃
        ┃ +    replicas: 6                                                             ┃
        ┃                                                                              ┃
        ┃                                                                              ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        Sent #1: Scale deployment shop/web from 3 to 6
        esc:close  ↑↓:move  U:undo  y:copy command
        """)
  }
}

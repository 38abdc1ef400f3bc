import TestSupport
import Testing

/// From a request that gets lost to one that arrives, at a real terminal with real pods.
@Suite(.serialized, .realTime) struct TraceJourneyTests {
  @Test
  func `the trace of /pay shows the broken hop, its fix leads to the preview, then it arrives`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 60", width: 120, height: 40) { console in
      try await console.waitForRest()
      try await console.type(":flow /pay")
      try await console.press("Enter")
      try await console.wait(for: "the route selected") { $0.contains("/pay  Ingress shop/shop") }
      try await console.press("t")
      let broken = try await console.wait(for: "the broken hop", seconds: 5) {
        $0.contains("►× Selector")
      }
      #expect(broken.contains("https://shop.local/pay"))
      #expect(broken.contains("× fault 503"))
      #expect(broken.contains("service-selector-matches-nothing"))
      try await console.press("a")
      try await console.wait(for: "Fix: selector app=pay,tier=back-end")
      try await console.press("f")
      let preview = try await console.wait(for: "gained 2   lost 0   kept 0")
      #expect(preview.contains("mends service-selector-matches-nothing"))
      try await console.press("Enter")
      let review = try await console.wait(for: "dry run: accepted")
      #expect(review.contains("kubectl -n shop"))
      try await console.press("Y")
      try await console.wait(for: "the request arrives") { screen in
        screen.contains("result: • ok") && screen.contains("• Selector")
          && !screen.contains("►×")
      }
      try await console.press("BSpace")
      try await console.wait(for: "the flow again") { $0.contains("1·Flow") }
    }
  }

  @Test func `a request typed by hand is traced, explained, and its faults are listed`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 60") { console in
      try await console.waitForRest()
      try await console.press("5")
      try await console.wait(for: "No request is traced yet.")
      try await console.press("m")
      try await console.type("GET https://shop.local/api")
      try await console.press("Enter")
      try await console.wait(for: "the way of /api") { $0.contains("▲ degraded") }
      try await console.press("e")
      try await console.wait(for: "Why · Endpoints")
      try await console.press("Escape")
      try await console.wait(for: "the trace again") { !$0.contains("Why · ") }
      try await console.type(":faults")
      try await console.press("Enter")
      try await console.wait(for: "service-selector-matches-nothing") {
        $0.contains("Faults · ") && $0.contains("service/shop/pay")
      }
    }
  }
}

import TestSupport
import Testing

/// A user's way through the demo, at a real terminal with real traffic.
@Suite(.serialized) struct JourneyTests {
  /// The words of the row that contains all of these texts; empty without such a row.
  private func row(_ screen: String, containing texts: String...) -> [Substring] {
    screen.split(separator: "\n").first { row in texts.allSatisfy(row.contains) }?
      .split(separator: " ") ?? []
  }

  /// The percentages that stand in the rows of a Service's backends.
  private func shares(_ screen: String, of service: String) -> [Double] {
    screen.split(separator: "\n").filter { $0.contains(" \(service) ") }.compactMap { row in
      row.split(separator: " ").first { $0.hasSuffix("%") }.flatMap { Double($0.dropLast()) }
    }
  }

  @Test func `scaling web to six gives each pod a sixth, and undo puts it back`() async throws {
    try await Tmux.withDemo("--seed 7 --load 300", width: 200, height: 60) { console in
      try await console.wait(for: "3/3 ready")
      try await console.wait(for: "live rates") { $0.contains("req/s in") && !$0.contains(" -/s") }
      try await console.press("2")
      try await console.wait(for: "CLUSTER-IP")
      try await console.press("/")
      try await console.type("web")
      try await console.press("Enter", "S")
      try await console.wait(for: "Scale Deployment shop/web")
      try await console.press("BSpace", "6")
      let preview = try await console.wait(for: "16.7%")
      #expect(preview.contains("kubectl -n shop scale deployment web --replicas=6"))
      try await console.press("Y")
      try await console.wait(for: "six pods") { row($0, containing: "web", "6/6") != [] }
      try await console.press("4", "/")
      try await console.type("svc:web")
      try await console.press("Enter")
      try await console.wait(for: "a sixth each") { screen in
        let shares = shares(screen, of: "web")
        return shares.count == 6 && shares.allSatisfy { abs($0 - 16.7) < 4 }
      }
      try await console.press("U")
      try await console.wait(for: "--replicas=3")
      try await console.press("Y")
      try await console.wait(for: "three pods") { shares($0, of: "web").count == 3 }
      try await console.press("u")
      let journal = try await console.wait(for: "Journal")
      #expect(journal.contains("Scale deployment shop/web from 3 to 6"))
      #expect(journal.contains("kubectl -n shop scale deployment web --replicas="))
    }
  }

  @Test func `editing pay's selector shows who is gained, then serves, then is undone`()
    async throws
  {
    try await Tmux.withDemo("--seed 7 --load 300", width: 120, height: 40) { console in
      try await console.wait(for: "0 selected")
      try await console.press("2", "/")
      try await console.type("^pay$")
      try await console.press("Enter", "E")
      try await console.wait(for: "Edit selector")
      try await console.press("C-u")
      try await console.type("app=pay,tier=back-end")
      let preview = try await console.wait(for: "gained 2")
      #expect(preview.contains("lost 0"))
      #expect(preview.contains("pay-db-0"))
      try await console.press("Y")
      try await console.press("1")
      try await console.wait(for: "traffic for pay") { !$0.contains("0 selected") }
      try await console.wait(for: "answers of pay") { screen in
        screen.split(separator: "\n").contains { row in
          row.contains("• pay-") && !row.contains("pay-db") && row.contains(" 0.0")
        }
      }
      try await console.press("U")
      try await console.wait(for: "lost 2")
      try await console.press("Y")
      try await console.wait(for: "0 selected")
    }
  }
}

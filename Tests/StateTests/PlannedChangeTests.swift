import Actions
import Diagnosis
import Language
import TestSupport
import Testing
import Topology

@testable import State

/// Plans made of words without a console.
@Suite struct PlannedChangeTests {
  private func plan(
    _ kind: PlannedChange.Kind, _ words: String...
  ) throws(PlannedChange.Problem) -> PlannedChange {
    try PlannedChange(
      kind, words, of: ShopCluster.inventory.resources,
      in: Connection(context: "manifests", kind: .simulated, writableUntil: .infinity),
      now: ShopCluster.now)
  }

  private func problem(
    _ kind: PlannedChange.Kind, _ words: String...
  ) -> PlannedChange.Problem? {
    do throws(PlannedChange.Problem) {
      _ = try PlannedChange(
        kind, words, of: ShopCluster.inventory.resources,
        in: Connection(context: "manifests", kind: .simulated, writableUntil: .infinity),
        now: ShopCluster.now)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a scale to nothing says what breaks`() throws {
    let change = try plan(.scale, "deployment/shop/web", "0")
    #expect(change.plan.sentence == "Scale deployment shop/web from 3 to 0")
    #expect(change.faults?.caused.contains { $0.id == "workload-scaled-to-zero" } == true)
    #expect(change.faults?.mended == [])
  }

  @Test func `a selector is written in words`() throws {
    let change = try plan(.selector, "pay", "app=pay,tier=back-end")
    #expect(
      change.plan.proposal
        == .selector(ShopCluster.name("pay"), ["app": "pay", "tier": "back-end"]))
    #expect(change.faults?.mended.contains { $0.id == "service-selector-matches-nothing" } == true)
  }

  @Test func `weights are written in words, and the rest goes to the other Service`() throws {
    let change = try plan(.weights, "shop.local/api", "api-v2=40")
    guard case .weights(_, let weights) = change.plan.proposal else {
      Issue.record("these are no weights: \(change.plan.proposal)")
      return
    }
    #expect(weights == [ShopCluster.name("api-v1"): 60, ShopCluster.name("api-v2"): 40])
    #expect(change.faults?.isEmpty == true)
  }

  @Test(
    arguments: [
      (#","weight":90"#, #","weight":10"#, [60, 40], [90, 10]),
      ("", "", [60, 40], [50, 50]),
    ])
  func `the weights of an HTTPProxy are written in words, and undone`(
    first: String, second: String, expected: [Int], before: [Int]
  ) throws {
    let proxy = try JSONValue(
      parsing: """
        {"metadata":{"name":"edge","namespace":"shop"},"spec":{"virtualhost":{"fqdn":"c.test"},
         "routes":[{"services":[{"name":"api-v1","port":80\(first)},
                                {"name":"api-v2","port":80\(second)}]}]}}
        """)
    let change = try PlannedChange(
      .weights, ["c.test/", "api-v2=40"],
      of: ShopCluster.inventory.resources + [Resource(proxy, kind: .httpProxy)],
      in: Connection(context: "manifests", kind: .simulated, writableUntil: .infinity),
      now: ShopCluster.now)
    #expect(change.plan.target == ObjectReference("HTTPProxy", "shop", "edge"))
    let written = change.plan.write.body.array.filter { $0["op"].string == "add" }
    #expect(
      written.map { $0["path"].string } == [
        "/spec/routes/0/services/0/weight", "/spec/routes/0/services/1/weight",
      ])
    #expect(written.map { $0["value"].integer } == expected)
    guard case .weights(_, let weights) = change.plan.inverse else {
      Issue.record("undoing is no change of weights")
      return
    }
    #expect(["api-v1", "api-v2"].map { weights[ShopCluster.name($0)] } == before)
  }

  @Test(arguments: [
    ["service/shop/pay"], ["service/pay"],
    ["service/shop/pay", "service-selector-matches-nothing"],
  ])
  func `a fix is the edit that the fault names`(_ words: [String]) throws {
    let change = try PlannedChange(
      .fix, words, of: ShopCluster.inventory.resources,
      in: Connection(context: "manifests", kind: .simulated, writableUntil: .infinity),
      now: ShopCluster.now)
    #expect(
      change.plan.proposal
        == .selector(ShopCluster.name("pay"), ["app": "pay", "tier": "back-end"]))
  }

  @Test func `what cannot be planned says why`() {
    #expect(problem(.scale, "web", "3") == .nothingChanges)
    #expect(problem(.scale, "web", "many") == .unclear("\"many\" is no number of pods"))
    #expect(problem(.scale, "wbe", "3") == .unclear("no workload \"wbe\"; did you mean web?"))
    #expect(
      problem(.scale, "web", "-1") == .refused("the number of pods must be between 0 and 10000"))
    #expect(problem(.fix, "service/shop/web") == .unclear("service/shop/web has no fault"))
    #expect(
      problem(.fix, "service/shop/api-v2")
        == .unclear(
          "no single edit mends endpoints-some-not-ready of service/shop/api-v2: Look at why the others are not ready; their part goes to the ready ones."
        ))
  }
}

import Diagnosis
import TestSupport
import Testing
import Topology

@testable import State

/// What is not known is never shown as none.
@Suite struct UnknownTests {
  private func shop(_ kind: String, _ feed: FeedState) -> ShopState {
    var shop = ShopState(live: true)
    shop.send(.feed(kind: kind, feed))
    shop.pass(1)
    return shop
  }

  private func row(_ name: String, _ shop: ShopState) -> ServiceRow? {
    ServiceRow(ShopCluster.name(name), in: shop.state.shown)
  }

  @Test func `slices that may not be read make numbers unknown, and blame nobody`() throws {
    let blind = shop("EndpointSlice", .forbidden(reason: "no"))
    let pay = try #require(row("pay", blind))
    #expect(!pay.isCounted)
    #expect(pay.health == .unknown && pay.findings.isEmpty)
    let branch = blind.state.flowTree().hosts.flatMap(\.routes).flatMap(\.branches)
      .first { $0.service.name == "pay" }
    #expect(branch?.isKnown == false && branch?.answer == "")
    #expect(branch?.note == "backends not known")
    let seeing = shop("EndpointSlice", .synced)
    #expect(try #require(row("pay", seeing)).health == .fault)
    #expect(try #require(row("pay", seeing)).isCounted)
  }

  @Test func `what is still being read is not known either, what is old still is`() throws {
    #expect(try #require(row("pay", shop("EndpointSlice", .loading))).isCounted == false)
    let stale = shop("EndpointSlice", .stale(since: 0, reason: "lost"))
    #expect(try #require(row("pay", stale)).isCounted)
    #expect(try #require(row("web", shop("EndpointSlice", .absent))).isCounted)
  }

  @Test func `without pods nobody is said to select none`() {
    let blind = shop("Pod", .forbidden(reason: "no"))
    #expect(!blind.state.shown.diagnosis.faults.contains { $0.object.kind == "Service" })
    #expect(blind.state.connection.forbiddenKinds == ["Pod"])
  }

  @Test
  func `a controller is missed in a whole cluster, not in the playground nor in one namespace`() {
    func isMissed(_ shop: ShopState) -> Bool {
      shop.state.shown.diagnosis.faults.contains { $0.id == "ingress-class-no-controller" }
    }
    var live = ShopState(live: true)
    live.pass(1)
    #expect(isMissed(live))
    live.send(.limited(namespace: "shop"))
    live.pass(1)
    #expect(!isMissed(live))
    var simulated = ShopState(live: false)
    simulated.pass(1)
    #expect(!isMissed(simulated))
  }
}

import Actions
import Diagnosis
import TestSupport
import Testing
import Topology

@testable import State

/// In a large cluster faults are looked for aside, and nothing waits for it.
@Suite struct ExaminationTests {
  /// The shop among 600 Services that select nothing.
  private func large() -> ShopState {
    var shop = ShopState()
    shop.state.isExaminedAside = true
    shop.effects = []
    shop.send(
      .resources(
        (0..<600).map { index in
          .applied(
            .service(
              Service(
                metadata: Metadata(name: "idle-\(index)", namespace: "other"),
                ports: [Service.Port(name: "http", number: 80, target: .number(80))],
                selector: ["app": "\(index)"])))
        }))
    return shop
  }

  private func examinations(_ shop: ShopState) -> [Examination] {
    shop.effects.compactMap { if case .examine(let examination) = $0 { examination } else { nil } }
  }

  private func faults(_ name: String, _ shop: ShopState) -> [String] {
    shop.state.diagnosis.faults(of: ObjectReference("Service", NamespacedName("other", name)))
      .map(\.id)
  }

  @Test func `a tick gives the work out, and the answer is shown with the next`() throws {
    var shop = large()
    shop.pass(20)
    #expect(faults("idle-7", shop).isEmpty)
    let asked = try #require(examinations(shop).last)
    shop.pass(1)
    #expect(examinations(shop).count == 1, "one at a time")
    shop.send(.examined(asked.result()))
    shop.pass(1)
    #expect(faults("idle-7", shop) == ["service-selector-matches-nothing"])
    #expect(examinations(shop).count == 1, "nothing changed since")
  }

  @Test func `what changes while it is looked at is looked at after the answer`() throws {
    var shop = large()
    shop.pass(20)
    let first = try #require(examinations(shop).last)
    let name = NamespacedName("other", "idle-7")
    shop.send(.resource(.deleted(ObjectReference("Service", name))))
    shop.send(.examined(first.result()))
    shop.pass(1)
    let second = try #require(examinations(shop).last)
    #expect(second.number == 2)
    shop.send(.examined(second.result()))
    #expect(faults("idle-7", shop).isEmpty)
    var fresh = Diagnosis()
    fresh.extent = shop.state.diagnosis.extent
    fresh.update(shop.state.inventory, routes: shop.state.routing, now: shop.state.now)
    #expect(shop.state.diagnosis.faults == fresh.faults)
  }

  @Test func `kinds that become unknown meanwhile make everything due again`() throws {
    var shop = large()
    shop.pass(20)
    let first = try #require(examinations(shop).last)
    shop.send(.feed(kind: "Pod", .forbidden(reason: "no")))
    shop.send(.examined(first.result()))
    shop.pass(16)
    let second = try #require(examinations(shop).last)
    #expect(second.number == 2)
    shop.send(.examined(second.result()))
    #expect(faults("idle-7", shop).isEmpty, "without pods nobody selects nothing")
  }

  @Test func `the answer to a question of another cluster is dropped`() throws {
    var shop = large()
    shop.pass(20)
    let asked = try #require(examinations(shop).last)
    shop.send(.connected(Connection(context: "other", kind: .live), journal: []))
    shop.send(.examined(asked.result()))
    shop.pass(1)
    #expect(shop.state.diagnosis.faults.isEmpty)
  }

  @Test func `what a plan does to the faults is said as soon as they are known`() throws {
    var shop = large()
    shop.pass(20)
    shop.want(.propose(.selector(ShopCluster.name("web"), ["app": "nobody"])))
    #expect(shop.plan != nil)
    #expect(shop.state.faultForecast == nil, "everything is still being looked at")
    shop.send(.examined(try #require(examinations(shop).last).result()))
    let pay = shop.state.inventory.service(ShopCluster.name("pay"))
    shop.apply(.service(try #require(pay)))
    shop.pass(1)
    #expect(
      shop.state.faultForecast?.caused.map(\.id).contains("service-selector-matches-nothing")
        == true)
  }
}

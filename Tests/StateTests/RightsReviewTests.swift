import Actions
import TestSupport
import Testing
import Topology

@testable import State

/// When a cluster is asked for the user's rights, and what its answer changes.
@Suite struct RightsReviewTests {
  private let reviewed: [Effect] = [.reviewRights(namespace: "shop")]
  private let viewer = Rights(rules: [
    Rights.Rule(verbs: ["get", "list", "watch"], groups: ["*"], resources: ["*"])
  ])

  /// The effects of a tick so many seconds later.
  private func effects(of shop: inout ShopState, after seconds: Double) -> [Effect] {
    shop.effects = []
    shop.pass(seconds)
    return shop.effects
  }

  @Test func `rights are asked for where one works, once a minute, and only of real clusters`() {
    var shop = ShopState(live: true, reviewed: false)
    #expect(effects(of: &shop, after: 1) == [])
    shop.want(.setNamespace("shop"))
    #expect(effects(of: &shop, after: 1) == reviewed)
    #expect(effects(of: &shop, after: 30) == [])
    #expect(effects(of: &shop, after: 30) == reviewed)
    var playground = ShopState()
    playground.want(.setNamespace("shop"))
    #expect(effects(of: &playground, after: 1) == [])
  }

  @Test func `what is not allowed is refused before anything is sent`() {
    var shop = ShopState(live: true, reviewed: false)
    shop.want(.setNamespace("shop"))
    shop.pass(1)
    shop.send(.rights(namespace: "shop", viewer))
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)))
    #expect(
      shop.state.proposed
        == .failure(Refusal("you may not patch deployments/scale in shop (RBAC)")))
    shop.effects = []
    shop.want(.confirm)
    #expect(shop.effects == [])
    #expect(shop.state.interface.notice?.text.contains("RBAC") == true)
  }

  @Test func `an answer that comes while the dialog is open counts at once`() {
    var shop = ShopState(live: true, reviewed: false)
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)))
    #expect((try? shop.state.proposed?.get()) != nil)
    #expect(effects(of: &shop, after: 1).contains(.reviewRights(namespace: "shop")))
    shop.send(.rights(namespace: "shop", viewer))
    #expect((try? shop.state.proposed?.get()) == nil)
  }

  @Test func `before it is known what one may do, not even a dry run is sent`() {
    var shop = ShopState(live: true, reviewed: false)
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)))
    #expect(effects(of: &shop, after: 1) == reviewed)
    shop.effects = []
    shop.want(.confirm)
    #expect(shop.effects == [] && shop.state.journal == [])
    #expect(shop.state.interface.notice?.text.contains("still asked") == true)
    // A cluster that does not say leaves it to the server's own refusal.
    shop.send(.rights(namespace: "shop", nil))
    let sent = effects(of: &shop, after: 1)
    #expect(sent.contains { if case .dryRun = $0 { true } else { false } })
    shop.want(.confirm)
    #expect(shop.state.journal.count == 1)
  }

  @Test func `a refusal by the server makes the rights be asked for again`() throws {
    var shop = ShopState(live: true, reviewed: false)
    shop.want(.setNamespace("shop"))
    shop.pass(1)
    shop.send(.rights(namespace: "shop", nil))
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)), .confirm)
    let id = try #require(shop.state.journal.last?.id)
    shop.send(.performed(changeID: id, .refused("forbidden")))
    #expect(effects(of: &shop, after: 1) == reviewed)
  }
}

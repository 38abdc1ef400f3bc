import Actions
import TestSupport
import Testing
import Topology

@testable import State

/// Going from one cluster to another, and clusters of which one namespace may be read.
@Suite struct ContextTests {
  private func shop(contexts: [String] = ["prod-eu", "test-eu"]) -> ShopState {
    var shop = ShopState(live: true)
    shop.state.connection.contexts = contexts
    shop.effects = []
    return shop
  }

  @Test(arguments: ["ctx test-eu", "context test-eu", "svc @test-eu"])
  func `another context is asked for by its name`(_ command: String) {
    var shop = shop()
    shop.run(command)
    #expect(shop.effects == [.connect(context: "test-eu")])
  }

  @Test(arguments: [
    ("ctx test-eux", "no context \"test-eux\"; did you mean test-eu?"),
    ("ctx prod-eu", "This is prod-eu already."),
  ])
  func `a context that is none or the present one is told`(_ command: String, _ words: String) {
    var shop = shop()
    shop.run(command)
    #expect(shop.effects == [])
    #expect(shop.notice == words)
  }

  @Test func `without a name the contexts are a menu, the present one off`() {
    var shop = shop()
    shop.run("ctx")
    guard case .menu(let menu, selected: 0) = shop.state.interface.overlay else {
      Issue.record("no menu")
      return
    }
    #expect(menu.entries.map(\.title) == ["prod-eu", "test-eu"])
    #expect(menu.entries.map { $0.disabledReason == nil } == [false, true])
    #expect(menu.entries.last?.intent == .connect(context: "test-eu"))
  }

  @Test func `another cluster begins with nothing of the last one`() {
    var shop = shop()
    shop.want(.show(.services), .setNamespace("shop"), .setFilter("web"))
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)))
    shop.send(.connected(Connection(context: "test-eu", kind: .live), journal: []))
    #expect(shop.names == [])
    #expect(shop.state.inventory.services.isEmpty)
    #expect(shop.state.interface.overlay == nil && shop.state.proposed == nil)
    #expect(shop.state.interface.namespace == nil)
    #expect(shop.state.connection.context == "test-eu")
    #expect(shop.state.planContext.isWritable == false)
    #expect(shop.state.interface.list(.services).filter == "web", "what the user typed stays")
  }

  @Test func `nobody leaves while a change is on its way`() {
    var shop = shop()
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)), .confirm)
    shop.effects = []
    shop.run("ctx test-eu")
    #expect(shop.effects == [])
    #expect(shop.notice.contains("wait for its answer"))
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "9")))
    shop.effects = []
    shop.run("ctx test-eu")
    #expect(shop.effects == [.connect(context: "test-eu")])
  }

  @Test func `where one namespace may be listed, another one is read anew`() {
    var shop = shop()
    shop.send(.feed(kind: "Namespace", .forbidden(reason: "no")))
    shop.send(.limited(namespace: "shop"))
    shop.send(.feed(kind: "Service", .loading))
    #expect(shop.state.interface.namespace == "shop")
    #expect(shop.notice == "", "nothing to say while nothing is known")
    shop.send(.feed(kind: "Service", .synced))
    #expect(shop.notice.contains("Only shop is shown"))
    shop.run("ns warehouse")
    #expect(shop.effects == [.follow(namespace: "warehouse")])
    shop.effects = []
    shop.run("ns all")
    #expect(shop.effects == [])
    #expect(shop.notice.contains("may not list all namespaces"))
  }

  @Test func `before namespaces have been asked for, any name may be one`() {
    var shop = shop()
    shop.send(.connected(shop.state.connection, journal: []))
    shop.send(.limited(namespace: "kube-system"))
    shop.state.connection.isBegun = false
    shop.effects = []
    shop.run("ns shop")
    #expect(shop.effects == [.follow(namespace: "shop")])
    shop.send(.begun)
    shop.run("ns warehouse")
    #expect(shop.notice.contains("no namespace"))
  }
}

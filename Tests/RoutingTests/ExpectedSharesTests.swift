import Routing
import TestSupport
import Testing
import Topology

@Suite struct ExpectedSharesTests {
  private func shop(canaryReady: Int) -> SmallCluster {
    var cluster = SmallCluster()
    cluster.service("api-v1", selector: ["app": "v1"])
    cluster.service("api-v2", selector: ["app": "v2"])
    cluster.pods("v1", 2, labels: ["app": "v1"])
    cluster.pods("v2", 2, ready: canaryReady, labels: ["app": "v2"])
    cluster.ingress("api", "a.com/ Prefix api-v1:80")
    cluster.ingress(
      "canary", annotations: [Canary.annotation(""): "true", Canary.annotation("weight"): "10"],
      "a.com/ Prefix api-v2:http")
    return cluster
  }

  @Test func `weights are divided by the ready endpoints`() throws {
    let inventory = shop(canaryReady: 1).inventory
    let route = try #require(RoutingTable(inventory).routes.first)
    let expected = ExpectedShares(route, in: inventory)
    #expect(expected.shares.map { $0.pod?.name } == ["v1-1", "v1-2", "v2-1"])
    #expect(
      zip(expected.shares.map(\.share), [0.45, 0.45, 0.1]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(expected.refused == 0)
    #expect(abs(expected.share(of: NamespacedName("shop", "v1-2")) - 0.45) < 1e-9)
  }

  @Test func `weight on a Service without endpoints is refused`() throws {
    let inventory = shop(canaryReady: 0).inventory
    let route = try #require(RoutingTable(inventory).routes.first)
    let expected = ExpectedShares(route, in: inventory)
    #expect(abs(expected.refused - 0.1) < 1e-9)
    #expect(expected.shares.count == 2)
  }

  @Test func `a missing Service or port is refused`() {
    let inventory = shop(canaryReady: 1).inventory
    let name = NamespacedName("shop", "api-v1")
    #expect(ExpectedShares(name, port: .number(81), in: inventory).refused == 1)
    #expect(
      ExpectedShares(NamespacedName("shop", "no"), port: .number(80), in: inventory).refused == 1)
    #expect(
      ExpectedShares(name, port: .name("http"), in: inventory).shares.map(\.share) == [0.5, 0.5])
  }

  @Test func `an ExternalName leads to its name`() {
    let service = Service(
      metadata: Metadata(name: "db", namespace: "prod"), exposure: .externalName,
      ports: [Service.Port(number: 80, target: .number(80))], externalName: "db.example.com")
    let expected = ExpectedShares(service, port: service.ports[0], slices: [])
    #expect(expected.shares.map(\.backend.description) == ["db.example.com:80"])
  }

  @Test func `without any weight everything is refused`() {
    let route = Route(
      id: Route.ID(source: ObjectReference("Ingress", "shop", "a"), host: "", path: "/"),
      backends: [
        Route.Backend(service: NamespacedName("shop", "api-v1"), port: .number(80), weight: 0)
      ])
    #expect(ExpectedShares(route, in: shop(canaryReady: 1).inventory).refused == 1)
  }
}

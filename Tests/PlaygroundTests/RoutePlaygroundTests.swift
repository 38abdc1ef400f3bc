import Foundation
import Playground
import TestSupport
import Testing
import Topology

/// The routes of all systems in a playground that runs.
@Suite(.serialized, .realTime) struct RoutePlaygroundTests {
  /// The workloads of two folders have the same names and labels.
  private static let all =
    RouteFixture.folder("contour")
    + RouteFixture.folder("istio").filter { object in
      object["kind"].string != "Deployment" || object["metadata"]["namespace"].string != "shop"
    }
    + RouteFixture.folder("gateway").filter { object in
      object["apiVersion"].string?.hasPrefix("gateway.networking") == true
    }
    + RouteFixture.text(RouteFamilyTests.traefik + RouteFamilyTests.ingress)

  private static func get(
    _ playground: Playground, _ host: String, _ path: String = "/"
  ) throws -> String {
    let client = try IngressRawClient(port: playground.endpoints.httpPort)
    defer { client.close() }
    client.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    return client.receive()
  }

  @Test func `what the routes of each system ask for is served, and changes of them at once`()
    async throws
  {
    let playground = try await Playground.start(
      manifests: Self.all, .init(clock: { Date().timeIntervalSince1970 }))
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await Self.look(playground)) } catch { outcome = .failure(error) }
    await playground.stop()
    try outcome.get()
  }

  private static func look(_ playground: Playground) async throws {
    #expect(playground.refusals.isEmpty, "\(playground.refusals)")
    for host in ["shop.example.com", "www.shop.test", "a.test", "t.test", "i.test"] {
      var answer = ""
      for _ in 0..<500 {
        answer = try get(playground, host)
        if answer.hasPrefix("HTTP/1.1 200") { break }
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(answer.hasPrefix("HTTP/1.1 200"), "\(host): \(answer)")
    }
    try await shift(
      playground, "HTTPProxy", "shop", "shop.example.com", "/",
      [["name": "web-v1", "port": 80, "weight": 0], ["name": "web-v2", "port": 80, "weight": 1]]
    ) { $0["spec"]["routes"] = replaced($0["spec"]["routes"], "services", with: $1) }
    try await shift(
      playground, "VirtualService", "www", "www.shop.test", "/",
      [["destination": ["host": "web", "subset": "v2"]]]
    ) { object, route in
      object["spec"]["http"] = [["route": route]]
    }
    try await shift(
      playground, "HTTPRoute", "a", "a.test", "/", [["name": "web-v2", "port": 80]]
    ) { $0["spec"]["rules"] = replaced($0["spec"]["rules"], "backendRefs", with: $1) }
    try await shift(
      playground, "IngressRoute", "t", "t.test", "/", [["name": "web-v2", "port": 80]]
    ) { $0["spec"]["routes"] = replaced($0["spec"]["routes"], "services", with: $1) }
  }

  /// A list whose first rule has another list of Services.
  private static func replaced(
    _ rules: JSONValue, _ key: String, with services: JSONValue
  ) -> JSONValue {
    var rules = rules.array
    rules[0][key] = services
    return .array(rules)
  }

  /// Leads everything to `web-v2`, and looks how long it takes until the first request is there and no other is not.
  private static func shift(
    _ playground: Playground, _ kindName: String, _ name: String, _ host: String, _ path: String,
    _ services: JSONValue, _ change: (inout JSONValue, JSONValue) -> Void
  ) async throws {
    let kind = try #require(
      await playground.store.populatedKinds.first { $0.kind == kindName })
    var object = try #require(await playground.store.get(kind, "shop", name))
    change(&object, services)
    let changed = object
    let start = ContinuousClock.now
    try await playground.store.transaction { store in
      _ = try store.update(changed, kind)
    }
    var answer = ""
    for _ in 0..<2000 {
      answer = try get(playground, host, path)
      if answer.includes("X-Pod: web-v2") { break }
    }
    let taken = ContinuousClock.now - start
    #expect(answer.includes("X-Pod: web-v2"), "\(kindName): \(answer)")
    // With patience for a machine that does much else: at rest it takes less than a tenth of a second.
    #expect(taken < .milliseconds(500), "\(kindName): \(taken)")
    print("shifted \(kindName) in \(taken)")
    try await Task.sleep(for: .milliseconds(200))
    for _ in 0..<20 {
      answer = try get(playground, host, path)
      #expect(answer.includes("X-Pod: web-v2"), "\(kindName): \(answer)")
    }
  }
}

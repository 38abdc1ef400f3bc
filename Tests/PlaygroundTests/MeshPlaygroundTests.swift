import Diagnosis
import Foundation
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// Requests of pods of a mesh in a playground that runs: what its listeners do is what the trace says.
@Suite(.serialized, .realTime) struct MeshPlaygroundTests {
  /// A running playground with the manifests of a mesh.
  private struct Mesh {
    let playground: Playground

    func inventory() async -> Inventory {
      await playground.store.transaction { store in
        Inventory(
          store.populatedKinds.flatMap { kind in
            store.list(kind).map { Resource($0, kind: kind) }
          })
      }
    }

    /// A connection from a pod, or from nobody in particular, to the cluster IP of a Service.
    func connection(
      to service: String, from pod: Pod?, in inventory: Inventory
    ) throws -> KeptConnection {
      let service = try #require(inventory.service(NamespacedName("shop", service)))
      return KeptConnection(
        address: service.clusterIP, port: playground.endpoints.ports.bound(80),
        from: pod?.addresses.first)
    }

    func trace(
      _ url: String, headers: [String] = [], from pod: Pod, in inventory: Inventory
    ) throws -> Trace {
      let routes = RoutingTable(inventory)
      return Trace(
        try TraceRequest(
          [url], headers: headers, from: "pod/\(pod.metadata.name)",
          namespace: pod.metadata.namespace),
        in: TraceWorld(
          inventory, routes: routes,
          diagnosis: Diagnosis(inventory, routes: routes, extent: .playground)))
    }
  }

  private func client(_ inventory: Inventory) throws -> Pod {
    let pods = inventory.pods(in: "shop", matching: ["app": "client"])
    return try #require(pods.first { !$0.addresses.isEmpty })
  }

  /// Runs a test once all pods are ready.
  private func withMesh(
    _ folder: String = "linkerd", _ body: (Mesh) async throws -> Void
  ) async throws {
    let playground = try await Playground.start(
      manifests: RouteFixture.folder(folder), .init(clock: { Date().timeIntervalSince1970 }))
    let outcome: Result<Void, any Error>
    do {
      #expect(playground.refusals.isEmpty, "\(playground.refusals)")
      let mesh = Mesh(playground: playground)
      var ready = 0
      for _ in 0..<500 {
        ready = await mesh.inventory().pods(in: "shop").count(where: \.isReady)
        if ready == 4 { break }
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(ready == 4)
      // The listeners learn of the pods a moment after the API.
      let inventory = await mesh.inventory()
      var pods: Set<String> = []
      for _ in 0..<2000 where pods.count < 3 {
        let connection = try mesh.connection(to: "web", from: nil, in: inventory)
        if let answer = connection.exchange(Self.request("/", host: "web")) {
          pods.insert(answer.pod)
        }
        connection.close()
        try await Task.sleep(for: .milliseconds(5))
      }
      outcome = .success(try await body(mesh))
    } catch {
      outcome = .failure(error)
    }
    await playground.stop()
    try outcome.get()
  }

  private static func request(_ path: String, host: String, headers: [String] = []) -> String {
    (["GET \(path) HTTP/1.1", "Host: \(host)"] + headers).joined(separator: "\r\n") + "\r\n\r\n"
  }

  @Test func `each request of a pod of the mesh goes where the trace says`() async throws {
    try await withMesh { mesh in
      let inventory = await mesh.inventory()
      let client = try client(inventory)
      for (service, path, headers, pods) in [
        ("web", "/", [], ["web-v1", "web-v2"]), ("web", "/", ["x-beta: 1"], ["web-v2"]),
        ("web", "/old/x?y", [], ["web-v1"]), ("cart", "/", [], ["web-v1", "web-v2"]),
        ("old", "/", [], ["web-v1", "web-v2"]), ("web-v2", "/", [], ["web-v2"]),
      ] {
        let trace = try mesh.trace(
          "http://\(service)\(path)", headers: headers, from: client, in: inventory)
        let told = trace.backends.flatMap(\.endpoints).filter { $0.share > 0 }
          .compactMap(\.pod?.name)
        let connection = try mesh.connection(to: service, from: client, in: inventory)
        let answer = connection.exchange(Self.request(path, host: service, headers: headers))
        connection.close()
        #expect(answer?.status == 200, "\(service)\(path): \(String(describing: answer))")
        let pod = answer?.pod ?? ""
        #expect(told.contains(pod), "\(service)\(path): \(pod) is none of \(told)")
        #expect(pods.contains(where: pod.hasPrefix), "\(service)\(path): \(pod)")
        let target = answer?.head.components(after: "X-Target: ").prefix { !$0.isNewline }
        #expect(target.map(String.init) == path.replacing("/old/", with: "/new/"), "\(service)")
      }
    }
  }

  @Test func `two thousand requests are divided as the trace says`() async throws {
    try await withMesh { mesh in
      let inventory = await mesh.inventory()
      let client = try client(inventory)
      for service in ["web", "cart", "old"] {
        try checkShares(mesh, service, from: client, inventory)
      }
      // A quarter of the requests goes to a Service that is not there: the proxy answers 500.
      let connection = try mesh.connection(to: "web-v1", from: client, in: inventory)
      var failed = 0
      for _ in 0..<400 {
        let answer = connection.exchange(Self.request("/", host: "web-v1"))
        if answer?.status == 500 { failed += 1 } else { #expect(answer?.status == 200) }
      }
      connection.close()
      #expect(abs(failed - 100) < 40, "\(failed)")
    }
  }

  private func checkShares(
    _ mesh: Mesh, _ service: String, from client: Pod, _ inventory: Inventory
  ) throws {
    let trace = try mesh.trace("http://\(service)/", from: client, in: inventory)
    let endpoints = trace.backends.flatMap(\.endpoints).filter { $0.share > 0 }
    let connection = try mesh.connection(to: service, from: client, in: inventory)
    defer { connection.close() }
    var counts: [String: Double] = [:]
    for _ in 0..<2000 {
      let answer = connection.exchange(Self.request("/", host: service))
      counts[answer?.pod ?? "", default: 0] += 1
    }
    #expect(counts.count == endpoints.count && endpoints.count == 3, "\(service): \(counts)")
    let chiSquared = Statistics.chiSquared(
      observed: endpoints.map { counts[$0.pod?.name ?? ""] ?? 0 }, shares: endpoints.map(\.share))
    #expect(
      chiSquared < Statistics.critical(degreesOfFreedom: endpoints.count - 1),
      "\(service): \(counts)")
  }

  @Test func `proxies of Istio go by VirtualServices as the trace says`() async throws {
    try await withMesh("istio-mesh") { mesh in
      let inventory = await mesh.inventory()
      let client = try client(inventory)
      for (service, path, headers, status, pods) in [
        ("web", "/", [], 200, ["web-v1", "web-v2"]), ("web", "/", ["x-beta: 1"], 200, ["web-v2"]),
        ("web", "/mine", [], 200, ["web-v2"]), ("web", "/theirs", [], 200, ["web-v1", "web-v2"]),
        ("web", "/old/x?y", [], 200, ["web-v1"]), ("web", "/moved", [], 302, []),
        ("web", "/teapot", [], 418, []), ("web", "/broken", [], 503, []),
        ("cart", "/api/x", [], 200, ["web-v2"]), ("cart", "/x", [], 404, []),
        ("old", "/", [], 200, ["web-v1", "web-v2"]),
      ] {
        let trace = try mesh.trace(
          "http://\(service)\(path)", headers: headers, from: client, in: inventory)
        let connection = try mesh.connection(to: service, from: client, in: inventory)
        let answer = connection.exchange(Self.request(path, host: service, headers: headers))
        connection.close()
        #expect(answer?.status == status, "\(service)\(path): \(String(describing: answer))")
        #expect((trace.status ?? 200) == status, "\(service)\(path)")
        let told = trace.backends.flatMap(\.endpoints).filter { $0.share > 0 }
          .compactMap(\.pod?.name)
        guard status == 200 else {
          #expect(told.isEmpty, "\(service)\(path): \(told)")
          continue
        }
        let pod = answer?.pod ?? ""
        #expect(told.contains(pod), "\(service)\(path): \(pod) is none of \(told)")
        #expect(pods.contains(where: pod.hasPrefix), "\(service)\(path): \(pod)")
        let target = answer?.head.components(after: "X-Target: ").prefix { !$0.isNewline }
        #expect(target.map(String.init) == path.replacing("/old/", with: "/new/"), "\(service)")
      }
      try checkShares(mesh, "web", from: client, inventory)
    }
  }

  @Test
  func
    `who is not in the mesh gets the Service itself, and a route that goes leaves no one behind`()
    async throws
  {
    try await withMesh { mesh in
      let inventory = await mesh.inventory()
      let client = try client(inventory)
      let outside = try mesh.connection(to: "web", from: nil, in: inventory)
      let beta = Self.request("/", host: "web", headers: ["x-beta: 1"])
      var pods: Set<String> = []
      for _ in 0..<60 {
        let answer = outside.exchange(beta)
        #expect(answer?.status == 200, "\(String(describing: answer))")
        pods.insert(answer?.pod ?? "")
        outside.close()
      }
      #expect(pods.count == 3, "\(pods)")
      let inside = try mesh.connection(to: "web", from: client, in: inventory)
      for _ in 0..<20 { #expect(inside.exchange(beta)?.pod.hasPrefix("web-v2") == true) }
      let kind = try #require(
        await mesh.playground.store.populatedKinds.first {
          $0.kind == "HTTPRoute" && $0.group == GatewayAPI.group
        })
      try await mesh.playground.store.transaction { store in
        _ = try store.delete(kind, NamespacedName("shop", "web"))
      }
      var later: Set<String> = []
      for _ in 0..<500 where later.count < 2 {
        let answer = inside.exchange(beta)
        // A kept connection ends when its route does; the next one goes to the Service.
        if let answer { #expect(answer.status == 200) }
        later.insert(String((answer?.pod ?? "").prefix(6)))
        later.remove("")
        inside.close()
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(later == ["web-v1", "web-v2"])
    }
  }
}

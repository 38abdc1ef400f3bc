import Actions
import Diagnosis
import Foundation
import Kubernetes
import Playground
import State
import Testing
import Topology

/// A playground with a shop for every journey, a client of its API and the watches of that client.
struct JourneyFixture: Sendable {
  let playground: Playground
  let api: KubernetesClient
  let cluster: WatchedCluster
  let client: JourneyClient

  /// Runs a body on a playground with these shops, and ends it whatever happens.
  static func running(
    _ shops: [JourneyShop], _ body: @Sendable (JourneyFixture) async throws -> Void
  ) async throws {
    let playground = try await Playground.start(
      manifests: shops.flatMap(\.objects), .init(clock: { Date().timeIntervalSince1970 }))
    let outcome: Result<Void, any Error>
    do {
      let access = try Kubeconfig(path: playground.endpoints.kubeconfig).access()
      outcome = try await following(
        playground, try KubernetesClient(access),
        JourneyClient(playground), body)
    } catch {
      outcome = .failure(error)
    }
    await playground.stop()
    try outcome.get()
  }

  private static func following(
    _ playground: Playground, _ api: KubernetesClient, _ client: JourneyClient,
    _ body: @Sendable (JourneyFixture) async throws -> Void
  ) async throws -> Result<Void, any Error> {
    let outcome: Result<Void, any Error>
    do {
      try await WatchedCluster.following(api) { cluster in
        let fixture = JourneyFixture(
          playground: playground, api: api, cluster: cluster, client: client)
        try await fixture.eventually("every kind is listed") { await cluster.isCurrent }
        try await body(fixture)
      }
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    await api.shutdown()
    return outcome
  }

  /// Looks until something holds; says whether it came.
  @discardableResult
  func eventually(
    within seconds: Double = 10, _ what: String, _ holds: () async throws -> Bool
  ) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      if try await holds() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("not within \(seconds) s: \(what)")
    return false
  }

  /// Makes an edit through the API; returns what puts back what was.
  func perform(_ edit: JourneyEdit, in shop: JourneyShop) async throws -> [WriteRequest] {
    switch edit {
    case .patch(let kind, let name, let body):
      return try await write(.mergePatch, kind, place(kind, name, shop), body)
    case .scale(let name, let count):
      return try await write(
        .mergePatch, .deployment, place(.deployment, name, shop),
        ["spec": ["replicas": .integer(Int64(count))]])
    case .steer(let key, let value, let onlyFirst):
      var undo: [WriteRequest] = []
      let body: JSONValue = ["metadata": ["annotations": [key: .string(value)]]]
      for pod in onlyFirst ? shop.pods.prefix(1) : shop.pods[...] {
        undo += try await write(.mergePatch, .pod, pod.metadata.key, body)
      }
      return undo
    case .create(let object):
      let kind = try ControllerFixture.kind(of: object)
      let name = Metadata(object).key
      _ = try await api.perform(WriteRequest(.create, kind, name, body: object))
      return [WriteRequest(.delete, kind, name, body: [:])]
    case .delete(let kind, let name):
      let name = place(kind, name, shop)
      let old = await playground.store.get(kind, name) ?? .null
      _ = try await api.perform(WriteRequest(.delete, kind, name, body: [:]))
      return [WriteRequest(.create, kind, name, body: Self.plain(old))]
    }
  }

  private func place(_ kind: ResourceKind, _ name: String, _ shop: JourneyShop) -> NamespacedName {
    NamespacedName(kind.isNamespaced ? shop.namespace : "", name)
  }

  /// Patches an object; the inverse puts back the parts that the patch names.
  private func write(
    _ verb: WriteRequest.Verb, _ kind: ResourceKind, _ name: NamespacedName, _ body: JSONValue
  ) async throws -> [WriteRequest] {
    let old = await playground.store.get(kind, name) ?? .null
    _ = try await api.perform(WriteRequest(verb, kind, name, body: body))
    var inverse: [JSONValue] = []
    for key in body.object.keys.sorted() where key != "metadata" {
      inverse.append(["op": "add", "path": .string("/\(key)"), "value": old[key]])
    }
    if !body["metadata"].isNull {
      let annotations = old["metadata"]["annotations"]
      inverse.append([
        "op": "add", "path": "/metadata/annotations",
        "value": annotations.isNull ? [:] : annotations,
      ])
    }
    return [WriteRequest(.jsonPatch, kind, name, body: .array(inverse))]
  }

  /// An object as somebody would create it again.
  private static func plain(_ object: JSONValue) -> JSONValue {
    var plain = object
    for key in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"] {
      plain["metadata"][key] = .null
    }
    plain["status"] = .null
    return plain
  }

  /// What a trace is asked for a request.
  func traced(
    _ request: JourneyRequest, of shop: JourneyShop, _ sight: WatchedCluster.Sight
  ) throws -> TraceRequest {
    let service = sight.inventory.service(NamespacedName(shop.namespace, "web"))
    switch request {
    case .ingress(let path): return try TraceRequest(["http://\(shop.host)\(path)"])
    case .https: return try TraceRequest(["https://\(shop.host)/"])
    case .clusterIP(let pod):
      return try TraceRequest(
        ["http://\(service?.clusterIP ?? "0.0.0.0")/"], from: pod.map { "pod/\($0)" } ?? "inside",
        namespace: shop.namespace)
    case .nodePort(let node):
      let port = service?.ports.first?.nodePort ?? 1
      return try TraceRequest(
        ["http://\(playground.endpoints.plan.node(node)):\(max(1, port))/"], from: "outside")
    case .name:
      return try TraceRequest(["http://web.\(shop.namespace).svc.cluster.local/"])
    }
  }

  /// What a real client gets.
  func reply(
    to request: JourneyRequest, of shop: JourneyShop, _ sight: WatchedCluster.Sight
  ) async -> JourneyReply {
    let endpoints = playground.endpoints
    let service = sight.inventory.service(NamespacedName(shop.namespace, "web"))
    switch request {
    case .ingress(let path):
      return await client.get("127.0.0.1", endpoints.httpPort, host: shop.host, path: path)
    case .https(let isVerifying):
      return await client.get(
        https: shop.host, endpoints.httpsPort, isVerifying: isVerifying)
    case .clusterIP(let pod):
      let source = pod.flatMap { sight.inventory.pod(NamespacedName(shop.namespace, $0)) }
      return await client.get(
        service?.clusterIP ?? "", endpoints.ports.bound(80), host: "web",
        from: source?.addresses.first)
    case .nodePort(let node):
      let port = service?.ports.first?.nodePort ?? 1
      return await client.get(endpoints.plan.node(node), port, host: "web")
    case .name:
      let resolver = ClusterResolver(sight.inventory)
      let name = "web.\(shop.namespace).svc.cluster.local"
      guard let found = resolver.addresses(of: name, port: 80).first else { return .noName }
      return await client.get(found.address, endpoints.ports.bound(found.port), host: name)
    }
  }
}

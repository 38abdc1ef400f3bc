import Playground
import Topology

/// A store with controllers and no listeners, the clock standing still: what `-f` looks at.
struct ControllerFixture {
  let store: ObjectStore
  let loop: ControllerLoop

  /// Loads objects into an empty cluster and lets it come to rest.
  static func settled(_ objects: JSONValue...) async throws -> ControllerFixture {
    try await settled(objects)
  }

  static func settled(_ objects: [JSONValue]) async throws -> ControllerFixture {
    let store = ObjectStore(.init(clock: { 1_700_000_000 }))
    let fixture = ControllerFixture(
      store: store, loop: ControllerLoop(store: store, plan: AddressPlan()))
    await fixture.loop.prepare()
    for object in objects { try await fixture.create(object) }
    await fixture.loop.settle()
    return fixture
  }

  func create(_ object: JSONValue) async throws {
    try await store.create(object, Self.kind(of: object))
  }

  static func kind(of object: JSONValue) throws -> ResourceKind {
    let name = object["kind"].string ?? ""
    guard let kind = ResourceKind.known.first(where: { $0.kind == name }) else {
      throw Unknown(kind: name)
    }
    return kind
  }

  struct Unknown: Error { let kind: String }

  /// Changes one object by its name, and lets the cluster come to rest again.
  func change(
    _ kind: ResourceKind, _ name: String, in namespace: String = "default",
    _ body: @Sendable (inout JSONValue) -> Void
  ) async throws {
    try await edit(kind, name, in: namespace, body)
    await loop.settle()
  }

  /// Changes one object by its name and lets nothing follow yet.
  func edit(
    _ kind: ResourceKind, _ name: String, in namespace: String = "default",
    _ body: @Sendable (inout JSONValue) -> Void
  ) async throws {
    guard var object = await store.get(kind, namespace, name) else { throw Unknown(kind: name) }
    body(&object)
    try await store.update(object, kind)
  }

  func names(_ kind: ResourceKind) async -> [String] {
    await store.list(kind).map { Metadata($0).name }
  }

  var pods: [Pod] {
    get async { await store.list(.pod).map { Pod($0) } }
  }

  /// The endpoints of a Service, over all its slices.
  func endpoints(of service: String) async -> [Endpoint] {
    await slices(of: service).flatMap(\.endpoints)
  }

  func slices(of service: String) async -> [EndpointSlice] {
    await store.list(.endpointSlice).map { EndpointSlice($0) }.filter { $0.service == service }
  }

  func eventReasons() async -> Set<String> {
    Set(await store.list(.event).compactMap { $0["reason"].string })
  }
}

/// Small manifests for tests.
enum Manifest {
  static func workload(
    _ kind: String, _ name: String, replicas: Int? = 3, labels: [String: String] = ["app": "web"],
    annotations: [String: String] = [:], ports: [JSONValue] = [["containerPort": 8080]],
    spec: [String: JSONValue] = [:]
  ) -> JSONValue {
    var object: JSONValue = [
      "apiVersion": "apps/v1", "kind": .string(kind),
      "metadata": ["name": .string(name), "namespace": "default"],
      "spec": [
        "selector": ["matchLabels": JSONValue(labels)],
        "template": [
          "metadata": ["labels": JSONValue(labels), "annotations": JSONValue(annotations)],
          "spec": ["containers": [["name": "main", "image": "web:1", "ports": .array(ports)]]],
        ],
      ],
    ]
    if let replicas { object["spec"]["replicas"] = .integer(Int64(replicas)) }
    if kind == "StatefulSet" { object["spec"]["serviceName"] = .string(name) }
    for (key, value) in spec { object["spec"][key] = value }
    return object
  }

  static func service(
    _ name: String, selector: [String: String] = ["app": "web"],
    ports: [JSONValue] = [["port": 80, "targetPort": 8080]], spec: [String: JSONValue] = [:]
  ) -> JSONValue {
    var object: JSONValue = [
      "apiVersion": "v1", "kind": "Service",
      "metadata": ["name": .string(name), "namespace": "default"],
      "spec": ["selector": JSONValue(selector), "ports": ports.isEmpty ? .null : .array(ports)],
    ]
    for (key, value) in spec { object["spec"][key] = value }
    return object
  }

  static func pod(
    _ name: String, labels: [String: String] = ["app": "web"],
    annotations: [String: String] = [:], container: JSONValue = ["ports": [["containerPort": 8080]]]
  ) -> JSONValue {
    var main = container
    main["name"] = "main"
    main["image"] = "web:1"
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "name": .string(name), "namespace": "default", "labels": JSONValue(labels),
        "annotations": JSONValue(annotations),
      ],
      "spec": ["containers": [main]],
    ]
  }
}

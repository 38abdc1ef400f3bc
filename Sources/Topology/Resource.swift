/// An object that the program keeps as a tree: Ingresses, custom resources and other small kinds.
package struct GenericResource: Hashable, Sendable, Identifiable {
  package var kind: ResourceKind
  package var metadata: Metadata
  /// The whole object; for a Secret only what `Resource` lets through.
  package var object: JSONValue

  package init(kind: ResourceKind, object: JSONValue) {
    self.kind = kind
    self.metadata = Metadata(object)
    self.object = object
  }

  package var id: String { metadata.uid }

  /// `ingress/shop/web`.
  package var reference: ObjectReference { ObjectReference(kind.keptName, metadata.key) }
}

/// Any object of a cluster as the store keeps it.
package enum Resource: Hashable, Sendable {
  case namespace(Metadata)
  case node(Node)
  case pod(Pod)
  case service(Service)
  case endpointSlice(EndpointSlice)
  case workload(Workload)
  case generic(GenericResource)

  /// Reads an object of a kind into its compact value.
  ///
  /// A Secret keeps the certificate, never a key or any other value: of those only the names stay.
  package init(_ object: JSONValue, kind: ResourceKind) {
    self =
      switch (kind.group, kind.kind) {
      case ("", "Namespace"): .namespace(Metadata(object))
      case ("", "Node"): .node(Node(object))
      case ("", "Pod"): .pod(Pod(object))
      case ("", "Service"): .service(Service(object))
      case ("", "Secret"):
        .generic(GenericResource(kind: kind, object: Self.withoutSecrets(object)))
      case ("", "ConfigMap"):
        .generic(GenericResource(kind: kind, object: Self.withoutBulk(object)))
      case ("discovery.k8s.io", "EndpointSlice"): .endpointSlice(EndpointSlice(object))
      case ("apps", let name):
        Workload.Kind(rawValue: name).map { .workload(Workload(object, kind: $0)) }
          ?? .generic(GenericResource(kind: kind, object: object))
      default: .generic(GenericResource(kind: kind, object: object))
      }
  }

  private static func withoutSecrets(_ object: JSONValue) -> JSONValue {
    var kept = object
    kept["data"] = .object(
      object["data"].object.merging(object["stringData"].object) { first, _ in first }
        .reduce(into: [:]) { data, entry in
          data[entry.key] = entry.key == "tls.crt" || entry.key == "ca.crt" ? entry.value : ""
        })
    kept["stringData"] = .null
    kept["metadata"]["annotations"] = .null
    return kept
  }

  /// Longer values of a ConfigMap are left out, except certificates.
  private static let bulk = 32_768

  private static func withoutBulk(_ object: JSONValue) -> JSONValue {
    let isSmall = object["data"].object.allSatisfy { ($1.string ?? "").utf8.count <= bulk }
    guard !isSmall else { return object }
    var kept = object
    kept["data"] = .object(
      object["data"].object.filter { $0 == "ca.crt" || ($1.string ?? "").utf8.count <= bulk })
    return kept
  }

  /// The metadata of whatever it is.
  package var metadata: Metadata {
    switch self {
    case .namespace(let metadata): metadata
    case .node(let node): node.metadata
    case .pod(let pod): pod.metadata
    case .service(let service): service.metadata
    case .endpointSlice(let slice): slice.metadata
    case .workload(let workload): workload.metadata
    case .generic(let resource): resource.metadata
    }
  }

  /// The name of the kind under which it is kept: `Service`.
  package var kindName: String {
    switch self {
    case .namespace: "Namespace"
    case .node: "Node"
    case .pod: "Pod"
    case .service: "Service"
    case .endpointSlice: "EndpointSlice"
    case .workload(let workload): workload.kind.rawValue
    case .generic(let resource): resource.kind.keptName
    }
  }

  /// `service/shop/web`.
  package var reference: ObjectReference { ObjectReference(kindName, metadata.key) }
}

/// A fact about the cluster's objects, in the past tense: what a watch, a list or a manifest said.
package enum ResourceEvent: Sendable, Hashable {
  /// An object was added or changed.
  case applied(Resource)
  /// An object is gone.
  case deleted(ObjectReference)
  /// A whole kind was listed: what is not in it is gone. It swaps at once.
  case listed(kind: ResourceKind, resources: [Resource])
}

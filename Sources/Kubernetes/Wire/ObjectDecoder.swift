import Routing
import Topology

/// Turns what the wire carries into the inventory's values: protobuf for the core kinds, JSON for the others.
struct ObjectDecoder: Sendable {
  let kind: ResourceKind
  private var pool = StringPool()

  init(_ kind: ResourceKind) { self.kind = kind }

  /// What to ask for; the server may answer in JSON all the same (its `Content-Type` says).
  var accept: String {
    isCompact ? "\(Self.protobuf),application/json" : "application/json"
  }

  /// Whether the kind is read from protobuf.
  var isCompact: Bool {
    Self.compact.contains(kind.plural) && Self.groups.contains(kind.group)
  }

  /// The media type of Kubernetes' protobuf.
  static let protobuf = "application/vnd.kubernetes.protobuf"

  private static let groups: Set<String> = ["", "apps", "discovery.k8s.io"]
  /// The kinds that are read from protobuf.
  private static let compact: Set<String> = [
    "services", "endpointslices", "pods", "nodes", "namespaces", "deployments", "replicasets",
    "statefulsets", "daemonsets",
  ]

  /// Reads one object of the kind in protobuf.
  mutating func resource(_ bytes: [UInt8]) throws(ClientError) -> Resource {
    switch kind.plural {
    case "services": .service(Service(try Wire_Service(kubernetes: bytes), &pool))
    case "endpointslices":
      .endpointSlice(
        EndpointSlice(
          try Wire_EndpointSlice(kubernetes: bytes), isBeta: kind.version == "v1beta1", &pool))
    case "pods": .pod(Pod(try Wire_Pod(kubernetes: bytes), &pool))
    case "nodes": .node(Node(try Wire_Node(kubernetes: bytes), &pool))
    case "namespaces":
      .namespace(Metadata(try Wire_Namespace(kubernetes: bytes).metadata, &pool))
    case "deployments": .workload(Workload(try Wire_Deployment(kubernetes: bytes), &pool))
    case "replicasets": .workload(Workload(try Wire_ReplicaSet(kubernetes: bytes), &pool))
    case "statefulsets": .workload(Workload(try Wire_StatefulSet(kubernetes: bytes), &pool))
    case "daemonsets": .workload(Workload(try Wire_DaemonSet(kubernetes: bytes), &pool))
    default: throw .malformed("\(kind.plural) came as protobuf, which was not asked for")
    }
  }

  /// Reads one object of the kind in protobuf, if it can be one.
  ///
  /// In two steps: a decoder that is held for the check would be copied to read, with all its strings, for each object.
  mutating func checkedResource(_ bytes: [UInt8]) throws(ClientError) -> Resource {
    let resource = try resource(bytes)
    return try checked(resource)
  }

  /// Reads one object of the kind in JSON; old Ingresses become current ones.
  func resource(_ object: JSONValue) -> Resource {
    var object = object
    // Items of a list carry no kind; they get it here.
    object["apiVersion"] = .string(kind.apiVersion)
    object["kind"] = .string(kind.kind)
    return Resource(IngressVersions.toCurrent(object), kind: Self.kept(kind))
  }

  /// The object, if it can be one: without a name, or in a namespace where its kind has none, it is damage.
  func checked(_ resource: Resource) throws(ClientError) -> Resource {
    let metadata = resource.metadata
    guard !metadata.name.isEmpty, metadata.namespace.isEmpty != kind.isNamespaced else {
      throw .malformed("an object of \(kind.plural) without its name")
    }
    return resource
  }

  /// Ingresses of old versions are kept as `networking.k8s.io/v1`.
  static func kept(_ kind: ResourceKind) -> ResourceKind {
    switch kind.kind {
    case "Ingress": .ingress
    case "IngressClass": .ingressClass
    default: kind
    }
  }
}

/// A pod, reduced to what decides whether and how traffic reaches it.
package struct Pod: Hashable, Sendable, Identifiable {
  /// One declared port of a container.
  package struct ContainerPort: Hashable, Sendable {
    package var name: String
    package var number: Int
    package var transport: TransportProtocol

    package init(name: String = "", number: Int, transport: TransportProtocol = .tcp) {
      self.name = name
      self.number = number
      self.transport = transport
    }
  }

  /// What keeps a pod from being ready, as far as its status says it.
  package enum Hold: UInt8, Hashable, Sendable {
    /// Nothing, or what is not told apart: a probe, a start that takes its time, an end.
    case none
    /// No node was found, or none may be looked for yet.
    case unschedulable
    /// An image cannot be pulled.
    case image
    /// A container cannot be made.
    case config
    /// A container ends again and again.
    case crash
    /// Init containers have not done their work.
    case initializing
    /// The containers are ready, but a condition that somebody else sets is not.
    case readinessGate

    /// What the reason of a waiting container means.
    package init(waiting reason: String) {
      switch reason {
      case "CrashLoopBackOff": self = .crash
      case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull",
        "RegistryUnavailable", "ImageInspectError":
        self = .image
      case "CreateContainerConfigError", "CreateContainerError": self = .config
      default: self = .none
      }
    }
  }

  /// What a pod holds.
  fileprivate struct Content: Hashable, Sendable {
    var metadata: Metadata
    var node: String
    var addresses: ShortList<String>
    var phase: String
    var isReady: Bool
    var hold: Hold
    var reason: String
    var ports: [ContainerPort]
    var restarts: Int
    var hostname: String
    var subdomain: String
  }

  /// Its content in one place of its own: in the nodes of a tree, which have room to spare, a pod is a reference, and
  /// a copy of it is one.
  private final class Storage: Sendable {
    let content: Content

    init(_ content: Content) { self.content = content }
  }

  private var storage: Storage

  private var content: Content {
    get { storage.content }
    set { storage = Storage(newValue) }
  }

  package var metadata: Metadata {
    get { storage.content.metadata }
    set { content.metadata = newValue }
  }
  /// `spec.nodeName`; empty while unscheduled.
  package var node: String {
    get { storage.content.node }
    set { content.node = newValue }
  }
  /// `status.podIPs`, the first is the main one.
  package var addresses: [String] {
    get { storage.content.addresses.all }
    set { content.addresses = ShortList(newValue) }
  }
  /// The main one of its addresses.
  package var address: String? { storage.content.addresses.first }
  /// `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`.
  package var phase: String {
    get { storage.content.phase }
    set { content.phase = newValue }
  }
  /// The Ready condition.
  package var isReady: Bool {
    get { storage.content.isReady }
    set { content.isReady = newValue }
  }
  /// What keeps it from being ready.
  package var hold: Hold {
    get { storage.content.hold }
    set { content.hold = newValue }
  }
  /// Why it is not ready, in the cluster's words (uncleaned); empty when ready or unknown.
  package var reason: String {
    get { storage.content.reason }
    set { content.reason = newValue }
  }
  /// Ports in the order of the containers, then of native sidecars.
  package var ports: [ContainerPort] {
    get { storage.content.ports }
    set { content.ports = newValue }
  }
  package var restarts: Int {
    get { storage.content.restarts }
    set { content.restarts = newValue }
  }
  package var hostname: String {
    get { storage.content.hostname }
    set { content.hostname = newValue }
  }
  package var subdomain: String {
    get { storage.content.subdomain }
    set { content.subdomain = newValue }
  }

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, node: String = "", addresses: [String] = [], phase: String = "Pending",
    isReady: Bool = false, reason: String = "", ports: [ContainerPort] = [], restarts: Int = 0,
    hostname: String = "", subdomain: String = "", hold: Hold? = nil
  ) {
    storage = Storage(
      Content(
        metadata: metadata, node: node, addresses: ShortList(addresses), phase: phase,
        isReady: isReady, hold: hold ?? Hold(waiting: reason), reason: reason, ports: ports,
        restarts: restarts, hostname: hostname, subdomain: subdomain))
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage || left.content == right.content
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(content) }

  /// Reads a `v1` Pod.
  package init(_ object: JSONValue) {
    let spec = object["spec"]
    let status = object["status"]
    let conditions = StatusCondition.all(of: status)
    let isReady = conditions.contains { $0.type == "Ready" && $0.isTrue }
    let (hold, reason) = isReady ? (.none, "") : Self.readiness(conditions, status).hold
    var addresses = status["podIPs"].array.compactMap { $0["ip"].string }
    if addresses.isEmpty, let address = status["podIP"].string { addresses = [address] }
    self.init(
      metadata: Self.reduced(Metadata(object)), node: spec["nodeName"].string ?? "",
      addresses: addresses,
      phase: status["phase"].string ?? "Pending", isReady: isReady,
      reason: reason, ports: Self.ports(of: spec),
      restarts: status["containerStatuses"].array.reduce(0) {
        $0 + ($1["restartCount"].integer ?? 0)
      }, hostname: spec["hostname"].string ?? "", subdomain: spec["subdomain"].string ?? "",
      hold: hold)
  }

  /// The metadata without the annotations that nothing reads: they would be most of what a pod takes.
  package static func reduced(_ metadata: Metadata) -> Metadata {
    var metadata = metadata
    metadata.annotations = metadata.annotations.filter {
      $0.key.hasPrefix("demo/") || $0.key == "controller.kubernetes.io/pod-deletion-cost"
        || $0.key == "linkerd.io/inject"
    }
    return metadata
  }

  private static func readiness(
    _ conditions: [StatusCondition], _ status: JSONValue
  ) -> PodReadiness {
    func containers(_ key: String) -> [PodReadiness.Container] {
      status[key].array.map {
        PodReadiness.Container(
          waiting: $0[["state", "waiting", "reason"]].string ?? "",
          terminated: $0[["state", "terminated", "reason"]].string ?? "",
          restarts: $0["restartCount"].integer ?? 0)
      }
    }
    return PodReadiness(
      conditions: conditions, containers: containers("containerStatuses"),
      initContainers: containers("initContainerStatuses"),
      phase: status["phase"].string ?? "", reason: status["reason"].string ?? "")
  }

  /// Containers first, then init containers that restart always (native sidecars); normal init containers never.
  private static func ports(of spec: JSONValue) -> [ContainerPort] {
    let sidecars = spec["initContainers"].array.filter { $0["restartPolicy"].string == "Always" }
    return (spec["containers"].array + sidecars).flatMap { $0["ports"].array }.map { port in
      ContainerPort(
        name: port["name"].string ?? "", number: port["containerPort"].integer ?? 0,
        transport: TransportProtocol(rawValue: port["protocol"].string ?? "TCP") ?? .tcp)
    }
  }

  /// What made it, as its own metadata tells: a ReplicaSet that is named after its template is a Deployment's.
  package var origin: ObjectReference? {
    guard let owner = metadata.owner else { return nil }
    let hash = metadata.labels["pod-template-hash"].map { "-\($0)" } ?? "-"
    guard owner.kind == "ReplicaSet", owner.name.hasSuffix(hash), owner.name.count > hash.count,
      hash.count > 1
    else { return ObjectReference(owner.kind, metadata.namespace, owner.name) }
    return ObjectReference(
      "Deployment", metadata.namespace, String(owner.name.dropLast(hash.count)))
  }

  /// Whether it has ended for good and will never serve again.
  package var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }
}

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

  package var metadata: Metadata
  /// `spec.nodeName`; empty while unscheduled.
  package var node: String
  /// `status.podIPs`, the first is the main one.
  package var addresses: [String]
  /// `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`.
  package var phase: String
  /// The Ready condition.
  package var isReady: Bool
  /// Why it is not ready, in the cluster's words (uncleaned); empty when ready or unknown.
  package var reason: String
  /// Ports in the order of the containers, then of native sidecars.
  package var ports: [ContainerPort]
  package var restarts: Int
  package var hostname: String
  package var subdomain: String

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, node: String = "", addresses: [String] = [], phase: String = "Pending",
    isReady: Bool = false, reason: String = "", ports: [ContainerPort] = [], restarts: Int = 0,
    hostname: String = "", subdomain: String = ""
  ) {
    self.metadata = metadata
    self.node = node
    self.addresses = addresses
    self.phase = phase
    self.isReady = isReady
    self.reason = reason
    self.ports = ports
    self.restarts = restarts
    self.hostname = hostname
    self.subdomain = subdomain
  }

  /// Reads a `v1` Pod.
  package init(_ object: JSONValue) {
    let spec = object["spec"]
    let status = object["status"]
    let conditions = status["conditions"].array
    let ready = conditions.first { $0["type"].string == "Ready" } ?? .null
    var addresses = status["podIPs"].array.compactMap { $0["ip"].string }
    if addresses.isEmpty, let address = status["podIP"].string { addresses = [address] }
    self.init(
      metadata: Self.reduced(Metadata(object)), node: spec["nodeName"].string ?? "",
      addresses: addresses,
      phase: status["phase"].string ?? "Pending", isReady: ready["status"].string == "True",
      reason: Self.reason(ready: ready, status: status), ports: Self.ports(of: spec),
      restarts: status["containerStatuses"].array.reduce(0) {
        $0 + ($1["restartCount"].integer ?? 0)
      }, hostname: spec["hostname"].string ?? "", subdomain: spec["subdomain"].string ?? "")
  }

  /// The metadata without the annotations that nothing reads: they would be most of what a pod takes.
  package static func reduced(_ metadata: Metadata) -> Metadata {
    var metadata = metadata
    metadata.annotations = metadata.annotations.filter {
      $0.key.hasPrefix("demo/") || $0.key == "controller.kubernetes.io/pod-deletion-cost"
    }
    return metadata
  }

  private static func reason(ready: JSONValue, status: JSONValue) -> String {
    guard ready["status"].string != "True" else { return "" }
    let waiting = status["containerStatuses"].array.lazy
      .compactMap { $0[["state", "waiting", "reason"]].string }.first
    return waiting ?? ready["message"].string ?? ready["reason"].string ?? status["reason"].string
      ?? ""
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

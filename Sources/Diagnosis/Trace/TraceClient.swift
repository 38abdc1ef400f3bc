import Topology

/// Who asks, as far as the objects tell.
enum TraceClient {
  /// Outside of the cluster; the address is nil where it is not known.
  case outside(IPAddress?)
  /// Some pod of the cluster.
  case inside
  case pod(Pod)
  /// A pod or workload that does not exist.
  case missing(ObjectReference)

  init(_ source: TraceRequest.Source, in inventory: Inventory) {
    switch source {
    case .outside(let address): self = .outside(address)
    case .inside: self = .inside
    case .pod(let name):
      self = inventory.pod(name).map(TraceClient.pod) ?? .missing(ObjectReference("Pod", name))
    case .workload(let reference):
      self = Self.pod(of: reference, in: inventory).map(TraceClient.pod) ?? .missing(reference)
    }
  }

  /// A ready pod of a workload, else any, else one as its template would make it.
  private static func pod(of reference: ObjectReference, in inventory: Inventory) -> Pod? {
    guard let workload = inventory.workload(reference) else { return nil }
    let namespace = reference.name.namespace
    let own = inventory.pods(in: namespace, matching: workload.templateLabels).filter {
      !$0.isFinished
        && ($0.metadata.owner == nil || inventory.workload(of: $0)?.reference == reference)
    }
    return own.first(where: \.isReady) ?? own.first
      ?? Pod(
        metadata: Metadata(
          name: reference.name.name, namespace: namespace, labels: workload.templateLabels))
  }

  var isOutside: Bool { if case .outside = self { true } else { false } }

  /// The pod that asks; nil where it is none, or no particular one.
  var pod: Pod? { if case .pod(let pod) = self { pod } else { nil } }

  /// The node that it is on; empty where that is not known.
  var node: String { pod?.node ?? "" }
}

/// Where a request enters.
enum TraceEntry {
  /// A controller of routes, which chooses a rule by host and path.
  case controller
  /// A Service, reached by one of its doors.
  case service(NamespacedName, PortReference?, TraceDoor)
}

/// How a Service is reached.
enum TraceDoor {
  case clusterIP
  /// By the addresses of its pods, which DNS gives; one pod where its name was asked for.
  case headless(hostname: String)
  case nodePort(Node)
  /// An address of a load balancer or an external one.
  case balancer(String)
}

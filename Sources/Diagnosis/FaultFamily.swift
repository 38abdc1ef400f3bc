import Routing
import Topology

/// The faults of one hop of a request's way.
///
/// One file and one registry line for each.
protocol FaultFamily: Sendable {
  /// The kinds whose change can change its faults.
  var kinds: [String] { get }

  /// The kinds without which it knows too little to say anything.
  var needs: [String] { get }

  /// All its faults.
  func faults(in cluster: DiagnosedCluster) -> [Fault]
}

/// What a family reads: the cluster, and what the families before it found.
struct DiagnosedCluster {
  let inventory: Inventory
  let routes: RoutingTable
  /// Kinds that could not be read; nothing is said of objects that are missing from them.
  let unreadable: Set<String>
  var found: [ObjectReference: [Fault]] = [:]

  /// The worst fault of an object so far, which others may follow from.
  func worst(of object: ObjectReference) -> Fault? {
    found[object]?.filter { $0.grade >= .degraded }.min(by: Fault.precedes)
  }

  /// The worst fault of any of these pods.
  func worst(of pods: [Pod]) -> Fault? {
    pods.compactMap { worst(of: ObjectReference("Pod", $0.metadata.key)) }.min(by: Fault.precedes)
  }
}

/// The registry: one line a hop, in the order of cause and consequence.
enum FaultFamilies {
  static let all: [any FaultFamily] = [
    PodFaults(),
    WorkloadFaults(),
    ServicePortFaults(),
    ServiceExposureFaults(),
    EndpointFaults(),
    IngressClassFaults(),
    IngressRuleFaults(),
    IngressBackendFaults(),
    IngressTLSFaults(),
  ]
}

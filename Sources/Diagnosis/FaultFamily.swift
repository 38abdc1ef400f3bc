import Routing
import Topology

/// The faults of one hop of a request's way.
///
/// One file and one registry line for each. A family examines one object at a time (a subject), and says
/// which subjects another object's change concerns, so that one event costs what it touches.
protocol FaultFamily: Sendable {
  /// Every fault that it can report, for `sluice explain`.
  var reports: [FaultKind] { get }

  /// The kinds without which it knows too little to say anything.
  var needs: [String] { get }

  /// Whether its faults change with time alone, as those of certificates do.
  var isTimed: Bool { get }

  /// Every object that it examines.
  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference]

  /// When an object has to be looked at again though nothing changes, in seconds since 1970; nil for never.
  ///
  /// For what is a fault only once it has lasted: its faults until then are those of now.
  func ripening(of subject: ObjectReference, in cluster: DiagnosedCluster) -> Double?

  /// The faults of one object; none when it does not exist.
  func faults(of subject: ObjectReference, in cluster: DiagnosedCluster) -> [Fault]

  /// The subjects whose faults may be others after a change.
  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects

  /// The subjects whose faults may name a fault of this object as their cause.
  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
}

extension FaultFamily {
  var isTimed: Bool { false }

  func ripening(of subject: ObjectReference, in cluster: DiagnosedCluster) -> Double? { nil }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { [] }
}

/// What a change concerns.
enum TouchedSubjects {
  case none
  case some([ObjectReference])
  /// For kinds that change rarely: nodes, classes, namespaces.
  case all
}

/// What a family reads: the cluster, and what the families before it found.
struct DiagnosedCluster {
  let inventory: Inventory
  let routes: RoutingTable
  /// The classes of Ingresses, read once.
  let classes: IngressClasses
  let policies: PolicyIndex
  /// Kinds that could not be read; nothing is said of objects that are missing from them.
  let unreadable: Set<String>
  /// What the inventory shows: whether what is missing from it is missing from the cluster.
  let extent: DiagnosisExtent
  /// Seconds since 1970.
  let now: Double
  /// Answers that are kept while one update lasts.
  let memo = DiagnosisMemo()
  var found = FoundFaults()

  init(
    inventory: Inventory, routes: RoutingTable, unreadable: Set<String> = [],
    extent: DiagnosisExtent = .manifests, now: Double = 0, policies: PolicyIndex? = nil
  ) {
    self.inventory = inventory
    self.routes = routes
    self.unreadable = unreadable
    self.extent = extent
    self.now = now
    classes = IngressClasses(inventory)
    self.policies = policies ?? PolicyIndex(inventory)
  }

  /// The worst fault of an object so far, which others may follow from.
  func worst(of object: ObjectReference) -> Fault? {
    found[object].filter { $0.grade >= .degraded }.min(by: Fault.precedes)
  }

  /// The worst fault of any of these pods.
  func worst(of pods: [Pod]) -> Fault? {
    pods.compactMap { worst(of: ObjectReference("Pod", $0.metadata.key)) }.min(by: Fault.precedes)
  }
}

/// The registry: one line a hop, in the order of cause and consequence.
enum FaultFamilies {
  static let all: [any FaultFamily] = [
    NodeFaults(),
    ProbeFaults(),
    TemplateFaults(),
    HostPortFaults(),
    PodFaults(),
    PodNameFaults(),
    WorkloadFaults(),
    NetworkPolicyFaults(),
    PolicyNameFaults(),
    PolicyIsolationFaults(),
    PolicyEnforcementFaults(),
    PluginPolicyFaults(),
    ServicePortFaults(),
    ServiceSettingFaults(),
    ServiceExposureFaults(),
    LoadBalancerFaults(),
    EndpointFaults(),
    SliceFaults(),
    ClusterFaults(),
    IngressControllerFaults(),
    PolicyPathFaults(),
    IngressClassFaults(),
    IngressAddressFaults(),
    IngressAnnotationFaults(),
    IngressRuleFaults(),
    IngressBackendFaults(),
    IngressPortFaults(),
    PolicyRouteFaults(),
    IngressTLSFaults(),
    IngressCertificateFaults(),
    GatewayClassFaults(),
    GatewayListenerFaults(),
    GatewayTLSFaults(),
    GatewayFaults(),
    GatewayParentFaults(),
    GatewayBackendFaults(),
    GatewayRuleFaults(),
    GatewayPolicyFaults(),
    GatewayUseFaults(),
    GatewayStatusFaults(),
    ContourFaults(),
    TraefikFaults(),
    IstioGatewayFaults(),
    IstioSubsetFaults(),
    IstioRouteFaults(),
    IstioPortFaults(),
  ]
}

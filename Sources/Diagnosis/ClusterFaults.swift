import Language
import Topology

/// What all Services of a cluster depend on: its DNS and its proxies.
///
/// Clusters that do both in another way have no objects of these names, and nothing is said of them.
struct ClusterFaults: FaultFamily {
  let needs = ["Service", "EndpointSlice", "Pod"]

  private static let proxy = ObjectReference("DaemonSet", "kube-system", "kube-proxy")
  private static let dnsPort = 53

  /// Whether a Service is the cluster's DNS: by the label that all of kube-dns, CoreDNS and their
  /// packages carry, or by OpenShift's name.
  private static func isDNS(_ service: Service) -> Bool {
    let isNamed =
      switch service.metadata.namespace {
      case "kube-system":
        service.metadata.labels["k8s-app"] == "kube-dns" || service.metadata.name == "kube-dns"
      case "openshift-dns": service.metadata.name == "dns-default"
      default: false
      }
    return isNamed && service.ports.contains { $0.number == dnsPort }
  }

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    ["kube-system", "openshift-dns"].flatMap { cluster.inventory.services(in: $0) }
      .filter(Self.isDNS).map { ObjectReference("Service", $0.metadata.key) } + [Self.proxy]
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    let services = change.versions.flatMap { version -> [ObjectReference] in
      switch version {
      case .service(let service) where Self.isDNS(service): [version.reference]
      case .endpointSlice(let slice):
        dns(NamespacedName(slice.metadata.namespace, slice.service), in: cluster)
      case .workload where version.reference == Self.proxy: [Self.proxy]
      case .pod(let pod)
      where pod.metadata.namespace == Self.proxy.name.namespace && pod.origin == Self.proxy:
        [Self.proxy]
      default: []
      }
    }
    return services.isEmpty ? .none : .some(services)
  }

  private func dns(_ name: NamespacedName, in cluster: DiagnosedCluster) -> [ObjectReference] {
    guard ["kube-system", "openshift-dns"].contains(name.namespace),
      let service = cluster.inventory.service(name), Self.isDNS(service)
    else { return [] }
    return [ObjectReference("Service", name)]
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    switch object.kind {
    case "Service": dns(object.name, in: cluster)
    case "DaemonSet": object == Self.proxy ? [object] : []
    default: []
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    let fault = object == Self.proxy ? proxies(in: cluster) : names(object, in: cluster)
    return fault.map { [$0] } ?? []
  }

  private func names(_ object: ObjectReference, in cluster: DiagnosedCluster) -> Fault? {
    guard let service = cluster.inventory.service(object.name), Self.isDNS(service),
      let port = service.ports.first(where: { $0.number == Self.dnsPort })
    else { return nil }
    let slices = cluster.inventory.slices(of: object.name)
    guard ProxyRules.candidates(ProxyRules.backends(of: port, in: slices)).isEmpty else {
      return nil
    }
    let causes = Set((EndpointFaults().reports + ServicePortFaults().reports).map(\.id))
    let cause = cluster.found[object].filter {
      causes.contains($0.id) && $0.grade >= .degraded
    }.min(by: Fault.precedes)
    return Fault(
      "dns-cluster-dns-down", .blocker, object,
      says: "Nothing answers the cluster's DNS, so no name of a Service resolves.",
      fix: "Look at the pods of CoreDNS: kubectl get pods -n \(object.name.namespace)."
    ).caused(by: cause)
  }

  private func proxies(in cluster: DiagnosedCluster) -> Fault? {
    guard let workload = cluster.inventory.workload(Self.proxy),
      workload.readyReplicas < workload.replicas
    else { return nil }
    let pods = cluster.inventory.pods(
      in: Self.proxy.name.namespace, matching: workload.selector.labels)
    let nodes = pods.filter { !$0.isReady && $0.origin == Self.proxy && !$0.node.isEmpty }
      .map(\.node).sorted()
    let list = nodes.prefix(3).joined(separator: ", ") + (nodes.count > 3 ? " …" : "")
    let missing = workload.replicas - workload.readyReplicas
    let cause = cluster.found[Self.proxy].first { $0.id == "workload-unavailable" }
    return Fault(
      "kube-proxy-not-programming", workload.readyReplicas == 0 ? .blocker : .degraded, Self.proxy,
      field: "status.numberReady",
      says: nodes.isEmpty
        ? "\(missing) of \(workload.replicas) nodes have no proxy, and do not learn of changed "
          + "endpoints."
        : "\(missing) of \(workload.replicas) nodes have no proxy that is ready, and do not learn "
          + "of changed endpoints: \(list).",
      fix: "Look at the log of kube-proxy on those nodes."
    ).caused(by: cause)
  }
}

import Language
import Routing
import Topology

/// Pods whose policies let them connect to others, but not ask the cluster's DNS for their addresses.
struct PolicyNameFaults: FaultFamily {
  let needs = ["NetworkPolicy", "Pod", "Service"]

  /// The names that the Service of the DNS has in common distributions.
  private static let services = [
    NamespacedName("kube-system", "kube-dns"), NamespacedName("kube-system", "coredns"),
    NamespacedName("kube-system", "rke2-coredns-rke2-coredns"),
    NamespacedName("openshift-dns", "dns-default"),
  ]
  /// A cache on every node, to which policies do not apply.
  private static let cache = ObjectReference("DaemonSet", "kube-system", "node-local-dns")

  /// The pods that answer, and the ports on which they do.
  private struct DNS {
    let service: Service
    let pods: [Pod]
  }

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.networkPolicies }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    let namespace = reference.name.namespace
    switch change.after ?? change.before {
    case .namespace: return change.hasOtherNamespaceLabels ? .all : .none
    case .node: return change.hasOtherNodeAddress ? .all : .none
    case .service: return Self.services.contains(reference.name) ? .all : .none
    case .workload:
      return reference == Self.cache && (change.before == nil || change.after == nil) ? .all : .none
    case .pod:
      guard change.isNewsForPolicies else { return .none }
      if isDNS(change, in: cluster) { return .all }
      let labels = change.versions.compactMap(\.podLabels)
      return .some(
        cluster.policies.policies(in: namespace).filter { policy in
          labels.contains { policy.isolates($0, .egress) }
        }.map(\.reference))
    case .generic where reference.kind == "NetworkPolicy":
      return .some([reference] + cluster.policies.policies(in: namespace).map(\.reference))
    default: return .none
    }
  }

  private func isDNS(_ change: ObjectChange, in cluster: DiagnosedCluster) -> Bool {
    change.versions.contains { version in
      guard let labels = version.podLabels else { return false }
      return Self.services.contains { name in
        guard name.namespace == version.metadata.namespace,
          let service = cluster.inventory.service(name), service.isSelecting
        else { return false }
        return service.selector.allSatisfy { labels[$0.key] == $0.value }
      }
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let policy = cluster.policies.policy(object.name), policy.types.contains(.egress),
      cluster.inventory.workload(Self.cache) == nil, let dns = dns(in: cluster.inventory)
    else { return [] }
    let all = cluster.inventory.labelSets(in: object.name.namespace).map { labels, _ in
      isBlamed(policy, labels, dns, in: cluster) ? blocked(labels, policy, dns, in: cluster) : []
    }
    let transports = Set(all.flatMap(\.self))
    guard !transports.isEmpty else { return [] }
    return [fault(of: policy, transports, dns)]
  }

  private func dns(in inventory: Inventory) -> DNS? {
    for name in Self.services {
      guard let service = inventory.service(name), service.isSelecting else { continue }
      let pods = inventory.pods(in: name.namespace, matching: service.selector)
        .filter { !$0.isFinished }
      if !pods.isEmpty { return DNS(service: service, pods: pods) }
    }
    return nil
  }

  /// Whether a policy is the first of those that isolate pods, and these need names at all: they may connect to
  /// pods or to any address, and not to some addresses only.
  private func isBlamed(
    _ policy: NetworkPolicy, _ labels: [String: String], _ dns: DNS, in cluster: DiagnosedCluster
  ) -> Bool {
    let isolating = cluster.policies.policies(in: policy.name.namespace)
      .filter { $0.isolates(labels, .egress) }
    guard isolating.first?.name == policy.name else { return false }
    let isDNS =
      policy.name.namespace == dns.service.metadata.namespace
      && dns.service.selector.allSatisfy { labels[$0.key] == $0.value }
    guard !isDNS, isolating.contains(where: { $0.egress.contains(where: Self.needsNames) }) else {
      return false
    }
    return cluster.inventory.containsPod(
      in: policy.name.namespace, matching: LabelSelector(labels: labels)
    ) { !$0.isFinished && $0.metadata.labels == labels && !cluster.inventory.usesHostNetwork($0) }
  }

  private static func needsNames(_ rule: NetworkPolicy.Rule) -> Bool {
    rule.peers.isEmpty
      || rule.peers.contains { peer in
        switch peer {
        case .pods: true
        case .block(let block, _): block.isEverything
        case .invalid: false
        }
      }
  }

  /// The protocols by which pods with these labels reach no pod of the DNS.
  private func blocked(
    _ labels: [String: String], _ policy: NetworkPolicy, _ dns: DNS, in cluster: DiagnosedCluster
  ) -> [TransportProtocol] {
    let client = Pod(
      metadata: Metadata(name: "", namespace: policy.name.namespace, labels: labels))
    return dns.service.ports.filter { $0.number == 53 }.filter { port in
      dns.pods.allSatisfy { pod in
        guard let target = EndpointRules.targetPort(of: port, on: pod) else { return false }
        return cluster.policies.half(
          .egress, of: client, with: .pod(pod), port: target, transport: port.transport
        ).outcome == .denied
      }
    }.map(\.transport)
  }

  private func fault(
    of policy: NetworkPolicy, _ transports: Set<TransportProtocol>, _ dns: DNS
  ) -> Fault {
    let name = dns.service.metadata.key
    let target = dns.service.ports.first { $0.number == 53 }?.target ?? .number(53)
    let hasNone = transports.contains(.udp)
    return Fault(
      "netpol-blocks-dns", hasNone ? .blocker : .risk, policy.reference, field: "spec.egress",
      says: hasNone
        ? "Its pods cannot look up names: no egress rule admits the DNS, \(name), by UDP."
        : "Its pods cannot look up names with long answers: no egress rule admits the DNS, \(name), "
          + "by TCP.",
      fix: "Add an egress rule to namespace \(name.namespace) with port \(target) for UDP and TCP.")
  }
}

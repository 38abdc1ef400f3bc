import Language
import Routing
import Topology

/// Ports of rules that the pods do not have.
extension NetworkPolicyFaults {
  /// Pods that a rule's ports are about.
  private struct Destination {
    let namespace: String
    let selector: LabelSelector
  }

  /// One port of one rule.
  private struct Place {
    let policy: NetworkPolicy
    let direction: NetworkPolicy.Direction
    let destinations: [Destination]
    /// `spec.ingress[0].ports[1]`.
    let field: String
  }

  func portFaults(
    of policy: NetworkPolicy, _ direction: NetworkPolicy.Direction, in cluster: DiagnosedCluster
  ) -> [Fault] {
    policy.rules(direction).enumerated().flatMap { number, rule -> [Fault] in
      let field = "spec.\(direction.rawValue)[\(number)].ports"
      if direction == .egress, let fault = nameOfNoPod(rule, policy, field) { return [fault] }
      guard !rule.ports.isEmpty,
        let destinations = destinations(of: rule, policy, direction, in: cluster)
      else { return [] }
      return rule.ports.enumerated().compactMap { index, port in
        let place = Place(
          policy: policy, direction: direction, destinations: destinations,
          field: "\(field)[\(index)]")
        return fault(of: port, at: place, in: cluster)
      }
    }
  }

  /// A name in a rule for addresses alone.
  private func nameOfNoPod(
    _ rule: NetworkPolicy.Rule, _ policy: NetworkPolicy, _ field: String
  ) -> Fault? {
    let isAddresses = rule.peers.allSatisfy { if case .block = $0 { true } else { false } }
    let index = rule.ports.firstIndex { if case .name = $0 { true } else { false } }
    guard !rule.peers.isEmpty, isAddresses, let index else { return nil }
    return Fault(
      "netpol-named-port-unmatched", .degraded, policy.reference, field: "\(field)[\(index)].port",
      says: "A name is looked up on pods only, and the rule is for addresses.",
      fix: "Write the number of the port.")
  }

  /// nil when the rule is about destinations that are not certain pods.
  private func destinations(
    of rule: NetworkPolicy.Rule, _ policy: NetworkPolicy, _ direction: NetworkPolicy.Direction,
    in cluster: DiagnosedCluster
  ) -> [Destination]? {
    guard direction == .egress else {
      return policy.selector.map { [Destination(namespace: policy.name.namespace, selector: $0)] }
    }
    guard !rule.peers.isEmpty else { return nil }
    var destinations: [Destination] = []
    for peer in rule.peers {
      guard case .pods(let namespaces, let pods) = peer else { return nil }
      var names = [policy.name.namespace]
      if let namespaces {
        guard cluster.knowsAllNamespaces else { return nil }
        names = cluster.policies.namespaces(matching: namespaces)
      }
      destinations += names.map {
        Destination(namespace: $0, selector: pods ?? LabelSelector())
      }
    }
    return destinations.count <= Self.namespaceLimit ? destinations : nil
  }

  private func fault(
    of port: NetworkPolicy.Port, at place: Place, in cluster: DiagnosedCluster
  ) -> Fault? {
    switch port {
    case .all, .invalid: return nil
    case .name(let name, let transport):
      return unnamed(name, transport, at: place, in: cluster)
    case .numbers(let range, let transport):
      guard range.count == 1 else { return nil }
      return servicePort(range.lowerBound, transport, at: place, in: cluster)
        ?? (transport == .tcp ? datagrams(range.lowerBound, at: place, in: cluster) : nil)
    }
  }

  /// Whether a destination of a rule passes a test.
  private func contains(
    _ place: Place, in cluster: DiagnosedCluster, where isWanted: (Pod) -> Bool
  ) -> Bool {
    place.destinations.contains { destination in
      cluster.inventory.containsPod(in: destination.namespace, matching: destination.selector) {
        !$0.isFinished && isWanted($0)
      }
    }
  }

  private func unnamed(
    _ name: String, _ transport: TransportProtocol, at place: Place, in cluster: DiagnosedCluster
  ) -> Fault? {
    func hasName(_ other: TransportProtocol) -> Bool {
      contains(place, in: cluster) { pod in
        pod.ports.contains { $0.name == name && $0.transport == other }
      }
    }
    guard !hasName(transport), contains(place, in: cluster, where: { !$0.ports.isEmpty }) else {
      return nil
    }
    let others: [TransportProtocol] = [.udp, .tcp, .sctp]
    if let other = others.first(where: { $0 != transport && hasName($0) }) {
      guard transport == .tcp, other == .udp else {
        return Fault(
          "netpol-named-port-unmatched", .degraded, place.policy.reference,
          field: "\(place.field).protocol",
          says: "The port named \"\(name)\" is one for \(other.rawValue), and the rule is for "
            + "\(transport.rawValue).",
          fix: "Set protocol: \(other.rawValue).")
      }
      return isOpen(name, place, in: cluster) ? nil : tcpOnly(name, place)
    }
    return Fault(
      "netpol-named-port-unmatched", .degraded, place.policy.reference,
      field: "\(place.field).port",
      says: "None of the pods has a \(transport.rawValue) port named \"\(name)\".",
      fix: "Use a name that the pods declare, or a number.")
  }

  /// Whether the policy admits the UDP port of a name beside the TCP port.
  private func isOpen(_ name: String, _ place: Place, in cluster: DiagnosedCluster) -> Bool {
    !contains(place, in: cluster) { pod in
      pod.ports.contains {
        $0.name == name && $0.transport == .udp
          && !isAdmitted($0.number, .udp, on: pod, place, in: cluster)
      }
    }
  }

  private func tcpOnly(_ port: String, _ place: Place) -> Fault {
    Fault(
      "netpol-protocol-default-tcp", .degraded, place.policy.reference,
      field: "\(place.field).protocol",
      says: "The rule admits port \(port) for TCP, but the pods serve it by UDP.",
      fix: "Set protocol: UDP; without one a port is for TCP.")
  }

  /// A TCP rule for a port that pods serve by UDP alone.
  private func datagrams(_ port: Int, at place: Place, in cluster: DiagnosedCluster) -> Fault? {
    let isDropped = contains(place, in: cluster) { pod in
      serves(pod, port, .udp, in: cluster)
        && !isAdmitted(port, .udp, on: pod, place, in: cluster)
    }
    guard isDropped, !contains(place, in: cluster, where: { serves($0, port, .tcp, in: cluster) })
    else { return nil }
    return tcpOnly(String(port), place)
  }

  private func serves(
    _ pod: Pod, _ port: Int, _ transport: TransportProtocol, in cluster: DiagnosedCluster
  ) -> Bool {
    pod.ports.contains { $0.number == port && $0.transport == transport }
      || cluster.services(
        in: pod.metadata.namespace, selecting: pod.metadata.labels
      ).contains { service in
        service.ports.contains {
          $0.transport == transport && EndpointRules.targetPort(of: $0, on: pod) == port
        }
      }
  }

  /// A rule for the port of a Service, which leads to another port of the pods.
  private func servicePort(
    _ number: Int, _ transport: TransportProtocol, at place: Place, in cluster: DiagnosedCluster
  ) -> Fault? {
    for namespace in Set(place.destinations.map(\.namespace)).sorted() {
      for service in cluster.inventory.services(in: namespace) where service.isSelecting {
        guard
          let port = service.ports.first(where: {
            $0.number == number && $0.transport == transport && $0.target != .number(number)
          }), !service.isHeadless,
          leads(port, of: service, at: place, in: cluster),
          !contains(place, in: cluster, where: { serves($0, number, transport, in: cluster) })
        else { continue }
        return Fault(
          "netpol-uses-service-port", .blocker, place.policy.reference,
          field: "\(place.field).port",
          says: "\(number) is a port of Service \(service.metadata.name), which leads to port "
            + "\(port.target) of the pods, and policies see ports of pods only.",
          fix: "Write port \(port.target)."
        ).mended(
          by: .setField(
            FieldEdit(
              place.policy.reference, field: "\(place.field).port",
              from: .integer(Int64(number)), to: port.target.json)))
      }
    }
    return nil
  }

  /// Whether a Service port leads to another port of the destinations, and nothing admits that one.
  private func leads(
    _ port: Service.Port, of service: Service, at place: Place, in cluster: DiagnosedCluster
  ) -> Bool {
    contains(place, in: cluster) { pod in
      guard pod.metadata.namespace == service.metadata.namespace,
        service.selector.allSatisfy({ pod.metadata.labels[$0.key] == $0.value }),
        let target = EndpointRules.targetPort(of: port, on: pod), target != port.number
      else { return false }
      return !isAdmitted(target, port.transport, on: pod, place, in: cluster)
    }
  }

  /// Whether any policy of the namespace admits a port of a pod in the direction of a rule.
  private func isAdmitted(
    _ port: Int, _ transport: TransportProtocol, on pod: Pod, _ place: Place,
    in cluster: DiagnosedCluster
  ) -> Bool {
    cluster.policies.policies(in: place.policy.name.namespace).contains { policy in
      policy.types.contains(place.direction)
        && (place.direction == .egress || policy.selects(pod.metadata.labels))
        && policy.rules(place.direction).contains { $0.admits(port, transport, on: pod) }
    }
  }
}

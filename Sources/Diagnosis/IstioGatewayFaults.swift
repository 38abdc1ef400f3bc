import Language
import Routing
import Topology

/// Gateways of Istio: who serves them, and at which ports.
struct IstioGatewayFaults: FaultFamily {
  let needs = [ResourceKind.istioGateway.keptName]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.istio.gateways.values.map(\.reference)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case ResourceKind.istioGateway.keptName:
      let same = change.istioVersions.flatMap {
        cluster.istio.selecting[IstioGateway($0).selector] ?? []
      }
      return .some([object] + same.map(Self.reference))
    case "Pod":
      guard !cluster.istio.isEmpty, change.isOfPodLabels else { return .none }
      return .some(gateways(of: change.versions.map(\.metadata.labels), in: cluster))
    case "Service":
      guard !cluster.istio.gateways.isEmpty else { return .none }
      let labels = change.versions.flatMap { version -> [[String: String]] in
        guard case .service(let service) = version, service.isSelecting else { return [] }
        return cluster.inventory.labelSets(in: object.name.namespace).map(\.labels)
          .filter { Self.carries($0, service.selector) }
      }
      return .some(gateways(of: labels, in: cluster))
    default: return .none
    }
  }

  private static func reference(_ name: NamespacedName) -> ObjectReference {
    ObjectReference(ResourceKind.istioGateway.keptName, name)
  }

  private static func carries(_ labels: [String: String], _ selector: [String: String]) -> Bool {
    selector.allSatisfy { labels[$0.key] == $0.value }
  }

  /// The Gateways that pods with any of these labels serve.
  private func gateways(
    of labels: [[String: String]], in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    cluster.istio.selecting.filter { selector, _ in
      labels.contains { Self.carries($0, selector) }
    }.flatMap(\.value).map(Self.reference)
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == ResourceKind.istioGateway.keptName,
      let gateway = cluster.istio.gateways[object.name]
    else { return [] }
    let conflicts = conflicts(gateway, in: cluster)
    // Pods of other namespaces are not known, and manifests seldom have those of the gateway.
    guard !cluster.unreadable.contains("Pod"), !gateway.selector.isEmpty,
      cluster.extent == .cluster || cluster.extent == .playground
    else { return conflicts }
    let isServed = cluster.inventory.podNamespaces.contains {
      cluster.inventory.hasPod(in: $0, matching: gateway.selector)
    }
    guard isServed else {
      let selector = gateway.selector.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      return conflicts + [
        Fault(
          "istio-gateway-no-workload", .blocker, object, field: "spec.selector",
          says: "No pod carries \(selector), so nobody serves the Gateway.",
          fix: "Correct the selector, or install an ingress gateway with these labels.")
      ]
    }
    return conflicts + ports(gateway, in: cluster)
  }

  /// Ports that no Service in front of the gateway's pods has, by their number or as the port of the pods (IST0162).
  private func ports(_ gateway: IstioGateway, in cluster: DiagnosedCluster) -> [Fault] {
    guard !cluster.unreadable.contains("Service") else { return [] }
    var services: Set<NamespacedName> = []
    var numbers: Set<Int> = []
    for namespace in cluster.inventory.podNamespaces {
      for set in cluster.inventory.labelSets(in: namespace)
      where Self.carries(set.labels, gateway.selector) {
        for service in cluster.inventory.services(in: namespace, selecting: set.labels) {
          services.insert(service.metadata.key)
          for port in service.ports {
            numbers.insert(port.number)
            // The number of a port that is named is the pods' own.
            guard case .number(let target) = port.target else { return [] }
            numbers.insert(target)
          }
        }
      }
    }
    guard let first = services.min() else { return [] }
    return gateway.servers.filter { $0.number > 0 && !numbers.contains($0.number) }.map { server in
      Fault(
        "istio-gateway-port-not-on-service", .blocker, gateway.reference,
        field: "\(server.field).port.number",
        says: "Service \(first) in front of the gateway has no port \(server.number), so nothing "
          + "arrives there.", fix: "Add the port to the Service, or use one that it has.")
    }
  }

  /// Servers that an earlier Gateway of the same pods has too (IST0145).
  private func conflicts(_ gateway: IstioGateway, in cluster: DiagnosedCluster) -> [Fault] {
    let others = (cluster.istio.selecting[gateway.selector] ?? [])
      .compactMap { cluster.istio.gateways[$0] }.filter { Self.precedes($0, gateway) }
      .sorted(by: Self.precedes)
    return gateway.servers.compactMap { server in
      for other in others {
        let same = other.servers.filter { $0.number == server.number }.flatMap(\.hosts)
        guard let host = server.hosts.first(where: same.contains) else { continue }
        return Fault(
          "istio-gateway-conflict", .degraded, gateway.reference, field: "\(server.field).hosts",
          says: "\(other.reference) has \(host) on port \(server.number) too, for the same pods.",
          fix: "Merge the two, or remove the host from one of them.")
      }
      return nil
    }
  }

  private static func precedes(_ left: IstioGateway, _ right: IstioGateway) -> Bool {
    (left.resource.metadata.creationTimestamp, left.reference)
      < (right.resource.metadata.creationTimestamp, right.reference)
  }
}

extension DiagnosedCluster {
  /// Istio's objects, and who refers to whom among them.
  var istio: IstioIndex { routes.istio }
}

extension ObjectChange {
  /// The object before and after, where it is of Istio.
  var istioVersions: [GenericResource] {
    versions.compactMap { version in
      guard case .generic(let object) = version, object.kind.group == ResourceKind.istioGroup
      else { return nil }
      return object
    }
  }

  /// Whether a pod came, went, finished, or has other labels.
  var isOfPodLabels: Bool {
    guard case (.pod(let before)?, .pod(let after)?) = (before, after) else { return true }
    return before.metadata.labels != after.metadata.labels || before.isFinished != after.isFinished
  }
}

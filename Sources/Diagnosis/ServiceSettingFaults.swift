import Language
import Topology

/// Settings of Services that have no effect, or another one than one expects.
struct ServiceSettingFaults: FaultFamily {
  let needs = ["Service"]

  private static let topologyMode = "service.kubernetes.io/topology-mode"
  private static let topologyHints = "service.kubernetes.io/topology-aware-hints"
  private static let distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.services }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference, reference.kind == "Service" else { return .none }
    return .some([reference])
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let service = cluster.inventory.service(object.name) else { return [] }
    return [
      externalName(service, object), externalAddresses(service, object),
      headless(service, object), affinity(service, object), distribution(service, object),
      exposed(service, object),
    ].compactMap(\.self)
  }

  private func externalName(_ service: Service, _ object: ObjectReference) -> Fault? {
    guard service.exposure != .externalName, !service.externalName.isEmpty else { return nil }
    return Fault(
      "service-externalname-invalid", .risk, object, field: "spec.externalName",
      says: "It is a \(service.exposure.rawValue), so its external name "
        + "\"\(service.externalName)\" is ignored.",
      fix: "Make its type ExternalName, or drop spec.externalName.")
  }

  private func externalAddresses(_ service: Service, _ object: ObjectReference) -> Fault? {
    guard let address = service.externalIPs.first else { return nil }
    let isIgnored = service.isHeadless || service.exposure == .externalName
    return Fault(
      "external-ip-ignored-or-deprecated", .risk, object, field: "spec.externalIPs",
      says: isIgnored
        ? "It has no cluster IP, so its external address \(address) is ignored."
        : "Every node takes what is sent to \(address), and no network has to lead it there.",
      fix: "Use the address of a load balancer or of a Gateway; external addresses are deprecated.")
  }

  /// What the API ignores where `clusterIP` is `None` (its warnings on Services).
  private func headless(_ service: Service, _ object: ObjectReference) -> Fault? {
    guard service.isHeadless else { return nil }
    if service.affinitySeconds != nil {
      return Fault(
        "service-headless-misuse", .risk, object, field: "spec.sessionAffinity",
        says: "It is headless: clients choose among the pods themselves, so its session affinity "
          + "is ignored.",
        fix: "Give the Service a cluster IP, or drop sessionAffinity.")
    }
    guard !service.balancer.wishedAddress.isEmpty else { return nil }
    return Fault(
      "service-headless-misuse", .risk, object, field: "spec.loadBalancerIP",
      says:
        "It is headless, so the address \(service.balancer.wishedAddress) that it wishes for is "
        + "ignored.",
      fix: "Make its type LoadBalancer with a cluster IP, or drop loadBalancerIP.")
  }

  private func affinity(_ service: Service, _ object: ObjectReference) -> Fault? {
    guard let seconds = service.affinitySeconds, !service.isHeadless,
      service.exposure != .externalName
    else { return nil }
    return Fault(
      "service-session-affinity-sticky", .info, object, field: "spec.sessionAffinity",
      says: "A client address gets the same pod until it is silent for \(seconds) seconds.",
      fix: "Set sessionAffinity to None if requests should spread; behind a NAT all share one "
        + "address."
    ).mended(
      by: .setField(
        FieldEdit(object, field: "spec.sessionAffinity", from: "ClientIP", to: "None")))
  }

  /// The annotation goes before the field; of its values only `Auto` and `auto` count
  /// (kube-proxy `topology.go`).
  private func distribution(_ service: Service, _ object: ObjectReference) -> Fault? {
    let annotations = service.metadata.annotations
    let name = annotations[Self.topologyHints] == nil ? Self.topologyMode : Self.topologyHints
    let mode = annotations[name]
    let isAutomatic = mode == "Auto" || mode == "auto"
    let field = "metadata.annotations[\(name)]"
    let distribution = service.trafficDistribution
    if isAutomatic, !distribution.isEmpty {
      return traffic(
        .risk, object, field: "spec.trafficDistribution",
        says: "Its annotation \(name) goes before trafficDistribution, which is ignored.",
        fix: "Drop the annotation.")
    }
    if let mode, !isAutomatic, mode.lowercased() == "auto" {
      return traffic(
        .risk, object, field: field,
        says: "The value \"\(mode)\" of \(name) is ignored: it is written Auto or auto.",
        fix: "Write Auto, or use trafficDistribution.")
    }
    if !distribution.isEmpty, !Self.distributions.contains(distribution) {
      return traffic(
        .risk, object, field: "spec.trafficDistribution",
        says: "\"\(distribution)\" is no traffic distribution, so endpoints of all zones are used.",
        fix: "Write PreferSameZone or PreferSameNode.")
    }
    if distribution == "PreferClose" {
      return traffic(
        .info, object, field: "spec.trafficDistribution",
        says: "PreferClose is the old name of PreferSameZone.",
        fix: "Write PreferSameZone where the cluster knows it.")
    }
    guard isAutomatic else { return nil }
    return traffic(
      .info, object, field: field,
      says: "The annotation \(name) is the old way to keep traffic near.",
      fix: "Use trafficDistribution: PreferSameZone.")
  }

  private func traffic(
    _ grade: Fault.Grade, _ object: ObjectReference, field: String, says: Message, fix: Message
  ) -> Fault {
    Fault(
      "service-traffic-distribution", grade, object, field: field, says: says, fix: fix)
  }

  private func exposed(_ service: Service, _ object: ObjectReference) -> Fault? {
    guard service.exposure == .nodePort else { return nil }
    return Fault(
      "nodeport-exposed", .info, object, field: "spec.type",
      says: "It is reached by a port of every node, also from outside of the cluster.",
      fix: "Make it a ClusterIP behind an Ingress or a Gateway if that is not meant.")
  }
}

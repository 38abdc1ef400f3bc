import Language
import Routing
import Topology

/// Certificates of listeners and Gateways, and the authorities that they trust.
struct GatewayTLSFaults: FaultFamily {
  let needs = ["Gateway"]

  /// Controllers that find certificates by hostname, without a reference.
  private static let findingCertificates = ["gateway.k8s.aws/", "networking.gke.io/"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.parentKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case "GatewayClass", "ReferenceGrant": return .all
    case "Gateway": return .some([object] + cluster.gateways.listenerSets(of: object))
    case "ListenerSet", "XListenerSet": return .some([object])
    case "Secret", "ConfigMap":
      let namespace = object.name.namespace
      return .some(
        cluster.gateways.owners.values.filter { owner in
          Self.references(of: owner).contains { $0.name.namespace == namespace }
        }.map(\.reference))
    default: return .none
    }
  }

  private static func references(of owner: GatewayDocument) -> [GatewayReference] {
    owner.listeners.flatMap { $0.tls?.certificates ?? [] } + owner.authorities
      + (owner.clientCertificate.map { [$0] } ?? [])
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let owner = cluster.gateways.owners[object] else { return [] }
    let isFinding = isFindingCertificates(owner, in: cluster)
    let listeners = owner.listeners.flatMap { listener in
      let stated =
        (statement(of: listener, owner, isFinding).map { [$0] } ?? [])
        + certificates(of: listener, owner, in: cluster)
      return stated + reported(listener, of: owner, besides: stated)
    }
    return listeners + overlaps(of: owner) + authorities(of: owner, in: cluster)
      + clientCertificate(of: owner, in: cluster)
  }

  private func isFindingCertificates(_ owner: GatewayDocument, in cluster: DiagnosedCluster) -> Bool
  {
    let gateway = owner.parent.flatMap { cluster.gateways.owners[$0.object] } ?? owner
    let resource = cluster.inventory.gatewayObject(
      ObjectReference("GatewayClass", "", gateway.className))
    let controller = resource?.object["spec"]["controllerName"].string ?? ""
    return Self.findingCertificates.contains(where: controller.hasPrefix)
      || gateway.resource.metadata.annotations["networking.gke.io/certmap"] != nil
  }

  /// Whether the listener states TLS where its protocol needs it, and only there.
  private func statement(
    of listener: GatewayListener, _ owner: GatewayDocument, _ isFinding: Bool
  ) -> Fault? {
    guard !listener.isServed, let problem = problem(with: listener, isFinding) else { return nil }
    return Fault(
      "listener-tls-missing-or-forbidden", .blocker, owner.reference,
      field: "\(listener.field).tls",
      says: "Listener \(listener.name) of protocol \(listener.protocolName) \(problem).",
      fix: listener.protocolName == "HTTPS" || listener.protocolName == "TLS"
        ? "Add tls with certificateRefs; only TLS may pass through." : "Remove tls, or use HTTPS.")
  }

  private func problem(with listener: GatewayListener, _ isFinding: Bool) -> Message? {
    switch listener.protocolName {
    case "HTTP", "TCP", "UDP":
      return listener.tls == nil ? nil : "has tls, which this protocol does not know"
    case "HTTPS", "TLS":
      guard let tls = listener.tls else { return isFinding ? nil : "has no tls" }
      if listener.protocolName == "HTTPS", tls.mode != "Terminate" {
        return "has the mode \(tls.mode), with which requests cannot be read"
      }
      let isBare = tls.certificates.isEmpty && !tls.hasOptions && !isFinding
      return tls.mode == "Terminate" && isBare ? "names no certificate" : nil
    default: return nil
    }
  }

  private func certificates(
    of listener: GatewayListener, _ owner: GatewayDocument, in cluster: DiagnosedCluster
  ) -> [Fault] {
    guard let tls = listener.tls, tls.mode == "Terminate",
      ["HTTPS", "TLS"].contains(listener.protocolName),
      // Secrets of other types than kubernetes.io/tls are not read; the controller has found what it needs.
      listener.conditions["ResolvedRefs"]?.isTrue != true
    else { return [] }
    return tls.certificates.compactMap { target in
      fault(of: target, owner, in: cluster) { says, fix, isPermitted in
        Fault(
          isPermitted ? "listener-cert-ref-invalid" : "listener-cert-ref-not-permitted", .blocker,
          owner.reference, field: target.field,
          says: "The certificate of listener \(listener.name) cannot be used: \(says).", fix: fix)
      }
    }
  }

  /// A fault of a reference to a certificate, made of what is wrong and what to do.
  private func fault(
    of target: GatewayReference, _ owner: GatewayDocument, in cluster: DiagnosedCluster,
    make: (Message, Message, Bool) -> Fault
  ) -> Fault? {
    guard let problem = cluster.problem(withSecret: target, of: owner.resource) else { return nil }
    let (says, fix) = Self.texts(problem, target, of: owner.resource)
    if case .notPermitted = problem { return make(says, fix, false) }
    return make(says, fix, true)
  }

  /// What is wrong with a reference, as a part of a sentence, and what to do.
  static func texts(
    _ problem: GatewaySecretProblem, _ target: GatewayReference, of object: GenericResource
  ) -> (Message, Message) {
    let name = target.name
    switch problem {
    case .unsupportedKind:
      return ("\(target.kind) \(name) is of a kind that is not taken", "Name a \(usual(target)).")
    case .notPermitted:
      return (
        "no ReferenceGrant of namespace \(name.namespace) lets it name \(target.kind) \(name.name)",
        "Create a ReferenceGrant in namespace \(name.namespace) from \(object.kind.kind) of "
          + "namespace \(object.metadata.namespace) to \(target.kind) \(name.name)."
      )
    case .missing where target.kind == "Secret":
      return (
        "there is no Secret \(name.name) with a certificate in namespace \(name.namespace)",
        "Create it: kubectl create secret tls \(name.name) -n \(name.namespace) --cert=FILE "
          + "--key=FILE."
      )
    case .missing:
      return (
        "there is no \(target.kind) \(name.name) in namespace \(name.namespace)",
        "Create it, or correct the name."
      )
    case .malformed(let what):
      return (
        "\(target.kind) \(name.name) \(what)",
        "Create it again with certificates in PEM, and for a Secret their key."
      )
    }
  }

  private static func usual(_ target: GatewayReference) -> String {
    target.field.contains("caCert") ? "ConfigMap" : "Secret"
  }

  private func authorities(of owner: GatewayDocument, in cluster: DiagnosedCluster) -> [Fault] {
    let isResolved = owner.listeners.contains { $0.conditions["ResolvedRefs"]?.isTrue == true }
    return owner.authorities.compactMap { target in
      guard !isResolved,
        let problem = cluster.problem(withAuthority: target, of: owner.resource)
      else { return nil }
      let (says, fix) = Self.texts(problem, target, of: owner.resource)
      return Fault(
        "listener-ca-ref-invalid", .blocker, owner.reference, field: target.field,
        says: "The authority of clients' certificates cannot be used: \(says).", fix: fix)
    }
  }

  private func clientCertificate(
    of owner: GatewayDocument, in cluster: DiagnosedCluster
  ) -> [Fault] {
    let resolved = owner.conditions["ResolvedRefs"]
    guard let target = owner.clientCertificate, resolved?.isTrue != true else { return [] }
    let id = "gateway-client-cert-ref-invalid"
    let computed = fault(of: target, owner, in: cluster) { says, fix, _ in
      Fault(
        id, .degraded, owner.reference, field: target.field,
        says: "The certificate that it shows to backends cannot be used: \(says).", fix: fix)
    }
    if let computed { return [computed] }
    guard let resolved, resolved.isFalse, resolved.reason == "InvalidClientCertificateRef" else {
      return []
    }
    return [
      Fault(
        id, .degraded, owner.reference, field: target.field,
        says: "The certificate that it shows to backends cannot be used: \(resolved.said).",
        fix: "Mend what the controller names.")
    ]
  }
}

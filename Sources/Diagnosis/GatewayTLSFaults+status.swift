import Language
import Routing
import Topology

/// What controllers say of certificates, and hostnames that overlap.
extension GatewayTLSFaults {
  /// The faults that a reason of the condition ResolvedRefs stands for.
  private static let reasons = [
    "InvalidCertificateRef": "listener-cert-ref-invalid",
    "RefNotPermitted": "listener-cert-ref-not-permitted",
    "InvalidCACertificateRef": "listener-ca-ref-invalid",
    "InvalidCACertificateKind": "listener-ca-ref-invalid",
    "NoValidCACertificate": "listener-ca-ref-invalid",
  ]

  /// What the controller says and the objects alone did not.
  func reported(
    _ listener: GatewayListener, of owner: GatewayDocument, besides known: [Fault]
  ) -> [Fault] {
    guard known.isEmpty else { return [] }
    let conditions = ["ResolvedRefs", "Accepted"].compactMap { listener.conditions[$0] }
    guard let condition = conditions.first(where: { $0.isFalse && Self.reasons[$0.reason] != nil }),
      let id = Self.reasons[condition.reason]
    else { return [] }
    let isAuthority = id == "listener-ca-ref-invalid"
    return [
      Fault(
        id, .blocker, owner.reference,
        field: isAuthority ? "\(listener.field).tls" : "\(listener.field).tls.certificateRefs",
        says: "The controller cannot use what listener \(listener.name) refers to: "
          + "\(condition.said).", fix: "Mend what the controller names.")
    ]
  }

  /// Listeners whose hostnames overlap on one port: browsers reuse a connection for the other's requests
  /// (`ListenerConditionOverlappingTLSConfig`).
  func overlaps(of owner: GatewayDocument) -> [Fault] {
    let secured = owner.listeners.filter { $0.protocolName == "HTTPS" && !$0.hostname.isEmpty }
    for (index, listener) in secured.enumerated() {
      let other = secured[..<index].first {
        $0.port == listener.port && $0.hostname != listener.hostname
          && GatewayHostnames.intersection($0.hostname, listener.hostname) != nil
      }
      guard let other else { continue }
      return [
        overlap(
          listener, of: owner,
          "the hostnames \(other.hostname) and \(listener.hostname) of listeners \(other.name) and "
            + "\(listener.name) overlap")
      ]
    }
    guard
      let listener = owner.listeners.first(where: {
        $0.conditions["OverlappingTLSConfig"]?.isTrue == true
      }), let condition = listener.conditions["OverlappingTLSConfig"]
    else { return [] }
    return [
      overlap(listener, of: owner, "listener \(listener.name) has \(condition.said)")
    ]
  }

  private func overlap(
    _ listener: GatewayListener, of owner: GatewayDocument, _ what: Message
  ) -> Fault {
    Fault(
      "listener-overlapping-tls", .risk, owner.reference, field: "\(listener.field).hostname",
      says: "A connection that was opened for one name may be reused for another one: \(what).",
      fix: "Use different ports, or certificates that do not share names.")
  }
}

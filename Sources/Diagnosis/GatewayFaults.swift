import Language
import Routing
import Topology

/// Gateways as a whole: their class, and what their controller says of them.
struct GatewayFaults: FaultFamily {
  let needs = ["Gateway"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(["Gateway"])
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch change.reference?.kind {
    case "GatewayClass": .all
    case "Gateway": .some(change.reference.map { [$0] } ?? [])
    default: .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    switch object.kind {
    case "Gateway": [object]
    case "GatewayClass":
      cluster.gateways.owners.filter { $0.value.className == object.name.name }.map(\.key)
    default: []
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "Gateway", let gateway = cluster.gateways.owners[object] else { return [] }
    if let fault = classMissing(gateway, in: cluster) { return [fault] }
    if let fault = notAccepted(gateway, in: cluster) { return [fault] }
    return notProgrammed(gateway, in: cluster).map { [$0] } ?? []
  }

  private func classMissing(_ gateway: GatewayDocument, in cluster: DiagnosedCluster) -> Fault? {
    let name = gateway.className
    guard !cluster.unreadable.contains("GatewayClass"),
      cluster.inventory.gatewayObject(ObjectReference("GatewayClass", "", name)) == nil
    else { return nil }
    let names = cluster.inventory.gatewayObjects("GatewayClass").map(\.metadata.name)
    let known: Message =
      names.isEmpty ? "none exists" : "there is \(names.joined(separator: ", "))"
    return Fault(
      "gateway-class-not-found", .blocker, gateway.reference, field: "spec.gatewayClassName",
      says: "It names the class \"\(name)\", which does not exist; \(known).",
      fix: Spelling.nearest(to: name, in: names).map { "Write \($0)." }
        ?? "Create the GatewayClass or name one that exists.")
  }

  private func notAccepted(_ gateway: GatewayDocument, in cluster: DiagnosedCluster) -> Fault? {
    // Controllers of before v0.6 wrote Scheduled.
    guard let accepted = gateway.conditions["Accepted"] ?? gateway.conditions["Scheduled"],
      !accepted.isTrue
    else { return nil }
    // The listeners' own faults say which.
    if accepted.reason.hasPrefix("Listener"), hasListenerFaults(gateway, in: cluster) { return nil }
    let cause = cluster.worst(of: ObjectReference("GatewayClass", "", gateway.className))
    return Fault(
      "gateway-not-accepted", .blocker, gateway.reference, field: "spec",
      says: accepted.isFalse
        ? "Its controller does not accept it: \(accepted.said)."
        : "No controller has taken it yet.",
      fix: accepted.isFalse
        ? "Mend what the controller names."
        : "Look whether the controller of class \(gateway.className) runs."
    ).caused(by: cause)
  }

  private func notProgrammed(_ gateway: GatewayDocument, in cluster: DiagnosedCluster) -> Fault? {
    guard let programmed = gateway.conditions["Programmed"], programmed.isFalse else { return nil }
    let isOfListeners = programmed.reason == "Invalid" || programmed.reason.hasPrefix("Listener")
    if isOfListeners, hasListenerFaults(gateway, in: cluster) { return nil }
    return Fault(
      "gateway-not-programmed", .blocker, gateway.reference,
      field: programmed.reason.hasPrefix("Address") ? "spec.addresses" : "spec",
      says: "It is accepted, but not set up in the data plane: \(programmed.said).",
      fix: "Mend what the controller names: an address, or the resources of its proxies.")
  }

  /// Whether the families of listeners found something that keeps one of them from being served.
  private func hasListenerFaults(_ gateway: GatewayDocument, in cluster: DiagnosedCluster) -> Bool {
    cluster.found[gateway.reference].contains {
      $0.grade >= .degraded && $0.id.hasPrefix("listener-")
    }
  }
}

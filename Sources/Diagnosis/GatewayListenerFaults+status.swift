import Language
import Routing
import Topology

/// What controllers say of listeners and ListenerSets.
extension GatewayListenerFaults {
  /// The faults that a reason of a condition stands for.
  private static let reasons: [String: (id: String, grade: Fault.Grade, field: String)] = [
    "PortUnavailable": ("listener-port-unavailable", .blocker, ".port"),
    "UnsupportedProtocol": ("listener-protocol-unsupported", .blocker, ".protocol"),
    "HostnameConflict": ("listener-duplicate", .blocker, ".hostname"),
    "ProtocolConflict": ("listener-protocol-conflict", .blocker, ".protocol"),
    "InvalidRouteKinds": ("listener-route-kinds-invalid", .degraded, ".allowedRoutes.kinds"),
  ]

  /// What the controller says and the objects alone did not.
  func reported(
    _ listener: GatewayListener, of owner: GatewayDocument, besides known: [Fault]
  ) -> [Fault] {
    let conditions = [
      listener.conditions["Accepted"].flatMap { $0.isFalse ? $0 : nil },
      listener.conditions["Conflicted"].flatMap { $0.isTrue ? $0 : nil },
      listener.conditions["ResolvedRefs"].flatMap { $0.isFalse ? $0 : nil },
    ].compactMap(\.self)
    var ids = Set(known.map(\.id))
    // The first of two conflicting listeners is blamed too; what is said of the other is enough.
    if owner.listeners.contains(where: { isConflicting($0, listener) }) {
      ids.formUnion(["listener-duplicate", "listener-protocol-conflict"])
    }
    return conditions.compactMap { condition in
      guard let (id, grade, field) = Self.reasons[condition.reason], ids.insert(id).inserted else {
        return nil
      }
      return Fault(
        id, grade, owner.reference, field: listener.field + field,
        says: "The controller does not serve listener \(listener.name) as it is: "
          + "\(condition.said).", fix: "Mend what the controller names.")
    }
  }

  private func isConflicting(_ other: GatewayListener, _ listener: GatewayListener) -> Bool {
    other.field != listener.field && other.port == listener.port
      && GatewayConflict(other, listener) != nil
  }

  /// A ListenerSet whose Gateway does not take it.
  func notAllowed(_ set: GatewayDocument, in cluster: DiagnosedCluster) -> Fault? {
    guard let parent = set.parent else { return nil }
    let id = "listenerset-not-allowed"
    guard let gateway = cluster.gateways.owners[parent.object] else {
      guard parent.isListenerOwner, cluster.knows(parent, from: set.resource) else {
        return nil
      }
      return Fault(
        id, .blocker, set.reference, field: "spec.parentRef",
        says: "Gateway \(parent.name) does not exist, so its listeners are not served.",
        fix: Self.mend(parent, in: cluster))
    }
    let accepted = set.conditions["Accepted"]
    if accepted?.isTrue == true { return nil }
    guard gateway.allows(set, in: cluster.inventory) else {
      return Fault(
        id, .blocker, set.reference, field: "spec.parentRef",
        says: "Gateway \(parent.name) does not allow ListenerSets of namespace \(set.namespace).",
        fix: "Allow it in spec.allowedListeners.namespaces of the Gateway.")
    }
    guard let accepted, accepted.isFalse, accepted.reason != "ListenersNotValid" else {
      return nil
    }
    return Fault(
      id, .blocker, set.reference, field: "spec.parentRef",
      says: "Gateway \(parent.name) does not take it: \(accepted.said).",
      fix: "Mend what the controller names.")
  }

  /// What to do about a Gateway that does not exist.
  static func mend(_ parent: GatewayReference, in cluster: DiagnosedCluster) -> Message {
    let names = cluster.inventory.gatewayObjects(parent.kind).map(\.metadata.key)
    if let other = names.first(where: { $0.name == parent.name.name }) {
      return "Write namespace: \(other.namespace), where there is one of this name."
    }
    let own = names.filter { $0.namespace == parent.name.namespace }.map(\.name)
    return Spelling.nearest(to: parent.name.name, in: own).map {
      "Correct the name: there is \($0)."
    } ?? "Create it, or correct the name and namespace."
  }
}

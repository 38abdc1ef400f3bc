import Language
import Routing
import Topology

/// Why a parent does not take a route.
extension GatewayParentFaults {
  /// The fault of a route that no listener takes.
  func refusal(
    _ reason: GatewayAttachment.Reason, _ parent: GatewayParent, _ owner: GatewayDocument,
    _ route: GatewayRouteDocument, in cluster: DiagnosedCluster
  ) -> Fault {
    switch reason {
    case .noMatchingListener: noListener(parent, owner, route)
    case .notAllowed: notAllowed(parent, owner, route, in: cluster)
    case .noCommonHostname: noHostname(parent, owner, route)
    }
  }

  private func noListener(
    _ parent: GatewayParent, _ owner: GatewayDocument, _ route: GatewayRouteDocument
  ) -> Fault {
    let there = owner.listeners.map { "\($0.name) (\($0.port))" }.joined(separator: ", ")
    let names = owner.listeners.map(\.name)
    let wanted: Message =
      switch (parent.section.isEmpty, parent.port) {
      case (false, let port?): "named \"\(parent.section)\" on port \(port)"
      case (true, let port?): "on port \(port)"
      default: "named \"\(parent.section)\""
      }
    let near =
      names.contains(parent.section) ? nil : Spelling.nearest(to: parent.section, in: names)
    return Fault(
      "route-parent-section-or-port-mismatch", .blocker, route.reference,
      field: parent.reference.field + (parent.section.isEmpty ? ".port" : ".sectionName"),
      says: "\(owner.reference) has no listener \(wanted); it has \(there).",
      fix: near.map { "Correct the name: there is \($0)." }
        ?? "Name a listener that it has, or leave sectionName and port out.")
  }

  private func notAllowed(
    _ parent: GatewayParent, _ owner: GatewayDocument, _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> Fault {
    let named = GatewayAttachment.listeners(of: owner, named: parent)
    let taking = named.filter { $0.takes(route.kind) }
    let id = "route-not-allowed-by-listener"
    let field = parent.reference.field
    guard let listener = taking.first else {
      return Fault(
        id, .blocker, route.reference, field: field,
        says: "No listener of \(owner.reference) takes \(route.kind): "
          + "\(named.map { "\($0.name) (\($0.protocolName))" }.joined(separator: ", ")).",
        fix: "Add a listener whose protocol and allowedRoutes.kinds take it.")
    }
    let (says, fix) = texts(listener, owner, route, in: cluster)
    let broken = cluster.found[owner.reference].first {
      $0.id == "listener-allowed-selector-invalid" && $0.field?.hasPrefix(listener.field) == true
    }
    return Fault(id, .blocker, route.reference, field: field, says: says, fix: fix)
      .caused(by: broken)
  }

  private func texts(
    _ listener: GatewayListener, _ owner: GatewayDocument, _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> (Message, Message) {
    let namespace = route.namespace
    switch listener.namespaces.origin {
    case .selector:
      guard let selector = listener.namespaces.selector else {
        return (
          "Listener \(listener.name) of \(owner.reference) allows no namespace, since its selector "
            + "is missing or malformed.", "Add a selector to allowedRoutes.namespaces."
        )
      }
      let labels = EndpointFaults.text(selector.labels)
      return (
        "Namespace \(namespace) lacks the labels that listener \(listener.name) of "
          + "\(owner.reference) asks for.",
        labels.isEmpty
          ? "Label the namespace as allowedRoutes.namespaces.selector asks."
          : "Label it: kubectl label namespace \(namespace) "
            + "\(labels.split(separator: ",").joined(separator: " "))."
      )
    case .same:
      return (
        "Listener \(listener.name) of \(owner.reference) takes routes of its own namespace "
          + "\(owner.namespace) only, and this one is in \(namespace).",
        "Write allowedRoutes.namespaces.from: All, or Selector, for the listener."
      )
    default:
      return (
        "Listener \(listener.name) of \(owner.reference) takes no routes.",
        "Write allowedRoutes.namespaces.from: All, or Selector, for the listener."
      )
    }
  }

  private func noHostname(
    _ parent: GatewayParent, _ owner: GatewayDocument, _ route: GatewayRouteDocument
  ) -> Fault {
    let named = GatewayAttachment.listeners(of: owner, named: parent)
    let hosts = named.map(\.hostname).filter { !$0.isEmpty }
    return Fault(
      "route-hostname-no-intersection", .blocker, route.reference, field: "spec.hostnames",
      says: "None of its hostnames \(route.hostnames.joined(separator: ", ")) fits a listener of "
        + "\(owner.reference) that takes it: \(hosts.joined(separator: ", ")).",
      fix: "Use a hostname that a listener covers, or add a listener for it.")
  }

  /// What a controller refuses although the objects alone show no reason.
  func reported(
    _ condition: GatewayCondition, _ parent: GatewayParent, _ route: GatewayRouteDocument
  ) -> Fault? {
    let ids = [
      "NoMatchingParent": "route-parent-section-or-port-mismatch",
      "NotAllowedByListeners": "route-not-allowed-by-listener",
      "NoMatchingListenerHostname": "route-hostname-no-intersection",
      "IncompatibleFilters": "route-filters-incompatible",
      "UnsupportedValue": "route-match-invalid",
    ]
    let id = ids[condition.reason] ?? "route-match-invalid"
    // Another family says what the rules themselves show.
    if id == "route-filters-incompatible" || id == "route-match-invalid",
      !GatewayRuleFaults.stated(by: route).isEmpty
    {
      return nil
    }
    return Fault(
      id, .blocker, route.reference, field: parent.reference.field,
      says: "The controller does not accept it for \(parent.object): \(condition.said).",
      fix: "Mend what the controller names.")
  }
}

import Language
import Routing
import Topology

/// Listeners of Gateways and ListenerSets: ports, protocols, and who may attach.
struct GatewayListenerFaults: FaultFamily {
  let needs = ["Gateway"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.parentKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case "Namespace": return change.isOfLabels ? .all : .none
    case "Gateway":
      guard change.isOfExistence else {
        return .some([object] + cluster.gateways.listenerSets(of: object))
      }
      // What is said of a missing Gateway depends on this one.
      return .some([object] + cluster.gatewayObjects(GatewayAPI.listenerSetKinds))
    case "ListenerSet", "XListenerSet":
      let gateways = change.gatewayVersions.compactMap { GatewayDocument($0).parent?.object }
      return .some([object] + gateways.flatMap { cluster.gateways.listenerSets(of: $0) })
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let owner = cluster.gateways.owners[object] else { return [] }
    if let fault = notAllowed(owner, in: cluster) { return [fault] }
    let others = listeners(before: owner, in: cluster)
    return owner.listeners.enumerated().flatMap { index, listener in
      let earlier = others + owner.listeners[..<index].map { ($0, owner) }
      let stated = computed(listener, of: owner, earlier)
      return stated + reported(listener, of: owner, besides: stated)
    }
  }

  /// The listeners of a Gateway that go before those of a ListenerSet: its own, then those of older sets.
  private func listeners(
    before owner: GatewayDocument, in cluster: DiagnosedCluster
  ) -> [(GatewayListener, GatewayDocument)] {
    guard let parent = owner.parent?.object, let gateway = cluster.gateways.owners[parent] else {
      return []
    }
    let sets = cluster.gateways.listenerSets(of: parent)
      .compactMap { cluster.gateways.owners[$0] }
      .filter { Self.precedes($0, owner) && gateway.allows($0, in: cluster.inventory) }
      .sorted(by: Self.precedes)
    return ([gateway] + sets).flatMap { document in document.listeners.map { ($0, document) } }
  }

  private static func precedes(_ left: GatewayDocument, _ right: GatewayDocument) -> Bool {
    (left.resource.metadata.creationTimestamp, left.reference)
      < (right.resource.metadata.creationTimestamp, right.reference)
  }

  /// What follows from the objects; nothing for a listener that the controller serves.
  private func computed(
    _ listener: GatewayListener, of owner: GatewayDocument,
    _ earlier: [(GatewayListener, GatewayDocument)]
  ) -> [Fault] {
    let kinds = [routeKinds(listener, of: owner), selector(listener, of: owner)]
    guard !listener.isServed else { return kinds.compactMap(\.self) }
    return
      ([
        protocolFault(listener, of: owner), port(listener, of: owner),
        conflict(listener, of: owner, earlier),
      ] + kinds).compactMap(\.self)
  }

  private func protocolFault(_ listener: GatewayListener, of owner: GatewayDocument) -> Fault? {
    let name = listener.protocolName
    // HBONE is Istio's, and has no domain before it.
    guard GatewayAPI.kinds(of: name) == nil, !name.contains("/"), name != "HBONE" else {
      return nil
    }
    return Fault(
      "listener-protocol-unsupported", .blocker, owner.reference,
      field: "\(listener.field).protocol",
      says: "Listener \(listener.name) has the protocol \"\(name)\", which the API does not know.",
      fix: GatewayAPI.kinds(of: name.uppercased()) == nil
        ? "Use HTTP, HTTPS, TLS, TCP or UDP." : "Write \(name.uppercased()).")
  }

  private func port(_ listener: GatewayListener, of owner: GatewayDocument) -> Fault? {
    guard !(1...65_535).contains(listener.port) else { return nil }
    return Fault(
      "listener-port-unavailable", .blocker, owner.reference, field: "\(listener.field).port",
      says: "The port \(listener.port) of listener \(listener.name) is no port.",
      fix: "Use a number from 1 to 65535.")
  }

  /// The first listener before this one that it cannot be told from (`GatewaySpec.listeners`, distinct listeners).
  private func conflict(
    _ listener: GatewayListener, of owner: GatewayDocument,
    _ earlier: [(GatewayListener, GatewayDocument)]
  ) -> Fault? {
    for (other, document) in earlier where other.port == listener.port {
      guard let conflict = GatewayConflict(listener, other) else { continue }
      let isOwn = document.reference == owner.reference
      let name = isOwn ? other.name : "\(other.name) (\(document.reference))"
      // Of one object's the API forbids to choose one; a ListenerSet's gives way.
      let end: Message = isOwn ? "neither is served" : "the latter is not served"
      return conflict == .hostname
        ? duplicate(listener, name, of: owner, end)
        : protocols(listener, other, name, of: owner, end)
    }
    return nil
  }

  private func duplicate(
    _ listener: GatewayListener, _ other: String, of owner: GatewayDocument, _ end: Message
  ) -> Fault {
    let host = listener.hostname.isEmpty ? "*" : listener.hostname
    return Fault(
      "listener-duplicate", .blocker, owner.reference, field: listener.field,
      says: "Listeners \(other) and \(listener.name) have the same port \(listener.port), protocol "
        + "and hostname \(host), so \(end).",
      fix: "Give them different hostnames or ports, or remove one.")
  }

  private func protocols(
    _ listener: GatewayListener, _ other: GatewayListener, _ name: String,
    of owner: GatewayDocument, _ end: Message
  ) -> Fault {
    Fault(
      "listener-protocol-conflict", .blocker, owner.reference, field: "\(listener.field).protocol",
      says: "Listeners \(name) and \(listener.name) share port \(listener.port) with the protocols "
        + "\(other.protocolName) and \(listener.protocolName), so \(end).",
      fix: "Give them different ports.")
  }

  private func routeKinds(_ listener: GatewayListener, of owner: GatewayDocument) -> Fault? {
    guard let possible = GatewayAPI.kinds(of: listener.protocolName),
      let wrong = listener.statedKinds.first(where: { !possible.contains($0) })
    else { return nil }
    return Fault(
      "listener-route-kinds-invalid", .degraded, owner.reference,
      field: "\(listener.field).allowedRoutes.kinds",
      says:
        "Listener \(listener.name) allows \(wrong), which its protocol \(listener.protocolName) "
        + "cannot carry.",
      fix: "Allow \(possible.joined(separator: ", ")), or leave the kinds out.")
  }

  private func selector(_ listener: GatewayListener, of owner: GatewayDocument) -> Fault? {
    guard listener.namespaces.origin == .selector, listener.namespaces.selector == nil else {
      return nil
    }
    return Fault(
      "listener-allowed-selector-invalid", .blocker, owner.reference,
      field: "\(listener.field).allowedRoutes.namespaces.selector",
      says: "Listener \(listener.name) allows namespaces by a selector, which is missing or "
        + "malformed, so it allows none.",
      fix: "Add a selector with matchLabels, or write from: All.")
  }
}

/// Why two listeners of one port cannot be told apart.
enum GatewayConflict {
  case hostname
  case protocols

  /// nil when they can.
  init?(_ left: GatewayListener, _ right: GatewayListener) {
    let families = [left, right].map { Self.family($0.protocolName) }
    guard families.allSatisfy({ $0 != nil }) else { return nil }
    // UDP has ports of its own.
    guard (families[0] == "UDP") == (families[1] == "UDP") else { return nil }
    guard families[0] == families[1] else {
      self = .protocols
      return
    }
    let isByHost = families[0] == "HTTP" || families[0] == "TLS"
    guard !isByHost || left.hostname == right.hostname else { return nil }
    self = .hostname
  }

  /// HTTPS and TLS are told apart by the name in the handshake; nil for protocols of implementations.
  private static func family(_ name: String) -> String? {
    name == "HTTPS" ? "TLS" : GatewayAPI.kinds(of: name) == nil ? nil : name
  }
}

extension GatewayListener {
  /// Whether the controller says that it takes requests as it is.
  var isServed: Bool {
    conditions["Accepted"]?.isTrue == true && conditions["Programmed"]?.isTrue == true
      && conditions["Conflicted"]?.isTrue != true
  }
}

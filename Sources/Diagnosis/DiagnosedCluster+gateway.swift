import Language
import Routing
import Topology

/// What the families of the Gateway API ask.
extension DiagnosedCluster {
  /// Who refers to whom among the objects of the Gateway API.
  var gateways: GatewayIndex { routes.gateways }

  /// Every object of these kinds of the Gateway API.
  func gatewayObjects(_ kinds: [String]) -> [ObjectReference] {
    kinds.flatMap(objects).filter { inventory.gatewayObject($0) != nil }
  }

  /// A route of the Gateway API.
  func gatewayRoute(_ object: ObjectReference) -> GatewayRouteDocument? {
    guard GatewayAPI.routeKinds.contains(object.kind) else { return nil }
    return inventory.gatewayObject(object).map(GatewayRouteDocument.init)
  }

  /// Whether what is missing from a kind in a namespace does not exist, as an object of another namespace sees it.
  ///
  /// Where one namespace only is read, it is the object's own.
  func knows(_ kind: String, in namespace: String, from own: String) -> Bool {
    !unreadable.contains(kind) && (extent != .namespace || namespace == own)
  }

  /// The same of the kind that a reference names.
  func knows(_ target: GatewayReference, from object: GenericResource) -> Bool {
    knows(target.kind, in: target.name.namespace, from: object.metadata.namespace)
  }

  /// Whether an object may refer to another, as far as that can be known.
  func permits(_ object: GenericResource, _ target: GatewayReference) -> Bool {
    gateways.permits(object, target)
      || !knows("ReferenceGrant", in: target.name.namespace, from: object.metadata.namespace)
  }

  /// The route of the model that a rule makes, where it makes one only.
  func route(of rule: Int, of object: ObjectReference) -> Route.ID? {
    let routes = routes.routes(of: object).filter { $0.rule == rule }
    return routes.count == 1 ? routes[0].id : nil
  }

  /// The routes whose attachment a change concerns.
  func routes(attachedBy change: ObjectChange) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    if object.kind == "Namespace" { return change.isOfLabels ? .all : .none }
    guard GatewayAPI.parentKinds.contains(object.kind), change.isOfSpec else { return .none }
    return .some(gateways.routes(of: object))
  }
}

extension ObjectChange {
  /// The object before and after, where it is of the Gateway API.
  var gatewayVersions: [GenericResource] {
    versions.compactMap { version in
      guard case .generic(let object) = version, object.isOfGatewayAPI else { return nil }
      return object
    }
  }

  /// Whether the object came, went, or its specification differs.
  var isOfSpec: Bool {
    guard case (.generic(let before)?, .generic(let after)?) = (before, after) else { return true }
    return before.object["spec"] != after.object["spec"]
      || before.kind.group != after.kind.group
  }

  /// Whether the object came, went, or its labels differ.
  var isOfLabels: Bool { isOfExistence || before?.metadata.labels != after?.metadata.labels }

  /// Whether the object came or went.
  var isOfExistence: Bool { before == nil || after == nil }
}

extension TouchedSubjects {
  /// Both at once.
  static func + (left: Self, right: Self) -> Self {
    switch (left, right) {
    case (.all, _), (_, .all): .all
    case (.none, let other), (let other, .none): other
    case (.some(let one), .some(let other)): .some(one + other)
    }
  }
}

extension GatewayCondition {
  /// `InvalidParameters (no such ConfigMap)`, without the final period.
  var said: String {
    let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var text = words.count > 160 ? words.prefix(160) + "…" : words[...]
    while text.hasSuffix(".") { text = text.dropLast() }
    return reason.isEmpty ? String(text) : text.isEmpty ? reason : "\(reason) (\(text))"
  }
}

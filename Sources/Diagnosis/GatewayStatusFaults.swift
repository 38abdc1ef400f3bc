import Language
import Routing
import Topology

/// Status that is out of date or speaks of parts, and definitions of kinds that are too old.
struct GatewayStatusFaults: FaultFamily {
  let needs: [String] = []

  private static let kinds =
    ["GatewayClass", "BackendTLSPolicy"] + GatewayAPI.parentKinds + GatewayAPI.routeKinds
  private static let bundleAnnotation = "gateway.networking.k8s.io/bundle-version"

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(Self.kinds)
      + cluster.objects(ResourceKind.customResourceDefinition.kind)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference,
      Self.kinds.contains(object.kind)
        || object.kind == ResourceKind.customResourceDefinition.kind
    else { return .none }
    return .some([object])
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { GatewayAPI.routeKinds.contains(object.kind) ? [object] : [] }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    if object.kind == ResourceKind.customResourceDefinition.kind {
      return cluster.inventory.object(object.kind, object.name).flatMap(tooOld).map { [$0] } ?? []
    }
    guard let resource = cluster.inventory.gatewayObject(object) else { return [] }
    let lists = conditions(of: resource)
    return [stale(lists, resource), partlyInvalid(lists, resource, in: cluster)].compactMap(\.self)
  }

  /// All lists of conditions of an object.
  private func conditions(of resource: GenericResource) -> [GatewayConditions] {
    switch resource.kind.kind {
    case let kind where GatewayAPI.routeKinds.contains(kind):
      GatewayRouteDocument(resource).statuses.map(\.conditions)
    case "BackendTLSPolicy": GatewayPolicyDocument(resource).statuses
    case "GatewayClass": [GatewayConditions(of: resource)]
    default:
      [GatewayConditions(of: resource)] + GatewayDocument(resource).listeners.map(\.conditions)
    }
  }

  private func stale(_ lists: [GatewayConditions], _ resource: GenericResource) -> Fault? {
    guard let condition = lists.lazy.compactMap(\.stale).first, let observed = condition.observed,
      let generation = lists.first?.generation
    else { return nil }
    return Fault(
      "status-stale", .risk, resource.reference, field: "status",
      says: "Its controller has looked at generation \(observed), and it is at \(generation): the "
        + "last change is not in effect yet.",
      fix: "Wait a moment; if it stays so, look at the controller.")
  }

  private func partlyInvalid(
    _ lists: [GatewayConditions], _ resource: GenericResource, in cluster: DiagnosedCluster
  ) -> Fault? {
    let found = lists.lazy.compactMap { $0["PartiallyInvalid"] }.first(where: \.isTrue)
    // What is wrong with the rules is said already.
    let id = "route-partially-invalid"
    let isKnown = cluster.found[resource.reference].contains {
      $0.grade >= .degraded && $0.id != id
    }
    guard let found, !isKnown else { return nil }
    return Fault(
      id, .degraded, resource.reference, field: "spec.rules",
      says: "Some of its rules are not served as they are: \(found.said).",
      fix: "Mend the rules that the controller names.")
  }

  private func tooOld(_ definition: GenericResource) -> Fault? {
    guard definition.object["spec"]["group"].string == GatewayAPI.group,
      let version = definition.metadata.annotations[Self.bundleAnnotation],
      version.hasPrefix("v0.")
    else { return nil }
    return Fault(
      "gateway-api-crd-too-old", .blocker, definition.reference,
      field: "metadata.annotations[\(Self.bundleAnnotation)]",
      says: "It is of version \(version) of the Gateway API, which has no v1 of any kind yet.",
      fix: "Install the definitions of version 1 or later.")
  }
}

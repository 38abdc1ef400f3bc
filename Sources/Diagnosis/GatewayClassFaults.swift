import Language
import Routing
import Topology

/// Classes of Gateways: whether a controller takes them, and whether anybody uses them.
struct GatewayClassFaults: FaultFamily {
  let needs = ["GatewayClass", "Gateway"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(["GatewayClass"])
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case "GatewayClass": return .some([object] + subjects(in: cluster))
    case "Gateway":
      let names = Set(change.gatewayVersions.map { GatewayDocument($0).className })
      return names.count == 1 && !change.isOfExistence ? .none : .some(subjects(in: cluster))
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "GatewayClass", let resource = cluster.inventory.gatewayObject(object)
    else { return [] }
    let used = Set(
      cluster.gateways.owners.values.map(\.className).filter { !$0.isEmpty })
    if let fault = notAccepted(resource, isUsed: used.contains(object.name.name)) { return [fault] }
    return unused(resource, used, in: cluster).map { [$0] } ?? []
  }

  private func notAccepted(_ resource: GenericResource, isUsed: Bool) -> Fault? {
    let conditions = GatewayConditions(of: resource)
    let controller = resource.object["spec"]["controllerName"].string ?? ""
    let id = "gateway-class-not-accepted"
    let field = "spec.controllerName"
    if let accepted = conditions["Accepted"], !accepted.isTrue {
      return Fault(
        id, isUsed ? .blocker : .risk, resource.reference, field: field,
        says: accepted.isFalse
          ? "The controller \(controller) does not accept it: \(accepted.said)."
          : "No controller has taken it; it waits for \(controller).",
        fix: accepted.isFalse
          ? "Mend what the controller names, for example spec.parametersRef."
          : "Install the controller, or correct spec.controllerName.")
    }
    guard let version = conditions["SupportedVersion"], version.isFalse else { return nil }
    return Fault(
      id, .risk, resource.reference, field: field,
      says: "The controller \(controller) does not know the version of the Gateway API here: "
        + "\(version.said).",
      fix: "Install the version of the Gateway API that the controller names.")
  }

  /// A controller may bring several classes; they are all in use when one is.
  private func unused(
    _ resource: GenericResource, _ used: Set<String>, in cluster: DiagnosedCluster
  ) -> Fault? {
    guard cluster.extent != .namespace else { return nil }
    let controller = resource.object["spec"]["controllerName"]
    let siblings = cluster.inventory.gatewayObjects("GatewayClass").filter {
      $0.object["spec"]["controllerName"] == controller
    }
    guard !siblings.contains(where: { used.contains($0.metadata.name) }) else { return nil }
    return Fault(
      "gateway-class-unused", .info, resource.reference, says: "No Gateway names it.",
      fix: "Create a Gateway of this class, or remove the class.")
  }
}

import Language
import Routing
import Topology

/// Ingresses that nobody took up: their status has no address.
struct IngressAddressFaults: FaultFamily {
  let needs = ["Ingress", "IngressClass"] + IngressControllers.kinds

  /// How long a controller may take to write an address.
  private static let patience = 180.0

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.objects("Ingress") }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    if reference.kind == "Ingress" { return .some([reference]) }
    if reference.kind == "IngressClass" { return .all }
    let isHome = IngressControllers.all.contains { $0.homes.contains(reference) }
    return isHome && change.versions.count == 1 ? .all : .none
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    guard object.kind == "IngressClass" else { return [] }
    return cluster.objects("Ingress").filter { ingress in
      cluster.inventory.object("Ingress", ingress.name)
        .map { cluster.classes.resolution(of: $0).name } == object.name.name
    }
  }

  /// Since when an Ingress waits for an address that its controller is sure to write; nil when it does not.
  private func waiting(_ ingress: GenericResource, in cluster: DiagnosedCluster) -> Double? {
    let implementation = cluster.implementation(of: ingress)
    guard let controller = IngressControllers.controller(implementation),
      controller.homes.contains(where: { cluster.inventory.workload($0) != nil })
    else { return nil }
    return Timestamp.seconds(ingress.metadata.creationTimestamp)
  }

  private func isWithoutAddress(_ ingress: GenericResource, in cluster: DiagnosedCluster) -> Bool {
    cluster.extent != .manifests && !ingress.metadata.isDeleting && !ingress.hasAddress
  }

  func ripening(of subject: ObjectReference, in cluster: DiagnosedCluster) -> Double? {
    guard let ingress = cluster.inventory.object("Ingress", subject.name),
      isWithoutAddress(ingress, in: cluster), let since = waiting(ingress, in: cluster)
    else { return nil }
    let time = since + Self.patience
    return time > cluster.now ? time : nil
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let ingress = cluster.inventory.object("Ingress", object.name),
      isWithoutAddress(ingress, in: cluster),
      case .found(let name, _) = cluster.classes.resolution(of: ingress)
    else { return [] }
    // Without a controller nobody will ever write one; with one it takes its time.
    let cause = cluster.worst(of: ObjectReference("IngressClass", "", name))
    if cause == nil {
      guard let since = waiting(ingress, in: cluster), since + Self.patience <= cluster.now else {
        return []
      }
    }
    return [
      Fault(
        "ingress-no-address", .blocker, object, field: "status.loadBalancer.ingress",
        says:
          "No controller has written an address into its status, though its class \(name) exists.",
        fix: "Look at the log of the class's controller and at the Service in front of it."
      ).caused(by: cause)
    ]
  }
}

extension GenericResource {
  /// Whether a controller has written an address into the status of an Ingress.
  var hasAddress: Bool { !object["status"]["loadBalancer"]["ingress"].array.isEmpty }
}

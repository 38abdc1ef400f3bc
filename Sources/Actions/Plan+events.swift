package import Topology

extension Plan {
  /// What the cluster would tell once the change is made and followed: the object itself, its pods and its slices.
  ///
  /// nil for changes whose effect on the objects passes by itself: deleted, restarted and steered pods.
  package func events(in inventory: Inventory) -> [ResourceEvent]? {
    switch proposal {
    case .scale(let workload, let replicas):
      return ScaledObjects(workload: workload, replicas: replicas, inventory: inventory)?.events
    case .selector(let name, let selector):
      return Self.events(of: name, in: inventory) { $0.selector = selector }
    case .targetPort(let name, let port, let target):
      return Self.events(of: name, in: inventory) { service in
        guard service.ports.indices.contains(port) else { return }
        service.ports[port].target = target
      }
    case .field(let edit) where edit.object.kind == "Service":
      return Self.events(of: edit.object.name, in: inventory) { FieldPlan.set(edit, of: &$0) }
    case .field, .weights, .backendPort, .backendService, .ingressClass:
      guard var object = inventory.object(target.kind, target.name),
        let changed = write.applied(to: object.object)
      else { return nil }
      object = GenericResource(kind: object.kind, object: changed)
      return [.applied(.generic(object))]
    case .deletePod, .restart, .steer: return nil
    }
  }

  private static func events(
    of name: NamespacedName, in inventory: Inventory, _ change: (inout Service) -> Void
  ) -> [ResourceEvent]? {
    guard var service = inventory.service(name) else { return nil }
    change(&service)
    var later = inventory
    later.apply(.applied(.service(service)))
    return [.applied(.service(service))] + SlicesOfService(service, in: later).events
  }
}

extension WriteRequest {
  /// The object after this write; nil when it does not fit, or deletes.
  func applied(to object: JSONValue) -> JSONValue? {
    switch verb {
    case .mergePatch: object.mergePatched(with: body)
    case .jsonPatch: try? JSONPatch(body).applied(to: object)
    case .create, .strategicPatch, .delete: nil
    }
  }
}

/// The slices that the controller would write for a Service, as changes of those that there are.
struct SlicesOfService {
  let service: Service
  let inventory: Inventory

  init(_ service: Service, in inventory: Inventory) {
    self.service = service
    self.inventory = inventory
  }

  /// Slices that stay as they are keep their names and hints, so that only what moves is told.
  var events: [ResourceEvent] {
    let key = service.metadata.key
    let pods = inventory.pods(in: key.namespace, matching: service.selector)
    var groups = EndpointRules.groups(of: service, pods: pods) { inventory.node($0) }
    var events: [ResourceEvent] = []
    for var slice in inventory.slices(of: key) {
      guard slice.addressType == "IPv4" else {
        let names = Set(pods.map(\.metadata.key))
        slice.endpoints.removeAll { $0.pod.map { !names.contains($0) } ?? false }
        events.append(.applied(.endpointSlice(slice)))
        continue
      }
      if let index = groups.firstIndex(where: { Self.isSame($0, slice) }) {
        groups.remove(at: index)
      } else {
        events.append(.deleted(ObjectReference("EndpointSlice", slice.metadata.key)))
      }
    }
    return events
      + groups.enumerated().map { index, group in
        let name = "\(key.name)-then-\(index)"
        return .applied(
          .endpointSlice(
            EndpointSlice(
              metadata: Metadata(
                name: name, namespace: key.namespace,
                labels: [EndpointSlice.serviceLabel: key.name]), service: key.name,
              ports: group.ports, endpoints: group.endpoints)))
      }
  }

  private static func isSame(_ group: EndpointRules.Group, _ slice: EndpointSlice) -> Bool {
    func states(_ endpoints: [Endpoint]) -> Set<[String]> {
      Set(endpoints.map { [$0.address ?? "", "\($0.isReady)", "\($0.isTerminating)"] })
    }
    return Set(group.ports) == Set(slice.ports)
      && states(group.endpoints) == states(slice.endpoints)
  }
}

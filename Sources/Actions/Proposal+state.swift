import Language
package import Routing
package import Topology

/// How far the cluster is with a change.
extension Proposal {
  /// The field that it writes, as text: equal texts mean that nobody changed it.
  package func field(in inventory: Inventory, _ routing: RoutingTable) -> String? {
    switch self {
    case .scale(let target, _): inventory.workload(target).map { "\($0.replicas)" }
    case .selector(let name, _): inventory.service(name).map { SelectorPlan.text($0.selector) }
    case .weights(let id, _):
      routing.route(id).map { route in
        route.backends.map { "\($0.key.name) \($0.weight)" }.joined(separator: ", ")
      }
    case .targetPort(let name, let port, _):
      inventory.service(name).flatMap { service in
        service.ports.indices.contains(port) ? service.ports[port].target.written : nil
      }
    case .backendPort(let ingress, let field, _):
      Self.backend(ingress, field, inventory).map { $0.port?.written ?? localized("unset") }
    case .backendService(let ingress, let field, _):
      Self.backend(ingress, field, inventory)?.serviceName
    case .ingressClass(let name, _):
      inventory.object("Ingress", name).map {
        $0.object["spec"]["ingressClassName"].string ?? localized("unset")
      }
    case .field(let edit): FieldPlan.value(of: edit, in: inventory).map(FieldEdit.text)
    case .deletePod(let name): inventory.pod(name).map { $0.metadata.uid }
    case .restart(let target): inventory.workload(target).map { _ in "" }
    case .steer(let name, let annotation, _):
      inventory.pod(name).map { $0.metadata.annotations[annotation] ?? localized("unset") }
    }
  }

  /// The text of the field once this change is made; nil where it has no such text.
  package func wantedField(in routing: RoutingTable) -> String? {
    switch self {
    case .scale(_, let replicas): "\(replicas)"
    case .selector(_, let selector): SelectorPlan.text(selector)
    case .weights(let id, let weights):
      routing.route(id).map { route in
        route.backends.map { "\($0.key.name) \(weights[$0.key] ?? $0.weight)" }
          .joined(separator: ", ")
      }
    case .targetPort(_, _, let port), .backendPort(_, _, let port): port.written
    case .backendService(_, _, let name): name
    case .ingressClass(_, let value), .steer(_, _, let value): value ?? localized("unset")
    case .field(let edit): FieldEdit.text(edit.new)
    case .deletePod, .restart: nil
    }
  }

  private static func backend(
    _ ingress: ObjectReference, _ field: String, _ inventory: Inventory
  ) -> IngressBackendField? {
    inventory.object(ingress.kind, ingress.name).flatMap { IngressBackendField($0, field: field) }
  }

  /// Whether the cluster shows the whole effect: the field as wanted, and the pods that follow from it.
  package func isObserved(
    in inventory: Inventory, _ routing: RoutingTable, uid: String, since time: Double
  ) -> Bool {
    switch self {
    case .scale(let target, let replicas):
      guard let workload = inventory.workload(target), workload.replicas == replicas else {
        return false
      }
      let ready = pods(of: workload, in: inventory)
      return workload.readyReplicas == replicas && ready.count == replicas
        && ready.allSatisfy(\.isReady)
    case .selector(let name, let selector):
      guard let service = inventory.service(name), service.selector == selector else {
        return false
      }
      return Self.isFollowed(service, in: inventory)
    case .targetPort(let name, let port, let target):
      guard let service = inventory.service(name), service.ports.indices.contains(port),
        service.ports[port].target == target
      else { return false }
      return Self.isFollowed(service, port: port, in: inventory)
    case .weights, .backendPort, .backendService, .ingressClass:
      return field(in: inventory, routing) == wantedField(in: routing)
    case .field(let edit):
      // What the inventory does not keep is taken as written.
      return FieldPlan.value(of: edit, in: inventory).map { $0 == edit.new } ?? true
    case .deletePod(let name): return inventory.pod(name)?.metadata.uid != uid
    case .restart(let target):
      guard let workload = inventory.workload(target) else { return false }
      let pods = pods(of: workload, in: inventory)
      return pods.count == workload.replicas
        && pods.allSatisfy {
          $0.isReady && Timestamp.seconds($0.metadata.creationTimestamp) ?? 0 >= time - 1
        }
    case .steer(let name, let annotation, let value):
      guard let pod = inventory.pod(name), pod.metadata.annotations[annotation] == value else {
        return false
      }
      return annotation == "demo/ready" ? pod.isReady == (value != "false") : true
    }
  }

  /// Whether the slices of a Service are what its selector and ports make of its pods.
  private static func isFollowed(
    _ service: Service, port: Int = 0, in inventory: Inventory
  ) -> Bool {
    let pods = inventory.pods(in: service.metadata.namespace, matching: service.selector)
    let wanted = Forecast.members(of: service, pods: pods, in: inventory, port: port)
    return Set(Forecast(service, in: inventory, port: port).before) == Set(wanted)
  }

  private func pods(of workload: Workload, in inventory: Inventory) -> [Pod] {
    inventory.pods(in: workload.metadata.namespace, matching: workload.selector.labels)
      .filter { pod in
        !pod.isFinished && !pod.metadata.isDeleting
          && inventory.workload(of: pod)?.reference == workload.reference
      }
  }
}

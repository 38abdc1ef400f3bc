import Diagnosis
import Language
import Routing
import State
import Topology

/// What the selection is about: the objects that its keys act on.
struct Subject {
  var service: Service?
  var route: Route?
  var pod: Pod?
  /// The workload of the pod, or the only one behind the Service.
  var workload: Workload?
  /// What the selected row is called.
  var name: String

  init(_ context: PaneContext) {
    self =
      context.subject ?? Subject(PaneCatalogue.pane(context.screen).selection(context), context)
  }

  init(_ row: RowID?, _ context: PaneContext) {
    let inventory = context.state.inventory
    name = ""
    switch row {
    case .service(let key):
      service = inventory.service(key)
      name = key.name
    case .route(let id):
      route = context.state.routing.route(id)
      service = route.flatMap { $0.backends.first }.flatMap { inventory.service($0.service) }
      name = id.host + id.path
    case .backend(let key, let address):
      service = inventory.service(key)
      name = address
      pod = Self.pod(of: key, at: address, inventory)
      if let pod { name = pod.metadata.name }
    case .host(let host): name = host
    case .other where context.screen == .trace: take(context.state.hop(row), context)
    case .other(let text):
      let row = context.screen == .network ? row.flatMap { context.state.network[$0] } : nil
      name = row.map { localized($0.name) } ?? text
    case nil: break
    }
    if let pod {
      workload = inventory.workload(of: pod)
    } else if let service {
      workload = Self.workload(of: service, inventory)
    }
  }

  /// The objects of a hop of the trace: those that it names, and the Service that gets the requests.
  private mutating func take(_ hop: Trace.Hop?, _ context: PaneContext) {
    let inventory = context.state.inventory
    route = context.state.trace?.matched.flatMap { context.state.routing.route($0.route) }
    service = context.state.service(of: hop).flatMap { inventory.service($0) }
    if let object = hop?.object, object.kind == "Pod" { pod = inventory.pod(object.name) }
    name = pod?.metadata.name ?? service?.metadata.name ?? hop?.hop.title ?? ""
  }

  /// The pod behind an address of a Service, found in the Service's slices.
  private static func pod(
    of service: NamespacedName, at address: String, _ inventory: Inventory
  ) -> Pod? {
    let host = address.split(separator: ":").first.map(String.init) ?? address
    for slice in inventory.slices(of: service) {
      for endpoint in slice.endpoints where endpoint.addresses.contains(host) {
        return endpoint.pod.flatMap { inventory.pod($0) }
      }
    }
    return nil
  }

  /// The workload that runs the pods of a Service: of its first matching pod, or the one whose pods
  /// would match while it runs none.
  private static func workload(of service: Service, _ inventory: Inventory) -> Workload? {
    let pods = inventory.pods(in: service.metadata.namespace, matching: service.selector)
    if let workload = pods.first.flatMap({ inventory.workload(of: $0) }) { return workload }
    guard !service.selector.isEmpty else { return nil }
    return inventory.sortedWorkloads.first { workload in
      workload.metadata.namespace == service.metadata.namespace && workload.metadata.owner == nil
        && service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
    }
  }
}

import Language
import Routing
import State
import Topology

/// Going from an object to the row that shows it.
enum ObjectOpening {
  /// The screen of an object with its row selected: Services, Routes, or Backends for pods and what runs them.
  static func intents(
    _ object: ObjectReference?, route: Route.ID? = nil, _ context: PaneContext
  ) -> [Intent] {
    let inventory = context.state.inventory
    if let route, context.state.routing.route(route) != nil {
      return row(.route(route), on: .routes, in: route.source.name.namespace, context)
    }
    guard let object else {
      return [.notice(localized("there is no object to open here"), .info)]
    }
    if object.kind == "Service", inventory.service(object.name) != nil {
      return row(.service(object.name), on: .services, in: object.name.namespace, context)
    }
    if let pod = inventory.pod(object.name), object.kind == "Pod",
      let found = backend(of: pod, inventory)
    {
      return namespace(object.name.namespace, context) + [.showBackends(of: found.service)]
        + filtered(.backends, context)
        + [
          .select(
            .backend(service: found.service, address: found.address), on: .backends, order: [])
        ]
    }
    if let workload = inventory.workload(object),
      let service = inventory.services(
        in: object.name.namespace, selecting: workload.templateLabels
      ).first
    {
      return namespace(object.name.namespace, context)
        + [.showBackends(of: service.metadata.key)]
    }
    if let first = context.state.routing.routes(of: object).first {
      return row(.route(first.id), on: .routes, in: object.name.namespace, context)
    }
    return [.notice(localized("no screen shows \(object.description.cleaned)"), .info)]
  }

  /// Whether a screen of its own shows an object.
  private static func row(
    _ row: RowID, on screen: ScreenName, in space: String, _ context: PaneContext
  ) -> [Intent] {
    namespace(space, context) + [.show(screen)] + filtered(screen, context)
      + [.select(row, on: screen, order: [])]
  }

  private static func namespace(_ namespace: String, _ context: PaneContext) -> [Intent] {
    guard let shown = context.interface.namespace, shown != namespace else { return [] }
    return [.setNamespace(namespace)]
  }

  /// A filter might hide the row.
  private static func filtered(_ screen: ScreenName, _ context: PaneContext) -> [Intent] {
    context.interface.list(screen).filter.isEmpty ? [] : [.setFilter("")]
  }

  /// The first address of a pod behind a Service.
  private static func backend(
    of pod: Pod, _ inventory: Inventory
  ) -> (service: NamespacedName, address: String)? {
    let space = pod.metadata.namespace
    for service in inventory.services(in: space, selecting: pod.metadata.labels) {
      let slices = inventory.slices(of: service.metadata.key)
      for port in service.ports {
        let found = ProxyRules.backends(of: port, in: slices).first {
          $0.endpoint.pod == pod.metadata.key
        }
        if let found { return (service.metadata.key, found.address.description) }
      }
    }
    return nil
  }
}

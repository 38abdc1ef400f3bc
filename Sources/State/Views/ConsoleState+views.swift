package import Diagnosis
package import Routing
package import Topology
package import Traffic

/// What the panes draw: rows and figures of what is shown, which a pause holds still.
extension ConsoleState {
  /// The facts on show: the live ones, or those of the moment when the display was paused.
  package var shown: Facts { held ?? live }
  /// The objects on show.
  package var inventory: Inventory { shown.inventory }
  /// The routes on show.
  package var routing: RoutingTable { shown.routing }
  /// The measurements on show.
  package var readings: Readings { shown.readings }
  /// Ready or not over the last ten minutes, pod by pod, as on show.
  package var podHealth: HealthHistory { shown.podHealth }
  /// The faults of everything on show, as of the last tick.
  package var diagnosis: Diagnosis { shown.diagnosis }
  /// The time that plots and histories end with: the present, or when the display was paused.
  package var displayTime: Double { shown.time }

  /// The list of a screen in its order.
  package func order(_ screen: ScreenName) -> ListOrder {
    orders[screen] ?? computedOrder(screen)
  }

  /// The Services in the order of their screen.
  package var serviceRows: ListRows<ServiceRow> {
    let facts = shown
    let since = ghostSince(.services)
    return ListRows(order(.services)) { id in
      guard case .service(let name) = id else { return nil }
      return ServiceRow(name, in: facts)
    } gone: { id in
      guard case .service(let name) = id else {
        return ServiceRow(gone: NamespacedName("", "?"), since: since)
      }
      return ServiceRow(gone: name, since: since)
    }
  }

  /// The routes in the order of their screen.
  package var routeRows: ListRows<RouteRow> {
    let facts = shown
    let since = ghostSince(.routes)
    let nothing = Route.ID(source: ObjectReference("", "", ""), host: "", path: "?")
    return ListRows(order(.routes)) { id in
      guard case .route(let id) = id else { return nil }
      return facts.routing.route(id).map { RouteRow($0, in: facts) }
    } gone: { id in
      guard case .route(let id) = id else { return RouteRow(gone: nothing, since: since) }
      return RouteRow(gone: id, since: since)
    }
  }

  /// The backends in the order of their screen.
  package var backendRows: ListRows<BackendRow> {
    backendRows(order(.backends))
  }

  /// The backends of one Service, worst first then by name.
  package func backendRows(of service: NamespacedName) -> ListRows<BackendRow> {
    backendRows(shown.backendOrder(ListState(), of: service, namespace: nil))
  }

  private func backendRows(_ order: ListOrder) -> ListRows<BackendRow> {
    let facts = shown
    let since = ghostSince(.backends)
    return ListRows(order) { id in
      guard case .backend(let service, let address) = id else { return nil }
      return facts.backendRow(service, address)
    } gone: { id in
      guard case .backend(let service, let text) = id else {
        return BackendRow(
          gone: NamespacedName("", "?"), BackendAddress(address: "?", port: 0), since: since)
      }
      let address = BackendAddress(text) ?? BackendAddress(address: text, port: 0)
      return BackendRow(gone: service, address, since: since)
    }
  }

  private func ghostSince(_ screen: ScreenName) -> Double {
    interface.list(screen).ghost?.since ?? now
  }

  /// One Service; nil when it does not exist.
  package func serviceRow(_ name: NamespacedName) -> ServiceRow? { ServiceRow(name, in: shown) }

  /// One route; nil when it does not exist.
  package func routeRow(_ id: Route.ID) -> RouteRow? {
    shown.routing.route(id).map { RouteRow($0, in: shown) }
  }

  /// One address of a Service; nil when it does not exist.
  package func backendRow(_ service: NamespacedName, _ address: String) -> BackendRow? {
    shown.backendRow(service, address)
  }

  /// The content of the flow picture: the routes that pass the screen's filter, and what is behind them.
  package func flowTree(_ limits: FlowTree.Limits = FlowTree.Limits()) -> FlowTree {
    FlowTree(
      order(.flow).ids, in: shown, namespace: interface.namespace, limits: limits,
      isUnroutedShown: interface.list(.flow).validFilter.isEmpty)
  }

  /// How many marks of a screen its filter hides.
  package func hiddenMarks(_ screen: ScreenName) -> Int {
    let marks = interface.list(screen).marks
    return marks.isEmpty ? 0 : marks.subtracting(order(screen).ids).count
  }

  /// Services and routes with a fault, and with a warning.
  package var stateCounts: (faults: Int, warnings: Int) { (summary.faults, summary.warnings) }

  /// The list of a screen as filter and sort have it, before freezes and ghosts.
  func computedOrder(_ screen: ScreenName) -> ListOrder {
    let list = interface.list(screen)
    let namespace = interface.namespace
    switch screen {
    case .flow: return shown.routeOrder(list, namespace: namespace)
    case .services: return shown.serviceOrder(list, namespace: namespace)
    case .routes: return shown.routeOrder(list, namespace: namespace)
    case .backends:
      return shown.backendOrder(list, of: interface.backendsService, namespace: namespace)
    case .trace: return traceOrder
    case .network: return network.order(list)
    case .traffic, .time, .lesson: return ListOrder()
    }
  }
}

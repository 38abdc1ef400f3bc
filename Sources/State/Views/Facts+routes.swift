import Routing
import Topology

/// A route as filters and sorting see it.
struct RouteSubject: Filterable {
  let route: Route
  let shared: SharedFacts

  private var facts: Facts { shared.facts }
  private var figures: TrafficFigures { facts.figures(of: route.id) }
  var lowered: String {
    (route.host + route.path + " " + route.backends.map(\.service.name).joined(separator: " "))
      .lowercased()
  }
  var health: Health { facts.findings(of: route).health }
  var labels: [String: String] {
    facts.inventory.metadata(of: route.source)?.labels ?? [:]
  }

  func values(_ field: FilterField) -> [String] {
    switch field {
    case .namespace: [route.source.name.namespace]
    case .service: route.backends.map { $0.service.name.lowercased() }
    case .route: [(route.host + route.path).lowercased()]
    case .host: [route.host.lowercased()]
    case .type: [route.pathType.rawValue.lowercased(), route.source.kind.lowercased()]
    case .node, .zone, .pod, .state, .anywhere: []
    }
  }

  func number(_ column: FilterColumn) -> Double? {
    switch column {
    case .ready: Double(route.backends.reduce(0) { $0 + (facts.known[$1.service]?.ready ?? 0) })
    case .total: Double(route.backends.reduce(0) { $0 + (facts.known[$1.service]?.total ?? 0) })
    case .rate: figures.rate
    case .err: figures.errorShare
    case .p95: figures.p95
    case .weight: route.backends.map { Double($0.weight) }.min()
    case .share: route.backends.map { route.share(of: $0) }.min()
    case .age, .restarts: nil
    }
  }

  /// What it is sorted by in a column; the screen's own order is host, then path.
  func key(_ column: String?, place: Int) -> SortKey {
    var key = SortKey(place: place)
    switch column {
    case "path": key.text = route.path
    case "type": key.text = route.pathType.rawValue
    case "backend": key.text = route.backends.first?.service.name ?? ""
    case "weight": key.number = route.backends.first.map { -Double($0.weight) }
    case "req/s", "rate": key.number = figures.rate.map { -$0 }
    case "err%", "err": key.number = figures.errorShare.map { -$0 }
    case "p95", "p95 ms": key.number = figures.p95.map { -$0 }
    case "tls": key.number = route.isTLS ? 0 : 1
    case "st", "health": key.number = Double(health.rank)
    default: break
    }
    return key
  }
}

extension Facts {
  /// The routes of a namespace that pass a filter, sorted.
  func routeOrder(_ list: ListState, namespace: String?) -> ListOrder {
    let matcher = list.matcher
    let shared = SharedFacts(self)
    var order = ListOrder()
    var keyed: [(SortKey, Route.ID)] = []
    for (place, route) in routing.inOrder.enumerated() {
      if let namespace, route.source.name.namespace != namespace { continue }
      order.total += 1
      let subject = RouteSubject(route: route, shared: shared)
      guard matcher?.matches(subject) ?? true else { continue }
      keyed.append((subject.key(list.sortColumn, place: place), route.id))
    }
    let isDefault = list.sortColumn == nil || list.sortColumn == "host"
    let sorted = isDefault && list.isReversed ? keyed.reversed().map(\.1) : keyed.sorted(list)
    order.ids = sorted.map { .route($0) }
    return order
  }
}

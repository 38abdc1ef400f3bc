import Routing
import Topology
import Traffic

/// A Service as filters and sorting see it: facts that are kept, nothing that is built.
struct ServiceSubject: Filterable {
  let known: ServiceFacts
  let figures: TrafficFigures
  let facts: Facts

  var lowered: String { known.lowered }
  var health: Health { facts.health(of: known.name) }
  var labels: [String: String] {
    facts.inventory.service(known.name).map { $0.metadata.labels.merging($0.selector) { $1 } }
      ?? [:]
  }

  func values(_ field: FilterField) -> [String] {
    switch field {
    case .namespace: [known.name.namespace]
    case .service: [known.lowered]
    case .type: [known.exposure.rawValue.lowercased()]
    case .route:
      facts.routing.routes(to: known.name).map { ($0.host + $0.path).lowercased() }
    case .host: facts.routing.routes(to: known.name).map { $0.host.lowercased() }
    case .node, .zone, .pod: facts.places(of: known.name, field)
    case .state, .anywhere: []
    }
  }

  func number(_ column: FilterColumn) -> Double? {
    switch column {
    case .ready: Double(known.ready)
    case .total: Double(known.total)
    case .rate: figures.rate
    case .err: figures.errorShare
    case .p95: figures.p95
    case .age: known.created.map { max(0, facts.time - $0) }
    case .restarts, .weight, .share: nil
    }
  }

  /// What it is sorted by in a column; the screen's own order is health, then name.
  func key(_ column: String?, place: Int) -> SortKey {
    var key = SortKey(place: place)
    switch column {
    case "name": break
    case "ready":
      key.number = known.total == 0 ? -1 : Double(known.ready) / Double(known.total)
    case "req/s", "rate", "60 s": key.number = figures.rate.map { -$0 }
    case "err%", "err": key.number = figures.errorShare.map { -$0 }
    case "p95", "p95 ms": key.number = figures.p95.map { -$0 }
    case "age": key.number = known.created.map { -$0 }
    case "type": key.text = known.exposure.rawValue
    case "cluster-ip": key.text = known.clusterIP
    case "selector":
      key.text = SelectorText.text(facts.inventory.service(known.name)?.selector ?? [:])
    case "ports":
      key.number = facts.inventory.service(known.name)?.ports.first.map { Double($0.number) }
    case "ns", "namespace": key.text = known.name.namespace
    default: key.number = Double(health.rank)
    }
    return key
  }
}

extension Facts {
  /// The nodes, zones or pods of a Service's endpoints.
  fileprivate func places(of service: NamespacedName, _ field: FilterField) -> [String] {
    inventory.slices(of: service).flatMap(\.endpoints).map { endpoint in
      switch field {
      case .node: endpoint.node
      case .zone: endpoint.zone
      default: endpoint.pod?.name ?? ""
      }
    }
  }

  /// The Services of a namespace that pass a filter, sorted.
  func serviceOrder(_ list: ListState, namespace: String?) -> ListOrder {
    let matcher = list.matcher
    var order = ListOrder()
    var keyed: [(SortKey, NamespacedName)] = []
    for (place, name) in serviceNames.enumerated() {
      if let namespace, name.namespace != namespace { continue }
      guard let known = known[name] else { continue }
      order.total += 1
      let subject = ServiceSubject(known: known, figures: figures(of: name), facts: self)
      guard matcher?.matches(subject) ?? true else { continue }
      keyed.append((subject.key(list.sortColumn, place: place), name))
    }
    order.ids = keyed.sorted(list).map { .service($0) }
    return order
  }
}

extension Array {
  /// The values in the order of their keys, as a list wants them.
  func sorted<Value>(_ list: ListState) -> [Value] where Element == (SortKey, Value) {
    let isByName = list.sortColumn == "name"
    if isByName, list.isReversed { return reversed().map(\.1) }
    return sorted { SortKey.precedes($0.0, $1.0, reversed: list.isReversed) }.map(\.1)
  }
}

extension ListState {
  /// The filter that is in force; nil lets everything pass.
  var matcher: FilterMatcher? {
    guard !validFilter.isEmpty, let expression = try? FilterExpression(validFilter) else {
      return nil
    }
    return FilterMatcher(expression)
  }
}

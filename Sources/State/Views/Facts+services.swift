import Routing
import Topology
import Traffic

/// A Service as filters and sorting see it: facts that are kept, nothing that is built.
struct ServiceSubject: Filterable {
  let listed: ListedService
  let shared: SharedFacts

  private var known: ServiceFacts { listed.known }
  private var figures: TrafficFigures { listed.figures }
  private var facts: Facts { shared.facts }
  var lowered: String { listed.known.lowered }
  var health: Health { listed.health }
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

  /// What it is sorted by in a column other than its name; what is no column is its health.
  func key(_ column: String?, place: Int) -> SortKey {
    var key = SortKey(place: place)
    switch column {
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
    let shared = SharedFacts(self)
    let matcher = list.matcher
    var order = ListOrder()
    var places: [Int] = []
    for place in listed.indices
    where namespace == nil || listed[place].known.name.namespace == namespace {
      order.total += 1
      if let matcher {
        let subject = ServiceSubject(listed: listed[place], shared: shared)
        guard matcher.matches(subject) else { continue }
      }
      places.append(place)
    }
    order.ids = sorted(places, list, shared).map { .service(listed[$0].known.name) }
    return order
  }

  private func sorted(_ places: [Int], _ list: ListState, _ shared: SharedFacts) -> [Int] {
    switch list.sortColumn {
    case nil:
      let ranks = Dictionary(grouping: places) { listed[$0].health.rank }
      let order = ranks.keys.sorted { list.isReversed ? $0 > $1 : $0 < $1 }
      return order.flatMap { ranks[$0] ?? [] }
    case "name": return list.isReversed ? places.reversed() : places
    case let column:
      return places.map { place in
        let subject = ServiceSubject(listed: listed[place], shared: shared)
        return (subject.key(column, place: place), place)
      }.sorted(list)
    }
  }
}

extension Array {
  /// The values in the order of their keys, as a list wants them.
  func sorted<Value>(_ list: ListState) -> [Value] where Element == (SortKey, Value) {
    sorted { SortKey.precedes($0.0, $1.0, reversed: list.isReversed) }.map(\.1)
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

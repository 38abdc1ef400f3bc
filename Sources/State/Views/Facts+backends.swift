import Routing
import Topology
import Traffic

/// An address of a Service as filters and sorting see it.
struct BackendSubject: Filterable {
  let service: NamespacedName
  let backend: ServiceBackend
  let shared: SharedFacts

  private var facts: Facts { shared.facts }
  private var pod: Pod? { backend.endpoint.pod.flatMap { facts.inventory.pod($0) } }
  private var figures: TrafficFigures {
    facts.figures(of: backend.address, behind: service)
  }

  var name: String { backend.endpoint.pod?.name ?? backend.address.description }
  var lowered: String { name.lowercased() }
  var health: Health {
    BackendRow.health(
      backend.endpoint, figures, facts.probes.readings(of: backend.address))
  }
  var labels: [String: String] { pod?.metadata.labels ?? [:] }

  func values(_ field: FilterField) -> [String] {
    switch field {
    case .namespace: [service.namespace]
    case .service: [service.name.lowercased()]
    case .node: [backend.endpoint.node.lowercased()]
    case .zone: [backend.endpoint.zone.lowercased()]
    case .pod: [lowered]
    case .route: facts.routing.routes(to: service).map { ($0.host + $0.path).lowercased() }
    case .host: facts.routing.routes(to: service).map { $0.host.lowercased() }
    case .type, .state, .anywhere: []
    }
  }

  func number(_ column: FilterColumn) -> Double? {
    switch column {
    case .ready: backend.endpoint.isReady ? 1 : 0
    case .total: 1
    case .rate: figures.rate
    case .err: figures.errorShare
    case .p95: figures.p95
    case .restarts: Double(pod?.restarts ?? 0)
    case .age:
      pod.flatMap { Timestamp.seconds($0.metadata.creationTimestamp) }.map { facts.time - $0 }
    case .share:
      facts.readings.share(of: .backend(service, backend.address), in: .service(service))
    case .weight: nil
    }
  }

  /// What it is sorted by in a column; the screen's own order is health, then name.
  func key(_ column: String?, place: Int) -> SortKey {
    var key = SortKey(place: place)
    switch column {
    case "pod", "name": key.text = name
    case "ip", "address": key.text = backend.address.description
    case "node": key.text = backend.endpoint.node
    case "zone": key.text = backend.endpoint.zone
    case "service": key.text = service.description
    case "restart", "restarts": key.number = -Double(pod?.restarts ?? 0)
    case "req/s", "rate": key.number = figures.rate.map { -$0 }
    case "err%", "err": key.number = figures.errorShare.map { -$0 }
    case "p95", "p95 ms": key.number = figures.p95.map { -$0 }
    case "share", "share%": key.number = number(.share).map { -$0 }
    case "ready": key.number = backend.endpoint.isReady ? 1 : 0
    default:
      key.number = Double(health.rank)
      key.text = name
    }
    return key
  }
}

extension Facts {
  /// More rows than anybody reads: beyond these a list without filter and sort says how many there are.
  private static let mostBackends = 2000

  /// The addresses of one Service, or of all of a namespace, that pass a filter, sorted.
  func backendOrder(
    _ list: ListState, of service: NamespacedName?, namespace: String?
  ) -> ListOrder {
    guard service == nil else { return backendOrder(list, of: [service].compactMap(\.self)) }
    let own = listed.indices.filter {
      namespace == nil || listed[$0].known.name.namespace == namespace
    }
    let rows = own.reduce(0) { $0 + listed[$1].known.rows }
    guard rows > Self.mostBackends, list.validFilter.isEmpty, list.sortColumn == nil,
      !list.isReversed
    else { return backendOrder(list, of: own.map { listed[$0].name }) }
    var order = backendOrder(list, of: worst(own))
    order.ids = Array(order.ids.prefix(Self.mostBackends))
    (order.total, order.isCut) = (rows, true)
    return order
  }

  /// As many Services as have the rows that are listed, those in trouble first.
  private func worst(_ places: [Int]) -> [NamespacedName] {
    let isTroubled = { (place: Int) in
      listed[place].known.ready < listed[place].known.total || listed[place].health != .ok
    }
    var names: [NamespacedName] = []
    var rows = 0
    for isWanted in [true, false] {
      for place in places where rows < Self.mostBackends && isTroubled(place) == isWanted {
        names.append(listed[place].name)
        rows += listed[place].known.rows
      }
    }
    return names
  }

  private func backendOrder(_ list: ListState, of services: [NamespacedName]) -> ListOrder {
    let matcher = list.matcher
    let shared = SharedFacts(self)
    var order = ListOrder()
    var keyed: [(SortKey, RowID)] = []
    for name in services {
      for backend in backends(of: name) {
        let subject = BackendSubject(service: name, backend: backend, shared: shared)
        order.total += 1
        guard matcher?.matches(subject) ?? true else { continue }
        let key = subject.key(list.sortColumn, place: order.total)
        keyed.append((key, .backend(service: name, address: backend.address.description)))
      }
    }
    order.ids = keyed.sorted { SortKey.precedes($0.0, $1.0, reversed: list.isReversed) }.map(\.1)
    return order
  }
}

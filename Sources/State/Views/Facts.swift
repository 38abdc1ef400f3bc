package import Diagnosis
import HashTreeCollections
package import Routing
package import Topology
package import Traffic

/// What is known of the cluster at one moment, with everything that is derived once for all rows.
///
/// A pause keeps a copy, which is cheap: the collections share what did not change.
package struct Facts: Sendable {
  package private(set) var inventory = Inventory()
  package private(set) var routing = RoutingTable([])
  package private(set) var readings = Readings()
  /// Which systems count the requests, as of the last round; none on the playground, which counts every one.
  package private(set) var trafficSources: [TrafficSource] = []
  /// How often the cluster's own systems were asked, whether one was found or not.
  package private(set) var trafficRounds = 0
  /// Over how many seconds a Prometheus server took the rates on show; nil where we counted.
  package private(set) var trafficWindow: Double?
  /// What proxies hold of backends, as of the last round.
  package private(set) var verdicts: [TrafficSubject: ProxyVerdict] = [:]
  package private(set) var podHealth = HealthHistory()
  /// What is wrong with which object, as of the last tick; in large clusters some seconds older.
  package internal(set) var diagnosis = Diagnosis()
  /// Of which inventory it is, and of when.
  var diagnosed = (revision: -1, time: 0.0)
  /// What the diagnosis has not seen yet, nor the look at it that is under way.
  var undiagnosed = ChangeLog(isOverflown: true)
  /// The look for faults that is done aside.
  var examined: ExaminationUnderWay?
  /// Kinds of which nothing is known, so that their absence says nothing.
  package internal(set) var unknownKinds: Set<String> = []
  /// Whether it is known which backends the Services have.
  package var knowsBackends: Bool { !unknownKinds.contains("EndpointSlice") }
  /// What backends answered when they were asked.
  package internal(set) var probes = ProbeBook()
  /// The time on the clock when this was current.
  package internal(set) var time: Double = 0
  /// What the objects say of each Service.
  private var services: TreeDictionary<NamespacedName, ServiceFacts> = [:]
  /// All Services in the order of their names.
  private(set) var serviceNames: [NamespacedName] = []
  /// The Services as lists see them, as of the last time when lists were renewed.
  var listed: [ListedService] = []
  /// Figures of the Services and routes that were measured, renewed with every scrape.
  private(set) var serviceFigures: [NamespacedName: TrafficFigures] = [:]
  private(set) var routeFigures: [Route.ID: TrafficFigures] = [:]
  /// The figures of what no counter names: no requests where all are counted, nothing otherwise.
  private(set) var idleFigures = TrafficFigures()

  /// Requests a second that the proxy answered itself, for want of a backend; nil when unknown.
  private(set) var refused: Double?

  package init() {}

  /// What the objects say of a Service, asked as `known[name]`.
  var known: KnownServices { KnownServices(services: services) }

  /// The kept facts, without their collection.
  struct KnownServices {
    fileprivate let services: TreeDictionary<NamespacedName, ServiceFacts>

    subscript(name: NamespacedName) -> ServiceFacts? { services[name] }
  }

  /// Takes in objects.
  mutating func apply(_ events: some Sequence<ResourceEvent>) {
    var touched: Set<NamespacedName> = []
    var isEverything = false
    for event in events {
      note(event, &touched, &isEverything)
      inventory.apply(event, noting: &undiagnosed)
      podHealth.observe(event, at: time)
      note(event, &touched, &isEverything)
    }
    if isEverything {
      touched = Set(inventory.sortedServices.map(\.metadata.key)).union(serviceNames)
    }
    renew(touched)
    routing.follow(inventory, changes: undiagnosed)
  }

  /// Which Services an event is about, asked before and after it is taken in.
  private func note(
    _ event: ResourceEvent, _ touched: inout Set<NamespacedName>, _ isEverything: inout Bool
  ) {
    switch event {
    case .applied(.service(let service)): touched.insert(service.metadata.key)
    case .applied(.endpointSlice(let slice)):
      touched.insert(NamespacedName(slice.metadata.namespace, slice.service))
      if let old = inventory.slice(slice.metadata.key) {
        touched.insert(NamespacedName(old.metadata.namespace, old.service))
      }
    case .deleted(let reference) where reference.kind == "Service": touched.insert(reference.name)
    case .deleted(let reference) where reference.kind == "EndpointSlice":
      guard let old = inventory.slice(reference.name) else { return }
      touched.insert(NamespacedName(old.metadata.namespace, old.service))
    case .listed(let kind, _) where kind.kind == "Service" || kind.kind == "EndpointSlice":
      isEverything = true
    default: break
    }
  }

  private mutating func renew(_ touched: Set<NamespacedName>) {
    var isSetChanged = false
    for name in touched {
      if let service = inventory.service(name) {
        let facts = ServiceFacts(service, in: inventory)
        let old = services.updateValue(facts, forKey: name)
        if old == nil { isSetChanged = true }
      } else if services.removeValue(forKey: name) != nil {
        isSetChanged = true
      }
    }
    if isSetChanged { serviceNames = services.keys.sorted() }
  }

  /// Takes in a reading of all counters.
  mutating func ingest(_ scrape: TrafficScrape) {
    readings.ingest(scrape)
    renewFigures(scrape.counters.keys)
  }

  /// Takes in what a cluster's own systems counted since the last round.
  mutating func ingest(_ round: TrafficRound) {
    if round.sources.contains(where: { $0.answered > 0 }) {
      readings.ingest(round)
    } else if readings.latest != nil {
      readings.noteGap(at: round.end)
    }
    trafficSources = round.sources
    trafficRounds += 1
    trafficWindow = round.window
    verdicts = round.verdicts
    renewFigures(round.increases.keys)
  }

  private mutating func renewFigures(_ keys: some Sequence<TrafficKey>) {
    serviceFigures = Dictionary(
      uniqueKeysWithValues: readings.services.map {
        ($0, TrafficFigures(.service($0), in: readings))
      })
    routeFigures = Dictionary(
      uniqueKeysWithValues: readings.routes.map { ($0, TrafficFigures(.route($0), in: readings)) })
    idleFigures = TrafficFigures(.address(""), in: readings)
    // A key without backend is one that its proxy answered itself only where it has backends for others.
    let unanswered = trafficSources.isEmpty ? keys.filter { $0.backend == nil } : []
    refused = (trafficSources.isEmpty ? readings.rate(.total) : nil).map { _ in
      unanswered.reduce(0) { $0 + (readings.rate(.key($1)) ?? 0) }
    }
  }

  /// A scrape failed.
  mutating func noteGap(at time: Double) { readings.noteGap(at: time) }

  /// What was measured of a Service; nothing of a headless one that no proxy led to.
  func figures(of service: NamespacedName) -> TrafficFigures {
    services[service].map { figures(of: $0) } ?? serviceFigures[service] ?? TrafficFigures()
  }

  /// What was measured of a Service that is known.
  func figures(of known: ServiceFacts) -> TrafficFigures {
    if !serviceFigures.isEmpty, let measured = serviceFigures[known.name] { return measured }
    return known.isHeadless ? TrafficFigures() : idleFigures
  }

  /// What was measured of a route.
  func figures(of route: Route.ID) -> TrafficFigures { routeFigures[route] ?? idleFigures }

  /// What was measured of an address of a Service.
  func figures(of address: BackendAddress, behind service: NamespacedName) -> TrafficFigures {
    let subject = TrafficSubject.backend(service, address)
    guard services[service]?.isHeadless == false || readings.isCounted(subject) else {
      return TrafficFigures()
    }
    return TrafficFigures(subject, in: readings)
  }

  /// The feed of pods was lost or came back.
  mutating func notePods(_ feed: FeedState) {
    switch feed {
    case .stale(let since, _): podHealth.disconnected(at: since)
    case .synced: podHealth.connected(at: time)
    case .loading, .forbidden, .absent: break
    }
  }
}

import Language
import Routing
import Topology
import Traffic

/// The backends of one Service before and after a change, and what follows for its traffic.
struct Forecast {
  /// A backend on one side of the change.
  struct Member: Hashable {
    var name: String
    var address: BackendAddress?
    var pod: NamespacedName?
    var isReady: Bool
    /// Whether kube-proxy sends it requests.
    var receives: Bool
    /// How many backends the line stands for.
    var count = 1
  }

  let service: NamespacedName
  let before: [Member]
  var after: [Member]

  /// The present backends of one of its ports, on both sides.
  init(_ service: Service, in inventory: Inventory, port: Int = 0) {
    self.service = service.metadata.key
    before = Self.members(of: service, inventory.slices(of: service.metadata.key), port: port)
    after = before
  }

  /// The backends that a Service would have with the pods that a selector matches.
  static func members(
    of service: Service, pods: [Pod], in inventory: Inventory, port: Int = 0
  ) -> [Member] {
    let groups = EndpointRules.groups(of: service, pods: pods) { inventory.node($0) }
    let slices = groups.enumerated().map { index, group in
      EndpointSlice(
        metadata: Metadata(name: "\(index)", namespace: service.metadata.namespace),
        service: service.metadata.name, ports: group.ports, endpoints: group.endpoints)
    }
    return members(of: service, slices, port: port)
  }

  private static func members(
    of service: Service, _ slices: [EndpointSlice], port index: Int
  ) -> [Member] {
    guard service.ports.indices.contains(index) else { return [] }
    let port = service.ports[index]
    let all = ProxyRules.backends(of: port, in: slices)
    let candidates = Set(ProxyRules.candidates(all).map(\.address))
    return all.map { backend in
      Member(
        name: backend.endpoint.pod?.name ?? backend.address.description, address: backend.address,
        pod: backend.endpoint.pod, isReady: backend.endpoint.isReady,
        receives: candidates.contains(backend.address))
    }
  }

  /// More new pods than this share one line of the forecast.
  private static let mostNewLines = 50

  /// The pods that a workload will make: they have no names yet.
  static func newPods(_ count: Int, of workload: String) -> [Member] {
    let single = min(count, mostNewLines)
    var members = (0..<max(0, single)).map { index in
      Member(
        name: count == 1
          ? localized("\(workload)-(new)") : localized("\(workload)-(new \(index + 1))"),
        isReady: true,
        receives: true)
    }
    if count > single {
      members.append(
        Member(
          name: localized("\(workload)-(\(count - single) more)"), isReady: true, receives: true,
          count: count - single))
    }
    return members
  }

  /// How many backends get requests.
  static func receiving(_ members: [Member]) -> Int {
    members.reduce(0) { $0 + ($1.receives ? $1.count : 0) }
  }

  var receivingBefore: Int { Self.receiving(before) }
  var receivingAfter: Int { Self.receiving(after) }
  /// Whether it loses its last backend.
  var breaks: Bool { receivingBefore > 0 && receivingAfter == 0 }

  /// A line for each backend on either side: those that stay or go in their order, then the new ones.
  func lines(_ readings: Readings) -> [TrafficShift.Line] {
    let offered = readings.rate(.service(service))
    let later = Dictionary(after.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let known = Set(before.map(\.name))
    let old = before.map { line($0, later[$0.name], offered, readings) }
    return old + after.filter { !known.contains($0.name) }.map { line(nil, $0, offered, readings) }
  }

  private func line(
    _ old: Member?, _ new: Member?, _ offered: Double?, _ readings: Readings
  ) -> TrafficShift.Line {
    func share(_ member: Member?, of total: Int) -> Double? {
      member.map { $0.receives ? Double($0.count) / Double(total) : 0 }
    }
    let then = share(new, of: receivingAfter)
    var line = TrafficShift.Line(
      backend: (old ?? new)?.name ?? "", service: service, isReady: (new ?? old)?.isReady ?? false,
      before: share(old, of: receivingBefore), after: then,
      rateBefore: old?.address.flatMap { readings.rate(.backend(service, $0)) },
      rateAfter: then.flatMap { then in offered.map { $0 * then } })
    if old == nil, let new, new.address == nil { line.newPods = new.count }
    return line
  }
}

/// What several forecasts mean for the routes to their Services.
struct RouteForecast {
  let context: PlanContext
  let forecasts: [Forecast]

  /// A sentence for each route whose state changes.
  var sentences: [String] {
    changes.map { change in
      let name = (change.route.host.isEmpty ? "*" : change.route.host) + change.route.path
      switch (change.before, change.after) {
      case (let before, let after) where before > 0.999 && after < 0.001:
        return localized("\(name): × 503 now, then served by \(count(change.route))")
      case (_, let after) where after > 0.999:
        return localized("\(name): × every request would be answered 503")
      case (_, let after) where after < 0.001:
        return localized("\(name): no request is refused any more")
      case (_, let after):
        return
          localized(
            "\(name): × about \(Int((after * 100).rounded())) % of its requests would be answered 503"
          )
      }
    }
  }

  /// Whether a route gets worse.
  var breaks: Bool { changes.contains { $0.after > $0.before } }

  private struct Change {
    var route: Route
    var before: Double
    var after: Double
  }

  private var changes: [Change] {
    var seen: Set<Route.ID> = []
    return forecasts.flatMap { context.routing.routes(to: $0.service) }
      .filter { seen.insert($0.id).inserted }
      .compactMap { route in
        let before = refused(route) { $0.receivingBefore }
        let after = refused(route) { $0.receivingAfter }
        return abs(before - after) < 0.001
          ? nil : Change(route: route, before: before, after: after)
      }
  }

  /// The part of a route's requests that finds no backend.
  private func refused(_ route: Route, _ receiving: (Forecast) -> Int) -> Double {
    route.backends.reduce(0) { sum, backend in
      let share = route.share(of: backend)
      if let forecast = forecasts.first(where: { $0.service == backend.service }) {
        return sum + (receiving(forecast) == 0 ? share : 0)
      }
      let others = ExpectedShares(backend.service, port: backend.port, in: context.inventory)
      return sum + share * others.refused
    }
  }

  private func count(_ route: Route) -> String {
    let pods = forecasts.filter { forecast in
      route.backends.contains { $0.service == forecast.service && route.share(of: $0) > 0 }
    }.reduce(0) { $0 + $1.receivingAfter }
    return localized(pods, "pod")
  }
}

extension PlanContext {
  /// The Services of a namespace whose selector these labels meet, in the order of their names.
  func services(in namespace: String, selecting labels: [String: String]) -> [Service] {
    inventory.services(in: namespace).filter { service in
      service.isSelecting && service.selector.allSatisfy { labels[$0.key] == $0.value }
    }
  }

  /// The predicted shift of these forecasts.
  func shift(_ forecasts: [Forecast], almost: [TrafficShift.NearMiss] = []) -> TrafficShift {
    TrafficShift(
      lines: forecasts.flatMap { $0.lines(readings) }, almost: almost,
      routes: RouteForecast(context: self, forecasts: forecasts).sentences)
  }

  /// The level of a change by its effect.
  func level(_ forecasts: [Forecast], atLeast level: Plan.Level) -> Plan.Level {
    let isBreaking =
      forecasts.contains(where: \.breaks)
      || RouteForecast(context: self, forecasts: forecasts).breaks
    return isBreaking ? .severe : level
  }
}

package import Routing
package import Topology
package import Traffic

extension Plan {
  /// How traffic moved in truth, in the lines of the forecast: its shares before, and those measured since.
  ///
  /// Backends that the forecast could not name (new pods) appear under their own names. Only whole seconds
  /// after `time` count, so that nothing of the state before is in it.
  package func observedShift(
    in inventory: Inventory, _ routing: RoutingTable, _ readings: Readings, since time: Double
  ) -> TrafficShift {
    var services: [NamespacedName] = []
    for line in shift.lines where !services.contains(line.service) { services.append(line.service) }
    let route: Route? = if case .weights(let id, _) = proposal { routing.route(id) } else { nil }
    let lines = services.flatMap { name -> [TrafficShift.Line] in
      guard let service = inventory.service(name) else { return [] }
      return observed(service, route, inventory, readings, since: time)
    }
    return TrafficShift(lines: lines)
  }

  private func observed(
    _ service: Service, _ route: Route?, _ inventory: Inventory, _ readings: Readings,
    since time: Double
  ) -> [TrafficShift.Line] {
    let name = service.metadata.key
    let before = Dictionary(
      shift.lines.filter { $0.service == name && $0.before != nil }.map { ($0.backend, $0) },
      uniquingKeysWith: { first, _ in first })
    let members = Forecast(service, in: inventory).before
    let whole = readings.measured(route.map { .route($0.id) } ?? .service(name), since: time)
    let present = members.map { member -> TrafficShift.Line in
      let old = before[member.name]
      let part: TrafficSubject? = member.address.map { address in
        route.map { .key(TrafficKey(route: $0.id, service: name, backend: address)) }
          ?? .backend(name, address)
      }
      let requests = part.flatMap { readings.measured($0, since: time) }?.counters.requests ?? 0
      let all = whole?.counters.requests ?? 0
      return TrafficShift.Line(
        backend: member.name, service: name, isReady: member.isReady, before: old?.before,
        after: all > 0 ? requests / all : nil, rateBefore: old?.rateBefore,
        rateAfter: whole.map { requests / $0.seconds })
    }
    let names = Set(members.map(\.name))
    let gone = before.values.filter { !names.contains($0.backend) }.sorted {
      $0.backend < $1.backend
    }.map { line in
      TrafficShift.Line(
        backend: line.backend, service: name, isReady: false, before: line.before, after: nil,
        rateBefore: line.rateBefore)
    }
    return present + gone
  }
}

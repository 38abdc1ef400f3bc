package import Routing
package import Topology
package import Traffic

extension Plan {
  /// How traffic moved in truth, in the lines of the forecast: its shares before, and those measured now.
  ///
  /// Backends that the forecast could not name (new pods) appear under their own names.
  package func observedShift(
    in inventory: Inventory, _ routing: RoutingTable, _ readings: Readings
  ) -> TrafficShift {
    var services: [NamespacedName] = []
    for line in shift.lines where !services.contains(line.service) { services.append(line.service) }
    let route: Route? = if case .weights(let id, _) = proposal { routing.route(id) } else { nil }
    let lines = services.flatMap { observed($0, route, inventory, readings) }
    return TrafficShift(lines: lines)
  }

  private func observed(
    _ name: NamespacedName, _ route: Route?, _ inventory: Inventory, _ readings: Readings
  ) -> [TrafficShift.Line] {
    guard let service = inventory.service(name) else { return [] }
    let before = Dictionary(
      shift.lines.filter { $0.service == name && $0.before != nil }.map { ($0.backend, $0) },
      uniquingKeysWith: { first, _ in first })
    let members = Forecast(service, in: inventory).before
    let present = members.map { member -> TrafficShift.Line in
      let old = before[member.name]
      let part: TrafficSubject? = member.address.map { address in
        route.map { .key(TrafficKey(route: $0.id, service: name, backend: address)) }
          ?? .backend(name, address)
      }
      let whole: TrafficSubject = route.map { .route($0.id) } ?? .service(name)
      return TrafficShift.Line(
        backend: member.name, service: name, isReady: member.isReady, before: old?.before,
        after: part.flatMap { readings.share(of: $0, in: whole) } ?? 0,
        rateBefore: old?.rateBefore, rateAfter: part.flatMap { readings.rate($0) })
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

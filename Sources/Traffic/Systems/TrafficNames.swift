package import Routing
package import Topology

/// What the labels of all systems mean, made once for each change of the routes or objects.
package struct TrafficNames: Sendable {
  private let meanings: [String: any TrafficMeanings]

  package init(
    _ table: RoutingTable, _ inventory: Inventory,
    of systems: [any TrafficSystem.Type] = TrafficSystems.all
  ) {
    meanings = Dictionary(
      systems.map { ($0.name, $0.meanings(of: table, inventory)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The keys of origins, all that are known at a moment; those that are not counted are left out.
  package func keys(of origins: Set<TrafficOrigin>) -> [TrafficOrigin: TrafficKey] {
    var keys: [TrafficOrigin: TrafficKey] = [:]
    for (system, origins) in Dictionary(grouping: origins, by: \.system) {
      guard let meanings = meanings[system] else { continue }
      for (origin, key) in zip(origins, meanings.keys(of: origins)) { keys[origin] = key }
    }
    return keys
  }

  /// What answers of a Prometheus server count of each key; all answers of a moment together.
  package func counters(of increases: [TrafficIncrease]) -> [TrafficKey: TrafficCounters] {
    Self.counters(of: increases, by: keys(of: Set(increases.map(\.origin))))
  }

  static func counters(
    of increases: [TrafficIncrease], by keys: [TrafficOrigin: TrafficKey]
  ) -> [TrafficKey: TrafficCounters] {
    var counters: [TrafficKey: TrafficCounters] = [:]
    for increase in increases {
      guard let key = keys[increase.origin] else { continue }
      counters[key, default: TrafficCounters()].add(increase.counters)
    }
    return counters
  }
}

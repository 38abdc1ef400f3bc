package import Routing
package import Topology

/// A system that counts the requests that pass through it.
///
/// One type for each and one line in `TrafficSystems.all`. It says which pods have pages, which families of metrics are
/// read, and what the labels that tell whose requests they are mean among the routes and Services of a moment.
package protocol TrafficSystem: Sendable {
  /// Its name in English: `ingress-nginx`.
  static var name: String { get }
  /// The families of metrics that are read.
  static var families: [TrafficFamily] { get }
  /// The pods that serve its counters, at most `MetricsTarget.most`; `shown` are the Services on screen, for systems
  /// with a proxy beside every pod.
  static func targets(in inventory: Inventory, shown: [NamespacedName]) -> [MetricsTarget]
  /// The admin pages of its Envoys that tell what each address behind them gets; none for systems without Envoy.
  static func endpointPages(in inventory: Inventory) -> [MetricsTarget]
  /// What its labels mean, made once for each change of the routes or objects.
  static func meanings(of table: RoutingTable, _ inventory: Inventory) -> any TrafficMeanings
}

extension TrafficSystem {
  /// No admin pages.
  package static func endpointPages(in inventory: Inventory) -> [MetricsTarget] { [] }

  /// The questions for a Prometheus server, by family.
  package static var queries: [TrafficQuery] {
    families.flatMap { TrafficQuery.all(of: $0, system: name) }
  }
}

/// What the labels of one system mean.
package protocol TrafficMeanings: Sendable {
  /// The key of each origin; nil for one that is not counted, because others count the same requests or because they
  /// are none of any route's or Service's.
  ///
  /// Gets all that are known at a moment. What no object explains has a key without route and Service.
  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?]
}

/// Whose requests are counted, as the labels of a system tell it.
package struct TrafficOrigin: Hashable, Sendable {
  package var system: String
  /// Which families count it: `service`.
  package var group: String
  /// The values of the group's labels, in their order; empty for those that are missing.
  package var values: [String]
  /// The pod whose page has it, where that says which pod answered or asked.
  package var pod: NamespacedName?

  package init(system: String, group: String, values: [String], pod: NamespacedName? = nil) {
    self.system = system
    self.group = group
    self.values = values
    self.pod = pod
  }
}

/// What was counted of one origin in an interval.
package struct TrafficIncrease: Hashable, Sendable {
  package var origin: TrafficOrigin
  package var counters: TrafficCounters

  package init(origin: TrafficOrigin, counters: TrafficCounters) {
    self.origin = origin
    self.counters = counters
  }
}

/// The registry: one line for each system whose traffic can be read.
package enum TrafficSystems {
  package static let all: [any TrafficSystem.Type] = [
    TraefikTraffic.self, NginxTraffic.self, ContourTraffic.self, IstioTraffic.self,
    LinkerdTraffic.self, HubbleTraffic.self,
  ]

  /// The targets of all systems.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName], of systems: [any TrafficSystem.Type] = all
  ) -> [MetricsTarget] {
    systems.flatMap { $0.targets(in: inventory, shown: shown).prefix(MetricsTarget.most) }
  }
  /// The admin pages of all systems; those of a system with more Envoys than are read are left out, because a part of
  /// what a backend gets is no figure.
  package static func endpointPages(
    in inventory: Inventory, of systems: [any TrafficSystem.Type] = all
  ) -> [MetricsTarget] {
    systems.flatMap { system in
      let pages = system.endpointPages(in: inventory)
      return pages.count > EndpointRounds.mostPages ? [] : pages
    }
  }
}

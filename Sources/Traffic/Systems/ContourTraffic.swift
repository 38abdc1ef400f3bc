package import Routing
package import Topology

/// The counters of Contour's Envoys: of the clusters, one for each port of a Service.
///
/// They do not tell routes apart. Answers that Envoy gives by itself are no cluster's.
package enum ContourTraffic: TrafficSystem {
  package static let name = "Contour"

  private static let labels = ["envoy_cluster_name"]

  package static let families: [TrafficFamily] = [
    TrafficFamily(
      "envoy_cluster_upstream_rq_xx", group: "cluster", labels: labels,
      .answers(by: ["envoy_response_code_class"]) { values in
        values.first.flatMap { $0.isEmpty ? nil : TrafficClass.ofStatus($0) }
      }),
    TrafficFamily(
      "envoy_cluster_upstream_rq_time", group: "cluster", labels: labels,
      .durations(unitsPerSecond: 1000)),
  ]

  /// The pods that serve its counters.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    envoys(in: inventory).map {
      $0.target(
        name, port: $0.port(named: ["metrics"], or: [8002]) ?? 8002, path: "/stats/prometheus")
    }
  }

  /// The admin pages of its Envoys: on port 9001, which Contour opens for the pod itself alone unless it is told
  /// otherwise.
  package static func endpointPages(in inventory: Inventory) -> [MetricsTarget] {
    envoys(in: inventory).map {
      $0.target(name, port: $0.port(named: ["admin"]) ?? 9001, path: EnvoyEndpoints.path)
    }
  }

  private static func envoys(in inventory: Inventory) -> [Pod] {
    let pods = [
      ["app": "envoy"],
      ["app.kubernetes.io/name": "contour", "app.kubernetes.io/component": "envoy"],
    ].flatMap(inventory.runningPods)
    var seen: Set<NamespacedName> = []
    return Array(
      pods.filter { seen.insert($0.metadata.key).inserted }.prefix(MetricsTarget.most))
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    ContourMeanings(table, inventory)
  }
}

/// Which Services the names of Contour's clusters stand for.
struct ContourMeanings: TrafficMeanings {
  private let inventory: Inventory
  private let shares: RouteShares

  init(_ table: RoutingTable, _ inventory: Inventory) {
    self.inventory = inventory
    shares = RouteShares(table, inventory, byPort: true) { route in
      route.implementation.hasPrefix("projectcontour.io/")
    }
  }

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
    origins.map { origin in
      // Contour's own cluster and Envoy's admin page are none of a Service's.
      guard let place = Self.place(origin.values.first ?? ""),
        inventory.service(place.service) != nil
      else { return nil }
      return shares.key(of: place.service, port: place.port)
    }
  }

  /// The Service and port in `web_api-v1_80` and in `web/api-v1/80/da39a3ee5e`: names of Kubernetes have neither `_`
  /// nor `/`.
  ///
  /// Names of clusters with more than 59 letters are shortened, names of their counters are not.
  static func place(_ name: String) -> (service: NamespacedName, port: Int)? {
    var parts = name.split(separator: "_", omittingEmptySubsequences: false)
    if parts.count != 3 {
      parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 4, name.utf8.count < 60 else { return nil }
    }
    guard let port = Int(parts[2]), port > 0, !parts[0].isEmpty, !parts[1].isEmpty else {
      return nil
    }
    return (NamespacedName(String(parts[0]), String(parts[1])), port)
  }
}

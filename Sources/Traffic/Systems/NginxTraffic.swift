package import Routing
package import Topology

/// ingress-nginx's counters, where `--enable-metrics` is set.
///
/// Their labels name the Ingress, the host and path of its rule, and the Service; what went to a canary has these too,
/// and the canary's own name besides.
package enum NginxTraffic: TrafficSystem {
  package static let name = "ingress-nginx"

  private static let labels = ["namespace", "ingress", "service", "canary", "host", "path"]

  package static let families: [TrafficFamily] = [
    TrafficFamily(
      "nginx_ingress_controller_requests", group: "requests", labels: labels,
      .answers(by: ["status"]) { TrafficClass.ofStatus($0.first ?? "") }),
    // Its own text says milliseconds, which is wrong.
    TrafficFamily(
      "nginx_ingress_controller_request_duration_seconds", group: "requests", labels: labels,
      .durations(unitsPerSecond: 1)),
  ]

  /// The pods that serve its counters.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    inventory.runningPods(labelled: [
      "app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller",
    ]).map { $0.target(name, port: $0.port(named: ["metrics", "prometheus"]) ?? 10254) }
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    NginxMeanings(table, inventory)
  }
}

/// Which routes and Services the labels of ingress-nginx name.
struct NginxMeanings: TrafficMeanings {
  private struct Rule: Hashable {
    let ingress: NamespacedName
    let host: String
    let path: String
  }

  private let inventory: Inventory
  private var rules: [Rule: [Route]] = [:]
  /// The same without hosts, which are no label where `--metrics-per-host` is off.
  private var paths: [Rule: [Route]] = [:]

  init(_ table: RoutingTable, _ inventory: Inventory) {
    self.inventory = inventory
    for route in table.inOrder where route.source.kind == ResourceKind.ingress.kind {
      let (name, path) = (route.source.name, route.isDefault ? "/" : route.path)
      rules[Rule(ingress: name, host: route.host, path: path), default: []].append(route)
      paths[Rule(ingress: name, host: "", path: path), default: []].append(route)
    }
  }

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] { origins.map(key) }

  private func key(of origin: TrafficOrigin) -> TrafficKey {
    let values = origin.values
    guard values.count == 6, !values[1].isEmpty else { return TrafficKey() }
    let ingress = NamespacedName(values[0], values[1])
    let primary = NamespacedName(values[0], values[2])
    let found = routes(of: ingress, host: values[4], path: values[5])
    let leading = found.filter { $0.backends.first?.service == primary }
    let route = leading.count == 1 ? leading[0] : nil
    guard values[3].isEmpty else { return canary(values[3], of: route) }
    return TrafficKey(
      route: route?.id, service: inventory.service(primary) == nil ? nil : primary)
  }

  private func canary(_ name: String, of route: Route?) -> TrafficKey {
    guard let route, let canary = route.canary else { return TrafficKey(route: route?.id) }
    let known = "\(canary.service.namespace)-\(canary.service.name)-\(canary.port)"
    return TrafficKey(route: route.id, service: known == name ? canary.service : nil)
  }

  /// The routes of a rule: those of the host as it is written, else those of a wildcard for it, else those without.
  private func routes(of ingress: NamespacedName, host: String, path: String) -> [Route] {
    guard !host.isEmpty, host != "_" else {
      return paths[Rule(ingress: ingress, host: "", path: path)] ?? []
    }
    let wildcard = host.firstIndex(of: ".").map { "*\(host[$0...])" } ?? ""
    for name in [host, wildcard, ""] {
      if let found = rules[Rule(ingress: ingress, host: name, path: path)] { return found }
    }
    return []
  }
}

package import Routing
package import Topology

/// How much load each route of the playground gets.
///
/// An Ingress may say it: `demo/requests-per-second: "/=420 /api=180"`, path and rate. Routes that nothing is
/// said of share what is left of the total equally.
package struct LoadPlan: Hashable, Sendable {
  /// Requests to one host and path.
  package struct Rate: Hashable, Sendable {
    package var host: String
    package var path: String
    package var requestsPerSecond: Double
    /// How a route is reached by which only proxies of a mesh go; nil for what the ingress serves.
    package var way: MeshWay?

    package init(host: String, path: String, requestsPerSecond: Double, way: MeshWay? = nil) {
      self.host = host
      self.path = path
      self.requestsPerSecond = requestsPerSecond
      self.way = way
    }
  }

  /// The annotation's name.
  package static let annotation = "demo/requests-per-second"
  /// The total for routes without annotation when none is asked for.
  package static let defaultTotal = 200.0

  package let rates: [Rate]

  /// Plans the load of all routes of a table.
  ///
  /// With a `total`, annotated rates are scaled to it; without one they count as they are.
  package init(_ table: RoutingTable, in inventory: Inventory, total: Double?) {
    let ways = MeshWays(inventory, table)
    let reached: [(route: Route, way: MeshWay?)] = table.routes.compactMap { route in
      guard Self.isReached(route) else { return nil }
      return route.isOfMesh ? ways.way(to: route).map { (route, $0) } : (route, nil)
    }
    let stated = reached.map { Self.stated($0.route, in: inventory) }
    let sum = stated.reduce(0) { $0 + ($1 ?? 0) }
    let silent = stated.count { $0 == nil }
    var share = 0.0
    var scale = 1.0
    if let total {
      scale = sum > 0 ? total / sum : 0
      if sum == 0, silent > 0 { share = total / Double(silent) }
    } else if sum == 0, silent > 0 {
      share = Self.defaultTotal / Double(silent)
    }
    rates = zip(reached, stated).map { reached, rate in
      Rate(
        host: Self.host(reached.route.host), path: Self.path(reached.route),
        requestsPerSecond: rate.map { $0 * scale } ?? share, way: reached.way)
    }
  }

  /// Whether a request without more than a host and a path reaches the rule of a route.
  private static func isReached(_ route: Route) -> Bool {
    route.terms.map {
      $0.conditions.isEmpty && !$0.isOfConnections && $0.uri.rule != .pattern
    } ?? true
  }

  private static func stated(_ route: Route, in inventory: Inventory) -> Double? {
    let object = inventory.object(route.source.kind, route.source.name)
    guard let text = object?.metadata.annotations[annotation] else { return nil }
    return parse(text)[route.path]
  }

  /// Reads the annotation; what is no path and rate is left out.
  static func parse(_ text: String) -> [String: Double] {
    var rates: [String: Double] = [:]
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      guard let equals = word.lastIndex(of: "="),
        let rate = Double(word[word.index(after: equals)...]), rate >= 0, rate <= 100_000
      else { continue }
      rates[String(word[..<equals])] = rate
    }
    return rates
  }

  private static func path(_ route: Route) -> String {
    let path = route.terms?.path ?? route.path
    return path.hasPrefix("/") ? path : "/" + path
  }

  /// A name that a rule's host matches: `any` stands for the one label of a wildcard.
  private static func host(_ rule: String) -> String {
    if rule.isEmpty { return "localhost" }
    return rule.hasPrefix("*.") ? "any" + rule.dropFirst() : rule
  }
}

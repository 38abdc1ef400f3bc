package import Topology

/// Reads Contour's HTTPProxies (`projectcontour.io/v1`).
///
/// A rule becomes a route for each way in which includes lead to it from a root: the host is the root's, the paths of
/// the includes stand before its own, and its object is the one that states it. What a rule asks for besides a path
/// stands behind the path, which no request is compared with; `ContourContest` compares the terms. Includes that lead
/// nowhere are routes that answer 502. HTTPProxies that no root includes have no routes, and neither have connections
/// that are passed on as they are (`spec.tcpproxy`).
package struct ContourAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] { [.httpProxy, .certificateDelegation] }

  /// Follows the includes of all roots.
  package func index(of inventory: Inventory) -> ContourChart { ContourChart(inventory) }

  /// The routes of every root; of what is stated twice for a host by one object the last one is.
  package func routes(in inventory: Inventory, _ chart: ContourChart) -> [Route] {
    let roots = chart.roots
    guard !roots.isEmpty else { return [] }
    let classes = IngressClasses(inventory)
    return roots.filter { !$0.host.isEmpty }.flatMap { root in
      routes(of: root, chart.placed[root.name] ?? [], classes)
    }
  }

  private func routes(
    of root: ContourDocument, _ placed: [ContourChart.Placed], _ classes: IngressClasses
  ) -> [Route] {
    let implementation =
      classes.implementation(ofClass: root.className).flatMap {
        $0.hasPrefix(ContourContest.prefix) ? $0 : nil
      } ?? ContourContest.controller
    var places: [Route.ID: Int] = [:]
    var routes: [Route] = []
    for (position, entry) in placed.enumerated() {
      var route = route(entry, of: root, at: position)
      route.implementation = implementation
      if let place = places[route.id] {
        routes[place] = route
      } else {
        places[route.id] = routes.count
        routes.append(route)
      }
    }
    return routes
  }

  private func route(
    _ entry: ContourChart.Placed, of root: ContourDocument, at position: Int
  ) -> Route {
    let terms = terms(of: entry, at: position)
    let (path, type) = terms.written
    var route = Route(
      id: Route.ID(
        source: entry.document.reference, host: root.host, path: path, pathType: type),
      uid: entry.document.resource.metadata.uid, controller: root.className,
      isTLS: root.hasTLS, tlsSecret: root.secret, backends: backends(of: entry),
      creationTimestamp: entry.document.resource.metadata.creationTimestamp)
    route.rule = entry.rule?.number
    route.terms = terms
    return route
  }

  private func terms(of entry: ContourChart.Placed, at position: Int) -> RouteTerms {
    var terms = RouteTerms(
      entry.conditions.uri, entry.conditions.conditions, chain: entry.chain, field: entry.field,
      position: position)
    guard let rule = entry.rule else {
      terms.status = 502
      terms.isPlainAllowed = true
      return terms
    }
    terms.status = rule.status
    terms.isPlainAllowed = rule.isPlainAllowed
    terms.mirrors = rule.services.filter(\.isMirror).map(\.name)
    guard terms.uri.rule == .textPrefix else { return terms }
    terms.joinsSlashes = true
    terms.replacement =
      (rule.replacements.first { !$0.prefix.isEmpty && $0.prefix == terms.path }
      ?? rule.replacements.first { $0.prefix.isEmpty })?.replacement
    return terms
  }

  /// Services that get copies only are left out.
  private func backends(of entry: ContourChart.Placed) -> [Route.Backend] {
    guard let rule = entry.rule else { return [] }
    let services = rule.services.filter { !$0.isMirror }
    // Without any weight Contour gives each Service an equal share, here in hundredths, so that one can be shifted.
    let isUnstated = services.allSatisfy { $0.weight == 0 }
    let equal = max(1, 100 / max(1, services.count))
    return services.map { service in
      var backend = Route.Backend(
        service: service.name, port: service.port.map { .number($0) } ?? .name(""),
        weight: isUnstated ? equal : service.weight,
        weightSource: services.count > 1 ? entry.document.reference : nil)
      if services.count > 1 {
        var place = Route.WeightPlace(rule: rule.number, service: service.number)
        place.isUnstated = isUnstated
        backend.weightPlace = place
      }
      return backend
    }
  }
}

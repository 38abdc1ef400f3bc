package import Routing
package import Topology

/// Traefik's counters (v2.11 to v3.7): of Services always, of routers where `addRoutersLabels` is set.
///
/// It counts at the Services that answer, not at the lists with weights above them. What a middleware answers by itself
/// is counted for the router alone.
package enum TraefikTraffic: TrafficSystem {
  package static let name = "Traefik"

  static let serviceGroup = "service"
  static let routerGroup = "router"

  package static let families: [TrafficFamily] = [
    family("traefik_service_requests_total", serviceGroup, place),
    TrafficFamily(
      "traefik_service_request_duration_seconds", group: serviceGroup, labels: [serviceGroup],
      .durations(unitsPerSecond: 1)),
    family("traefik_router_requests_total", routerGroup, place),
    TrafficFamily(
      "traefik_router_request_duration_seconds", group: routerGroup, labels: [routerGroup],
      .durations(unitsPerSecond: 1)),
  ]

  private static func family(
    _ name: String, _ group: String, _ place: @escaping @Sendable ([String]) -> Int?
  ) -> TrafficFamily {
    TrafficFamily(name, group: group, labels: [group], .answers(by: ["code"], place))
  }

  /// Requests of gRPC are counted by its status, 0 to 16, all others by that of HTTP.
  private static let place: @Sendable ([String]) -> Int? = { values in
    let code = values.first ?? ""
    return code.utf8.count < 3 ? TrafficClass.ofGRPC(code) : TrafficClass.ofStatus(code)
  }

  /// The pods of its chart: the port `metrics`, or the one of its own pages.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    inventory.runningPods(labelled: ["app.kubernetes.io/name": "traefik"]).map { pod in
      pod.target(
        name, port: pod.port(named: ["metrics", "traefik", "admin"], or: [9100, 8080]) ?? 9100)
    }
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    TraefikMeanings(table, inventory)
  }
}

/// Which routes and Services Traefik's names stand for.
///
/// The names are joined with `-`, so that they cannot be taken apart: they are made of the objects, and looked up.
struct TraefikMeanings: TrafficMeanings {
  /// What a Service of Traefik's is.
  private struct Leaf {
    var service: NamespacedName
    /// The routes that lead to it; more than one are not told apart.
    var routes: Set<Route.ID> = []
    /// Whether something else has the same name.
    var isAmbiguous = false
  }

  private var leaves: [String: Leaf] = [:]
  /// The routes of each router; those of one rule are one router's.
  private var routers: [String: Set<Route.ID>] = [:]
  /// The names of all Services to which a route leads.
  private var leavesOfRoute: [Route.ID: Set<String>] = [:]
  /// Routes of the Gateway API by the end of the name of a Service.
  private var gatewayEnds: [String: [TraefikGatewayName]] = [:]

  init(_ table: RoutingTable, _ inventory: Inventory) {
    for route in table.inOrder {
      switch route.source.kind {
      case ResourceKind.ingress.kind:
        guard route.implementation == TraefikContest.controller else { continue }
        addIngress(route)
      case ResourceKind.ingressRoute.kind: addIngressRoute(route, inventory)
      default:
        for name in TraefikGatewayName.all(of: route) {
          gatewayEnds[name.end, default: []].append(name)
        }
      }
    }
  }

  private mutating func addIngress(_ route: Route) {
    let (namespace, name) = (route.source.name.namespace, route.source.name.name)
    let router =
      route.isDefault
      ? "default-router" : TraefikName.normal("\(namespace)-\(name)-\(route.host)\(route.path)")
    routers["\(router)@kubernetes", default: []].insert(route.id)
    for backend in route.backends where backend.service != route.canary?.service {
      let service =
        route.isDefault ? "default-backend" : TraefikName.normal(TraefikName.service(backend))
      add(backend.service, "\(service)@kubernetes", route.id)
    }
    // Traefik's own reading of ingress-nginx's annotations.
    guard let primary = route.backends.first else { return }
    let own = TraefikName.normal("\(namespace)-\(name)-\(primary.service.name)-\(primary.port)")
    add(primary.service, "\(own)@kubernetesingressnginx", route.id)
    guard let canary = route.canary else { return }
    add(canary.service, "\(own)-canary@kubernetesingressnginx", route.id)
  }

  private mutating func addIngressRoute(_ route: Route, _ inventory: Inventory) {
    guard let match = route.terms?.traefik?.rule, let rule = route.rule else { return }
    let source = route.source.name
    let router = TraefikName.normal(
      "\(source.namespace)-\(source.name)-\(TraefikName.hash(of: match))")
    routers["\(router)@kubernetescrd", default: []].insert(route.id)
    let object = inventory.object(route.source.kind, source)?.object
    let entries = object?["spec"]["routes"].array
    let services = entries.flatMap { $0.indices.contains(rule) ? $0[rule]["services"].array : nil }
    let isOwn =
      services?.count == 1 && (services?.first?["kind"].string ?? "Service") == "Service"
    for backend in route.backends {
      // A single Service has the name of its router.
      let name = isOwn ? router : TraefikName.normal(TraefikName.service(backend))
      add(backend.service, "\(name)@kubernetescrd", route.id)
    }
    // What gets copies counts them as requests.
    for copy in route.terms?.copies ?? [] {
      let name = "\(TraefikName.normal(TraefikName.service(copy.backend)))@kubernetescrd"
      add(copy.backend.service, name, nil)
    }
  }

  private mutating func add(_ service: NamespacedName, _ name: String, _ route: Route.ID?) {
    var leaf = leaves[name] ?? Leaf(service: service)
    leaf.isAmbiguous = leaf.isAmbiguous || leaf.service != service || route == nil
    if leaf.service != service { leaf.service = NamespacedName("", "") }
    if let route {
      leaf.routes.insert(route)
      leavesOfRoute[route, default: []].insert(name)
    }
    leaves[name] = leaf
  }

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
    let counted = Set(
      origins.lazy.filter { $0.group == TraefikTraffic.routerGroup }
        .compactMap { $0.values.first.flatMap(route(ofRouter:)) })
    return origins.map { origin in
      let name = origin.values.first ?? ""
      guard origin.group == TraefikTraffic.routerGroup else {
        return name.hasSuffix("@internal") ? nil : key(ofService: name, counted)
      }
      return route(ofRouter: name).map { TrafficKey(route: $0, scope: .route) }
    }
  }

  /// The route of a router; nil where it is not known, or is of several.
  private func route(ofRouter name: String) -> Route.ID? {
    guard let routes = routers[name], routes.count == 1 else { return nil }
    return routes.first
  }

  private func key(ofService name: String, _ counted: Set<Route.ID>) -> TrafficKey {
    if let leaf = leaves[name] {
      let service = leaf.service.name.isEmpty ? nil : leaf.service
      guard !leaf.isAmbiguous, leaf.routes.count == 1, let route = leaf.routes.first else {
        return TrafficKey(service: service)
      }
      // The Services of a route are all of it only where none of them has another one's requests.
      let isWhole =
        !counted.contains(route) && (leavesOfRoute[route] ?? []).allSatisfy(isOfOneRoute)
      return TrafficKey(route: route, service: service, scope: isWhole ? .all : .services)
    }
    return TraefikGatewayName.key(of: name, among: gatewayEnds)
  }

  private func isOfOneRoute(_ name: String) -> Bool {
    leaves[name].map { $0.routes.count == 1 && !$0.isAmbiguous } ?? false
  }
}

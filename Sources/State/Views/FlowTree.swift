import Diagnosis
import Language
import Routing
package import Topology
import Traffic

/// What the flow picture shows: hosts, their routes, the Services behind them, and those's backends.
package struct FlowTree: Hashable, Sendable {
  /// How much of each level is built; the rest is counted.
  package struct Limits: Hashable, Sendable {
    /// How many routes are left out before the first.
    package var skipped: Int
    package var routes: Int
    package var backends: Int
    package var unrouted: Int
    /// Whether only rows are wanted: nothing has figures, health or words then.
    package var isBare = false

    package init(skipped: Int = 0, routes: Int = 100, backends: Int = 12, unrouted: Int = 30) {
      self.skipped = skipped
      self.routes = routes
      self.backends = backends
      self.unrouted = unrouted
    }
  }

  /// A host with its routes.
  package struct Host: Hashable, Sendable {
    /// Empty for routes of every host.
    package var name: String
    package var routes: [Route]
    package var id: RowID { .host(name) }
  }

  /// A route with a branch for each Service.
  package struct Route: Hashable, Sendable {
    package var id: RowID
    package var path: String
    package var health: Health
    package var rate: Double?
    package var branches: [Branch]
    /// Whether it is none: a Service that only the cluster's own pods reach.
    package var isUnrouted = false
  }

  /// The part of a route that goes to one Service.
  package struct Branch: Hashable, Sendable {
    package var id: RowID
    package var service: NamespacedName
    /// `web:80`.
    package var label: String
    package var health: Health
    /// `3/3 ready`, `0 selected`, `missing`.
    package var note: String
    /// Its part by weight, 0…1; nil where the route has one Service.
    package var share: Double?
    package var rate: Double?
    /// What the client gets while nothing answers: `503`; empty otherwise.
    package var answer: String
    /// Whether no proxy stands before it, so that nobody counts its requests.
    package var isUncounted = false
    /// Whether it is known which backends it has.
    package var isKnown = true
    package var backends: [Backend]
    /// How many more backends there are.
    package var more: Int
  }

  /// An address behind a Service.
  package struct Backend: Hashable, Sendable {
    package var id: RowID
    package var name: String
    package var health: Health
    package var rate: Double?
    /// The part of the requests that failed, 0…1.
    package var errors: Double?
    /// What stands in place of figures: `not ready`.
    package var note: String
    /// Requests a second of the last minute, the newest last.
    package var history: [Double?]
  }

  package var hosts: [Host] = []
  /// How many more routes there are.
  package var moreRoutes = 0
  /// Services that no route leads to.
  package var unrouted: [Branch] = []
  package var moreUnrouted = 0
  /// All requests a second, and those that nobody took; nil when nothing was measured.
  package var rate: Double?
  package var refused: Double?

  package init() {}

  package var routes: [Route] { hosts.flatMap(\.routes) }

  /// The width of the longest name of a backend.
  package var longestName: Int {
    routes.flatMap(\.branches).flatMap(\.backends).reduce(0) { max($0, $1.name.count) }
  }

  /// What stands in the place of a host over Services that no route leads to.
  package static let noRoute = "(no route)"

  /// The same with the Services that no route leads to as a host of their own at the end.
  package var withUnroutedServices: FlowTree {
    guard !unrouted.isEmpty else { return self }
    var tree = self
    tree.hosts.append(
      Host(
        name: Self.noRoute,
        routes: unrouted.map { branch in
          Route(
            id: branch.id, path: localized("in cluster"), health: branch.health, rate: branch.rate,
            branches: [branch], isUnrouted: true)
        }))
    return tree
  }
}

extension FlowTree {
  /// Builds the picture's content from routes in their order.
  init(
    _ ids: [RowID], in facts: Facts, namespace: String?, limits: Limits, isUnroutedShown: Bool
  ) {
    self.init()
    for case .route(let id) in ids.dropFirst(limits.skipped).prefix(limits.routes) {
      guard let route = facts.routing.route(id) else { continue }
      if hosts.last?.name != id.host { hosts.append(Host(name: id.host, routes: [])) }
      hosts[hosts.count - 1].routes.append(Self.route(route, facts, limits))
    }
    moreRoutes = ids.count - ids.dropFirst(limits.skipped).prefix(limits.routes).count
    rate = facts.readings.rate(.total)
    refused = facts.refused
    guard isUnroutedShown, limits.skipped + limits.routes >= ids.count else { return }
    for service in facts.listed where !service.isRouted {
      let name = service.name
      guard namespace == nil || name.namespace == namespace else { continue }
      if unrouted.count < limits.unrouted {
        let port = facts.inventory.service(name)?.ports.first.map { ":\($0.number)" } ?? ""
        unrouted.append(Self.branch(name, label: name.name + port, nil, facts, limits))
      } else {
        moreUnrouted += 1
      }
    }
  }

  private static func route(
    _ route: Routing.Route, _ facts: Facts, _ limits: Limits
  ) -> Route {
    guard !limits.isBare else {
      return Route(
        id: .route(route.id), path: "", health: .ok,
        branches: route.backends.map { branch($0.service, label: "", nil, facts, limits) })
    }
    let row = RouteRow(route, in: facts, withHistory: false)
    var branches = route.backends.map { backend in
      var branch = branch(
        backend.service, label: backend.label(of: facts.inventory.service(backend.service)),
        route.id, facts, limits)
      if backend.subset != nil { narrow(&branch, to: backend, of: route, facts, limits) }
      branch.share = route.backends.count > 1 ? route.share(of: backend) : nil
      if facts.inventory.service(backend.service).map({ backend.port(of: $0) == nil }) == true {
        (branch.health, branch.note, branch.answer) = (
          .fault, localized("no port \(backend.port)"), "503"
        )
      }
      return branch
    }
    answer(&branches, of: route, facts)
    return Route(
      id: row.id, path: route.isDefault ? localized("(default)") : route.path, health: row.health,
      rate: row.rate, branches: branches)
  }

  /// The statuses with which whoever serves the route answers where nobody is behind it, as a trace tells them.
  private static func answer(
    _ branches: inout [Branch], of route: Routing.Route, _ facts: Facts
  ) {
    // Without a diagnosis all policies would be read for each row.
    guard facts.diagnosis.policies != nil, branches.contains(where: { !$0.answer.isEmpty })
    else { return }
    let service = RouteService(
      route,
      in: TraceWorld(
        facts.inventory, routes: facts.routing, diagnosis: facts.diagnosis, now: facts.time))
    for (index, backend) in route.backends.enumerated() where !branches[index].answer.isEmpty {
      let known = facts.inventory.service(backend.service)
      let isThere = known.flatMap(backend.port(of:)) != nil
      branches[index].answer = "\(isThere ? service.withoutEndpoints : service.withoutService)"
    }
  }

  private static func branch(
    _ name: NamespacedName, label: String, _ route: Routing.Route.ID?, _ facts: Facts,
    _ limits: Limits
  ) -> Branch {
    var branch = Branch(
      id: .service(name), service: name, label: label, health: .fault, note: localized("missing"),
      answer: "503", backends: [], more: 0)
    guard !limits.isBare else {
      let all = facts.backends(of: name).prefix(limits.backends)
      branch.backends = all.map {
        Backend(
          id: .backend(service: name, address: $0.address.description), name: "", health: .ok,
          note: "", history: [])
      }
      return branch
    }
    branch.rate =
      route.map { facts.readings.rate(.routeService($0, name)) } ?? facts.figures(of: name).rate
    guard let known = facts.known[name] else { return branch }
    branch.health = facts.health(of: name)
    branch.note = note(known, facts)
    branch.isKnown = facts.knowsBackends || known.exposure == .externalName
    branch.isUncounted = known.isHeadless && branch.rate == nil
    let isAnswering = known.ready + known.serving > 0 || known.exposure == .externalName
    branch.answer = isAnswering || !facts.knowsBackends ? "" : "503"
    let all = facts.backends(of: name)
    branch.backends = all.prefix(limits.backends).map { backend($0, of: name, route, facts) }
    branch.more = max(0, all.count - limits.backends)
    return branch
  }

  /// Leaves the pods of a subset, with what they get.
  private static func narrow(
    _ branch: inout Branch, to part: Routing.Route.Backend, of route: Routing.Route,
    _ facts: Facts, _ limits: Limits
  ) {
    guard facts.known[part.service] != nil, facts.knowsBackends else { return }
    let own = facts.backends(of: part.service).filter { backend in
      guard let labels = part.subset?.labels,
        let pod = backend.endpoint.pod.flatMap(facts.inventory.pod)
      else { return false }
      return labels.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
    }
    let ready = own.count(where: \.endpoint.isReady)
    branch.note = localized("\(ready)/\(own.count) ready")
    branch.answer = ready > 0 ? "" : "503"
    if ready == 0 { branch.health = .fault }
    if !route.isOnlyPart(part) { branch.rate = RouteRow.rate(ofPart: part, of: route, facts) }
    branch.backends = own.prefix(limits.backends).map {
      backend($0, of: part.service, route.id, facts)
    }
    branch.more = max(0, own.count - limits.backends)
  }

  private static func note(_ known: ServiceFacts, _ facts: Facts) -> String {
    guard known.exposure != .externalName else {
      return facts.inventory.service(known.name).map { "→ \($0.externalName)" } ?? ""
    }
    guard facts.knowsBackends else { return localized("backends not known") }
    guard known.total == 0 else { return localized("\(known.ready)/\(known.total) ready") }
    return facts.inventory.service(known.name)?.selector.isEmpty == true
      ? localized("no selector") : localized("0 selected")
  }

  private static func backend(
    _ backend: ServiceBackend, of service: NamespacedName, _ route: Routing.Route.ID?,
    _ facts: Facts
  ) -> Backend {
    let own = facts.figures(of: backend.address, behind: service)
    var rate = own.rate
    if let route, facts.routing.countRoutes(to: service) > 1 {
      rate = facts.readings.rate(
        .key(.init(route: route, service: service, backend: backend.address)))
    }
    let endpoint = backend.endpoint
    let probes = facts.probes.readings(of: backend.address)
    let isDeaf = endpoint.isReady && BackendRow.isDeaf(probes)
    return Backend(
      id: .backend(service: service, address: backend.address.description),
      name: endpoint.pod?.name ?? backend.address.description,
      health: BackendRow.health(endpoint, own, probes), rate: rate, errors: own.errorShare,
      note: endpoint.isReady
        ? isDeaf ? localized("does not answer") : ""
        : endpoint.isTerminating ? localized("terminating") : localized("not ready"),
      history: facts.readings.history(
        .backend(service, backend.address), columns: 60, now: facts.time))
  }
}

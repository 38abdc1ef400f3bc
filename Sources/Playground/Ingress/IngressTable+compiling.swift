import Diagnosis
import Routing
import Topology

extension IngressTable {
  /// Compiles a configuration; pools and counters are found by what they belong to.
  static func compiled(
    _ configuration: IngressConfiguration, counters: ProxyCounters,
    generator: inout SplitMix, pool: (BackendAddress) -> UpstreamPool
  ) -> IngressTable {
    let table = configuration.table
    var rules: [Route.ID: Rule] = [:]
    let routes = configuration.decider?.world.routes.routes ?? table.routes
    for route in routes where rules[route.id] == nil {
      rules[route.id] = rule(
        route, configuration, counters: counters, generator: &generator, pool: pool)
    }
    func compiled(_ route: Route) -> Rule? { rules[route.id] }
    func list(_ name: String?) -> [Rule] {
      name.map { table.routes(ofHost: $0) }?.compactMap(compiled) ?? []
    }
    let fallback = table.defaultRoute.flatMap(compiled)
    let names = Set(table.hostNames).union(table.hostsWithDefault).subtracting([""])
    let hosts = names.map { name in
      let isWildcard = name.hasPrefix("*.")
      let wildcard = isWildcard ? nil : HostRules.wildcard(covering: name)
      let own =
        table.hostDefault(name).flatMap(compiled)
        ?? wildcard.flatMap { table.hostDefault($0) }.flatMap(compiled)
      return Host(
        name: Array((isWildcard ? name.dropFirst() : name[...]).utf8),
        rules: list(name) + list(wildcard) + list(""), fallback: own ?? fallback)
    }
    return IngressTable(
      hosts: hosts, anyHost: Host(name: [], rules: list(""), fallback: fallback),
      misses: counters.counter(ProxyCounterKey()), decider: configuration.decider,
      rules: configuration.decider == nil ? [:] : rules)
  }

  private static func rule(
    _ route: Route, _ configuration: IngressConfiguration, counters: ProxyCounters,
    generator: inout SplitMix, pool: (BackendAddress) -> UpstreamPool
  ) -> Rule {
    func key(_ service: NamespacedName?, _ backend: BackendAddress?) -> ProxyCounterKey {
      ProxyCounterKey(
        ingress: ProxyCounterKey.label(of: route.source), host: route.host, path: route.path,
        pathType: route.pathType.rawValue, service: service?.description ?? "",
        backend: backend?.description ?? "")
    }
    let targets = (configuration.targets[route.id] ?? []).map { target in
      Target(
        weight: target.weight,
        endpoints: target.endpoints.map {
          Endpoint(
            pool: pool($0.dialled), counter: counters.counter(key(target.service, $0.address)))
        }, refusals: counters.counter(key(target.service, nil)), start: generator.next(),
        refusal: target.refusal, failure: target.failure)
    }
    let copies = (configuration.copies[route.id] ?? []).map { copies in
      Copies(share: copies.share, pools: copies.endpoints.map { pool($0.dialled) })
    }
    return Rule(
      route, targets: targets, refusals: counters.counter(key(nil, nil)),
      refusal: configuration.refusals[route.id] ?? 503, copies: copies)
  }
}

package import Language
import Topology

/// Which rule of Istio's VirtualServices takes a request at a gateway.
///
/// The most specific host alone decides; of its rules the first one that matches answers, in the order in which they
/// are written. Where several VirtualServices have one host, their rules for everything go last (Envoy's virtual
/// hosts; `pilot/pkg/networking/core/route`, `CombineVHostRoutes`).
package struct IstioContest: Sendable {
  /// The route that answers; nil when none does.
  package private(set) var chosen: Route?
  package private(set) var losers: [(route: Route, why: Message)] = []
  /// Rules whose path fits while something else does not, in the order in which they are tried.
  package private(set) var misses: [GatewayContest.Miss] = []
  /// Rules with a regular expression or a condition that is not evaluated, which go before the one that answers.
  package private(set) var patterns: [Route] = []
  /// Whether the gateway leads plain requests for the host to https.
  package private(set) var isRedirected = false
  /// A route of the host that decides, which tells how the host is served.
  package private(set) var sample: Route?

  /// A contest without any routes.
  package init() {}

  /// Resolves a request among the routes of gateways.
  ///
  /// Only those with a server for the scheme and port take part, unless there is none at all.
  package init(_ request: GatewayRequest, _ table: RoutingTable) {
    let all = table.candidates(for: request.host) { route in
      route.isOfIstio && route.controller != Istio.mesh && route.terms?.isOfConnections == false
    }
    guard !all.isEmpty else { return }
    let index = table.istio
    let heard = all.filter { !Self.servers($0, request, index).isEmpty }
    let candidates = heard.isEmpty ? all : heard
    guard let first = candidates.first else { return }
    sample = first
    let own = candidates.filter { $0.controller == first.controller }
    for route in Self.ordered(own.filter { $0.host == first.host }) { take(route, request) }
    losers += own.filter { $0.host != first.host && $0.terms?.fit(request) == .fits }
      .map { ($0, "would match, less specific host") }
    let servers = Self.servers(first, request, index)
    isRedirected = !request.isSecure && !servers.isEmpty && servers.allSatisfy(\.isRedirecting)
  }

  private static func servers(
    _ route: Route, _ request: GatewayRequest, _ index: IstioIndex
  ) -> [IstioGateway.Server] {
    guard let gateway = index.gateway(of: route) else { return [] }
    return gateway.servers.filter { server in
      server.isForRequests && server.isSecure == request.isSecure
        && (request.port == nil || server.number == request.port)
        && gateway.serves(request.host, by: server, for: route.source.name.namespace)
    }
  }

  /// The routes of one host in the order in which they are tried.
  private static func ordered(_ routes: [Route]) -> [Route] {
    let isCatchAll = { (route: Route) in route.terms?.isCatchAll == true }
    let sources = routes.map(\.source).reduce(into: [ObjectReference]()) { list, source in
      if list.last != source { list.append(source) }
    }
    guard sources.count > 1 else { return routes }
    // What comes behind a rule for everything in one VirtualService is never tried.
    let tried = sources.flatMap { source -> [Route] in
      let own = routes.filter { $0.source == source }
      let end = own.firstIndex(where: isCatchAll).map { $0 + 1 } ?? own.count
      return Array(own.prefix(end))
    }
    return tried.filter { !isCatchAll($0) } + tried.filter(isCatchAll)
  }

  private mutating func take(_ route: Route, _ request: GatewayRequest) {
    guard let terms = route.terms else { return }
    switch terms.fit(request) {
    case .fits where chosen == nil: chosen = route
    case .fits: losers.append((route, "would match, an earlier rule goes first"))
    case .open where chosen == nil: patterns.append(route)
    case .open, .differs: break
    case .unmet(let condition):
      misses.append(
        GatewayContest.Miss(
          route: route, path: terms.path, condition: condition.text, field: terms.field))
    }
  }
}

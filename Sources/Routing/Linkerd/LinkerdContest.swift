package import Topology

/// Where the proxy beside a client sends a request for a Service.
///
/// Overrides of a ServiceProfile go before all routes; of routes those of the client's own namespace count alone, else
/// those of the Service's; among them the order of precedence is that of the Gateway API.
package struct LinkerdContest: Sendable {
  /// Whether any object says more than that requests go to the Service.
  package private(set) var isAsked = false
  /// The route that takes the request; nil when none does, which the proxy answers with 404.
  package private(set) var chosen: Route?
  /// An object that was asked.
  package private(set) var source: ObjectReference?
  /// Rules whose path fits while something else does not.
  package private(set) var misses: [GatewayContest.Miss] = []
  /// Regular expressions that only the proxy can evaluate.
  package private(set) var patterns: [Route] = []

  /// Resolves a request of a client in a namespace.
  package init(
    _ request: GatewayRequest, to service: NamespacedName, port: Int, from namespace: String,
    _ table: RoutingTable
  ) {
    let index = table.linkerd
    if let override = index.overrides(of: service, from: namespace).first {
      isAsked = true
      source = override
      chosen = table.routes(of: override).first
      return
    }
    let documents = Self.documents(of: service, port: port, from: namespace, index)
    guard let first = documents.first else { return }
    isAsked = true
    source = first.reference
    let host = Linkerd.host(of: service)
    let routes = documents.flatMap { table.routes(of: $0.reference) }.filter { $0.host == host }
    let contest = GatewayContest(request, among: routes) { index.document($0) }
    (chosen, misses, patterns) = (contest.chosen, contest.misses, contest.patterns)
  }

  /// Whether any object says of requests of clients in a namespace more than that they go to the Service.
  package static func isAsked(
    about service: NamespacedName, port: Int, from namespace: String, _ table: RoutingTable
  ) -> Bool {
    let index = table.linkerd
    return !index.overrides(of: service, from: namespace).isEmpty
      || !documents(of: service, port: port, from: namespace, index).isEmpty
  }

  private static func documents(
    of service: NamespacedName, port: Int, from namespace: String, _ index: LinkerdIndex
  ) -> [GatewayRouteDocument] {
    let all = index.routes(of: service, port: port)
    let own = all.filter { $0.namespace == namespace }
    let documents = own.isEmpty ? all.filter { $0.namespace == service.namespace } : own
    // Of two kinds at one parent the lower one is rejected.
    let calls = documents.filter { $0.kind == "GRPCRoute" }
    return calls.isEmpty ? documents : calls
  }
}

package import Topology

/// Where the proxy of Istio beside a client sends a request for a Service.
///
/// The VirtualService with the Service's own name goes before those with wildcards, of which the longest counts. Of
/// several with one host the oldest has all: unlike at gateways their rules are not put together
/// (`pilot/pkg/networking/core/route`, `BuildSidecarVirtualHostWrapper`). Its first rule that matches answers.
package struct IstioSidecarContest: Sendable {
  /// The route that takes the request; nil when none does, which the proxy answers with 404.
  package private(set) var chosen: Route?
  /// The VirtualService that was asked.
  package let source: ObjectReference
  /// Rules whose path fits while something else does not.
  package private(set) var misses: [GatewayContest.Miss] = []
  /// Regular expressions that only the proxy can evaluate.
  package private(set) var patterns: [Route] = []

  /// Resolves a request of a client; nil where no VirtualService says more than that requests go to the Service.
  package init?(
    _ request: GatewayRequest, to service: Service, port: Int, from client: Pod,
    _ table: RoutingTable
  ) {
    let namespace = client.metadata.namespace
    guard IstioHosts.isName(request.host, of: service, from: namespace),
      let asked = Self.asked(about: service, port: port, from: namespace, table)
    else { return nil }
    source = asked.reference
    let request = request.sent(by: client, to: port)
    for route in Self.routes(of: asked.reference, host: asked.host, table) {
      take(route, request)
    }
  }

  /// The VirtualService that has the rules for requests of clients in a namespace, and its host.
  package static func asked(
    about service: Service, port: Int, from namespace: String, _ table: RoutingTable
  ) -> (reference: ObjectReference, host: String)? {
    let index = table.istio
    guard !index.services.isEmpty,
      let port = service.ports.first(where: { $0.number == port }),
      IstioProtocol.hasRequests(port) != false
    else { return nil }
    for host in IstioHosts.covering(service.metadata.key) {
      let found = index.meshServices(of: host).filter { $0.isVisible(in: namespace) }
      guard let first = found.first else { continue }
      let routes = routes(of: first.reference, host: host, table)
      return routes.isEmpty ? nil : (first.reference, host)
    }
    return nil
  }

  /// The rules for requests at the proxies beside clients, in the order in which they are tried.
  private static func routes(
    of source: ObjectReference, host: String, _ table: RoutingTable
  ) -> [Route] {
    let host = host == "*" ? "" : host
    return table.routes(of: source).filter {
      $0.isServedByMesh && $0.host == host && $0.terms?.isOfConnections == false
    }.sorted { ($0.terms?.position ?? 0) < ($1.terms?.position ?? 0) }
  }

  private mutating func take(_ route: Route, _ request: GatewayRequest) {
    guard chosen == nil, let terms = route.terms else { return }
    switch terms.fit(request) {
    case .fits: chosen = route
    case .open: patterns.append(route)
    case .differs: break
    case .unmet(let condition):
      misses.append(
        GatewayContest.Miss(
          route: route, path: terms.path, condition: condition.text, field: terms.field))
    }
  }
}

extension IstioIndex {
  /// The VirtualServices for the proxies beside clients that have a host, the oldest first.
  func meshServices(of host: String) -> [IstioVirtualService] {
    func age(_ service: IstioVirtualService) -> (String, String, String) {
      let metadata = service.resource.metadata
      return (metadata.creationTimestamp, metadata.name, metadata.namespace)
    }
    return (byHost[host] ?? []).compactMap { services[$0] }.filter(\.isOfMesh)
      .sorted { age($0) < age($1) }
  }
}

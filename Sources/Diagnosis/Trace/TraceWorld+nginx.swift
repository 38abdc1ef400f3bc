import Routing
import Topology

/// What ingress-nginx makes of its annotations.
extension TraceWorld {
  /// Whether plain requests are led to https: the host has TLS, and no annotation says otherwise.
  ///
  /// The playground's proxy does so where an annotation asks for it, and not by itself.
  func nginxLeadsToHTTPS(
    _ route: Route, _ request: GatewayRequest, _ behaviour: ControllerBehaviour
  ) -> Bool {
    let terms = route.terms?.nginx
    guard !request.isSecure, route.source.kind == ResourceKind.ingress.kind,
      terms != nil || behaviour.redirect != nil
    else { return false }
    if terms?.forcesHTTPS == true { return true }
    guard terms?.leadsToHTTPS ?? (behaviour.redirect != nil) else { return false }
    return route.isTLS
      || routes.candidates(for: request.host).contains {
        $0.isTLS && $0.host == route.host && $0.server == route.server
      }
  }

  /// A route as whoever serves it leads to Services: without those that leave their share to others, or with the one
  /// that stands in for them.
  func asServed(_ route: Route, _ behaviour: ControllerBehaviour) -> Route {
    if behaviour.leavesOutUnresolved { return route.withoutUnresolved(in: self) }
    guard let backend = standIn(for: route) else { return route }
    var route = route
    route.backends = [backend]
    route.canary = nil
    return route
  }

  /// The default backend of an annotation, which answers where the Service of a path has nobody who does, and has
  /// somebody itself.
  func standIn(for route: Route) -> Route.Backend? {
    guard let name = route.terms?.nginx?.defaultBackend, !isUnreadable("Service"),
      !isUnreadable("EndpointSlice"), let own = route.backends.first,
      !route.usesClusterIP(in: inventory), ExpectedShares(own, in: inventory).shares.isEmpty,
      // Of several ports the first one gets the requests.
      let port = inventory.service(name)?.ports.first
    else { return nil }
    let backend = Route.Backend(service: name, port: .number(port.number))
    return ExpectedShares(backend, in: inventory).shares.isEmpty ? nil : backend
  }
}

extension Route {
  /// Whether its requests go to the cluster IP of the Service, behind which nodes choose a pod.
  func usesClusterIP(in inventory: Inventory) -> Bool {
    guard terms?.nginx?.usesClusterIP == true,
      let service = backends.first.flatMap({ inventory.service($0.service) })
    else { return false }
    return !service.isHeadless && service.exposure != .externalName
  }
}

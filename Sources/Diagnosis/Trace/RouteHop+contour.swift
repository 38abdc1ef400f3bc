import Language
import Routing
import Topology

/// What is peculiar to HTTPProxies.
extension TraceWalk {
  /// An include that leads nowhere.
  mutating func missInclude(_ route: Route, _ rule: Message, _ status: Int) {
    let broken = world.diagnosis.faults(of: route.source).first {
      $0.id == ContourFaults.includeID
        && $0.field?.hasPrefix(route.terms?.field ?? "spec.includes") == true
    }
    fail(
      .route, route.source,
      says: "\(rule) is of an include that leads nowhere: Contour answers \(status).",
      fault: broken, .status(status))
  }

  /// The rule that would answer is of an HTTPProxy that Contour refuses.
  mutating func missRefused(_ route: Route) {
    let fault = world.refusal(of: route)
    fail(
      .route, fault?.object ?? route.source,
      says: "Contour refuses \(fault?.object ?? route.source), so its rules are not served.",
      fault: fault, .status(404))
  }

  /// The same for a client of https, which does not come as far as that where the host has no certificate.
  mutating func refuseTLS(_ route: Route) {
    guard request.url?.scheme == .https, let fault = world.refusal(of: route),
      fault.object == route.terms?.chain.first
    else { return }
    fail(
      .tls, fault.object,
      says: "Contour refuses \(fault.object), so it has no certificate for \(request.host) and "
        + "closes the connection.", fault: fault, .refused)
  }

  /// Whether a client of https gets as far as the certificate: Contour knows hosts by the name in the greeting.
  mutating func passGreeting(_ route: Route, _ url: TraceURL) -> Bool {
    guard route.isTLS else {
      fail(
        .tls, route.source,
        says: "No HTTPProxy gives \(request.host) a certificate: Contour closes the connection.",
        fault: Fault(
          "url-scheme-has-no-listener", .blocker, route.source, field: "spec.virtualhost.tls",
          says: "https is asked for, and no HTTPProxy of \(request.host) has TLS.",
          fix: "Set spec.virtualhost.tls with a Secret, or ask by http."), .refused)
      return false
    }
    guard url.host == request.host || NameRules.isAddress(url.host) else {
      fail(
        .tls, route.source,
        says: "The TLS greeting names \(url.host), and the request \(request.host): Contour "
          + "answers 421.", fault: nil, .status(421))
      return false
    }
    guard route.tlsSecret == nil else { return true }
    add(
      .tls, .unknown, route.source,
      says: "TLS of \(request.host) is passed on as it is: the Service behind it has the "
        + "certificate.")
    return false
  }

  /// A route without the Services that Contour cannot resolve, as long as there are others: they get their share.
  func withoutUnresolved(_ route: Route) -> Route {
    guard !world.isUnreadable("Service") else { return route }
    var left = route
    left.backends = route.backends.filter { backend in
      inventory.service(backend.service)?.port(backend.port) != nil
    }
    guard !left.backends.isEmpty else { return route }
    if left.backends.allSatisfy({ $0.weight == 0 }) {
      for index in left.backends.indices { left.backends[index].weight = 1 }
    }
    return left
  }
}

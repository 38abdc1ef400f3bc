import Routing
import Topology

/// What Contour makes of the objects of a cluster.
extension TraceWorld {
  /// What makes Contour drop the rules of an HTTPProxy and of those that it includes.
  private static let fatal: Set<String> = [
    "httpproxy-fqdn-missing-or-duplicate", "httpproxy-tls-invalid", "httpproxy-nothing-defined",
    "httpproxy-policy-invalid", "contour-listener-missing",
  ]

  /// Whether Contour takes all HTTPProxies that lead to a route.
  func isTaken(_ route: Route) -> Bool { refusal(of: route) == nil }

  /// What is wrong with the first HTTPProxy on the way to a route that Contour refuses.
  func refusal(of route: Route) -> Fault? {
    for object in route.terms?.chain ?? [] {
      if let fault = diagnosis.faults(of: object).first(where: { Self.fatal.contains($0.id) }) {
        return fault
      }
    }
    return nil
  }
}

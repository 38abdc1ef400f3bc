import Topology

/// The programs in whose place the playground's proxy serves Ingresses.
///
/// Routes of other kinds name their controller by their kind, and are all served.
package enum PlayedControllers {
  /// Whether the proxy serves the Ingresses of a class with this `spec.controller`, in that program's way.
  package static func hold(_ implementation: String) -> Bool {
    [NginxContest.controller, TraefikContest.controller].contains(implementation)
  }

  /// Whether the proxy serves a route.
  package static func hold(_ route: Route) -> Bool {
    route.source.kind != ResourceKind.ingress.kind || hold(route.implementation)
  }
}

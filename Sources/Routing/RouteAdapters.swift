package import Topology

/// The registry: one line for each kind of route that the program can read.
package enum RouteAdapters {
  package static let all: [any RouteAdapter] = [
    IngressAdapter(),
    TraefikAdapter(),
    GatewayAdapter(),
    ContourAdapter(),
    IstioAdapter(),
    LinkerdAdapter(),
  ]

  /// The names of all kinds whose change can change a route.
  package static let kinds: [ResourceKind] = all.flatMap(\.kinds)
}

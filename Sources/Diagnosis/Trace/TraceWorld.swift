package import Routing
package import Topology

/// What a trace reads: the objects of a cluster with everything that was derived from them before.
///
/// A trace asks indexes only, so that it costs what is on its way.
package struct TraceWorld: Sendable {
  package let inventory: Inventory
  package let routes: RoutingTable
  package let diagnosis: Diagnosis
  let policies: PolicyIndex
  /// Seconds since 1970; 0 leaves out what depends on time.
  package let now: Double

  /// The diagnosis must be one of this inventory.
  package init(
    _ inventory: Inventory, routes: RoutingTable, diagnosis: Diagnosis, now: Double = 0
  ) {
    self.inventory = inventory
    self.routes = routes
    self.diagnosis = diagnosis
    self.now = now
    policies = diagnosis.policies ?? PolicyIndex(inventory)
  }

  /// Whether objects of a kind may not be read, so that what is missing may exist.
  func isUnreadable(_ kind: String) -> Bool { diagnosis.unreadableKinds.contains(kind) }

  /// Whether the data plane is the playground's, whose proxy serves any port and enforces no policy.
  ///
  /// The nodes of a playground are marked, so that it is known to whoever reaches it as any cluster.
  var isPlayground: Bool {
    diagnosis.extent == .playground
      || inventory.node("node-1")?.metadata.labels["topology.kubernetes.io/region"] == "loopback"
        && diagnosis.extent != .manifests
  }

  /// Whether a Service is the one in front of a controller of routes.
  func isController(_ service: Service) -> Bool {
    IngressControllers.all.contains {
      $0.isNamed(in: service.metadata.name) || $0.isNamed(in: service.metadata.namespace)
    }
  }

  /// Whether somebody serves a route, as far as its class tells.
  func isServed(_ route: Route) -> Bool {
    if isPlayground { return PlayedControllers.hold(route) }
    // A class that was found names the program behind it.
    guard route.source.kind == "Ingress", !isUnreadable("IngressClass") else { return true }
    guard route.implementation.isEmpty else {
      return route.controller.isEmpty || !isWithoutController(route.controller)
    }
    return !diagnosis.faults(of: route.source).contains {
      $0.grade == .blocker && Self.unserved.contains($0.id)
    }
  }

  /// What is said of an Ingress that no controller takes up.
  private static let unserved = ["ingress-class-not-found", "ingress-no-class"]
}

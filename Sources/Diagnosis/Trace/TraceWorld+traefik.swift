package import Routing
import Topology

/// What Traefik makes of the objects of a cluster.
extension TraceWorld {
  /// Whether Traefik is told to keep routes whose Services have no endpoints (`allowEmptyServices`).
  ///
  /// Its chart says so, the program itself does not. What else it may be told stands in no object that is read.
  var keepsEmptyServices: Bool {
    guard let traefik = IngressControllers.controller(TraefikContest.controller) else {
      return false
    }
    let homes = inventory.workloadNamespaces.filter {
      $0 == "kube-system" || traefik.isNamed(in: $0)
    }
    return homes.contains { namespace in
      inventory.workloads(in: namespace).contains { workload in
        traefik.isServed(by: workload)
          && [workload.templateLabels, workload.metadata.labels].contains {
            $0["helm.sh/chart"]?.hasPrefix("traefik-") ?? false
          }
      }
    }
  }

  /// Whether Traefik makes a router of a route, as far as that is known: all of its Services have to be there, with
  /// their ports, and endpoints unless it keeps those without.
  func isLoaded(_ route: Route, keepingEmpty: Bool) -> Bool {
    traefikRefusal(of: route) == nil && hasServices(route, keepingEmpty: keepingEmpty)
  }

  /// Whether Traefik serves a route, as far as that is known.
  package func isLoadedByTraefik(_ route: Route) -> Bool {
    isLoaded(route, keepingEmpty: keepsEmptyServices)
  }

  /// Whether Traefik makes a router of a rule, also of one that it disables then: for a middleware, or for what a
  /// TraefikService lacks.
  func isMade(_ route: Route, keepingEmpty: Bool) -> Bool {
    let object = inventory.object(route.source.kind, route.source.name)?.object
    let rules = object?["spec"]["routes"].array ?? []
    let services = route.rule.flatMap { rules.indices.contains($0) ? rules[$0] : nil }?["services"]
    return services?.array.contains { $0["kind"].string == "TraefikService" } == true
      || hasServices(route, keepingEmpty: keepingEmpty)
  }

  private func hasServices(_ route: Route, keepingEmpty: Bool) -> Bool {
    if route.terms?.traefik?.internalService != nil { return true }
    guard !isUnreadable("Service") else { return true }
    let reader = TraceLegReader(
      world: self, client: .outside(nil), door: nil, implementation: route.implementation)
    return !route.backends.isEmpty
      && route.backends.allSatisfy { backend in
        switch reader.leg(backend.service, backend.port, share: 1).problem {
        case nil, .transport?: true
        case .serviceMissing?, .portNotStated?, .portMissing?, .externalRefused?: false
        default: keepingEmpty || isUnreadable("EndpointSlice")
        }
      }
  }

  /// What keeps Traefik from making a router of a rule, besides its Services.
  func traefikRefusal(of route: Route) -> Fault? {
    guard route.implementation == TraefikContest.controller else { return nil }
    let field = route.terms.map { "\($0.field)." } ?? "metadata.annotations"
    return diagnosis.faults(of: route.source).first { fault in
      fault.grade == .blocker && TraefikFaults.fatal.contains(fault.id)
        && fault.field?.hasPrefix(field) == true
    }
  }

  /// The one controller that the classes name and that somebody runs; nil where several may answer, or none.
  var onlyController: ControllerBehaviour? {
    let running = IngressClasses(inventory).implementations { name in
      !isWithoutController(name)
    }
    guard running.count == 1, let one = running.first, IngressControllers.controller(one) != nil
    else { return nil }
    return ControllerBehaviour(one, in: self)
  }

  /// Whether nobody in the cluster runs a class.
  func isWithoutController(_ name: String) -> Bool {
    diagnosis.faults(of: ObjectReference("IngressClass", "", name)).contains {
      $0.id == "ingress-class-no-controller"
    }
  }
}

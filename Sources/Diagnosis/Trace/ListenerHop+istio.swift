import Language
import Routing
import Topology

extension TraceWalk {
  /// Whether a server of the Gateway takes the request at its port.
  mutating func passIstio(_ route: Route, _ url: TraceURL, isRedirected: Bool) {
    let object = gateway(of: route)
    let gateway = world.routes.istio.gateways[object.name]
    let servers = gateway?.servers ?? []
    let fitting = servers.filter { $0.isForRequests && $0.isSecure == (url.scheme == .https) }
    let usual =
      url.statedPort == nil || world.isPlayground
      ? fitting : fitting.filter { $0.number == url.port }
    let own = usual.first {
      gateway?.serves(request.host, by: $0, for: route.source.name.namespace) == true
    }
    if own == nil, !usual.isEmpty {
      fail(
        .listener, object, says: "No server of it has the host \(request.host).",
        fault: world.diagnosis.faults(of: route.source).first { $0.id == "vs-host-not-in-gateway" },
        .status(404))
      return
    }
    guard let server = own else {
      let list = servers.map { "\($0.protocolName) \($0.number)" }.joined(separator: ", ")
      fail(
        .listener, object, says: "Its servers are \(list).",
        fault: Fault(
          fitting.isEmpty ? "url-scheme-has-no-listener" : "url-port-not-exposed", .blocker, object,
          field: "spec.servers",
          says: "\(url.scheme.rawValue) on port \(url.port) is asked for, and it has \(list).",
          fix: "Add a server, or use a port and scheme that it has."), deaf)
      return
    }
    if isRedirected { redirect = 301 }
    add(
      .listener, .ok, object,
      says: isRedirected
        ? "\(server.protocolName) on port \(server.number), which leads to https."
        : "\(server.protocolName) on port \(server.number).")
  }

  /// Whose certificate clients of a gateway of Istio get.
  mutating func passIstioTLS(_ route: Route) {
    add(
      .tls, .unknown, gateway(of: route),
      says: "The certificate is in the namespace of the gateway's pods: whether it fits "
        + "\(request.host) is not known.")
  }

  /// What the diagnosis says of a subset without pods.
  func fault(ofSubset leg: TraceLeg) -> Fault? {
    let own = route.map { world.diagnosis.faults(of: $0.source) } ?? []
    let rules = world.routes.istio.rules(of: leg.name).flatMap {
      world.diagnosis.faults(of: ObjectReference(ResourceKind.destinationRule.kind, $0))
    }
    return own.first { $0.id == "vs-subset-missing" }
      ?? rules.first { $0.id == "dr-host-or-subset-unmatched" }
  }
}

extension TraceLegReader {
  /// One leg of a route, of the pods of its subset alone.
  func leg(_ backend: Route.Backend, share: Double) -> TraceLeg {
    let only = world.inventory.service(backend.service).flatMap(backend.port(of:))
    let reference = backend.takesOnlyPort ? only.map { .number($0.number) } : backend.port
    var leg = leg(backend.service, reference, share: share)
    guard let subset = backend.subset, leg.problem == nil, leg.alias == nil else { return leg }
    let isOwn = { (found: ServiceBackend) in
      guard let labels = subset.labels, let name = found.endpoint.pod,
        let pod = world.inventory.pod(name)
      else { return false }
      return labels.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
    }
    leg.all = leg.all.filter(isOwn)
    leg.candidates = leg.candidates.filter(isOwn)
    if leg.candidates.isEmpty { leg.problem = .noSubset(subset.name) }
    return leg
  }
}

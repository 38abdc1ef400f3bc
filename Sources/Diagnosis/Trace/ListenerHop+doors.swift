import Language
import Routing
import Topology

extension TraceWalk {
  /// The listeners of a Gateway that take the request.
  mutating func passGateway(_ route: Route, _ url: TraceURL) {
    guard let resource = inventory.object(route.source.kind, route.source.name) else { return }
    let document = GatewayRouteDocument(resource)
    let attached = world.routes.gateways.listeners(of: document, in: inventory)
    let wanted = url.scheme == .https ? ["HTTPS", "TLS"] : ["HTTP"]
    let all = attached.flatMap { owner, listeners in listeners.map { (owner.reference, $0) } }
    let fitting = all.filter { wanted.contains($0.1.protocolName) }
    let usual =
      url.statedPort == nil || world.isPlayground
      ? fitting : fitting.filter { $0.1.port == url.port }
    if let (owner, listener) = usual.first {
      add(
        .listener, .ok, owner,
        says: "Listener \(listener.name), \(listener.protocolName) on port \(listener.port).")
      return
    }
    let object = all.first?.0 ?? gateway(of: route)
    let list = all.map { "\($0.1.protocolName) \($0.1.port)" }.joined(separator: ", ")
    let isScheme = fitting.isEmpty
    fail(
      .listener, object,
      says: all.isEmpty
        ? "\(route.source) is attached to no listener." : "Its listeners are \(list).",
      fault: all.isEmpty
        ? world.diagnosis.faults(of: route.source).first
        : Fault(
          isScheme ? "url-scheme-has-no-listener" : "url-port-not-exposed", .blocker, object,
          field: "spec.listeners",
          says: "\(url.scheme.rawValue) on port \(url.port) is asked for, and it has \(list).",
          fix: "Add a listener, or use a port and scheme that it has."), deaf)
  }

  /// What clients get where no listener is for them; the playground's proxy listens for all.
  var deaf: Ending { world.isPlayground ? .status(404) : .refused }

  /// A door of a Service from outside, or none.
  mutating func passDoor(_ door: TraceDoor) {
    guard let leg = legs.first, let service = leg.service else { return }
    if request.url?.scheme == .https {
      add(.tls, .ok, says: "TLS ends in the pods: which certificate they have is not known here.")
    }
    switch door {
    case .clusterIP, .headless: break
    case .nodePort(let node):
      let port = leg.port.map { "\($0.nodePort)" } ?? "?"
      add(
        .listener, .ok, ObjectReference("Node", "", node.metadata.name),
        says: "Node port \(port) of \(node.metadata.name) leads to \(leg.object).")
    case .balancer(let address): passBalancer(address, service)
    }
  }

  private mutating func passBalancer(_ address: String, _ service: Service) {
    let object = ObjectReference("Service", service.metadata.key)
    let ranges = service.balancer.sourceRanges
    let list = ranges.prefix(3).joined(separator: ", ")
    guard !ranges.isEmpty, case .outside(let client) = client else {
      add(.listener, .ok, object, says: "\(address) is open to everybody.")
      return
    }
    guard let client else {
      add(
        .listener, .unknown, object,
        says: "Only clients of \(list) are let in; name one with --from outside/ADDRESS.")
      return
    }
    guard !ranges.contains(where: { CIDRBlock($0)?.contains(client) ?? false }) else {
      add(.listener, .ok, object, says: "The client is of \(list), who are let in.")
      return
    }
    fail(
      .listener, object, says: "Only clients of \(list) are let in, and this one is not.",
      fault: Fault(
        "lb-source-ranges-exclude-client", .blocker, object,
        field: "spec.loadBalancerSourceRanges",
        says: "It lets in \(list) only, and the client has another address.",
        fix: "Add the client's address to loadBalancerSourceRanges, or ask from within."), .timeout)
  }
}

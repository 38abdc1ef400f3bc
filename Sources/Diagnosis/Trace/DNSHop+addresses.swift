import Language
import Routing
import Topology

extension TraceWalk {
  /// A URL with an address in place of a name.
  mutating func resolveAddress(_ url: TraceURL) -> TraceEntry? {
    if let name = inventory.services(withAddress: url.host).first,
      let service = inventory.service(name)
    {
      return resolve(service, url)
    }
    if let node = inventory.node(withAddress: url.host) { return resolve(node, url) }
    return .controller
  }

  private mutating func resolve(_ service: Service, _ url: TraceURL) -> TraceEntry? {
    let object = ObjectReference("Service", service.metadata.key)
    guard service.clusterIP == url.host else {
      guard let entry = balancer(service.metadata.key, url) else { return nil }
      if case .service = entry {
        add(.dns, .ok, object, says: "\(url.host) is an address of \(object).")
      }
      return entry
    }
    guard !client.isOutside else {
      fail(
        .dns, object, says: "\(url.host) is a cluster IP, which leads nowhere outside.",
        fault: Fault(
          "url-port-not-exposed", .blocker, object, field: "spec.clusterIP",
          says: "Its cluster IP \(url.host) is reached from inside the cluster only.",
          fix: "Ask from inside (--from pod/NAME), or expose it by a route, a NodePort or a "
            + "LoadBalancer."), .timeout)
      return nil
    }
    add(.dns, .ok, object, says: "\(url.host) is the cluster IP of \(object).")
    return .service(service.metadata.key, .number(url.port), .clusterIP)
  }

  private mutating func resolve(_ node: Node, _ url: TraceURL) -> TraceEntry? {
    let object = ObjectReference("Node", "", node.metadata.name)
    let owner = inventory.services(withNodePort: url.port).compactMap { name in
      world.inventory.service(name)
    }.first { service in
      service.ports.contains { $0.nodePort == url.port && $0.transport == .tcp }
    }
    guard let owner else {
      // Controllers often listen on the nodes themselves.
      if [80, 443].contains(url.port) { return .controller }
      unexposed(url, object)
      return nil
    }
    guard !world.isController(owner) else { return .controller }
    let port = owner.ports.first { $0.nodePort == url.port }
    add(
      .dns, .ok, object,
      says: "\(url.host) is node \(node.metadata.name).")
    return .service(
      owner.metadata.key, port.map { .number($0.number) }, .nodePort(node))
  }

  private mutating func unexposed(_ url: TraceURL, _ object: ObjectReference) {
    fail(
      .dns, object, says: "No Service has the node port \(url.port).",
      fault: Fault(
        "url-port-not-exposed", .blocker, object,
        says: "No Service has the node port \(url.port), so nothing listens at \(url.host).",
        fix: "Use a node port that a Service has, or add it: kubectl get services -A shows them."),
      .refused)
  }

  /// What keeps a pod from asking the cluster's DNS; nil where nothing is known to.
  func blockedDNS(for pod: Pod) -> Fault? {
    let name = NamespacedName("kube-system", "kube-dns")
    guard !world.isPlayground, !world.isUnreadable("NetworkPolicy"),
      !world.policies.policies(isolating: pod, .egress).isEmpty,
      let service = inventory.service(name), service.isSelecting
    else { return nil }
    let servers = inventory.pods(in: name.namespace, matching: service.selector)
      .filter { !$0.isFinished }
    let verdicts = servers.flatMap { server in
      [TransportProtocol.udp, .tcp].map { transport in
        world.policies.verdict(from: .pod(pod), to: server, port: 53, transport: transport)
      }
    }
    guard let first = verdicts.first, verdicts.allSatisfy({ $0.isAllowed == false }) else {
      return nil
    }
    let half = first.egress.outcome == .denied ? first.egress : first.ingress
    guard let policy = half.policy else { return nil }
    return Fault(
      "netpol-blocks-dns", .blocker, ObjectReference("NetworkPolicy", policy), field: half.field,
      says: "It keeps pod \(pod.metadata.key) from asking the DNS of the cluster.",
      fix: "Add an egress rule to kube-dns with port 53 for UDP and TCP.")
  }
}

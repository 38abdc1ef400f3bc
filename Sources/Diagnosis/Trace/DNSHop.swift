import Language
import Routing
import Topology

extension TraceWalk {
  /// What the name means to the client, and by which door its request enters; nil when by none.
  mutating func resolve() -> TraceEntry? {
    switch request.target {
    case .service(let name, let port): return resolve(name, port)
    case .url(let url):
      if NameRules.isAddress(url.host) { return resolveAddress(url) }
      return client.isOutside ? resolveOutside(url) : resolveInside(url)
    }
  }

  /// A Service that was named as such.
  private mutating func resolve(_ name: NamespacedName, _ port: PortReference?) -> TraceEntry? {
    guard let service = inventory.service(name) else {
      miss(name)
      return nil
    }
    let object = ObjectReference("Service", name)
    let reference = port ?? service.ports.first.map { .number($0.number) } ?? .number(80)
    guard client.isOutside else {
      nameService(service, object)
      return .service(name, reference, door(of: service, hostname: ""))
    }
    let chosen = service.port(reference)
    if let address = service.loadBalancerAddresses.first ?? service.externalIPs.first {
      add(.dns, .ok, object, says: "\(name) is reached at \(address).")
      return .service(name, reference, .balancer(address))
    }
    if let chosen, chosen.nodePort > 0, service.exposure != .clusterIP,
      let node = inventory.sortedNodes.first(where: \.isReady)
    {
      let place = "\(node.internalAddress.isEmpty ? node.metadata.name : node.internalAddress)"
      add(.dns, .ok, object, says: "\(name) is reached at \(place):\(chosen.nodePort).")
      return .service(name, reference, .nodePort(node))
    }
    fail(
      .dns, object, says: "Nothing outside of the cluster leads to \(object).",
      fault: Fault(
        "url-port-not-exposed", .blocker, object, field: "spec.type",
        says: "It has neither a node port nor an address outside of the cluster.",
        fix: "Ask from inside (--from pod/NAME), or expose it by a route, a NodePort or a "
          + "LoadBalancer."), .noName)
    return nil
  }

  private mutating func nameService(_ service: Service, _ object: ObjectReference) {
    objects.append(ObjectReference("Service", "kube-system", "kube-dns"))
    guard passClusterDNS() else { return }
    let name = "\(service.metadata.name).\(service.metadata.namespace).svc"
    if service.exposure == .externalName {
      add(.dns, .ok, object, says: "\(name) is an alias of \(service.externalName).")
    } else if service.isHeadless {
      add(.dns, .ok, object, says: "\(name) leads to the addresses of its ready pods.")
    } else {
      let address: Message =
        service.clusterIP.isEmpty ? "its cluster IP" : "\(service.clusterIP)"
      add(.dns, .ok, object, says: "\(name) leads to \(address).")
    }
  }

  /// Whether the cluster's DNS answers at all, and the client may ask it.
  private mutating func passClusterDNS() -> Bool {
    let service = ObjectReference("Service", "kube-system", "kube-dns")
    let faults = world.diagnosis.faults(of: service)
    if let down = faults.first(where: { $0.id == "dns-cluster-dns-down" }) {
      fail(.dns, service, says: down.says, fault: down, .noName)
      return false
    }
    guard let pod = client.pod, let blocked = blockedDNS(for: pod) else { return true }
    fail(.dns, blocked.object, says: blocked.says, fault: blocked, .noName)
    return false
  }

  func door(of service: Service, hostname: String) -> TraceDoor {
    service.isHeadless ? .headless(hostname: hostname) : .clusterIP
  }

  private mutating func resolveInside(_ url: TraceURL) -> TraceEntry? {
    let namespace = client.pod?.metadata.namespace ?? "default"
    switch TraceName(url.host, in: namespace, inventory) {
    case .service(let name, let hostname):
      guard let service = inventory.service(name) else { return nil }
      nameService(service, ObjectReference("Service", name))
      return .service(name, .number(url.port), door(of: service, hostname: hostname))
    case .unknown where !world.routes.candidates(for: request.host).isEmpty:
      return resolveOutside(url)
    case .unknown(let name):
      miss(name)
      return nil
    case .elsewhere(let host, let namespaces):
      shortName(host, namespaces, namespace)
      return nil
    case .external: return resolveOutside(url)
    }
  }

  /// A name that leads out of the cluster, or to the controllers of its routes.
  private mutating func resolveOutside(_ url: TraceURL) -> TraceEntry? {
    if let name = inventory.services(withAddress: url.host).first,
      let entry = balancer(name, url)
    {
      return entry
    }
    return .controller
  }

  /// A load balancer's or an external address.
  func balancer(_ name: NamespacedName, _ url: TraceURL) -> TraceEntry? {
    guard let service = inventory.service(name) else { return nil }
    guard !world.isController(service) else { return .controller }
    return .service(name, .number(url.port), .balancer(url.host))
  }

  private mutating func shortName(_ host: String, _ namespaces: [String], _ own: String) {
    let other = NamespacedName(namespaces[0], host)
    let list = namespaces.prefix(3).joined(separator: ", ")
    fail(
      .dns, ObjectReference("Service", other),
      says: "No Service of namespace \(own) is named \(host); one of \(list) is.",
      fault: Fault(
        "dns-short-name-cross-namespace", .blocker, ObjectReference("Service", other),
        says: "The name \(host) is looked up in namespace \(own), but the Service is in \(list).",
        fix: "Write \(host).\(other.namespace)."), .noName)
  }

  /// A Service that does not exist.
  private mutating func miss(_ name: NamespacedName) {
    let object = ObjectReference("Service", name)
    guard !world.isUnreadable("Service") else {
      add(.dns, .unknown, object, says: "Services may not be read.")
      ending = .notKnown
      return
    }
    let near = Spelling.nearest(
      to: name.name, among: inventory.serviceNames(in: name.namespace))
    let elsewhere = inventory.serviceNamespaces.filter {
      inventory.service(NamespacedName($0, name.name)) != nil
    }.min()
    let fix: Message =
      near.map { "Correct the name: there is \($0)." }
      ?? elsewhere.map { "It exists in namespace \($0): write \(name.name).\($0)." }
      ?? "Create the Service or correct the name."
    fail(
      .dns, object, says: "There is no Service \(name).",
      fault: Fault(
        "dns-service-unknown", .blocker, object,
        says: "No Service \(name.name) exists in namespace \(name.namespace).", fix: fix), .noName)
  }
}

/// How the endpoint slice controller joins Services and Pods
/// (kubernetes/endpointslice `utils.go`, `reconciler.go`; discovery/v1 types).
package enum EndpointRules {
  /// Endpoints that share one resolved port list: the content of one slice (or of several, at 100 each).
  package struct Group: Hashable, Sendable {
    package var ports: [EndpointSlice.Port]
    package var endpoints: [Endpoint]

    package init(ports: [EndpointSlice.Port], endpoints: [Endpoint]) {
      self.ports = ports
      self.endpoints = endpoints
    }
  }

  /// Resolves a Service port on one pod (`FindPort`): a number as it is; a name by the first container
  /// port of this name and the Service port's protocol; nil when the name is not found.
  package static func targetPort(of port: Service.Port, on pod: Pod) -> Int? {
    switch port.target {
    case .number(let number): number
    case .name(let name):
      pod.ports.first { $0.name == name && $0.transport == port.transport }?.number
    }
  }

  /// `IPv4` or `IPv6`, as `spec.ipFamilies` names them.
  package static func ipFamily(of address: String) -> String {
    address.contains(":") ? "IPv6" : "IPv4"
  }

  /// The resolved port list of a Service on one pod; a port whose name is not found is left out.
  package static func ports(of service: Service, on pod: Pod) -> [EndpointSlice.Port] {
    service.ports.compactMap { port in
      targetPort(of: port, on: pod).map {
        EndpointSlice.Port(name: port.name, number: $0, transport: port.transport)
      }
    }
  }

  /// The endpoint of a pod, or nil when the pod has no place in a slice: it has finished, has no
  /// address of the Service's families, or stands on a node that does not exist (unless not-ready
  /// addresses are published).
  package static func endpoint(
    of pod: Pod, for service: Service, node: (String) -> Node?
  ) -> Endpoint? {
    let families = service.ipFamilies.isEmpty ? ["IPv4"] : service.ipFamilies
    guard !pod.isFinished,
      let address = pod.addresses.first(where: { families.contains(ipFamily(of: $0)) })
    else { return nil }
    let host = node(pod.node)
    guard host != nil || service.publishesNotReadyAddresses else { return nil }
    let isTerminating = pod.metadata.isDeleting
    return Endpoint(
      addresses: [address],
      isReady: service.publishesNotReadyAddresses || (pod.isReady && !isTerminating),
      isServing: pod.isReady, isTerminating: isTerminating, node: pod.node,
      zone: host?.zone ?? "", pod: pod.metadata.key, podUID: pod.metadata.uid,
      hostname: hasHostname(pod, in: service) ? pod.hostname : "")
  }

  /// Whether DNS names the pod (`ShouldSetHostname`): it has a host name, and its subdomain is the
  /// Service.
  private static func hasHostname(_ pod: Pod, in service: Service) -> Bool {
    !pod.hostname.isEmpty && pod.subdomain == service.metadata.name
      && pod.metadata.namespace == service.metadata.namespace
  }

  /// The groups of a Service over the pods that its selector matches, in a stable order.
  ///
  /// Empty for a Service without selector and for ExternalName: the controller leaves those alone.
  package static func groups(
    of service: Service, pods: [Pod], node: (String) -> Node?
  ) -> [Group] {
    guard service.isSelecting else { return [] }
    var groups: [[EndpointSlice.Port]: [Endpoint]] = [:]
    for pod in pods {
      guard let endpoint = endpoint(of: pod, for: service, node: node) else { continue }
      groups[ports(of: service, on: pod), default: []].append(endpoint)
    }
    return groups.map { ports, endpoints in
      Group(
        ports: ports,
        endpoints: endpoints.sorted { $0.addresses.lexicographicallyPrecedes($1.addresses) })
    }
    .sorted { left, right in
      (left.endpoints.first?.addresses ?? []).lexicographicallyPrecedes(
        right.endpoints.first?.addresses ?? [])
    }
  }
}

import Topology

extension Service {
  /// Reads a `v1` Service of the wire; the same as `Service(JSONValue)` makes of its JSON.
  init(_ wire: Wire_Service, _ pool: inout StringPool) {
    let spec = wire.spec
    let seconds = spec.sessionAffinityConfig.clientIp.timeoutSeconds
    self.init(
      metadata: Metadata(wire.metadata, &pool),
      exposure: Exposure(rawValue: spec.type) ?? .clusterIP,
      clusterIP: spec.clusterIp.orElse(spec.clusterIps.first ?? ""),
      ports: spec.ports.map { Self.port($0, &pool) }, selector: pool.map(spec.selector),
      externalName: spec.externalName,
      publishesNotReadyAddresses: spec.publishNotReadyAddresses,
      affinitySeconds: spec.sessionAffinity == "ClientIP"
        ? spec.sessionAffinityConfig.clientIp.hasTimeoutSeconds ? Int(seconds) : 10_800 : nil,
      internalTrafficPolicy: TrafficPolicy(rawValue: spec.internalTrafficPolicy) ?? .cluster,
      externalTrafficPolicy: TrafficPolicy(rawValue: spec.externalTrafficPolicy) ?? .cluster,
      loadBalancerAddresses: wire.status.loadBalancer.ingress.map { $0.ip.orElse($0.hostname) }
        .filter { !$0.isEmpty })
    balancer = Balancer(wire, &pool)
    externalIPs = spec.externalIps
    ipFamilies = spec.ipFamilies.map { pool.string($0) }
    ipFamilyPolicy = pool.string(spec.ipFamilyPolicy)
    trafficDistribution = pool.string(spec.trafficDistribution)
  }

  private static func port(_ port: Wire_ServicePort, _ pool: inout StringPool) -> Port {
    let number = Int(port.port)
    var target: PortReference =
      port.targetPort.type == 1
      ? .name(pool.string(port.targetPort.strVal)) : .number(Int(port.targetPort.intVal))
    if target == .number(0) { target = .number(number) }
    return Port(
      name: pool.string(port.name), number: number, target: target, nodePort: Int(port.nodePort),
      transport: TransportProtocol(rawValue: port.protocol) ?? .tcp,
      appProtocol: pool.string(port.appProtocol))
  }
}

extension Service.Balancer {
  /// Reads what a Service of the wire asks of a load balancer; node ports are allocated unless it says no.
  fileprivate init(_ wire: Wire_Service, _ pool: inout StringPool) {
    self.init()
    let spec = wire.spec
    className = pool.string(spec.loadBalancerClass)
    wishedAddress = spec.loadBalancerIp
    sourceRanges = spec.loadBalancerSourceRanges
    allocatesNodePorts =
      !spec.hasAllocateLoadBalancerNodePorts || spec.allocateLoadBalancerNodePorts
    healthCheckNodePort = Int(spec.healthCheckNodePort)
    conditions = wire.status.conditions.map {
      StatusCondition(
        type: pool.string($0.type), isTrue: $0.status == "True", reason: pool.string($0.reason),
        message: $0.message)
    }
    portErrors = wire.status.loadBalancer.ingress.enumerated().flatMap { address, entry in
      entry.ports.enumerated().compactMap { place, port in
        guard !port.error.isEmpty else { return nil }
        return Service.PortError(
          address: address, place: place, number: Int(port.port),
          transport: TransportProtocol(rawValue: port.protocol) ?? .tcp, error: port.error)
      }
    }
  }
}

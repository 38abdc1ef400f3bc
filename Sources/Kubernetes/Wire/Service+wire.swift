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
  }

  private static func port(_ port: Wire_ServicePort, _ pool: inout StringPool) -> Port {
    let number = Int(port.port)
    var target: PortReference =
      port.targetPort.type == 1
      ? .name(pool.string(port.targetPort.strVal)) : .number(Int(port.targetPort.intVal))
    if target == .number(0) { target = .number(number) }
    return Port(
      name: pool.string(port.name), number: number, target: target, nodePort: Int(port.nodePort),
      transport: TransportProtocol(rawValue: port.protocol) ?? .tcp)
  }
}

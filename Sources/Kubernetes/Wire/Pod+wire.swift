import Topology

extension Pod {
  /// Reads a `v1` Pod of the wire; the same as `Pod(JSONValue)` makes of its JSON.
  init(_ wire: Wire_Pod, _ pool: inout StringPool) {
    let (spec, status) = (wire.spec, wire.status)
    let ready = status.conditions.first { $0.type == "Ready" }
    var addresses = status.podIps.map(\.ip).filter { !$0.isEmpty }
    if addresses.isEmpty, !status.podIp.isEmpty { addresses = [status.podIp] }
    let isReady = ready?.status == "True"
    self.init(
      metadata: Self.reduced(Metadata(wire.metadata, &pool)), node: pool.string(spec.nodeName),
      addresses: addresses, phase: status.phase.orElse("Pending"), isReady: isReady,
      reason: isReady ? "" : pool.string(Self.reason(ready, status)),
      ports: Self.ports(spec, &pool),
      restarts: status.containerStatuses.reduce(0) { $0 + Int($1.restartCount) },
      hostname: pool.string(spec.hostname), subdomain: pool.string(spec.subdomain))
  }

  private static func reason(_ ready: Wire_PodCondition?, _ status: Wire_PodStatus) -> String {
    let waiting = status.containerStatuses.lazy.map(\.state.waiting.reason).first { !$0.isEmpty }
    return waiting
      ?? (ready?.message ?? "").orElse((ready?.reason ?? "").orElse(status.reason))
  }

  /// Containers first, then init containers that restart always (native sidecars); normal init containers never.
  private static func ports(_ spec: Wire_PodSpec, _ pool: inout StringPool) -> [ContainerPort] {
    let sidecars = spec.initContainers.filter { $0.restartPolicy == "Always" }
    return (spec.containers + sidecars).flatMap(\.ports).map { port in
      ContainerPort(
        name: pool.string(port.name), number: Int(port.containerPort),
        transport: TransportProtocol(rawValue: port.protocol) ?? .tcp)
    }
  }
}

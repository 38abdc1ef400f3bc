import Topology

extension Pod {
  /// Reads a `v1` Pod of the wire; the same as `Pod(JSONValue)` makes of its JSON.
  init(_ wire: Wire_Pod, _ pool: inout StringPool) {
    let (spec, status) = (wire.spec, wire.status)
    var addresses = status.podIps.map(\.ip).filter { !$0.isEmpty }
    if addresses.isEmpty, !status.podIp.isEmpty { addresses = [status.podIp] }
    let isReady = status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
    let (hold, reason) = isReady ? (.none, "") : Self.readiness(status).hold
    self.init(
      metadata: Self.reduced(Metadata(wire.metadata, &pool)), node: pool.string(spec.nodeName),
      addresses: addresses, phase: status.phase.orElse("Pending"), isReady: isReady,
      reason: pool.string(reason),
      ports: Self.ports(spec, &pool),
      restarts: status.containerStatuses.reduce(0) { $0 + Int($1.restartCount) },
      hostname: pool.string(spec.hostname), subdomain: pool.string(spec.subdomain),
      hold: hold)
  }

  private static func readiness(_ status: Wire_PodStatus) -> PodReadiness {
    func containers(_ statuses: [Wire_ContainerStatus]) -> [PodReadiness.Container] {
      statuses.map {
        PodReadiness.Container(
          waiting: $0.state.waiting.reason, terminated: $0.state.terminated.reason,
          restarts: Int($0.restartCount))
      }
    }
    return PodReadiness(
      conditions: status.conditions.map {
        StatusCondition(
          type: $0.type, isTrue: $0.status == "True", reason: $0.reason, message: $0.message)
      }, containers: containers(status.containerStatuses),
      initContainers: containers(status.initContainerStatuses), phase: status.phase,
      reason: status.reason)
  }

  /// Containers first, then init containers that restart always (native sidecars); normal init containers never.
  private static func ports(_ spec: Wire_PodSpec, _ pool: inout StringPool) -> [ContainerPort] {
    let sidecars = spec.initContainers.filter { $0.restartPolicy == "Always" }
    return pool.ports(
      (spec.containers + sidecars).flatMap(\.ports).map { port in
        ContainerPort(
          name: pool.string(port.name), number: Int(port.containerPort),
          transport: TransportProtocol(rawValue: port.protocol) ?? .tcp)
      })
  }
}

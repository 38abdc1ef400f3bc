import Topology

extension PodTemplate {
  /// Reads the `spec` of a template of the wire; the same as `PodTemplate(JSONValue)` makes of its JSON.
  convenience init(
    _ wire: Wire_TemplateSpec, isAgent: Bool = false, _ pool: inout StringPool
  ) {
    let own = wire.containers.enumerated().map { (wire: $1, place: "containers[\($0)]") }
    let sidecars = wire.initContainers.enumerated().map { index, container in
      (wire: container, place: "initContainers[\(index)]")
    }.filter { $0.wire.restartPolicy == "Always" }
    let containers = own + sidecars
    self.init(
      containers: containers.map { Container($0.wire, place: $0.place, &pool) },
      usesHostNetwork: wire.hostNetwork,
      dnsPolicy: DNSPolicy(rawValue: wire.dnsPolicy) ?? .clusterFirst,
      hasNameServers: !wire.dnsConfig.nameservers.isEmpty, hostname: pool.string(wire.hostname),
      subdomain: pool.string(wire.subdomain),
      readinessGates: wire.readinessGates.map { pool.string($0.conditionType) },
      clusterNames: Self.clusterNames(
        in: containers.flatMap { $0.wire.command + $0.wire.args + $0.wire.env.map(\.value) }
      ).map { pool.string($0) },
      settings: isAgent ? AgentSettings(containers.map(\.wire)) : nil,
      serviceAccount: wire.serviceAccountName.isEmpty
        ? "default" : pool.string(wire.serviceAccountName))
  }
}

extension AgentSettings {
  fileprivate init(_ containers: [Wire_TemplateContainer]) {
    self.init(
      images: containers.map(\.image), arguments: containers.flatMap { $0.command + $0.args },
      variables: containers.flatMap { $0.env.map { ($0.name, $0.value) } })
  }
}

extension PodTemplate.Container {
  fileprivate init(_ wire: Wire_TemplateContainer, place: String, _ pool: inout StringPool) {
    self.init(
      name: pool.string(wire.name), place: pool.string(place),
      ports: wire.ports.map { port in
        PodTemplate.Port(
          name: pool.string(port.name), number: Int(port.containerPort),
          transport: TransportProtocol(rawValue: port.protocol) ?? .tcp,
          hostPort: Int(port.hostPort), hostAddress: pool.string(port.hostIp))
      },
      readiness: wire.hasReadinessProbe ? Probe(wire.readinessProbe, &pool) : nil,
      liveness: wire.hasLivenessProbe ? Probe(wire.livenessProbe, &pool) : nil,
      startup: wire.hasStartupProbe ? Probe(wire.startupProbe, &pool) : nil,
      localBinding: LocalBinding.first(
        words: wire.command + wire.args,
        environment: wire.env.filter(\.hasValue).map { ($0.name, $0.value) }))
  }
}

extension Probe {
  fileprivate init?(_ wire: Wire_Probe, _ pool: inout StringPool) {
    let handler = wire.handler
    let action: Action
    if handler.hasHTTPGet {
      action = .http(
        path: pool.string(handler.httpGet.path), port: PortReference(handler.httpGet.port, &pool),
        isSecure: handler.httpGet.scheme == "HTTPS")
    } else if handler.hasTcpSocket {
      action = .connect(PortReference(handler.tcpSocket.port, &pool))
    } else if handler.hasGrpc {
      action = .grpc(Int(handler.grpc.port), service: pool.string(handler.grpc.service))
    } else if handler.hasExec {
      action = .command(handler.exec.command.map { pool.string($0) })
    } else {
      return nil
    }
    self.init(
      action, host: pool.string(handler.httpGet.host.orElse(handler.tcpSocket.host)),
      period: Int(wire.periodSeconds), failureThreshold: Int(wire.failureThreshold))
  }
}

extension PortReference {
  fileprivate init(_ wire: Wire_IntOrString, _ pool: inout StringPool) {
    self = wire.type == 1 ? .name(pool.string(wire.strVal)) : .number(Int(wire.intVal))
  }
}

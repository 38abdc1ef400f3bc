/// A Service after the API's defaulting.
package struct Service: Hashable, Sendable, Identifiable {
  /// How a Service is exposed.
  package enum Exposure: String, Hashable, Sendable, CaseIterable {
    case clusterIP = "ClusterIP"
    case nodePort = "NodePort"
    case loadBalancer = "LoadBalancer"
    case externalName = "ExternalName"
  }

  /// Which endpoints a traffic policy lets a node use.
  package enum TrafficPolicy: String, Hashable, Sendable {
    case cluster = "Cluster"
    case local = "Local"
  }

  /// One port of a Service.
  package struct Port: Hashable, Sendable {
    package var name: String
    package var number: Int
    package var target: PortReference
    /// 0 when none is allocated.
    package var nodePort: Int
    package var transport: TransportProtocol
    /// What is spoken on it: `http`, `kubernetes.io/h2c`; empty when nothing is stated.
    package var appProtocol: String

    package init(
      name: String = "", number: Int, target: PortReference, nodePort: Int = 0,
      transport: TransportProtocol = .tcp, appProtocol: String = ""
    ) {
      self.name = name
      self.number = number
      self.target = target
      self.nodePort = nodePort
      self.transport = transport
      self.appProtocol = appProtocol
    }
  }

  package var metadata: Metadata
  package var exposure: Exposure
  /// The main cluster IP; empty while unallocated and for ExternalName, `None` for headless.
  package var clusterIP: String
  package var ports: [Port]
  /// Empty when the Service has no selector.
  package var selector: [String: String]
  package var externalName: String
  package var publishesNotReadyAddresses: Bool
  /// The seconds of ClientIP affinity; nil without affinity.
  package var affinitySeconds: Int?
  package var internalTrafficPolicy: TrafficPolicy
  package var externalTrafficPolicy: TrafficPolicy
  /// `status.loadBalancer.ingress`, IP or host name.
  package var loadBalancerAddresses: [String]
  /// What is asked of a load balancer, and what it answers.
  package var balancer = Balancer()
  /// Addresses outside of Kubernetes' control for which nodes take traffic.
  package var externalIPs: [String] = []
  /// `IPv4` and `IPv6`, the main one first; empty where the cluster has not filled them in.
  package var ipFamilies: [String] = []
  /// `SingleStack`, `PreferDualStack` or `RequireDualStack`; empty for SingleStack too.
  package var ipFamilyPolicy = ""
  /// The preference among endpoints: `PreferSameZone`; empty without any.
  package var trafficDistribution = ""

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, exposure: Exposure = .clusterIP, clusterIP: String = "",
    ports: [Port] = [], selector: [String: String] = [:], externalName: String = "",
    publishesNotReadyAddresses: Bool = false, affinitySeconds: Int? = nil,
    internalTrafficPolicy: TrafficPolicy = .cluster,
    externalTrafficPolicy: TrafficPolicy = .cluster, loadBalancerAddresses: [String] = []
  ) {
    self.metadata = metadata
    self.exposure = exposure
    self.clusterIP = clusterIP
    self.ports = ports
    self.selector = selector
    self.externalName = externalName
    self.publishesNotReadyAddresses = publishesNotReadyAddresses
    self.affinitySeconds = affinitySeconds
    self.internalTrafficPolicy = internalTrafficPolicy
    self.externalTrafficPolicy = externalTrafficPolicy
    self.loadBalancerAddresses = loadBalancerAddresses
  }

  /// Whether `clusterIP: None`: DNS answers with pod addresses and nothing is proxied.
  package var isHeadless: Bool { clusterIP == "None" }

  /// Whether the endpoint slice controller fills its slices.
  package var isSelecting: Bool { !selector.isEmpty && exposure != .externalName }

  /// The port that an Ingress backend or a URL names, by number or name.
  package func port(_ reference: PortReference) -> Port? {
    switch reference {
    case .number(let number): ports.first { $0.number == number }
    case .name(let name): ports.first { $0.name == name }
    }
  }
}

extension Service {
  /// Reads a `v1` Service; what the API would default is defaulted here too.
  package init(_ object: JSONValue) {
    let spec = object["spec"]
    let affinity = spec["sessionAffinity"].string == "ClientIP"
    self.init(
      metadata: Metadata(object),
      exposure: Exposure(rawValue: spec["type"].string ?? "ClusterIP") ?? .clusterIP,
      clusterIP: spec["clusterIP"].string ?? spec["clusterIPs"].array.first?.string ?? "",
      ports: spec["ports"].array.map(Self.port(from:)), selector: spec["selector"].stringMap,
      externalName: spec["externalName"].string ?? "",
      publishesNotReadyAddresses: spec["publishNotReadyAddresses"].bool ?? false,
      affinitySeconds: affinity
        ? spec[["sessionAffinityConfig", "clientIP", "timeoutSeconds"]].integer ?? 10_800 : nil,
      internalTrafficPolicy: TrafficPolicy(rawValue: spec["internalTrafficPolicy"].string ?? "")
        ?? .cluster,
      externalTrafficPolicy: TrafficPolicy(rawValue: spec["externalTrafficPolicy"].string ?? "")
        ?? .cluster,
      loadBalancerAddresses: object[["status", "loadBalancer"]]["ingress"].array.compactMap {
        $0["ip"].string ?? $0["hostname"].string
      })
    balancer = Balancer(object)
    externalIPs = spec["externalIPs"].array.compactMap(\.string)
    ipFamilies = spec["ipFamilies"].array.compactMap(\.string)
    ipFamilyPolicy = spec["ipFamilyPolicy"].string ?? ""
    trafficDistribution = spec["trafficDistribution"].string ?? ""
  }

  private static func port(from port: JSONValue) -> Port {
    let number = port["port"].integer ?? 0
    var target = PortReference(port["targetPort"]) ?? .number(number)
    if target == .number(0) { target = .number(number) }
    return Port(
      name: port["name"].string ?? "", number: number, target: target,
      nodePort: port["nodePort"].integer ?? 0,
      transport: TransportProtocol(rawValue: port["protocol"].string ?? "TCP") ?? .tcp,
      appProtocol: port["appProtocol"].string ?? "")
  }
}

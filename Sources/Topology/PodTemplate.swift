/// What a workload makes its pods from, reduced to what decides whether and how traffic reaches them.
///
/// Shared by reference: a copy of a workload costs a pointer.
package final class PodTemplate: Sendable {
  /// Where the pods look up names: `spec.dnsPolicy`.
  package enum DNSPolicy: String, Hashable, Sendable {
    case clusterFirst = "ClusterFirst"
    case clusterFirstWithHostNetwork = "ClusterFirstWithHostNet"
    case node = "Default"
    case none = "None"
  }

  /// Containers first, then init containers that restart always (native sidecars).
  package let containers: [Container]
  /// `hostNetwork`: the pods have the addresses and the ports of their nodes.
  package let usesHostNetwork: Bool
  package let dnsPolicy: DNSPolicy
  /// Whether `dnsConfig` names a server.
  package let hasNameServers: Bool
  /// The account that the pods have; nil where it is not known.
  package let serviceAccount: String?
  package let hostname: String
  package let subdomain: String
  /// The types of the conditions that must be true before a pod is ready.
  package let readinessGates: [String]
  /// The names of Services (`pay.shop.svc`) in arguments and environment, the first few of them.
  package let clusterNames: [String]
  /// The container ports that take a port of the node, each once.
  package let hostPorts: [Port]
  /// What the containers of a DaemonSet are told; nil for other workloads.
  package let settings: AgentSettings?

  package init(
    containers: [Container] = [], usesHostNetwork: Bool = false,
    dnsPolicy: DNSPolicy = .clusterFirst, hasNameServers: Bool = false, hostname: String = "",
    subdomain: String = "", readinessGates: [String] = [], clusterNames: [String] = [],
    settings: AgentSettings? = nil, serviceAccount: String? = nil
  ) {
    var containers = containers
    if usesHostNetwork {
      for (index, container) in containers.enumerated() {
        containers[index].ports = container.ports.map(\.onNode)
      }
    }
    self.containers = containers
    self.usesHostNetwork = usesHostNetwork
    self.dnsPolicy = dnsPolicy
    self.hasNameServers = hasNameServers
    self.hostname = hostname
    self.subdomain = subdomain
    self.readinessGates = readinessGates
    self.clusterNames = clusterNames
    self.settings = settings
    self.serviceAccount = serviceAccount
    var hostPorts: [Port] = []
    for port in containers.flatMap(\.ports) where port.hostPort != 0 {
      let isKnown = hostPorts.contains { $0.takesSameHostPort(as: port) }
      if !isKnown { hostPorts.append(port) }
    }
    self.hostPorts = hostPorts
  }

  /// The template of a workload whose pods are another workload's business, or are not known.
  package static let empty = PodTemplate()
}

extension PodTemplate: Hashable {
  package static func == (left: PodTemplate, right: PodTemplate) -> Bool {
    left === right
      || left.containers == right.containers && left.usesHostNetwork == right.usesHostNetwork
        && left.dnsPolicy == right.dnsPolicy && left.hasNameServers == right.hasNameServers
        && left.hostname == right.hostname && left.subdomain == right.subdomain
        && left.readinessGates == right.readinessGates && left.clusterNames == right.clusterNames
        && left.settings == right.settings && left.serviceAccount == right.serviceAccount
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(containers)
    hasher.combine(clusterNames)
  }
}

extension PodTemplate {
  /// One container of a template.
  package struct Container: Hashable, Sendable {
    package var name: String
    /// Where it stands in the pod's specification: `containers[0]`.
    package var place: String
    package var ports: [Port]
    package var readiness: Probe?
    package var liveness: Probe?
    package var startup: Probe?
    /// The argument or variable by which it listens for its own pod only, as far as one can tell.
    package var localBinding: LocalBinding?

    package init(
      name: String, place: String = "containers[0]", ports: [Port] = [], readiness: Probe? = nil,
      liveness: Probe? = nil, startup: Probe? = nil, localBinding: LocalBinding? = nil
    ) {
      self.name = name
      self.place = place
      self.ports = ports
      self.readiness = readiness
      self.liveness = liveness
      self.startup = startup
      self.localBinding = localBinding
    }
  }

  /// One declared port of a container.
  package struct Port: Hashable, Sendable {
    package var name: String
    package var number: Int
    package var transport: TransportProtocol
    /// The port of the node that leads to it; 0 when there is none.
    package var hostPort: Int
    /// The one address of the node that the host port is taken on; empty when on all.
    package var hostAddress: String

    package init(
      name: String = "", number: Int, transport: TransportProtocol = .tcp, hostPort: Int = 0,
      hostAddress: String = ""
    ) {
      self.name = name
      self.number = number
      self.transport = transport
      self.hostPort = hostPort
      self.hostAddress = hostAddress == "0.0.0.0" ? "" : hostAddress
    }

    /// The port of a pod that is in its node's network: the API server writes its own number as host port.
    fileprivate var onNode: Port {
      var port = self
      if hostPort == 0 { port.hostPort = number }
      return port
    }

    /// Whether two pods with these ports cannot stand on one node.
    package func takesSameHostPort(as other: Port) -> Bool {
      hostPort != 0 && hostPort == other.hostPort && transport == other.transport
        && hostAddress == other.hostAddress
    }
  }

  /// The declared port that a Service's target names, with the container that declares it.
  package func port(_ target: PortReference, _ transport: TransportProtocol)
    -> (container: Container, port: Port)?
  {
    for container in containers {
      for port in container.ports where port.transport == transport {
        switch target {
        case .number(port.number): return (container, port)
        case .name(let name) where name == port.name: return (container, port)
        default: continue
        }
      }
    }
    return nil
  }
}

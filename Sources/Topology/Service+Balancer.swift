extension Service {
  /// What a Service asks of a load balancer, and what that says of it.
  package struct Balancer: Hashable, Sendable {
    /// `spec.loadBalancerClass`; empty for the default implementation.
    package var className = ""
    /// `spec.loadBalancerIP`, the address that is wished for; deprecated.
    package var wishedAddress = ""
    /// The clients that are let in, as CIDRs; empty for all.
    package var sourceRanges: [String] = []
    /// Whether node ports are allocated for it; true unless stated otherwise.
    package var allocatesNodePorts = true
    /// Where a load balancer asks a node whether it has endpoints; 0 when there is no such port.
    package var healthCheckNodePort = 0
    /// The ports of which the load balancer reports an error.
    package var portErrors: [PortError] = []
    /// What controllers say of the Service in its status, such as Cilium of its addresses.
    package var conditions: [StatusCondition] = []

    /// An ordinary one.
    package init() {}

    init(_ object: JSONValue) {
      let spec = object["spec"]
      className = spec["loadBalancerClass"].string ?? ""
      wishedAddress = spec["loadBalancerIP"].string ?? ""
      sourceRanges = spec["loadBalancerSourceRanges"].array.compactMap(\.string)
      allocatesNodePorts = spec["allocateLoadBalancerNodePorts"].bool ?? true
      healthCheckNodePort = spec["healthCheckNodePort"].integer ?? 0
      portErrors = PortError.all(in: object)
      conditions = StatusCondition.all(of: object["status"])
    }
  }

  /// An element of `status.loadBalancer.ingress[].ports` with an error.
  package struct PortError: Hashable, Sendable {
    /// The place of the address in `ingress`.
    package var address: Int
    /// The place of the port among the ports of that address.
    package var place: Int
    /// The Service's port.
    package var number: Int
    package var transport: TransportProtocol
    /// A name of the implementation (uncleaned): `foo.example.com/PortInUse`.
    package var error: String

    package init(
      address: Int = 0, place: Int = 0, number: Int, transport: TransportProtocol = .tcp,
      error: String
    ) {
      self.address = address
      self.place = place
      self.number = number
      self.transport = transport
      self.error = error
    }

    /// The errors in the status of a Service or an Ingress.
    package static func all(in object: JSONValue) -> [PortError] {
      object[["status", "loadBalancer", "ingress"]].array.enumerated().flatMap { address, entry in
        entry["ports"].array.enumerated().compactMap { place, port in
          guard let error = port["error"].string, !error.isEmpty else { return nil }
          return PortError(
            address: address, place: place, number: port["port"].integer ?? 0,
            transport: TransportProtocol(rawValue: port["protocol"].string ?? "TCP") ?? .tcp,
            error: error)
        }
      }
    }
  }
}

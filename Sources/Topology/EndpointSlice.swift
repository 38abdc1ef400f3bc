/// An EndpointSlice: some of the addresses behind one Service, with the ports that all of them share.
package struct EndpointSlice: Hashable, Sendable, Identifiable {
  /// A resolved port.
  package struct Port: Hashable, Sendable {
    /// Equals the name of the Service's port.
    package var name: String
    /// nil means "all ports", which the API allows.
    package var number: Int?
    package var transport: TransportProtocol

    package init(name: String = "", number: Int?, transport: TransportProtocol = .tcp) {
      self.name = name
      self.number = number
      self.transport = transport
    }
  }

  package var metadata: Metadata
  /// The Service, from the label `kubernetes.io/service-name`; empty when the label is missing.
  package var service: String
  /// `IPv4`, `IPv6` or `FQDN`.
  package var addressType: String
  package var ports: [Port]
  package var endpoints: [Endpoint]

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, service: String, addressType: String = "IPv4", ports: [Port] = [],
    endpoints: [Endpoint] = []
  ) {
    self.metadata = metadata
    self.service = service
    self.addressType = addressType
    self.ports = ports
    self.endpoints = endpoints
  }

  /// The label that ties a slice to its Service.
  package static let serviceLabel = "kubernetes.io/service-name"
  /// The label that names who writes a slice.
  package static let managerLabel = "endpointslice.kubernetes.io/managed-by"

  /// Reads an EndpointSlice of `discovery.k8s.io/v1` or `v1beta1`.
  package init(_ object: JSONValue) {
    let metadata = Metadata(object)
    self.init(
      metadata: metadata, service: metadata.labels[Self.serviceLabel] ?? "",
      addressType: object["addressType"].string ?? "IPv4",
      ports: object["ports"].array.map {
        Port(
          name: $0["name"].string ?? "", number: $0["port"].integer,
          transport: TransportProtocol(rawValue: $0["protocol"].string ?? "TCP") ?? .tcp)
      }, endpoints: object["endpoints"].array.map(Endpoint.init))
  }
}

/// One endpoint of a slice.
package struct Endpoint: Hashable, Sendable {
  /// What few endpoints have, in a place of its own.
  private final class Extras: Hashable, Sendable {
    let podUID: String
    let hostname: String
    let zoneHints: [String]
    let nodeHints: [String]

    init(podUID: String, hostname: String, zoneHints: [String], nodeHints: [String]) {
      self.podUID = podUID
      self.hostname = hostname
      self.zoneHints = zoneHints
      self.nodeHints = nodeHints
    }

    static func == (left: Extras, right: Extras) -> Bool {
      left.podUID == right.podUID && left.hostname == right.hostname
        && left.zoneHints == right.zoneHints && left.nodeHints == right.nodeHints
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(podUID)
      hasher.combine(hostname)
    }
  }

  private var addressList: ShortList<String>
  package var addresses: [String] {
    get { addressList.all }
    set { addressList = ShortList(newValue) }
  }
  /// The address that proxies use.
  package var address: String? { addressList.first }
  package var isReady: Bool
  package var isServing: Bool
  package var isTerminating: Bool
  package var node: String
  package var zone: String
  /// The pod that `targetRef` names; nil for addresses without a pod.
  package var pod: NamespacedName?
  private var extras: Extras?
  /// Known where the program itself makes slices; what the cluster says of it is not kept.
  package var podUID: String { extras?.podUID ?? "" }
  /// The pod's host name, for DNS records of a headless Service; empty otherwise.
  package var hostname: String { extras?.hostname ?? "" }
  /// The zones whose traffic it is meant for; empty without hints.
  package var zoneHints: [String] { extras?.zoneHints ?? [] }
  /// The nodes whose traffic it is meant for; empty without hints.
  package var nodeHints: [String] { extras?.nodeHints ?? [] }

  package init(
    addresses: [String], isReady: Bool = true, isServing: Bool = true, isTerminating: Bool = false,
    node: String = "", zone: String = "", pod: NamespacedName? = nil, podUID: String = "",
    hostname: String = "", zoneHints: [String] = [], nodeHints: [String] = []
  ) {
    addressList = ShortList(addresses)
    self.isReady = isReady
    self.isServing = isServing
    self.isTerminating = isTerminating
    self.node = node
    self.zone = zone
    self.pod = pod
    guard !podUID.isEmpty || !hostname.isEmpty || !zoneHints.isEmpty || !nodeHints.isEmpty else {
      return
    }
    extras = Extras(
      podUID: podUID, hostname: hostname, zoneHints: zoneHints, nodeHints: nodeHints)
  }

  /// Reads one element of `endpoints`: ready nil is true, serving nil is true, terminating nil is
  /// false (discovery/v1 types).
  ///
  /// In v1beta1 node and zone stand in `topology`.
  package init(_ value: JSONValue) {
    let conditions = value["conditions"]
    let target = value["targetRef"]
    let topology = value["topology"]
    self.init(
      addresses: value["addresses"].array.compactMap(\.string),
      isReady: conditions["ready"].bool ?? true, isServing: conditions["serving"].bool ?? true,
      isTerminating: conditions["terminating"].bool ?? false,
      node: value["nodeName"].string ?? topology["kubernetes.io/hostname"].string ?? "",
      zone: value["zone"].string ?? topology["topology.kubernetes.io/zone"].string ?? "",
      pod: target["kind"].string == "Pod"
        ? NamespacedName(target["namespace"].string ?? "", target["name"].string ?? "") : nil,
      hostname: value["hostname"].string ?? "",
      zoneHints: value["hints"]["forZones"].array.compactMap { $0["name"].string },
      nodeHints: value["hints"]["forNodes"].array.compactMap { $0["name"].string })
  }
}

/// A node of the cluster.
package struct Node: Hashable, Sendable, Identifiable {
  package var metadata: Metadata
  /// The label `topology.kubernetes.io/zone`.
  package var zone: String
  package var internalAddress: String
  package var isReady: Bool
  /// Whether its network is not set up (condition NetworkUnavailable).
  package var isNetworkUnavailable = false
  /// Why that condition is what it is, in the word of who wrote it: `CalicoIsUp`; empty without any.
  package var networkReason = ""
  /// The ranges that the cluster gave it for its pods (`spec.podCIDRs`); not every network uses them.
  package var podRanges: [String] = []
  /// What the cloud calls it: `aws:///eu-west-1a/i-0abc`; empty where none does.
  package var providerID = ""

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, zone: String = "", internalAddress: String = "", isReady: Bool = true
  ) {
    self.metadata = metadata
    self.zone = zone
    self.internalAddress = internalAddress
    self.isReady = isReady
  }

  /// The ranges of both fields: the older one repeats the first of the list.
  package static func ranges(_ list: [String], _ single: String) -> [String] {
    list.isEmpty && !single.isEmpty ? [single] : list
  }

  /// Reads a `v1` Node.
  package init(_ object: JSONValue) {
    let metadata = Metadata(object)
    let conditions = object["status"]["conditions"].array
    let ready = conditions.first { $0["type"].string == "Ready" }
    self.init(
      metadata: metadata, zone: metadata.labels["topology.kubernetes.io/zone"] ?? "",
      internalAddress: object["status"]["addresses"].array
        .first { $0["type"].string == "InternalIP" }?["address"].string ?? "",
      isReady: ready?["status"].string == "True")
    let network = conditions.first { $0["type"].string == "NetworkUnavailable" }
    isNetworkUnavailable = network?["status"].string == "True"
    networkReason = network?["reason"].string ?? ""
    let spec = object["spec"]
    podRanges = Self.ranges(
      spec["podCIDRs"].array.compactMap(\.string), spec["podCIDR"].string ?? "")
    providerID = spec["providerID"].string ?? ""
  }
}

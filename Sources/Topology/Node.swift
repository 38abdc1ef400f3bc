/// A node of the cluster.
package struct Node: Hashable, Sendable, Identifiable {
  package var metadata: Metadata
  /// The label `topology.kubernetes.io/zone`.
  package var zone: String
  package var internalAddress: String
  package var isReady: Bool
  /// Whether its network is not set up (condition NetworkUnavailable).
  package var isNetworkUnavailable = false

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, zone: String = "", internalAddress: String = "", isReady: Bool = true
  ) {
    self.metadata = metadata
    self.zone = zone
    self.internalAddress = internalAddress
    self.isReady = isReady
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
    isNetworkUnavailable = conditions.contains {
      $0["type"].string == "NetworkUnavailable" && $0["status"].string == "True"
    }
  }
}

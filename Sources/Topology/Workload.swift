/// A controller of pods: Deployment, ReplicaSet, StatefulSet or DaemonSet.
package struct Workload: Hashable, Sendable, Identifiable {
  /// The kinds that run pods.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case deployment = "Deployment"
    case replicaSet = "ReplicaSet"
    case statefulSet = "StatefulSet"
    case daemonSet = "DaemonSet"

    /// The kind in the API.
    package var resource: ResourceKind {
      switch self {
      case .deployment: .deployment
      case .replicaSet: .replicaSet
      case .statefulSet: .statefulSet
      case .daemonSet: .daemonSet
      }
    }
  }

  package var metadata: Metadata
  package var kind: Kind
  /// `spec.replicas`, defaulted to 1; for a DaemonSet the number it desires.
  package var replicas: Int
  package var readyReplicas: Int
  package var updatedReplicas: Int
  package var selector: LabelSelector
  /// The labels that its pods get.
  package var templateLabels: [String: String]
  /// The Service that gives a StatefulSet's pods their names; empty for none and for other kinds.
  package var serviceName = ""

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, kind: Kind, replicas: Int = 1, readyReplicas: Int = 0,
    updatedReplicas: Int = 0, selector: LabelSelector = LabelSelector(),
    templateLabels: [String: String] = [:]
  ) {
    self.metadata = metadata
    self.kind = kind
    self.replicas = replicas
    self.readyReplicas = readyReplicas
    self.updatedReplicas = updatedReplicas
    self.selector = selector
    self.templateLabels = templateLabels
  }

  /// Reads an `apps/v1` object of this kind.
  package init(_ object: JSONValue, kind: Kind) {
    let status = object["status"]
    let isDaemon = kind == .daemonSet
    self.init(
      metadata: Metadata(object), kind: kind,
      replicas: isDaemon
        ? status["desiredNumberScheduled"].integer ?? 0 : object["spec"]["replicas"].integer ?? 1,
      readyReplicas: status[isDaemon ? "numberReady" : "readyReplicas"].integer ?? 0,
      updatedReplicas: status[isDaemon ? "updatedNumberScheduled" : "updatedReplicas"].integer ?? 0,
      selector: LabelSelector(object["spec"]["selector"]),
      templateLabels: object[["spec", "template", "metadata", "labels"]].stringMap)
    if kind == .statefulSet { serviceName = object["spec"]["serviceName"].string ?? "" }
  }

  /// `deployment/shop/web`.
  package var reference: ObjectReference { ObjectReference(kind.rawValue, metadata.key) }
}

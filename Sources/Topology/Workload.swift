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
  /// What its pods are made from; empty for a ReplicaSet of a Deployment, whose template says it.
  package var template: PodTemplate
  /// `spec.serviceName` of a StatefulSet.
  package var serviceName: String
  /// Why a Deployment gets no further, in the cluster's words (uncleaned); empty when it does, or does not say.
  package var failure: String

  package var id: String { metadata.uid }

  package init(
    metadata: Metadata, kind: Kind, replicas: Int = 1, readyReplicas: Int = 0,
    updatedReplicas: Int = 0, selector: LabelSelector = LabelSelector(),
    templateLabels: [String: String] = [:], template: PodTemplate = .empty,
    serviceName: String = "", failure: String = ""
  ) {
    self.metadata = metadata
    self.kind = kind
    self.replicas = replicas
    self.readyReplicas = readyReplicas
    self.updatedReplicas = updatedReplicas
    self.selector = selector
    self.templateLabels = templateLabels
    self.template = template
    self.serviceName = serviceName
    self.failure = failure
  }

  /// Reads an `apps/v1` object of this kind.
  ///
  /// Where its template is known already, as it was read before a change of something else, it is not read again.
  package init(_ object: JSONValue, kind: Kind, template known: PodTemplate? = nil) {
    let status = object["status"]
    let metadata = Metadata(object)
    let isDaemon = kind == .daemonSet
    self.init(
      metadata: metadata, kind: kind,
      replicas: isDaemon
        ? status["desiredNumberScheduled"].integer ?? 0 : object["spec"]["replicas"].integer ?? 1,
      readyReplicas: status[isDaemon ? "numberReady" : "readyReplicas"].integer ?? 0,
      updatedReplicas: status[isDaemon ? "updatedNumberScheduled" : "updatedReplicas"].integer ?? 0,
      selector: LabelSelector(object["spec"]["selector"]),
      templateLabels: object["spec"]["template"]["metadata"]["labels"].stringMap,
      template: Self.hasOwnTemplate(kind, metadata)
        ? known ?? PodTemplate(object["spec"]["template"]["spec"], isAgent: isDaemon) : .empty,
      serviceName: kind == .statefulSet ? object["spec"]["serviceName"].string ?? "" : "",
      failure: kind == .deployment
        ? Self.failure(StatusCondition.all(of: status)) : "")
  }

  /// Whether the template of a workload is read: most ReplicaSets are old versions of a Deployment.
  package static func hasOwnTemplate(_ kind: Kind, _ metadata: Metadata) -> Bool {
    kind != .replicaSet || metadata.owner == nil
  }

  /// Why a Deployment gets no further: it may not make pods, or its deadline has passed.
  package static func failure(_ conditions: [StatusCondition]) -> String {
    let failed = conditions.first { condition in
      condition.type == "ReplicaFailure" && condition.isTrue
    }
    let late = conditions.first { condition in
      condition.type == "Progressing" && condition.reason == "ProgressDeadlineExceeded"
    }
    return (failed ?? late).map { $0.message.isEmpty ? $0.reason : $0.message } ?? ""
  }

  /// `deployment/shop/web`.
  package var reference: ObjectReference { ObjectReference(kind.rawValue, metadata.key) }
}

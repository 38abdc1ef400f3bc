package import Topology

/// What the Deployment controller does: one ReplicaSet for each template, replicas moved between them.
package enum DeploymentRules {
  /// The steps that bring the ReplicaSets of a Deployment closer to what it wants, and its status.
  ///
  /// `replicaSets` are those that it controls, `running` counts the pods of each by its name, `hash` is the one
  /// of the Deployment's template where it is known. One round may be one step of a rollout; the next one follows when
  /// the ReplicaSets report.
  package static func changes(
    of deployment: JSONValue, replicaSets: [JSONValue], running: [String: Int] = [:],
    hash: String? = nil, now: String
  ) -> [ClusterChange] {
    guard deployment["metadata"]["deletionTimestamp"].isNull else { return [] }
    let rollout = Rollout(deployment, replicaSets, running: running, hash: hash)
    var steps: [ClusterChange] = []
    if rollout.isPaused {
      steps += rollout.scaledWhilePaused()
    } else {
      steps += rollout.steps()
      steps += rollout.expiredRevisions().map { .delete(.replicaSet, Metadata($0).key) }
    }
    let status = status(of: deployment, rollout, now: now)
    guard status["status"] != deployment["status"] else { return steps }
    return steps + [.updateStatus(.deployment, status)]
  }

  private static func status(
    of deployment: JSONValue, _ rollout: Rollout, now: String
  ) -> JSONValue {
    func sum(_ field: String, _ sets: [JSONValue]) -> Int {
      sets.reduce(0) { $0 + ($1["status"][field].integer ?? 0) }
    }
    let total = sum("replicas", rollout.all)
    let ready = sum("readyReplicas", rollout.all)
    let available = sum("availableReplicas", rollout.all)
    let updated = sum("replicas", rollout.current.map { [$0] } ?? [])
    var status: JSONValue = [
      "observedGeneration": deployment["metadata"]["generation"]
    ]
    for (field, count) in [
      ("replicas", total), ("updatedReplicas", updated), ("readyReplicas", ready),
      ("availableReplicas", available),
      ("unavailableReplicas", max(0, rollout.desired - available)),
    ] where count > 0 { status[field] = .integer(Int64(count)) }
    let isAvailable = available >= rollout.desired - rollout.maxUnavailable
    let isComplete = updated == rollout.desired && total == updated && available == updated
    status["conditions"] = Conditions.merged(
      deployment["status"]["conditions"],
      [
        Condition(
          "Available", isAvailable,
          reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
          message: isAvailable
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability."),
        Condition(
          "Progressing", true, reason: isComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
          message: isComplete
            ? "ReplicaSet has successfully progressed." : "ReplicaSet is progressing."),
      ], now: now)
    var object = deployment
    object["status"] = status
    return object
  }
}

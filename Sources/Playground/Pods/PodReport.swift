package import Topology

/// What the kubelet found out about a pod, to be written into its status.
package struct PodReport: Hashable, Sendable {
  /// One container's state.
  package struct Container: Hashable, Sendable {
    package var name: String
    package var image: String
    package var isReady: Bool
    package var restarts: Int

    package init(name: String, image: String, isReady: Bool, restarts: Int = 0) {
      self.name = name
      self.image = image
      self.isReady = isReady
      self.restarts = restarts
    }
  }

  /// Something to be recorded as an Event.
  package struct Note: Hashable, Sendable {
    package var isWarning: Bool
    package var reason: String
    package var message: String

    package init(isWarning: Bool = false, reason: String, message: String) {
      self.isWarning = isWarning
      self.reason = reason
      self.message = message
    }
  }

  package var pod: NamespacedName
  package var uid: String
  package var containers: [Container]
  /// Why the pod is not ready: one word and one sentence; empty when it is.
  package var reason = ""
  package var message = ""
  /// Whether its last listener has closed, so that the object can go.
  package var isGone = false
  package var notes: [Note] = []

  package init(pod: NamespacedName, uid: String, containers: [Container]) {
    self.pod = pod
    self.uid = uid
    self.containers = containers
  }

  /// Whether every container is ready and nothing else holds the pod back.
  package var isReady: Bool { reason.isEmpty && containers.allSatisfy(\.isReady) }

  /// What the kubelet would report of a pod once it has run for a while, without running it.
  package static func predicted(for plan: PodPlan) -> PodReport {
    var report = PodReport(pod: plan.name, uid: plan.uid, containers: [])
    let ports = Set(plan.ports)
    var failure: String?
    for container in plan.containers {
      var found = container.readiness?.predictedFailure(ports: ports, plan.behaviour)
      if found == nil, !plan.behaviour.isReady { found = Self.withheld }
      failure = failure ?? found
      report.containers.append(
        Container(name: container.name, image: container.image, isReady: found == nil))
    }
    if let failure { report.withhold("ContainersNotReady", failure) }
    return report
  }

  /// Why a pod without probe is not ready although it answers.
  static let withheld = "readiness is withheld by the annotation demo/ready"

  /// States why the pod is not ready.
  package mutating func withhold(_ reason: String, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

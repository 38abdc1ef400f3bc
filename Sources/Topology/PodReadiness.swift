/// What a pod's status says of why it is not ready; read in the same way from JSON and from the wire.
package struct PodReadiness {
  /// The state of one container.
  package struct Container {
    var waiting: String
    var isRestarting: Bool

    /// `waiting` and `terminated` are the reasons of these states, empty in others.
    package init(waiting: String, terminated: String, restarts: Int) {
      self.waiting = waiting
      // Between two runs the state is that of the last end for a moment.
      isRestarting = !terminated.isEmpty && terminated != "Completed" && restarts > 0
    }

    var hold: Pod.Hold {
      let hold = Pod.Hold(waiting: waiting)
      return hold == .none && isRestarting ? .crash : hold
    }
  }

  private let conditions: [StatusCondition]
  private let containers: [Container]
  private let initContainers: [Container]
  private let phase: String
  private let reason: String

  /// `reason` is that of the status as a whole, such as `Evicted`.
  package init(
    conditions: [StatusCondition], containers: [Container], initContainers: [Container],
    phase: String, reason: String
  ) {
    self.conditions = conditions
    self.containers = containers
    self.initContainers = initContainers
    self.phase = phase
    self.reason = reason
  }

  private func condition(_ type: String) -> StatusCondition? {
    conditions.first { $0.type == type }
  }

  /// What holds the pod up, and why in the cluster's words.
  package var hold: (Pod.Hold, reason: String) {
    if phase == "Succeeded" || phase == "Failed" { return (.none, fallback) }
    if let scheduled = condition("PodScheduled"), !scheduled.isTrue {
      return (.unschedulable, scheduled.text)
    }
    let all = containers + initContainers
    if let container = all.first(where: { [.image, .config].contains($0.hold) }) {
      return (container.hold, container.waiting)
    }
    if let initialized = condition("Initialized"), !initialized.isTrue {
      let waiting = initContainers.first { $0.hold == .crash }?.waiting ?? ""
      return (.initializing, waiting.isEmpty ? initialized.text : waiting)
    }
    if let container = containers.first(where: { $0.hold == .crash }) {
      return (.crash, container.waiting.isEmpty ? "Error" : container.waiting)
    }
    if condition("ContainersReady")?.isTrue == true { return (.readinessGate, fallback) }
    return (.none, fallback)
  }

  private var fallback: String {
    let waiting = containers.first { !$0.waiting.isEmpty }?.waiting
    return waiting ?? [condition("Ready")?.text ?? "", reason].first { !$0.isEmpty } ?? ""
  }
}

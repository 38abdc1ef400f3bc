import NIOCore

/// One container of a running pod, with the state of its probes.
final class RunningContainer {
  let plan: PodPlan.Container
  private unowned let pod: RunningPod
  var restarts = 0
  /// Why it is not ready.
  private(set) var failure = "the readiness probe has not answered yet"
  private var hasPassed = false
  private var successes = 0
  private var failures = 0
  private var livenessFailures = 0
  private var isRunning = false
  /// Grows with every start, so that answers to earlier probes are not counted.
  private var round = 0
  private var nextReadiness: Scheduled<Void>?
  private var nextLiveness: Scheduled<Void>?

  init(_ plan: PodPlan.Container, pod: RunningPod) {
    self.plan = plan
    self.pod = pod
  }

  /// Whether it counts as ready: by its probe, or by running at all when it has none.
  var isReady: Bool {
    guard isRunning else { return false }
    guard let probe = plan.readiness else {
      if !pod.plan.behaviour.isReady { failure = PodReport.withheld }
      return pod.plan.behaviour.isReady
    }
    guard hasPassed else { return false }
    if case .http = probe.action { return true }
    if !pod.plan.behaviour.isReady { failure = PodReport.withheld }
    return pod.plan.behaviour.isReady
  }

  /// Starts, and asks the probes after their initial delay.
  func start() {
    isRunning = true
    round += 1
    hasPassed = false
    (successes, failures, livenessFailures) = (0, 0, 0)
    if let probe = plan.readiness { scheduleReadiness(probe, in: probe.initialDelay) }
    if let probe = plan.liveness { scheduleLiveness(probe, in: max(probe.initialDelay, 0.1)) }
  }

  /// Ends; nothing is asked any more.
  func stop() {
    isRunning = false
    round += 1
    nextReadiness?.cancel()
    nextLiveness?.cancel()
  }

  /// Asks for readiness now, and takes the answer at its word: an annotation has just changed.
  func probeAtOnce() {
    guard isRunning, let probe = plan.readiness else { return }
    nextReadiness?.cancel()
    askReadiness(probe, isSteered: true)
  }

  private func scheduleReadiness(_ probe: ProbePlan, in seconds: Double) {
    guard seconds > 0 else {
      askReadiness(probe, isSteered: false)
      return
    }
    nextReadiness =
      pod.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(seconds * 1000))) { [self] in
        askReadiness(probe, isSteered: false)
      }
  }

  private func askReadiness(_ probe: ProbePlan, isSteered: Bool) {
    round += isSteered ? 1 : 0
    let asked = round
    ask(probe).assumeIsolated().whenSuccess { [self] failure in
      guard isRunning, asked == round else { return }
      take(failure, probe, isSteered: isSteered)
      scheduleReadiness(probe, in: probe.period)
    }
  }

  private func take(_ found: String?, _ probe: ProbePlan, isSteered: Bool) {
    let before = (hasPassed, failure)
    var notes: [PodReport.Note] = []
    if let found {
      successes = 0
      failures += 1
      failure = found
      let note = PodReport.Note(
        isWarning: true, reason: "Unhealthy", message: "Readiness probe failed: \(found)")
      if failures == 1 { notes = [note] }
      if failures >= probe.failureThreshold || isSteered { hasPassed = false }
    } else {
      failures = 0
      successes += 1
      if successes >= probe.successThreshold || isSteered { hasPassed = true }
    }
    if before != (hasPassed, failure) || !notes.isEmpty { pod.report(notes) }
  }

  private func scheduleLiveness(_ probe: ProbePlan, in seconds: Double) {
    nextLiveness =
      pod.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(seconds * 1000))) { [self] in
        ask(probe).assumeIsolated().whenSuccess { [self] failure in
          guard isRunning else { return }
          livenessFailures = failure == nil ? 0 : livenessFailures + 1
          if let failure, livenessFailures >= probe.failureThreshold {
            pod.restart(self, because: failure)
          } else {
            scheduleLiveness(probe, in: probe.period)
          }
        }
      }
  }

  /// Asks one probe: nil when it succeeds, else why not.
  private func ask(_ probe: ProbePlan) -> EventLoopFuture<String?> {
    let port: Int?
    switch probe.action {
    case .command: return pod.loop.makeSucceededFuture(nil)
    case .http(_, let number), .connect(let number): port = number
    }
    guard let port else {
      return pod.loop.makeSucceededFuture("the port's name is not declared by the container")
    }
    return ProbeCall.run(
      probe, address: pod.plan.address, port: port, ports: pod.core.ports, on: pod.loop)
  }
}

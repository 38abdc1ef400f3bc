import NIOCore
import Topology

/// All running pods; lives on its event loop.
final class KubeletCore {
  let loop: any EventLoop
  let ports: LoopbackPorts
  let seed: UInt64
  private let continuation: AsyncStream<[PodReport]>.Continuation
  private var pods: [NamespacedName: RunningPod] = [:]
  private var pending: [NamespacedName: PodReport] = [:]
  private var isFlushing = false
  private var isStopped = false

  init(
    loop: any EventLoop, ports: LoopbackPorts, seed: UInt64,
    reports continuation: AsyncStream<[PodReport]>.Continuation
  ) {
    self.loop = loop
    self.ports = ports
    self.seed = seed
    self.continuation = continuation
  }

  func apply(_ plans: [NamespacedName: PodPlan?]) {
    guard !isStopped else { return }
    for (name, plan) in plans.sorted(by: { $0.key < $1.key }) {
      let running = pods[name]
      guard let plan, Controllers.number(of: plan.node) != nil else {
        pods[name] = nil
        _ = running?.stop()
        continue
      }
      if let running, running.plan.uid == plan.uid, running.plan.address == plan.address {
        running.update(plan)
        continue
      }
      _ = running?.stop()
      let pod = RunningPod(plan, core: self)
      pods[name] = pod
      pod.start()
    }
  }

  /// Hands a report on, together with those of the next moment.
  func send(_ report: PodReport) {
    guard !isStopped else { return }
    var report = report
    report.notes = (pending[report.pod]?.notes ?? []) + report.notes
    pending[report.pod] = report
    guard !isFlushing else { return }
    isFlushing = true
    loop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { self.flush() }
  }

  private func flush() {
    isFlushing = false
    guard !isStopped, !pending.isEmpty else { return }
    continuation.yield(pending.values.sorted { $0.pod < $1.pod })
    pending = [:]
  }

  func stop() -> EventLoopFuture<Void> {
    isStopped = true
    continuation.finish()
    let closed = pods.values.map { $0.stop() }
    pods = [:]
    return EventLoopFuture.andAllComplete(closed, on: loop)
  }
}

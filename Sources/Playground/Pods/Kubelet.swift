package import NIOCore
package import Topology

/// Runs the pods of all three nodes: gives them their listeners, asks their probes, says what it found.
package struct Kubelet: Sendable {
  /// What it found out, to be written into the pods' statuses.
  package let reports: AsyncStream<[PodReport]>
  private let core: NIOLoopBound<KubeletCore>

  /// Starts without pods, on one event loop.
  package static func start(
    on loop: any EventLoop, ports: LoopbackPorts = LoopbackPorts(), seed: UInt64 = 1
  ) async throws -> Kubelet {
    let (stream, continuation) = AsyncStream.makeStream(of: [PodReport].self)
    let core = try await loop.submit {
      NIOLoopBound(
        KubeletCore(loop: loop, ports: ports, seed: seed, reports: continuation), eventLoop: loop)
    }.get()
    return Kubelet(reports: stream, core: core)
  }

  /// Brings pods in line with their objects; nil is a pod that is gone.
  package func apply(_ pods: [NamespacedName: JSONValue?]) async {
    let plans = pods.mapValues { $0.flatMap { PodPlan($0) } }
    let core = core
    try? await core.eventLoop.submit { core.value.apply(plans) }.get()
  }

  /// Closes every listener and connection and ends the reports.
  package func stop() async {
    let core = core
    try? await core.eventLoop.flatSubmit { core.value.stop() }.get()
  }
}

import NIOCore
import NIOPosix
import Topology

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// One pod that runs: its listeners, its connections and what its probes found.
final class RunningPod {
  private(set) var plan: PodPlan
  let core: KubeletCore
  private(set) var containers: [RunningContainer] = []
  private var listeners: [Int: any Channel] = [:]
  private var connections: [ObjectIdentifier: any Channel] = [:]
  /// Ports that somebody else holds, with the sentence about each.
  private var refusedPorts: [Int: String] = [:]
  private var notedPorts: Set<Int> = []
  private var opening = 0
  private var queuedNotes: [PodReport.Note] = []
  private(set) var isStopped = false
  private var generator: SplitMix
  private(set) var readinessPaths: Set<String>

  init(_ plan: PodPlan, core: KubeletCore) {
    self.plan = plan
    self.core = core
    readinessPaths = plan.readinessPaths
    generator = SplitMix(
      seed: core.seed ^ StableHash.value(plan.name.namespace, plan.name.name))
    containers = plan.containers.map { RunningContainer($0, pod: self) }
  }

  var loop: any EventLoop { core.loop }

  /// Opens the listeners; the probes start once all are open or refused.
  func start() {
    open { [self] in
      for container in containers { container.start() }
      report()
      if plan.isDeleting { terminate() }
    }
  }

  /// Takes over what changed in the object: the steering annotations and a deletion.
  func update(_ new: PodPlan) {
    let old = plan
    guard new != old, !isStopped else { return }
    plan = new
    if new.behaviour.isListening != old.behaviour.isListening {
      if new.behaviour.isListening { open { [self] in steered() } } else { closeListeners() }
    }
    if new.behaviour != old.behaviour { steered() }
    if new.isDeleting, !old.isDeleting { terminate() }
    if new.gates != old.gates { report() }
  }

  private func steered() {
    for container in containers { container.probeAtOnce() }
    report()
  }

  /// Serves a little longer, so that clients that still know the address are answered, then ends.
  private func terminate() {
    report(
      [.init(reason: "Killing", message: "Stopping container \(plan.containers.first?.name ?? "")")]
    )
    let grace = TimeAmount.milliseconds(Int64(plan.grace * 1000))
    loop.assumeIsolated().scheduleTask(in: grace) { [self] in
      guard !isStopped else { return }
      _ = stop()
      var last = PodReport(pod: plan.name, uid: plan.uid, containers: [])
      last.isGone = true
      core.send(last)
    }
  }

  /// Closes everything at once.
  func stop() -> EventLoopFuture<Void> {
    isStopped = true
    for container in containers { container.stop() }
    return closeListeners()
  }

  /// Ends a container that is no longer alive and starts it again.
  func restart(_ container: RunningContainer, because failure: String) {
    container.restarts += 1
    let name = container.plan.name
    report([
      .init(
        isWarning: true, reason: "Unhealthy", message: "Liveness probe failed: \(failure)"),
      .init(
        reason: "Killing", message: "Container \(name) failed liveness probe, will be restarted"),
    ])
    container.stop()
    container.start()
    report()
  }

  /// Tells the kubelet how the pod is now.
  func report(_ notes: [PodReport.Note] = []) {
    queuedNotes += notes
    guard !isStopped, opening == 0 else { return }
    var report = PodReport(
      pod: plan.name, uid: plan.uid,
      containers: containers.map {
        .init(
          name: $0.plan.name, image: $0.plan.image, isReady: $0.isReady && refusedPorts.isEmpty,
          restarts: $0.restarts)
      })
    report.notes = queuedNotes
    queuedNotes = []
    if let refusal = refusedPorts.min(by: { $0.key < $1.key }) {
      report.withhold("PortUnavailable", refusal.value)
    } else if let waiting = containers.first(where: { !$0.isReady }) {
      report.withhold("ContainersNotReady", waiting.failure)
    }
    core.send(report)
  }

  /// Whether this answer is one of those that fail.
  func drawsError() -> Bool {
    let rate = plan.behaviour.errorRate
    return rate > 0 && Double(generator.next() >> 11) * 0x1p-53 < rate
  }
}

extension RunningPod {
  /// Opens every port that is not open yet, then goes on.
  private func open(_ next: @escaping () -> Void) {
    guard plan.behaviour.isListening, !isStopped else {
      next()
      return
    }
    let missing = plan.ports.filter { listeners[$0] == nil }
    opening += missing.count
    if missing.isEmpty { next() }
    for port in missing {
      bind(port).assumeIsolated().whenComplete { [self] result in
        opening -= 1
        opened(port, result)
        if opening == 0 { next() }
      }
    }
  }

  private func bind(_ port: Int) -> EventLoopFuture<any Channel> {
    let pod = NIOLoopBound(self, eventLoop: loop)
    do {
      let address = try SocketAddress(ipAddress: plan.address, port: core.ports.bound(port))
      return ServerBootstrap(group: loop)
        .serverChannelOption(.backlog, value: 512)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            pod.value.accepted(channel)
            try channel.pipeline.syncOperations.addHandler(PodConnection(pod.value))
          }
        }.bind(to: address)
    } catch {
      return loop.makeFailedFuture(error)
    }
  }

  private func accepted(_ channel: any Channel) {
    let key = ObjectIdentifier(channel)
    connections[key] = channel
    channel.closeFuture.assumeIsolated().whenComplete { [self] _ in connections[key] = nil }
  }

  private func opened(_ port: Int, _ result: Result<any Channel, any Error>) {
    switch result {
    case .success(let channel):
      guard !isStopped, plan.behaviour.isListening else {
        channel.close(promise: nil)
        return
      }
      refusedPorts[port] = nil
      listeners[port] = channel
    case .failure(let error): refused(port, error)
    }
  }

  /// Says once what is wrong, and tries again until the port is free.
  private func refused(_ port: Int, _ error: any Error) {
    let place = "\(plan.address):\(core.ports.bound(port))"
    let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
    let message =
      isTaken
      ? "cannot listen on \(place): another process uses it; end that process, the pod tries again"
      : "cannot listen on \(place): \(error)"
    refusedPorts[port] = message
    if notedPorts.insert(port).inserted {
      queuedNotes.append(.init(isWarning: true, reason: "FailedToBind", message: message))
    }
    loop.assumeIsolated().scheduleTask(in: .seconds(1)) { [self] in
      guard !isStopped, listeners[port] == nil, refusedPorts[port] != nil else { return }
      refusedPorts[port] = nil
      open { [self] in
        for container in containers { container.probeAtOnce() }
        report()
      }
    }
  }

  /// Closes the listeners and the connections.
  @discardableResult
  private func closeListeners() -> EventLoopFuture<Void> {
    var closed = listeners.values.map { $0.close() }
    listeners = [:]
    for channel in connections.values { closed.append(channel.close()) }
    return EventLoopFuture.andAllComplete(closed, on: loop)
  }
}

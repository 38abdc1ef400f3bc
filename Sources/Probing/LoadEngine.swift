import NIOCore
import NIOHTTP1
import NIOPosix
import Topology

/// The work of the load generator, confined to its event loop.
final class LoadEngine {
  /// The most requests under way.
  static let inFlightLimit = 512

  let loop: any EventLoop
  private(set) var targets: [LoadTarget] = []
  var statistics = LoadStatistics()
  private var schedule: ArrivalSchedule
  private var last: NIODeadline
  private var nextTick: Scheduled<Void>?
  /// How long the pause until the next tick was meant to be, in seconds.
  private var pause = 0.0
  private var idle: [LoadTarget.Way: [LoadConnection]] = [:]
  private var open: [ObjectIdentifier: LoadConnection] = [:]
  private var inFlight = 0
  private var isStopped = false

  init(loop: any EventLoop, seed: UInt64) {
    self.loop = loop
    schedule = ArrivalSchedule(seed: seed)
    last = .now()
  }

  func setTargets(_ targets: [LoadTarget]) {
    letTimePass()
    self.targets = targets.filter { $0.address.address.hasPrefix("127.") }
    schedule.setRates(self.targets.map(\.rate))
    planTick()
  }

  func stop() {
    isStopped = true
    nextTick?.cancel()
    for connection in open.values { connection.close() }
  }

  /// Wakes up when the next request is due, not more often than each step, and not at all when none is.
  private func planTick() {
    nextTick?.cancel()
    guard !isStopped, let wait = schedule.pause else { return }
    let amount = max(LoadGenerator.step, .nanoseconds(Int64(min(wait, 3600) * 1e9)))
    pause = Double(amount.nanoseconds) / 1e9
    nextTick = loop.assumeIsolated().scheduleTask(in: amount) {
      self.letTimePass()
      self.planTick()
    }
  }

  /// Sends what became due; a machine that slept for long does not have to catch up with everything.
  private func letTimePass() {
    let now = NIODeadline.now()
    let seconds = min(pause + 1, Double((now - last).nanoseconds) / 1e9)
    last = now
    for index in schedule.advance(by: seconds) { send(targets[index]) }
  }

  private func send(_ target: LoadTarget) {
    guard inFlight < Self.inFlightLimit else {
      statistics.skipped += 1
      return
    }
    inFlight += 1
    statistics.sent += 1
    if let connection = idle[target.way]?.popLast() {
      connection.send(target)
    } else {
      connect(target)
    }
  }

  private func connect(_ target: LoadTarget) {
    let connection = LoadConnection(engine: self, way: target.way)
    let handler = NIOLoopBound(connection, eventLoop: loop)
    bootstrap(from: target.source).connectTimeout(.seconds(2))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(handler.value)
        }
      }
      .connect(host: target.address.address, port: target.address.port)
      .assumeIsolated().whenComplete { result in
        switch result {
        case .success where self.isStopped: connection.close()
        case .success:
          self.open[ObjectIdentifier(connection)] = connection
          connection.send(target)
        case .failure: self.finished(connection, isAnswered: false, isReusable: false)
        }
      }
  }

  private func bootstrap(from source: String?) -> ClientBootstrap {
    let bootstrap = ClientBootstrap(group: loop)
    guard let place = source.flatMap({ try? SocketAddress(ipAddress: $0, port: 0) }) else {
      return bootstrap
    }
    return bootstrap.bind(to: place)
  }

  /// A request ended: with an answer or without, and its connection may serve another one or not.
  func finished(_ connection: LoadConnection, isAnswered: Bool, isReusable: Bool) {
    inFlight -= 1
    if isAnswered { statistics.answered += 1 } else { statistics.failed += 1 }
    guard isReusable, !isStopped else { return }
    idle[connection.way, default: []].append(connection)
  }

  /// A connection is gone.
  func closed(_ connection: LoadConnection) {
    open[ObjectIdentifier(connection)] = nil
    idle[connection.way]?.removeAll { $0 === connection }
  }
}

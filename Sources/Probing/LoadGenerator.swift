package import NIOCore

/// Sends requests at given rates, so that a demo is alive without any other tool.
///
/// One event loop, keep-alive connections, at most `inFlightLimit` requests under way. It dials only
/// addresses of 127.0.0.0/8.
package final class LoadGenerator: Sendable {
  /// The shortest pause between two looks at what is due.
  static let step: TimeAmount = .milliseconds(4)

  private let loop: any EventLoop
  private let engine: NIOLoopBound<LoadEngine>

  /// Starts without targets on one loop of a group.
  package static func start(on group: any EventLoopGroup, seed: UInt64) async throws
    -> LoadGenerator
  {
    let loop = group.next()
    return try await loop.submit {
      let engine = LoadEngine(loop: loop, seed: seed)
      return LoadGenerator(loop: loop, engine: NIOLoopBound(engine, eventLoop: loop))
    }.get()
  }

  private init(loop: any EventLoop, engine: NIOLoopBound<LoadEngine>) {
    self.loop = loop
    self.engine = engine
  }

  /// Replaces the targets; what is under way goes on.
  package func setTargets(_ targets: [LoadTarget]) {
    loop.execute { self.engine.value.setTargets(targets) }
  }

  /// What was done so far.
  package func statistics() async throws -> LoadStatistics {
    try await loop.submit { self.engine.value.statistics }.get()
  }

  /// Ends it and closes its connections.
  package func stop() async throws {
    try await loop.submit { self.engine.value.stop() }.get()
  }
}

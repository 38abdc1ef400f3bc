import NIOCore
import Topology

/// What all connections of one proxy share; lives on its event loop.
final class IngressCore {
  let loop: any EventLoop
  let options: IngressProxy.Options
  let counters: ProxyCounters
  private(set) var table: IngressTable
  private(set) var certificates = IngressCertificates()
  var generator: SplitMix
  var requestIDs: SplitMix
  /// Grows with every sweep: the clock of timeouts, which costs nothing to read.
  private(set) var tick = 0
  private var pools: [BackendAddress: UpstreamPool] = [:]
  private var clients: [ObjectIdentifier: ClientConnection] = [:]
  /// The connections that carry copies, with the sweeps at which they began.
  private var copies: [ObjectIdentifier: (connection: UpstreamConnection, start: Int)] = [:]
  /// Copies whose connections are being opened.
  private var beginning = 0

  init(loop: any EventLoop, options: IngressProxy.Options, counters: ProxyCounters) {
    self.loop = loop
    self.options = options
    self.counters = counters
    generator = SplitMix(seed: options.seed)
    requestIDs = SplitMix(seed: options.seed ^ UInt64(NIODeadline.now().uptimeNanoseconds))
    var start = SplitMix(seed: options.seed)
    table = IngressTable.compiled(
      IngressConfiguration(), counters: counters, generator: &start
    ) { _ in preconditionFailure("an empty configuration has no backend") }
  }

  /// Swaps the table; requests that are under way end as they began.
  func apply(_ configuration: IngressConfiguration) {
    var used: Set<BackendAddress> = []
    table = IngressTable.compiled(configuration, counters: counters, generator: &generator) {
      used.insert($0)
      return pool($0)
    }
    certificates = configuration.certificates
    for (address, pool) in pools where !used.contains(address) {
      pool.retire()
      pools[address] = nil
    }
  }

  private func pool(_ address: BackendAddress) -> UpstreamPool {
    if let pool = pools[address] { return pool }
    let pool = UpstreamPool(address, core: self)
    pools[address] = pool
    return pool
  }

  func add(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = client }

  func remove(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = nil }

  /// Ends the connections that are led to destinations which satisfy a condition, each after its answer.
  func retire(where isOver: (MeshDestination) -> Bool) {
    for client in Array(clients.values) {
      if let destination = client.destination, isOver(destination) { client.retire() }
    }
  }

  /// Sends a copy of a request, unless too many are under way; what comes back ends the connection.
  func copy(_ request: ByteBuffer, to pool: UpstreamPool) {
    guard copies.count + beginning < options.mostCopies else { return }
    beginning += 1
    pool.connect { [self] result in
      beginning -= 1
      guard case .success(let connection) = result else { return }
      copies[ObjectIdentifier(connection)] = (connection, tick)
      connection.send(request)
    }
  }

  /// A connection without a client has ended.
  func endCopy(_ connection: UpstreamConnection) { copies[ObjectIdentifier(connection)] = nil }

  /// The sweeps that cover so many seconds.
  func ticks(_ seconds: Double) -> Int { Int((seconds / options.sweepInterval).rounded(.up)) }

  /// Ends what has waited for too long.
  func sweep() {
    tick += 1
    for client in Array(clients.values) { client.checkTimeouts() }
    let limit = ticks(options.answerTimeout)
    for copy in Array(copies.values) where tick - copy.start > limit { copy.connection.close() }
  }

  /// Closes every connection.
  func close() {
    for pool in pools.values { pool.retire() }
    for client in Array(clients.values) { client.close() }
    for copy in Array(copies.values) { copy.connection.close() }
  }
}

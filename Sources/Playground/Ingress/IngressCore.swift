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

  /// The sweeps that cover so many seconds.
  func ticks(_ seconds: Double) -> Int { Int((seconds / options.sweepInterval).rounded(.up)) }

  /// Ends what has waited for too long.
  func sweep() {
    tick += 1
    for client in Array(clients.values) { client.checkTimeouts() }
  }

  /// Closes every connection.
  func close() {
    for pool in pools.values { pool.retire() }
    for client in Array(clients.values) { client.close() }
  }
}

package import Topology

/// Chooses the backend of a connection: at random, or the one that the client had before.
package struct ServiceBalancer: Sendable {
  /// One client of one Service address.
  private struct Client: Hashable {
    let listener: BackendAddress
    let source: String
  }

  private struct Memory {
    let backend: BackendAddress
    var lastUse: Double
  }

  private var generator: SplitMix
  private var memories: [Client: Memory] = [:]

  package init(seed: UInt64) { generator = SplitMix(seed: seed) }

  /// The backend for a connection from a source; nil when there is none.
  ///
  /// With affinity a client keeps its backend while that is a candidate and the last use is not longer
  /// ago than the timeout.
  package mutating func backend(
    for listener: ServiceListener, from source: String, through node: String, now: Double
  ) -> BackendAddress? {
    let candidates = listener.backends(through: node)
    guard !candidates.isEmpty else { return nil }
    let client = Client(listener: listener.address, source: source)
    if let timeout = listener.affinitySeconds, let memory = memories[client],
      now - memory.lastUse <= Double(timeout), candidates.contains(memory.backend)
    {
      memories[client]?.lastUse = now
      return memory.backend
    }
    let chosen = candidates[Int(generator.next(below: UInt64(candidates.count)))]
    if listener.affinitySeconds != nil {
      memories[client] = Memory(backend: chosen, lastUse: now)
    }
    return chosen
  }

  /// Forgets clients of addresses that are gone.
  package mutating func forget(except listeners: Set<BackendAddress>) {
    memories = memories.filter { listeners.contains($0.key.listener) }
  }
}

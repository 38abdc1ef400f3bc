import Routing
import Topology

/// The configuration compiled for speed: bytes to compare, pools to take connections from and counters
/// to count in, all found before the first request.
///
/// Lives on the proxy's event loop; a changed cluster gets a new table.
final class IngressTable {
  /// One address that a target can use.
  final class Endpoint {
    let pool: UpstreamPool
    let counter: ProxyCounters.Counter

    init(pool: UpstreamPool, counter: ProxyCounters.Counter) {
      self.pool = pool
      self.counter = counter
    }
  }

  /// One weighted Service of a rule.
  final class Target {
    let weight: UInt64
    let endpoints: [Endpoint]
    /// Counts what no endpoint could take.
    let refusals: ProxyCounters.Counter
    /// The status without an endpoint, and where the connection to one fails.
    let refusal: Int
    let failure: Int
    private var cursor: Int

    init(
      weight: Int, endpoints: [Endpoint], refusals: ProxyCounters.Counter, start: UInt64,
      refusal: Int = 503, failure: Int = 502
    ) {
      self.weight = UInt64(weight)
      self.refusal = refusal
      self.failure = failure
      self.endpoints = endpoints
      self.refusals = refusals
      cursor = endpoints.isEmpty ? 0 : Int(start % UInt64(endpoints.count))
    }

    /// The endpoint whose turn it is: round robin, so that shares are equal.
    func next() -> Endpoint? {
      guard !endpoints.isEmpty else { return nil }
      cursor = cursor + 1 < endpoints.count ? cursor + 1 : 0
      return endpoints[cursor]
    }
  }

  /// Who gets copies of the requests of a rule.
  final class Copies {
    private let share: Double
    private let pools: [UpstreamPool]
    private var cursor = 0

    init(share: Double, pools: [UpstreamPool]) {
      self.share = share
      self.pools = pools
    }

    /// The one that gets a copy of a request; nil for none.
    func next(_ generator: inout SplitMix) -> UpstreamPool? {
      guard !pools.isEmpty else { return nil }
      let parts: UInt64 = 1_000_000
      guard share >= 1 || Double(generator.next(below: parts)) < share * Double(parts) else {
        return nil
      }
      cursor = cursor + 1 < pools.count ? cursor + 1 : 0
      return pools[cursor]
    }
  }

  /// One path of one host.
  final class Rule {
    let path: [UInt8]
    let isExact: Bool
    let targets: [Target]
    let canary: Canary?
    /// Counts what had no target at all.
    let refusals: ProxyCounters.Counter
    /// The status where no target has a weight.
    let refusal: Int
    let copies: [Copies]
    private let weights: UInt64

    init(
      _ route: Route, targets: [Target], refusals: ProxyCounters.Counter, refusal: Int = 503,
      copies: [Copies] = []
    ) {
      self.refusal = refusal
      self.copies = copies
      isExact = route.pathType == .exact
      let bytes = Array(route.path.utf8)
      path = !isExact && bytes.last == 0x2F ? Array(bytes.dropLast()) : bytes
      canary = route.canary.flatMap { $0.isSteered ? $0 : nil }
      self.targets = targets
      self.refusals = refusals
      weights = targets.reduce(0) { $0 + $1.weight }
    }

    /// Whether a path falls under this rule.
    func matches(_ view: ByteView, _ range: Range<Int>) -> Bool {
      guard range.count >= path.count, !isExact || range.count == path.count,
        view.equals(path, from: range.lowerBound)
      else { return false }
      return range.count == path.count || view[range.lowerBound + path.count] == 0x2F
    }

    /// A target by weight; nil when there is none with any.
    func target(_ generator: inout SplitMix) -> Target? {
      guard targets.count > 1 else { return weights > 0 ? targets.first : nil }
      guard weights > 0 else { return nil }
      var place = generator.next(below: weights)
      for target in targets {
        guard place >= target.weight else { return target }
        place -= target.weight
      }
      return nil
    }
  }

  /// The rules that a host's requests meet, in the order in which they are tried.
  final class Host {
    let name: [UInt8]
    let rules: [Rule]
    let fallback: Rule?

    init(name: [UInt8], rules: [Rule], fallback: Rule?) {
      self.name = name
      self.rules = rules
      self.fallback = fallback
    }

    /// The rule of a path.
    func rule(_ view: ByteView, _ path: Range<Int>) -> Rule? {
      for rule in rules where rule.matches(view, path) { return rule }
      return fallback
    }
  }

  /// Precise hosts, and wildcards without their star, by the hash of their bytes.
  private let hosts: [UInt64: [Host]]
  private let anyHost: Host
  /// Decides where the rules of networking/v1 are not all there is; nil where they are.
  let decider: RequestDecider?
  private let rules: [Route.ID: Rule]
  /// Counts the requests that no rule took.
  let misses: ProxyCounters.Counter

  init(
    hosts: [Host], anyHost: Host, misses: ProxyCounters.Counter, decider: RequestDecider? = nil,
    rules: [Route.ID: Rule] = [:]
  ) {
    self.decider = decider
    self.rules = rules
    self.hosts = Dictionary(grouping: hosts) { host in
      host.name.withUnsafeBytes {
        ByteView($0).map { Self.hash($0, 0..<$0.count) } ?? 0
      }
    }
    self.anyHost = anyHost
    self.misses = misses
  }

  /// The rule that answers a request; nil is the proxy's own 404.
  func rule(_ view: ByteView, host: Range<Int>, path: Range<Int>) -> Rule? {
    let name = Self.normalized(view, host)
    if let precise = self.host(view, name) { return precise.rule(view, path) }
    if let dot = view.offset(of: 0x2E, from: name.lowerBound, to: name.upperBound),
      dot > name.lowerBound, let wildcard = self.host(view, dot..<name.upperBound)
    {
      return wildcard.rule(view, path)
    }
    return anyHost.rule(view, path)
  }

  /// The rule of a route that a decision names.
  func rule(_ id: Route.ID) -> Rule? { rules[id] }

  private func host(_ view: ByteView, _ name: Range<Int>) -> Host? {
    guard !name.isEmpty, let found = hosts[Self.hash(view, name)] else { return nil }
    return found.first { host in
      host.name.count == name.count
        && host.name.indices.allSatisfy {
          ByteView.lowered(view[name.lowerBound + $0]) == host.name[$0]
        }
    }
  }

  /// The host without its port and final dot.
  private static func normalized(_ view: ByteView, _ host: Range<Int>) -> Range<Int> {
    if !host.isEmpty, view[host.lowerBound] == 0x5B {
      let end = view.offset(of: 0x5D, from: host.lowerBound, to: host.upperBound)
      return host.lowerBound..<(end.map { $0 + 1 } ?? host.upperBound)
    }
    var end = view.offset(of: 0x3A, from: host.lowerBound, to: host.upperBound) ?? host.upperBound
    if end > host.lowerBound, view[end - 1] == 0x2E { end -= 1 }
    return host.lowerBound..<end
  }

  /// FNV-1a over the bytes in lower case.
  private static func hash(_ view: ByteView, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in range {
      hash = (hash ^ UInt64(ByteView.lowered(view[index]))) &* 0x100_0000_01b3
    }
    return hash
  }
}

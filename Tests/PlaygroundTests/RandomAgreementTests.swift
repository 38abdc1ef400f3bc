import Diagnosis
import Language
import NIOCore
import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// 2,000 random clusters: what a trace says is what the playground's real proxies do.
///
/// The pods are a few real listeners that all clusters share; each cluster is another table of the ingress proxy
/// and other listeners of the Service proxy. Every request is sent over loopback, as often as it has endpoints.
/// Compared are the rule that takes it (by what the proxy counts for each), the status, and which pods answer.
@Suite(.serialized, .realTime) struct RandomAgreementTests {
  @Test func `a trace agrees with the real proxies in 2,000 clusters`() async throws {
    var tally = Tally(clusters: 0)
    for seed in UInt64(1)...50 {
      try await RealProxies.run { tally += try await Self.compared($0, seed: seed) }
    }
    #expect(tally.clusters == 2_000, "\(tally)")
    #expect(tally.requests >= 10_000, "\(tally)")
    #expect(tally.answered >= 2_000 && tally.isolated >= 500, "\(tally)")
    for status in [404, 502, 503] { #expect(tally.refused[status, default: 0] >= 300, "\(tally)") }
    #expect(tally.refused[0, default: 0] >= 100, "\(tally)")
  }

  /// Compares in 40 clusters.
  private static func compared(_ proxies: RealProxies, seed: UInt64) async throws -> Tally {
    var chance = SeededGenerator(seed)
    var tally = Tally(clusters: 0)
    for number in 1...40 {
      let inventory = RandomCluster.inventory(&chance, pods: proxies.pods, plan: proxies.plan)
      try await proxies.serve(inventory)
      var comparison = Comparison(inventory, proxies, name: "seed \(seed) cluster \(number)")
      for _ in 0..<5 {
        try comparison.ask(RandomRequest(&chance))
        // Others wait for their connections and clocks meanwhile.
        await Task.yield()
      }
      try comparison.askService(chance.pick(["one", "two", "three"]))
      try await comparison.checkRules()
      tally += comparison.tally
    }
    return tally
  }
}

/// How many requests were compared, and what came of them.
private struct Tally {
  var clusters = 1
  var requests = 0
  /// Some backend answered with 200.
  var answered = 0
  /// A proxy wrote the status; 0 where the connection was refused.
  var refused: [Int: Int] = [:]
  /// Policies deny connections to a pod, or may.
  var isolated = 0

  mutating func add(_ trace: Trace, _ answers: [KeptConnection.Answer?]) {
    requests += answers.count
    answered += answers.count { $0?.status == 200 }
    for status in answers.map({ $0?.status ?? 0 }) where status != 200 {
      refused[status, default: 0] += 1
    }
    let hop = trace.hops.first { $0.hop == .policy }
    if hop?.says.english.hasSuffix("Nobody enforces it here.") == true { isolated += 1 }
  }

  static func += (left: inout Self, right: Self) {
    left.clusters += right.clusters
    left.requests += right.requests
    left.answered += right.answered
    left.refused.merge(right.refused, uniquingKeysWith: +)
    left.isolated += right.isolated
  }
}

/// What a trace says of some requests to a cluster, beside what real clients get.
private struct Comparison {
  let proxies: RealProxies
  let name: String
  let world: TraceWorld
  /// The requests that the traces give to each rule.
  private var wanted: [[String]: Int] = [:]
  private(set) var tally = Tally()

  init(_ inventory: Inventory, _ proxies: RealProxies, name: String) {
    self.proxies = proxies
    self.name = name
    let routes = RoutingTable(inventory)
    world = TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: .playground))
  }

  /// Sends a request until every endpoint had its turn.
  mutating func ask(_ request: RandomRequest) throws {
    let trace = Trace(try request.traced, in: world)
    let count = max(1, trace.backends.flatMap(\.endpoints).count { $0.share > 0 })
    let answers = (0..<count).map { _ in proxies.connection.exchange(request.text) }
    let id = trace.matched?.route
    let isTaken = id != nil && trace.hops.first { $0.hop == .listener }?.state != .fault
    let key =
      isTaken
      ? [
        id?.source.name.description ?? "", id?.host ?? "", id?.path ?? "",
        id?.pathType.rawValue ?? "",
      ] : ["", "", "", ""]
    wanted[key, default: 0] += count
    compare(trace, answers, line: request.line)
  }

  /// Connects to the cluster IP of a Service.
  mutating func askService(_ service: String) throws {
    guard let found = world.inventory.service(NamespacedName("shop", service)) else { return }
    let connection = KeptConnection(address: found.clusterIP, port: proxies.ports.bound(80))
    defer { connection.close() }
    let line = "http://\(found.clusterIP)/"
    let trace = Trace(try TraceRequest([line], from: "inside"), in: world)
    compare(trace, [connection.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")], line: line)
  }

  /// What the proxy counted for each rule since the last cluster is what the traces chose.
  func checkRules() async throws {
    let counted = try await proxies.takeCounts()
    #expect(counted == wanted, "\(name): the rules that took the requests differ")
  }

  private mutating func compare(_ trace: Trace, _ answers: [KeptConnection.Answer?], line: String) {
    tally.add(trace, answers)
    let hops = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }
    let told = """
      \(name) \(line) got \(answers.map { "\($0?.status ?? 0) \($0?.body ?? "")" })
      status \(trace.status ?? 0) \(trace.verdict)
      \(hops.joined(separator: "\n"))
      """
    if let status = trace.status {
      #expect(answers.allSatisfy { $0?.status == status }, "\(told)")
      return
    }
    if trace.verdict == .fault {
      let isRefusal = trace.hops.last?.says.english.contains("refused") ?? false
      #expect(isRefusal && answers.allSatisfy { $0 == nil }, "\(told)")
      return
    }
    #expect(trace.verdict != .unknown, "\(told)")
    compareBackends(trace, answers, told)
  }

  /// Some backend answers: every answer is of one that has a share, or the failure of one that has.
  private func compareBackends(
    _ trace: Trace, _ answers: [KeptConnection.Answer?], _ told: String
  ) {
    let legs = trace.backends.filter { $0.share > 0 }
    let chosen = legs.flatMap(\.endpoints).filter { $0.share > 0 }
      .map { BackendAddress(address: $0.address, port: $0.port) }
    let live = Set(chosen.filter(proxies.pods.isListening).map(\.description))
    let answered = Set(answers.compactMap { $0?.status == 200 ? $0?.body : nil })
    let failed = Set(answers.compactMap { $0?.status == 200 ? nil : $0?.status ?? 0 })
    #expect(answered.isSubset(of: live), "\(told)")
    let hasDead = live.count < Set(chosen).count
    let hasEmptyLeg = legs.contains { !$0.endpoints.contains { $0.share > 0 } }
    // A client of the Service itself has no proxy that tells of the failure.
    let isDirect = trace.matched == nil
    var mayFail: Set<Int> = []
    if hasDead { mayFail.insert(isDirect ? 0 : 502) }
    if hasEmptyLeg { mayFail.formUnion([502, 503]) }
    #expect(failed.isSubset(of: mayFail), "\(told)")
    #expect(trace.verdict == .degraded || failed.isEmpty, "\(told)")
    // The ingress proxy takes turns; the Service proxy draws.
    let isAlias = legs.contains { leg in
      world.inventory.service(leg.service)?.exposure == .externalName
    }
    guard legs.count == 1, !isAlias, !isDirect else { return }
    #expect(answered == live && failed.isEmpty != hasDead, "\(told)")
  }
}

/// The playground's ingress proxy and Service proxy, with pods that answer.
private struct RealProxies {
  let pods: AnsweringPods
  /// The last block, which a playground takes when all others are taken.
  let plan = AddressPlan(block: 31)
  let ports: LoopbackPorts
  let connection: KeptConnection
  private let ingress: IngressProxy
  private let services: ServiceProxy
  private let metrics: ProxyMetrics
  private let counts: Counts

  /// What was counted when it was last asked for.
  private final class Counts {
    var last: [[String]: Int] = [:]
  }

  static func run(_ body: (RealProxies) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let metrics = try await ProxyMetrics.make(on: group)
    let ingress = try await IngressProxy.start(.impatient, on: group.next(), metrics: metrics)
    let ports = await LoopbackPorts.detected()
    let plan = AddressPlan(block: 31)
    let services = try await ServiceProxy.start(
      on: group.next(), plan: plan, metrics: metrics, ports: ports)
    let proxies = RealProxies(
      pods: try await AnsweringPods.start(on: group), ports: ports,
      connection: KeptConnection(port: ingress.httpPort), ingress: ingress, services: services,
      metrics: metrics, counts: Counts())
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(proxies)) } catch { outcome = .failure(error) }
    proxies.connection.close()
    await ingress.stop()
    await services.stop()
    await proxies.pods.stop()
    try await group.shutdownGracefully()
    try outcome.get()
  }

  /// Gives both proxies what a data plane would give them of a cluster.
  func serve(_ inventory: Inventory) async throws {
    let listeners = ServiceListener.all(in: inventory, plan: plan)
    var failures = await services.apply(listeners)
    // What somebody else holds on to for a moment, for example a process that has just been forked.
    for _ in 0..<1_000 where !failures.isEmpty {
      try await Task.sleep(for: .milliseconds(10))
      failures = await services.apply(listeners)
    }
    #expect(failures.isEmpty)
    let resolver = ClusterResolver(inventory)
    let ports = ports
    try await ingress.apply(
      IngressConfiguration(
        inventory,
        resolution: .init(
          dialled: { ports.dialled($0) },
          external: { name, port in
            resolver.addresses(of: name, port: port).map { ports.dialled($0) }
          }), serving: { $0.implementation == "k8s.io/ingress-nginx" }))
  }

  /// The requests that the ingress proxy counted for each rule since it was last asked.
  func takeCounts() async throws -> [[String]: Int] {
    var sums: [[String]: Int] = [:]
    for (key, tally) in try await metrics.tallies() where tally.requests > 0 {
      // What has a Service and no rule is of the Service proxy.
      guard !key.ingress.isEmpty || key.service.isEmpty else { continue }
      sums[[key.ingress, key.host, key.path, key.pathType], default: 0] += Int(tally.requests)
    }
    let news = sums.mapValues { $0 }.merging(counts.last) { $0 - $1 }.filter { $0.value > 0 }
    counts.last = sums
    return news
  }
}

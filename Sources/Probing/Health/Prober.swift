import NIOPosix
package import Topology
package import Traffic

/// Asks backends whether they answer: from here, or through the API server where they cannot be reached from here.
///
/// Which way is tried first follows from what the last questions found; it is looked at again after a minute.
package actor Prober {
  /// What the cluster is asked on behalf of a probe.
  package struct Cluster: Sendable {
    /// A pod as the API has it; nil where it may not be read.
    var pod: @Sendable (NamespacedName) async -> JSONValue?
    /// What a pod answers through the API server's proxy; nil where that way is closed.
    var proxied:
      @Sendable (_ pod: NamespacedName, _ port: Int, _ isTLS: Bool, _ path: String) async ->
        ProbeReading.Outcome?

    package init(
      pod: @escaping @Sendable (NamespacedName) async -> JSONValue?,
      proxied:
        @escaping @Sendable (NamespacedName, Int, Bool, String) async ->
        ProbeReading.Outcome?
    ) {
      self.pod = pod
      self.proxied = proxied
    }
  }

  private struct Make: Hashable {
    let template: String
    let port: Int
  }

  private let cluster: Cluster
  private let direct: DirectProbe
  private let names: NameLookup
  private let clock: @Sendable () -> Double
  private var checks: [Make: ReadinessCheck] = [:]
  /// Until when the way through the API server is taken first.
  private var detourUntil = -Double.infinity

  /// How long a detour is kept before the direct way is tried again, in seconds.
  private static let detour = 60.0

  /// A prober; `patience` is how many seconds an answer may take, `clock` gives the seconds since 1970.
  package init(
    cluster: Cluster, patience: Double = 2, clock: @escaping @Sendable () -> Double
  ) {
    self.cluster = cluster
    self.clock = clock
    direct = DirectProbe(group: MultiThreadedEventLoopGroup.singleton, patience: patience)
    names = NameLookup(group: MultiThreadedEventLoopGroup.singleton, patience: patience)
  }

  /// Asks one backend, name or host.
  package func probe(_ target: ProbeTarget) async -> ProbeReading {
    switch target.subject {
    case .backend: await probeBackend(target)
    case .name: await look(up: target.address.address)
    case .certificate: await askDirectly(target, .handshake(name: target.address.address))
    case .request(let request): await askDirectly(target, .request(request))
    }
  }

  private func look(up name: String) async -> ProbeReading {
    let start = ContinuousClock.now
    let outcome = await names.ask(name)
    return ProbeReading(
      outcome, from: .here, question: "DNS \(name)", duration: Self.seconds(since: start),
      time: clock())
  }

  private func probeBackend(_ target: ProbeTarget) async -> ProbeReading {
    let check = await check(of: target)
    if clock() < detourUntil, let reading = await askServer(target, check) { return reading }
    let reading = await askDirectly(target, check)
    switch reading.outcome {
    case .silent, .unroutable:
      guard let other = await askServer(target, check) else { return reading }
      // Only an answer shows that the address is well and the way from here is not.
      if other.isWell == true { detourUntil = clock() + Self.detour }
      return other
    case .open, .status, .health, .resolved, .refused, .failed:
      detourUntil = -.infinity
      return reading
    }
  }

  /// The readiness check of a pod; pods of one make have the same.
  private func check(of target: ProbeTarget) async -> ReadinessCheck {
    let make = Make(template: target.template, port: target.address.port)
    if let known = checks[make] { return known }
    guard let name = target.pod, let pod = await cluster.pod(name) else { return .tcp }
    let check = ReadinessCheck(pod: pod, port: target.address.port)
    if !target.template.isEmpty {
      if checks.count > 2_000 { checks = [:] }
      checks[make] = check
    }
    return check
  }

  private func askDirectly(_ target: ProbeTarget, _ check: ReadinessCheck) async -> ProbeReading {
    let start = ContinuousClock.now
    let answer = await direct.ask(target.address, check)
    return ProbeReading(
      answer.outcome, from: .here, question: check.question(port: target.address.port),
      duration: Self.seconds(since: start), time: clock(), certificateEnd: answer.certificateEnd)
  }

  /// What the pod answers through the API server, which speaks HTTP/1 to it; a pod without an HTTP probe is asked for
  /// `/`, and any status counts as an open port.
  private func askServer(_ target: ProbeTarget, _ check: ReadinessCheck) async -> ProbeReading? {
    guard let pod = target.pod else { return nil }
    var (isTLS, path) = (false, "/")
    var asked = ReadinessCheck.tcp
    if case .http(let tls, let own, _, _) = check { (isTLS, path, asked) = (tls, own, check) }
    let start = ContinuousClock.now
    guard var outcome = await cluster.proxied(pod, target.address.port, isTLS, path) else {
      return nil
    }
    if case .tcp = asked, case .status = outcome { outcome = .open }
    return ProbeReading(
      outcome, from: .server, question: asked.question(port: target.address.port),
      duration: Self.seconds(since: start), time: clock())
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let parts = (ContinuousClock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }
}

import Language
import Topology
import Traffic

extension Trace {
  /// The trace with what came when its hops were asked: where that contradicts the objects, states and verdict say so.
  ///
  /// A hop that is broken by its objects stays broken. Silence tells nothing of pods and cluster IPs, which are seldom
  /// reached from outside; of a door it leaves open whether it is one.
  package func weighed(by evidence: TraceEvidence) -> Trace {
    var trace = self
    for index in hops.indices where hops[index].hop != .response {
      trace.hops[index].weigh(evidence)
    }
    trace.verdict = Self.verdict(of: trace.hops)
    trace.weighResponse(evidence, objects: verdict)
    if trace.verdict == .fault, verdict != .fault { trace.rootCause = nil }
    return trace
  }

  /// What becomes of a request, by the hops before its response.
  ///
  /// Where DNS leads outside of the cluster is not among its objects, and the rest of the way is known all the same.
  static func verdict(of hops: [Hop]) -> Verdict {
    let states = hops.filter { $0.hop != .response }
    let isDoubtful = states.contains {
      $0.state == .unknown && ($0.hop != .dns || states.count == 1)
    }
    return states.contains { $0.state == .fault }
      ? .fault
      : isDoubtful ? .unknown : states.contains { $0.state == .warning } ? .degraded : .ok
  }

  private mutating func weighResponse(_ evidence: TraceEvidence, objects: Verdict) {
    guard let index = hops.firstIndex(where: { $0.hop == .response }) else { return }
    guard let reading = evidence.readings(of: .response).first, reading.isWell != nil else {
      // What was asked of the hops before decides: nothing comes back.
      if verdict == .fault, objects != .fault {
        hops[index].contradict(.fault, "something before it does not answer")
      }
      return
    }
    if reading.tells { hops[index].evidence = .probe }
    let status: Int? = if case .status(let code) = reading.outcome { code } else { nil }
    guard objects != .fault else {
      // Somebody answers, whoever it is: who is right is not known here.
      guard let status, status < 400, status != self.status else { return }
      hops[index].contradict(.unknown, reading.answer)
      verdict = .unknown
      return
    }
    if let status { return weighStatus(status, reading, index) }
    guard reading.isWell == false else { return }
    let isSilent = reading.outcome == .silent
    hops[index].contradict(isSilent ? .unknown : .fault, reading.answer)
    if verdict != .fault { verdict = isSilent ? .unknown : .fault }
  }

  private mutating func weighStatus(_ status: Int, _ reading: ProbeReading, _ index: Int) {
    guard status >= 500, status != self.status else {
      // It arrives after all, whatever those before it say of themselves.
      if verdict == .fault { verdict = .degraded }
      return
    }
    let isGateway = (502...504).contains(status)
    let isLost = verdict == .fault || isGateway && verdict != .degraded
    hops[index].contradict(isLost ? .fault : .warning, reading.answer)
    if isLost {
      verdict = .fault
      self.status = status
    } else if verdict == .ok {
      verdict = .degraded
    }
  }
}

extension Trace.Hop {
  /// Takes in what came when it was asked.
  fileprivate mutating func weigh(_ evidence: TraceEvidence) {
    let readings = evidence.readings(of: hop)
    if readings.contains(where: \.tells) { self.evidence = .probe }
    switch hop {
    case .dns: weighName(readings)
    case .tls:
      let broken = readings.first { $0.isOutdated || $0.isFailure }
      if let broken { contradict(.fault, broken.claim) }
    case .listener: weighDoors(evidence, readings)
    case .service:
      // A cluster IP is reached from here where its pods are.
      guard evidence.readings(of: .pod).contains(where: \.isDirectAnswer) else { return }
      weighDoors(evidence, readings.filter { $0.outcome != .silent })
    case .pod:
      guard let tally = evidence.tally(of: .pod), !tally.isWhole else { return }
      contradict(
        tally.well == 0 ? .fault : .warning, "\(tally.well) of \(tally.count) answer")
    case .route, .selector, .endpoints, .policy, .response: break
    }
  }

  private mutating func weighName(_ readings: [ProbeReading]) {
    guard let reading = readings.first else { return }
    if case .resolved(let addresses) = reading.outcome, !addresses.isEmpty {
      guard state == .unknown else { return }
      let list = addresses.prefix(3).joined(separator: ", ")
      state = .ok
      says = "Asked from here, DNS leads it to \(list.cleaned)."
    } else {
      contradict(.unknown, reading.claim)
    }
  }

  private mutating func weighDoors(_ evidence: TraceEvidence, _ readings: [ProbeReading]) {
    guard let bad = readings.first(where: { $0.isWell == false }) else { return }
    if readings.contains(where: { $0.isWell == true }) {
      contradict(.warning, bad.claim)
    } else {
      let isSilent = readings.allSatisfy { $0.outcome == .silent || $0.isWell == nil }
      contradict(isSilent ? .unknown : .fault, bad.claim)
    }
  }

  /// Makes its state worse, and tells both what came and what the objects say.
  fileprivate mutating func contradict(_ next: State, _ claim: Message) {
    let isWorse =
      switch state {
      case .ok: next != .ok
      case .warning: next == .fault || next == .unknown
      case .unknown: next == .fault
      // The response alone may turn out better than its objects promise.
      case .fault: hop == .response && next != .fault
      case .notReached: false
      }
    guard isWorse else { return }
    evidence = .probe
    state = next
    says = "When asked: \(claim.mapped(\.cleaned)); by the objects: \(says)"
  }
}

extension ProbeReading {
  /// Whether something answered, or its silence is an answer.
  fileprivate var tells: Bool {
    switch outcome {
    case .open, .status, .health, .refused, .failed, .resolved: true
    case .silent: vantage == .server
    case .unroutable: false
    }
  }

  fileprivate var isFailure: Bool { if case .failed = outcome { true } else { false } }

  /// What came, as part of a sentence.
  fileprivate var claim: Message {
    isOutdated ? "the certificate has ended" : answer
  }
}

import Language
import Routing
import Topology

/// What one hop shows of one leg.
struct TraceFinding {
  var state: Trace.Hop.State
  var says: Message
  var object: ObjectReference
  var fault: Fault?
  /// How a policy refuses it; nil where none does.
  var refusal: PolicyRuling.Outcome?
}

extension TraceWalk {
  /// Asks every leg that is still whole at a hop, and takes down the worst of what they show.
  ///
  /// A leg that breaks takes its share along: all of it is a fault, a part of it a degradation.
  mutating func pass(_ hop: FaultKind.Hop, _ judge: (TraceLeg) -> TraceFinding?) {
    var findings: [TraceFinding] = []
    var names: [String] = []
    for index in legs.indices where legs[index].broken == nil {
      guard let finding = judge(legs[index]) else { continue }
      if finding.state == .fault {
        legs[index].broken = hop
        legs[index].refusal = finding.refusal
      }
      findings.append(finding)
      names.append(legs[index].name.name.cleaned)
    }
    let isWhole = legs.contains { $0.broken == nil }
    let order: [Trace.Hop.State] = [.fault, .unknown, .warning, .ok]
    let worst = order.lazy.compactMap { state in findings.first { $0.state == state } }.first
    guard var worst else { return }
    if worst.state == .fault, isWhole { worst.state = .warning }
    let says = Self.joined(
      order.flatMap { state in
        zip(names, findings).filter { $0.1.state == state }.map { ($0.0, $0.1.says) }
      }, isNamed: hop == .selector || hop == .endpoints || hop == .policy)
    guard worst.state == .fault else {
      add(hop, worst.state, worst.object, says: says, fault: worst.fault)
      return
    }
    let largest = legs.max { $0.share < $1.share }
    fail(hop, worst.object, says: says, fault: worst.fault, largest.map(ending) ?? .notKnown)
  }

  /// The sentences of all backends, each once; where they differ, those that do not name their Service get its name.
  private static func joined(
    _ findings: [(name: String, says: Message)], isNamed: Bool
  ) -> Message {
    guard let first = findings.first?.says else { return "" }
    guard findings.contains(where: { $0.says != first }) else { return first }
    var sentences: [Message] = []
    for (name, says) in findings {
      let sentence: Message = isNamed ? "\(name): \(says)" : says
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
    return sentences.dropFirst().reduce(sentences.first ?? first) { "\($0) \($1)" }
  }

  /// What a client gets of a leg that is broken.
  func ending(of leg: TraceLeg) -> Ending {
    if leg.refusal == .forbidden { return .forbidden }
    guard let controller else {
      if leg.refusal == .reset { return .reset }
      switch leg.problem {
      // Nodes drop what they may not pass on; those of the playground refuse it.
      case .notLocal: return world.isPlayground ? .refused : .timeout
      case .serviceMissing, .externalRefused, .externalUnreachable, .circular: return .noName
      default: return leg.broken == .policy ? .timeout : .refused
      }
    }
    let status: Int? =
      switch (leg.problem, leg.broken) {
      case (_, .policy?): leg.refusal == .reset ? controller.refused : controller.timeout
      case (_, .pod?): controller.refused
      // The name of a headless Service without ready pods has no address.
      case (_, .endpoints?) where leg.isHeadlessAlias, (_, .selector?) where leg.isHeadlessAlias:
        controller.noEndpoints
      // Behind an alias it is an address that refuses.
      case (_, _) where leg.alias != nil: controller.refused
      case (.transport?, _) where controller.ignoresTransport: controller.refused
      case (.notPermitted?, _), (.serviceMissing?, _), (.portMissing?, _), (.portNotStated?, _),
        (.transport?, _):
        controller.noService
      case (.externalRefused?, _), (.externalUnreachable?, _), (.circular?, _):
        controller.noService
      default: controller.noEndpoints
      }
    return status.map(Ending.status) ?? .someStatus
  }

  /// What the diagnosis says of an object with one of these ids, if it is about this port at all.
  func fault(of object: ObjectReference, _ ids: [String], port: Int? = nil) -> Fault? {
    let faults = world.diagnosis.faults(of: object).filter { ids.contains($0.id) }
    guard let port else { return faults.first }
    return faults.first { $0.field?.hasPrefix("spec.ports[\(port)]") ?? false }
      ?? faults.first {
        !($0.field?.hasPrefix("spec.ports[") ?? false)
      }
  }

  /// A degradation that the diagnosis found at a hop of an object and no hop of the trace judges itself.
  func degradation(_ hop: FaultKind.Hop, of leg: TraceLeg) -> Fault? {
    let index = leg.port.flatMap { port in leg.service?.ports.firstIndex(of: port) }
    return world.diagnosis.faults(of: leg.target).first { fault in
      guard fault.grade == .degraded, FaultCatalogue.kind(fault.id)?.hop == hop,
        !Self.judgedHere.contains(fault.id)
      else { return false }
      guard let field = fault.field, field.hasPrefix("spec.ports["), let index else { return true }
      return field.hasPrefix("spec.ports[\(index)]")
    }
  }

  /// What depends on the client or on the port, and is judged exactly.
  private static let judgedHere: Set = [
    "etp-local-no-endpoint-on-node", "itp-local-no-endpoint-on-node", "endpoints-some-not-ready",
    "endpoints-only-terminating",
  ]
}

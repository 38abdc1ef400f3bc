package import Diagnosis
import Language
import Routing
package import Topology

/// A trace in the shape `Trace` of the command-line contract.
package enum TraceReport {
  /// The value for scripts; with evidence each hop has what came when it was asked.
  package static func json(_ objects: Trace, evidence: TraceEvidence? = nil) -> JSONValue {
    let trace = evidence.map(objects.weighed) ?? objects
    var value: [String: JSONValue] = [
      "apiVersion": "sluice/v1", "kind": "Trace", "request": request(trace.request),
      "verdict": .string(trace.verdict.rawValue),
      "status": trace.status.map { .integer(Int64($0)) } ?? .null,
      "rootCause": trace.rootCause.map { .string($0) } ?? .null,
      "hops": .array(trace.hops.map { hop($0, evidence) }),
      "matched": trace.matched.map(match) ?? .null,
      "backends": .array(trace.backends.map(backend)),
      "losers": .array(trace.losers.map(loser)),
    ]
    value["faults"] = .array(trace.faults.map(FaultRow.json))
    if evidence != nil { value["objectsVerdict"] = .string(objects.verdict.rawValue) }
    return .object(value)
  }

  private static func request(_ request: TraceRequest) -> JSONValue {
    .object([
      "method": .string(request.method), "url": .string(request.text),
      "host": .string(request.host), "path": .string(request.path),
      "from": .string(TraceText.source(request.source)),
      "headers": .array(
        request.headers.map {
          .object(["name": .string($0.name), "value": .string($0.isSecret ? "***" : $0.value)])
        }),
    ])
  }

  private static func hop(_ hop: Trace.Hop, _ evidence: TraceEvidence?) -> JSONValue {
    var value: [String: JSONValue] = [
      "hop": .string(hop.hop.rawValue), "state": .string(hop.state.rawValue),
      "object": hop.object.map { .string($0.description) } ?? .null,
      "says": .string(hop.says.english), "evidence": .string(hop.evidence.rawValue),
      "fault": hop.fault.map { .string($0) } ?? .null,
    ]
    if let evidence { value["probe"] = probe(evidence, hop.hop) }
    return .object(value)
  }

  private static func match(_ match: Trace.Match) -> JSONValue {
    let source = match.route.source
    return .object([
      "kind": .string(source.kind), "namespace": .string(source.name.namespace),
      "name": .string(source.name.name), "host": .string(match.route.host),
      "path": .string(match.route.path), "pathType": .string(match.route.pathType.rawValue),
      "rule": match.rule.map { .integer(Int64($0)) } ?? .null,
      "field": match.field.map { .string($0) } ?? .null,
    ])
  }

  private static func backend(_ backend: Trace.Backend) -> JSONValue {
    .object([
      "service": .string(backend.service.description),
      "port": backend.port.map { .integer(Int64($0)) } ?? .null,
      "share": Report.share(backend.share),
      "endpoints": .array(
        backend.endpoints.map { endpoint in
          .object([
            "pod": endpoint.pod.map { .string($0.description) } ?? .null,
            "address": .string(endpoint.address), "port": .integer(Int64(endpoint.port)),
            "node": .string(endpoint.node), "ready": .bool(endpoint.isReady),
            "share": Report.share(endpoint.share),
          ])
        }),
    ])
  }

  private static func loser(_ loser: Trace.Loser) -> JSONValue {
    .object([
      "route": .string(loser.route.source.description), "host": .string(loser.route.host),
      "path": .string(loser.route.path), "why": .string(loser.why.english),
    ])
  }
}

extension Report {
  /// Follows a request through the objects of this report.
  package func trace(_ request: TraceRequest) -> Trace {
    Trace(
      request, in: TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: now))
  }

  /// What may be asked to see for oneself whether a trace of this report is right.
  package func questions(to trace: Trace) -> TraceQuestions {
    TraceQuestions(trace, in: inventory)
  }

  /// What to say when a request comes from a pod or workload that does not exist; nil when it exists.
  package func missingSource(of request: TraceRequest) -> String? {
    let object: ObjectReference
    let names: [String]
    switch request.source {
    case .outside, .inside: return nil
    case .pod(let name):
      guard inventory.pod(name) == nil, !diagnosis.unreadableKinds.contains("Pod") else {
        return nil
      }
      object = ObjectReference("Pod", name)
      names = inventory.pods(in: name.namespace).map(\.metadata.name)
    case .workload(let reference):
      guard inventory.workload(reference) == nil,
        !diagnosis.unreadableKinds.contains(reference.kind)
      else { return nil }
      object = reference
      names = inventory.workloads(in: reference.name.namespace).map(\.metadata.name)
    }
    let near =
      Spelling.nearest(to: object.name.name, among: names)
      .map { "; did you mean \($0)?" } ?? ""
    return "there is no \(object) to ask from\(near)".cleaned
  }
}

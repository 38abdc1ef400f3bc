import Language
import Topology

extension TraceWalk {
  /// Which endpoints get the requests, by what slices say and by kube-proxy's choice.
  mutating func passEndpoints(_ door: TraceDoor?) {
    let walk = self
    pass(.endpoints) { walk.judgeEndpoints($0, door) }
  }

  private static let broken = [
    "endpoints-missing", "endpoints-none-ready", "service-without-selector-or-endpoints",
    "endpointslice-port-name-mismatch", "endpoints-port-absent", "service-ip-family-mismatch",
  ]

  private func judgeEndpoints(_ leg: TraceLeg, _ door: TraceDoor?) -> TraceFinding? {
    guard let service = leg.service, service.exposure != .externalName else { return nil }
    if let finding = brokenEndpoints(leg) { return finding }
    let ready = leg.all.count(where: \.endpoint.isReady)
    let isEnding = ready == 0
    let says: Message =
      isEnding
      ? "No endpoint is ready; \(leg.candidates.count) that end still serve."
      : "\(ready) of \(leg.all.count) endpoints are ready\(choice(leg, door))."
    let own =
      isEnding
      ? fault(of: leg.target, ["endpoints-only-terminating"])
      : ready < leg.all.count ? fault(of: leg.target, ["endpoints-some-not-ready"]) : nil
    let hairpin = hairpin(leg)
    let degraded = hairpin ?? own ?? degradation(.endpoints, of: leg)
    let isPartial = isEnding || ready < leg.all.count || degraded != nil
    let rest = hairpin?.says ?? (own == nil ? degraded?.says : nil)
    return TraceFinding(
      state: isPartial ? .warning : .ok, says: rest.map { "\(says) \($0)" } ?? says,
      object: leg.target, fault: degraded)
  }

  private func brokenEndpoints(_ leg: TraceLeg) -> TraceFinding? {
    switch leg.problem {
    case .noEndpoints?, .noneReady?: break
    case .noSubset(let name)?:
      return TraceFinding(
        state: .fault, says: "No ready endpoint of \(leg.name.name) is of subset \(name).",
        object: leg.target, fault: fault(ofSubset: leg))
    case .notLocal(let node)?:
      return TraceFinding(
        state: .fault,
        says: "The policy is Local, and \(Self.name(node)) has no endpoint.",
        object: leg.target,
        fault: fault(
          of: leg.target, ["itp-local-no-endpoint-on-node", "etp-local-no-endpoint-on-node"]))
    default: return nil
    }
    guard !world.isUnreadable("EndpointSlice") else {
      return TraceFinding(
        state: .unknown, says: "EndpointSlices may not be read.", object: leg.target)
    }
    return TraceFinding(
      state: .fault,
      says: leg.all.isEmpty
        ? "No slice lists an endpoint of \(leg.name.name)."
        : "0 of \(leg.all.count) endpoints are ready.",
      object: leg.target, fault: fault(of: leg.target, Self.broken))
  }

  private static func name(_ node: String) -> Message { node.isEmpty ? "the node" : "\(node)" }

  /// What narrows the choice: a policy, hints, affinity.
  private func choice(_ leg: TraceLeg, _ door: TraceDoor?) -> Message {
    guard let service = leg.service, let door else { return "" }
    if case .headless = door { return "; DNS gives all of them" }
    let ready = leg.all.count(where: \.endpoint.isReady)
    if leg.candidates.count < ready {
      let isLocal: Bool
      if case .nodePort = door {
        isLocal = service.externalTrafficPolicy == .local
      } else {
        isLocal = service.internalTrafficPolicy == .local
      }
      let node = leg.candidates.first?.endpoint.node ?? ""
      return isLocal
        ? "; by policy Local those of \(node) get the requests"
        : "; by topology hints \(leg.candidates.count) of them get the requests"
    }
    if case .clusterIP = door, client.node.isEmpty, service.internalTrafficPolicy == .local {
      return "; by policy Local only those of the client's node"
    }
    guard let seconds = service.affinitySeconds else { return "" }
    return "; a client keeps its endpoint for \(seconds) s"
  }

  /// A pod that asks itself by way of a Service.
  private func hairpin(_ leg: TraceLeg) -> Fault? {
    guard let pod = client.pod, !pod.metadata.key.name.isEmpty,
      leg.candidates.contains(where: { $0.endpoint.pod == pod.metadata.key }),
      controller == nil, leg.service?.isHeadless == false
    else { return nil }
    let isOnly = leg.candidates.count == 1
    return Fault(
      "endpoint-hairpin", .degraded, leg.target,
      says: isOnly
        ? "The client \(pod.metadata.name) is its only endpoint, so it calls itself."
        : "The client \(pod.metadata.name) is one of its endpoints, so it sometimes calls itself.",
      fix: "Check that the nodes allow hairpin traffic, or ask by localhost.")
  }
}

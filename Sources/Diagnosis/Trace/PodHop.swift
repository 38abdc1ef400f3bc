import Language
import Topology

extension TraceWalk {
  /// Which pods answer, and what is wrong with those that should.
  mutating func passPods() {
    let isBroken = isBroken
    guard isBroken else {
      let walk = self
      pass(.pod) { walk.judgePods($0) }
      return
    }
    // Where endpoints are missing because of their pods, the pods are told: they are the reason.
    guard let leg = legs.first(where: { $0.broken == .endpoints }),
      let pod = reason(of: leg)
    else { return }
    let object = ObjectReference("Pod", pod.metadata.key)
    let fault = world.diagnosis.faults(of: object).first
    add(.policy, .notReached, says: "Not reached.")
    add(
      .pod, .fault, object, says: "\(pod.metadata.name): \(fault?.says ?? "It is not ready.")",
      fault: fault)
  }

  private func reason(of leg: TraceLeg) -> Pod? {
    let own = leg.all.compactMap { $0.endpoint.pod.flatMap { inventory.pod($0) } } + leg.selected
    let unready = own.filter { !$0.isReady }
    return unready.first { pod in
      !world.diagnosis.faults(of: ObjectReference("Pod", pod.metadata.key)).isEmpty
    } ?? unready.first
  }

  private func judgePods(_ leg: TraceLeg) -> TraceFinding? {
    guard leg.service != nil, !leg.isExternal else { return nil }
    let deaf = deaf(leg)
    if let finding = refusal(of: deaf, leg) { return finding }
    let names = leg.candidates.compactMap(\.endpoint.pod).map(\.name)
    guard !names.isEmpty else {
      return TraceFinding(
        state: .ok, says: "\(leg.candidates.count) addresses without pods answer.",
        object: leg.target)
    }
    let list = names.prefix(3).joined(separator: ", ")
    let more = names.count - 3
    let says: Message =
      names.count == 1
      ? "\(list) answers."
      : more > 0 ? "\(list) and \(more) more answer." : "\(list) answer."
    return TraceFinding(
      state: .ok, says: says,
      object: ObjectReference("Pod", leg.candidates[0].endpoint.pod ?? leg.name))
  }

  /// The endpoints whose pods listen on no such port, as far as that is known.
  ///
  /// In a cluster a declared port is only information; the playground's pods listen on those that they declare,
  /// unless they are told not to listen at all.
  private func deaf(_ leg: TraceLeg) -> [ServiceBackend] {
    guard world.isPlayground else { return [] }
    return leg.candidates.filter { backend in
      guard let pod = backend.endpoint.pod.flatMap({ inventory.pod($0) }) else { return false }
      return pod.metadata.annotations["demo/listen"] == "false"
        || !pod.ports.contains { $0.number == backend.address.port && $0.transport == .tcp }
    }
  }

  private func refusal(of deaf: [ServiceBackend], _ leg: TraceLeg) -> TraceFinding? {
    guard let first = deaf.first, let pod = first.endpoint.pod else { return nil }
    let more = deaf.count - 1
    let index = leg.port.flatMap { port in leg.service?.ports.firstIndex(of: port) }
    return TraceFinding(
      state: deaf.count == leg.candidates.count ? .fault : .warning,
      says: more == 0
        ? "Nothing listens on port \(first.address.port) of \(pod.name)."
        : "Nothing listens on port \(first.address.port) of \(pod.name) and \(more) more.",
      object: ObjectReference("Pod", pod),
      fault: fault(
        of: leg.target,
        ["service-target-port-not-declared", "service-multi-backend-port-skew"], port: index))
  }
}

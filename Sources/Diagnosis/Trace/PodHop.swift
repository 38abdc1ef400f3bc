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
}

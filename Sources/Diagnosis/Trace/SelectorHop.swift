import Language
import Topology

extension TraceWalk {
  /// Whether the selector finds pods.
  mutating func passSelector() {
    let walk = self
    pass(.selector) { walk.judgeSelector($0) }
  }

  private func judgeSelector(_ leg: TraceLeg) -> TraceFinding? {
    guard let service = leg.service, service.exposure != .externalName else { return nil }
    guard service.isSelecting else {
      return TraceFinding(
        state: .ok, says: "\(leg.name.name) has no selector: its slices are made by hand.",
        object: leg.target)
    }
    let selector = service.selector.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    guard leg.problem == .selectsNothing else {
      let degraded = degradation(.selector, of: leg)
      let count = leg.all.isEmpty ? leg.selected.count : leg.all.count
      let says: Message =
        count == 1 ? "\(selector) matches 1 pod." : "\(selector) matches \(count) pods."
      return TraceFinding(
        state: degraded == nil ? .ok : .warning,
        says: degraded.map { "\(says) \($0.says)" } ?? says, object: leg.target, fault: degraded)
    }
    guard !world.isUnreadable("Pod") else {
      return TraceFinding(state: .unknown, says: "Pods may not be read.", object: leg.target)
    }
    let total = inventory.podCount(in: service.metadata.namespace)
    return TraceFinding(
      state: .fault, says: "\(selector) matches 0 of \(total) pods.", object: leg.target,
      fault: fault(
        of: leg.target,
        ["service-selector-matches-nothing", "service-selector-matches-other-namespace"]))
  }
}

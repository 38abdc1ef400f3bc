import Routing
import Topology

extension TraceWalk {
  /// The verdict, the root cause, the shares and the faults of everything on the way.
  mutating func finish() {
    trace.backends = legs.map(\.backend)
    trace.verdict = Trace.verdict(of: trace.hops)
    trace.status = status
    let reason = reasons[.fault] ?? (trace.verdict == .unknown ? nil : reasons[.warning])
    let known = pool
    let root = reason.map { self.root(of: $0, among: known) }
    trace.rootCause = root?.id
    trace.faults = sorted(known, root: root?.fault)
  }

  private var status: Int? {
    if let redirect { return redirect }
    switch ending {
    case .status(let status): return status
    case .forbidden: return 403
    default: return nil
    }
  }

  /// The faults of the objects on the way, each once.
  private var pool: [Fault] {
    var faults = found
    if let route { faults += world.diagnosis.faults(of: route) }
    var seen: Set<ObjectReference> = []
    for object in objects + legs.flatMap(onTheWay) where seen.insert(object).inserted {
      faults += world.diagnosis.faults(of: object)
    }
    var unique: Set<Fault> = []
    return faults.filter { unique.insert($0).inserted }
  }

  /// So many pods of a Service are looked at for what is wrong with them.
  private static let mostPods = 20

  private func onTheWay(_ leg: TraceLeg) -> [ObjectReference] {
    let unready = leg.all.filter { !$0.endpoint.isReady }.compactMap(\.endpoint.pod)
    let pods = (unready + leg.selected.map(\.metadata.key)).prefix(Self.mostPods)
    let workloads = pods.compactMap { inventory.pod($0).flatMap(inventory.workload) }
    let deployed =
      leg.problem == .noEndpoints && leg.selected.isEmpty ? self.workloads(behind: leg) : []
    return [leg.object, leg.target] + (workloads + deployed).map(\.reference)
      + pods.map { ObjectReference("Pod", $0) }
  }

  private func workloads(behind leg: TraceLeg) -> [Workload] {
    guard let service = leg.service, service.isSelecting else { return [] }
    return inventory.workloads(in: service.metadata.namespace, matching: service.selector)
  }

  /// The beginning of a chain of causes.
  private func root(of fault: Fault, among faults: [Fault]) -> (id: String, fault: Fault) {
    var root = fault
    for _ in 0..<10 {
      guard let cause = root.cause else { break }
      guard
        let next = faults.filter({ $0.id == cause && $0 != root }).min(by: Fault.precedes)
      else { return (cause, root) }
      root = next
    }
    return (root.id, root)
  }

  private func sorted(_ faults: [Fault], root: Fault?) -> [Fault] {
    faults.sorted { left, right in
      let first = (left == root, right == root)
      return first.0 == first.1 ? Fault.precedes(left, right) : first.0
    }
  }
}

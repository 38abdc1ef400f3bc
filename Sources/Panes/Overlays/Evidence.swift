import Language
import Routing
import Screen
import State
import Topology
import Traffic

/// What an object itself says: the facts that faults are judged by.
struct Evidence {
  private let context: PaneContext
  private let words: FaultLines

  init(_ context: PaneContext, _ words: FaultLines) {
    (self.context, self.words) = (context, words)
  }

  private var inventory: Inventory { context.state.inventory }

  /// The facts of an object; none of kinds that say nothing of requests.
  func lines(of object: ObjectReference) -> [[Drawing.Run]] {
    if object.kind == "Service", let service = inventory.service(object.name) {
      return lines(of: service)
    }
    if object.kind == "Pod", let pod = inventory.pod(object.name) { return lines(of: pod) }
    if let workload = inventory.workload(object) { return lines(of: workload) }
    return context.state.routing.routes(of: object).prefix(3).flatMap(lines)
  }

  private func lines(of service: Service) -> [[Drawing.Run]] {
    let name = service.metadata.key
    var lines: [[Drawing.Run]] = []
    if service.isSelecting {
      let pods = inventory.pods(in: name.namespace, matching: service.selector)
      let ready = pods.count { $0.isReady }
      lines += words.field(
        localized("selector"),
        SelectorText.text(service.selector).cleaned
          + localized("   matches \(Figures.count(pods.count, "pod")) (\(ready) ready)"))
    }
    let endpoints = inventory.slices(of: name).flatMap(\.endpoints)
    let ready = endpoints.count { $0.isReady }
    if service.exposure != .externalName, context.state.shown.knowsBackends {
      lines += words.field(
        localized("endpoints"), localized("\(ready) of \(endpoints.count) are ready"))
    }
    return lines + measured(.service(name))
  }

  private func lines(of pod: Pod) -> [[Drawing.Run]] {
    let word = pod.isReady ? localized("ready") : localized("not ready")
    let reason = pod.reason.isEmpty ? "" : ": \(pod.reason.cleaned)"
    let restarts = localized("restarted \(pod.restarts) times")
    return words.field(
      localized("pod"), "\(pod.phase.cleaned), \(word)\(reason), \(restarts), \(pod.node.cleaned)")
  }

  private func lines(of workload: Workload) -> [[Drawing.Run]] {
    let failure = workload.failure.isEmpty ? "" : ": \(workload.failure.cleaned)"
    return words.field(
      localized("workload"),
      localized("\(workload.readyReplicas) of \(workload.replicas) pods are ready") + failure)
  }

  private func lines(of route: Route) -> [[Drawing.Run]] {
    let targets = route.backends.map { $0.label(of: nil) }.joined(separator: ", ")
    let arrow = context.glyphs.arrow
    return words.field(
      localized("route"), "\(route.host)\(route.path) \(arrow) \(targets)".cleaned)
      + measured(.route(route.id))
  }

  private func measured(_ subject: TrafficSubject) -> [[Drawing.Run]] {
    let readings = context.state.readings
    guard let rate = readings.rate(subject) else { return [] }
    let errors = Figures.part(readings.errorShare(subject))
    return words.field(
      localized("measured"), "\(Figures.short(rate)) req/s   err \(errors) %")
  }
}

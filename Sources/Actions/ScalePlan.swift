import Language
import Topology
import Traffic

/// How many pods a workload runs.
struct ScalePlan {
  let target: ObjectReference
  let replicas: Int
  let context: PlanContext

  private static let mostReplicas = 10_000

  func plan() throws(Refusal) -> Plan {
    let workload = try checked()
    let old = workload.replicas
    guard replicas != old else { throw .nothingChanges }
    let key = target.name
    let forecasts = context.services(in: key.namespace, selecting: workload.templateLabels)
      .map { forecast($0, workload) }
    let kubectl = KubectlLine(context, namespace: key.namespace)
      .text("scale", target.kind.lowercased(), key.name, "--replicas=\(replicas)")
    let base: Plan.Level = replicas == 0 ? .severe : replicas < old ? .warning : .mild
    return Plan(
      proposal: .scale(target, replicas: replicas), target: target,
      targetUID: workload.metadata.uid,
      sentence: "Scale \(target.kind.lowercased()) \(key) from \(old) to \(replicas)",
      write: WriteRequest(
        .jsonPatch, workload.kind.resource, key, subresource: "scale",
        body: [
          ["op": "test", "path": "/spec/replicas", "value": .integer(Int64(old))],
          ["op": "replace", "path": "/spec/replicas", "value": .integer(Int64(replicas))],
        ]),
      inverse: .scale(target, replicas: old), kubectl: kubectl,
      difference: [
        .kept("spec:"), .removed("  replicas: \(old)"), .added("  replicas: \(replicas)"),
      ], shift: context.shift(forecasts), level: context.level(forecasts, atLeast: base),
      warnings: warnings(workload, forecasts))
  }

  private func checked() throws(Refusal) -> Workload {
    guard let workload = context.inventory.workload(target) else {
      throw Refusal(localized("\(target) does not exist any more"))
    }
    switch workload.kind {
    case .daemonSet:
      throw Refusal(localized("a DaemonSet runs one pod on each node: it has no number to set"))
    case .replicaSet:
      if let owner = workload.metadata.owner {
        throw Refusal(
          localized("\(owner.kind) \(owner.name.cleaned) owns this ReplicaSet: scale that one"))
      }
    case .deployment, .statefulSet: break
    }
    guard (0...Self.mostReplicas).contains(replicas) else {
      throw Refusal(localized("the number of pods must be between 0 and \(Self.mostReplicas)"))
    }
    if let scaler = scaler {
      let spec = scaler.object["spec"]
      let range = "\(spec["minReplicas"].integer ?? 1)-\(spec["maxReplicas"].integer ?? 0)"
      throw Refusal(
        localized(
          "HorizontalPodAutoscaler \(scaler.metadata.name.cleaned) (\(range)) owns this number: change its limits instead"
        )
      )
    }
    return workload
  }

  /// The autoscaler that sets the number.
  private var scaler: GenericResource? {
    context.inventory.objects("HorizontalPodAutoscaler").first { object in
      let reference = object.object["spec"]["scaleTargetRef"]
      return object.metadata.namespace == target.name.namespace
        && reference["kind"].string == target.kind && reference["name"].string == target.name.name
    }
  }

  private func forecast(_ service: Service, _ workload: Workload) -> Forecast {
    var forecast = Forecast(service, in: context.inventory)
    let own = Self.pods(of: workload, in: context.inventory)
    guard replicas < own.count else {
      forecast.after += Forecast.newPods(replicas - own.count, of: workload.metadata.name)
      return forecast
    }
    let going = Set(Self.goers(own, of: target).prefix(own.count - replicas).map(\.metadata.key))
    forecast.after.removeAll { $0.pod.map(going.contains) ?? false }
    return forecast
  }

  /// The pods that belong to the workload and are not on their way out.
  static func pods(of workload: Workload, in inventory: Inventory) -> [Pod] {
    inventory.pods(in: workload.metadata.namespace, matching: workload.selector.labels)
      .filter { pod in
        !pod.isFinished && !pod.metadata.isDeleting
          && inventory.workload(of: pod)?.reference == workload.reference
      }
  }

  /// In the order in which the controller takes pods away: not ready first, then the youngest.
  static func goers(_ pods: [Pod], of target: ObjectReference) -> [Pod] {
    guard target.kind != "StatefulSet" else {
      return pods.sorted {
        ($0.metadata.name.count, $0.metadata.name) > ($1.metadata.name.count, $1.metadata.name)
      }
    }
    return pods.sorted { left, right in
      guard left.isReady == right.isReady else { return !left.isReady }
      return (left.metadata.creationTimestamp, left.metadata.name)
        > (right.metadata.creationTimestamp, right.metadata.name)
    }
  }

  private func warnings(_ workload: Workload, _ forecasts: [Forecast]) -> [String] {
    var warnings: [String] = []
    for forecast in forecasts where forecast.breaks {
      warnings.append(localized("\(forecast.service.name) is left without any backend"))
    }
    if replicas < workload.replicas, replicas > 0, target.kind != "StatefulSet" {
      warnings.append(localized("Kubernetes chooses which pods go; these are the likely ones"))
    }
    if replicas > workload.replicas, workload.readyReplicas < workload.replicas {
      let missing = workload.replicas - workload.readyReplicas
      warnings.append(
        missing == 1
          ? localized("\(missing) of its \(workload.replicas) pods is not ready now")
          : localized("\(missing) of its \(workload.replicas) pods are not ready now"))
    }
    return warnings
  }
}

import Language
import Topology
import Traffic

/// Changes of single pods: delete, steer, and the restart of all pods of a workload.
struct PodPlans {
  let context: PlanContext

  /// Deletes a pod; its workload makes another one.
  func deletion(of name: NamespacedName) throws(Refusal) -> Plan {
    let pod = try pod(name)
    guard !pod.metadata.isDeleting else {
      throw Refusal(localized("pod \(name) is being deleted already"))
    }
    let workload = context.inventory.workload(of: pod)
    let forecasts = services(of: pod).map { service in
      var forecast = Forecast(service, in: context.inventory)
      forecast.after.removeAll { $0.pod == name }
      if let workload, forecast.before.contains(where: { $0.pod == name }) {
        forecast.after.append(
          contentsOf: Forecast.newPods(1, of: workload.metadata.name))
      }
      return forecast
    }
    let isAlone = forecasts.contains { forecast in
      !forecast.before.contains { $0.receives && $0.pod != name }
        && forecast.before.contains { $0.pod == name && $0.receives }
    }
    var warnings = [localized("a deleted pod cannot be brought back")]
    if isAlone {
      warnings.insert(localized("no other pod serves until the new one is ready"), at: 0)
    }
    if workload == nil {
      warnings.insert(localized("nothing makes another one: it has no workload"), at: 0)
    }
    let options: JSONValue =
      pod.metadata.uid.isEmpty
      ? .object([:]) : ["preconditions": ["uid": .string(pod.metadata.uid)]]
    return Plan(
      proposal: .deletePod(name), target: ObjectReference("Pod", name),
      targetUID: pod.metadata.uid, sentence: "Delete pod \(name)",
      write: WriteRequest(.delete, .pod, name, body: options), inverse: nil,
      kubectl: KubectlLine(context, namespace: name.namespace).text("delete", "pod", name.name),
      difference: [
        .removed(
          "pod \(name.name) (\(pod.node), \(pod.address ?? localized("no address")))")
      ],
      shift: context.shift(forecasts), level: .severe, warnings: warnings)
  }

  /// Replaces every pod of a workload, as `kubectl rollout restart` does.
  func restart(of target: ObjectReference) throws(Refusal) -> Plan {
    guard let workload = context.inventory.workload(target) else {
      throw Refusal(localized("\(target) does not exist any more"))
    }
    let kind: ResourceKind
    switch workload.kind {
    case .deployment: kind = .deployment
    case .statefulSet: kind = .statefulSet
    case .daemonSet: kind = .daemonSet
    case .replicaSet: throw Refusal(localized("a ReplicaSet does not roll: restart its Deployment"))
    }
    guard workload.replicas > 0 else {
      throw Refusal(localized("\(target) runs no pods: scale it up instead"))
    }
    let key = "kubectl.kubernetes.io/restartedAt"
    let time = Timestamp.text(context.now)
    let name = target.kind.lowercased()
    let sentence: Message =
      workload.replicas == 1
      ? "Restart \(name) \(target.name): replaces its pod"
      : "Restart \(name) \(target.name): replaces its \(workload.replicas) pods one by one"
    let forecasts = context.services(in: target.name.namespace, selecting: workload.templateLabels)
      .map { replaced($0, workload) }
    return Plan(
      proposal: .restart(target), target: target, targetUID: workload.metadata.uid,
      sentence: sentence,
      write: WriteRequest(
        .strategicPatch, kind, target.name,
        body: [
          "spec": ["template": ["metadata": ["annotations": [key: .string(time)].asObject]]]
        ]), inverse: nil,
      kubectl: KubectlLine(context, namespace: target.name.namespace)
        .text("rollout", "restart", name, target.name.name),
      difference: [
        .kept("spec:"), .kept("  template:"), .kept("    metadata:"), .kept("      annotations:"),
        .added("        \(key): \"\(time)\""),
      ], shift: context.shift(forecasts), level: .warning,
      warnings: [localized("every pod is replaced: requests that a pod is answering may break")])
  }

  /// A Service's backends with new pods in the places of a workload's own.
  private func replaced(_ service: Service, _ workload: Workload) -> Forecast {
    var forecast = Forecast(service, in: context.inventory)
    forecast.after.removeAll { member in
      member.pod.flatMap { context.inventory.pod($0) }
        .flatMap { context.inventory.workload(of: $0) }?.reference == workload.reference
    }
    forecast.after += Forecast.newPods(workload.replicas, of: workload.metadata.name)
    return forecast
  }

  /// Makes a pod of the playground slow, failing, unready or deaf, or well again.
  func steering(
    of name: NamespacedName, _ annotation: String, _ value: String?
  ) throws(Refusal) -> Plan {
    guard context.isSimulated else {
      throw Refusal(
        localized("pods can only be steered in the playground: a real pod does not read this"))
    }
    guard Self.steerings.contains(annotation) else {
      let known = Self.steerings.joined(separator: ", ")
      throw Refusal(localized("\"\(annotation.cleaned)\" steers nothing: \(known)"))
    }
    let pod = try pod(name)
    let old = pod.metadata.annotations[annotation]
    guard old != value else { throw .nothingChanges }
    let change: JSONValue = value.map { .string($0) } ?? .null
    let word = value.map { "\(annotation)=\($0)" } ?? "\(annotation)-"
    let forecasts = services(of: pod).map { forecast($0, pod, annotation, value) }
    return Plan(
      proposal: .steer(name, annotation: annotation, value: value),
      target: ObjectReference("Pod", name), targetUID: pod.metadata.uid,
      sentence: value.map { "Set \(annotation) of pod \(name) to \($0)" }
        ?? "Take \(annotation) from pod \(name)",
      write: WriteRequest(
        .mergePatch, .pod, name,
        body: .object([
          "metadata": .object(["annotations": .object([annotation: change])])
        ])), inverse: .steer(name, annotation: annotation, value: old),
      kubectl: KubectlLine(context, namespace: name.namespace)
        .text("annotate", "pod", name.name, word, "--overwrite"),
      difference: [.kept("metadata:"), .kept("  annotations:")]
        + (old.map { [.removed("    \(annotation): \"\($0)\"")] } ?? [])
        + (value.map { [.added("    \(annotation): \"\($0)\"")] } ?? []),
      shift: context.shift(forecasts), level: context.level(forecasts, atLeast: .mild),
      warnings: warnings(pod, annotation, value))
  }

  /// The annotations that a pod of the playground reads.
  static let steerings = [
    "demo/latency-ms", "demo/error-rate", "demo/ready", "demo/listen", "demo/body",
  ]

  private func forecast(
    _ service: Service, _ pod: Pod, _ annotation: String, _ value: String?
  ) -> Forecast {
    var forecast = Forecast(service, in: context.inventory)
    guard annotation == "demo/ready" || annotation == "demo/listen" else { return forecast }
    let isServing = value != "false"
    for index in forecast.after.indices where forecast.after[index].pod == pod.metadata.key {
      forecast.after[index].isReady = isServing
      forecast.after[index].receives = isServing
    }
    return forecast
  }

  private func warnings(_ pod: Pod, _ annotation: String, _ value: String?) -> [String] {
    guard let value else { return [] }
    let rate = pod.address.flatMap { context.readings.rate(.address($0)) } ?? 0
    switch annotation {
    case "demo/error-rate":
      let failing = (Double(value) ?? 0) * rate
      guard failing >= 0.05 else { return [] }
      let tenths = Int((failing * 10).rounded())
      return [localized("about \(tenths / 10).\(tenths % 10) requests a second would fail")]
    case "demo/latency-ms" where rate >= 0.05:
      return [localized("its \(Int(rate.rounded())) requests a second take \(value) ms longer")]
    default: return []
    }
  }

  private func pod(_ name: NamespacedName) throws(Refusal) -> Pod {
    guard let pod = context.inventory.pod(name) else {
      throw Refusal(localized("pod \(name) does not exist any more"))
    }
    return pod
  }

  private func services(of pod: Pod) -> [Service] {
    context.services(in: pod.metadata.namespace, selecting: pod.metadata.labels)
  }
}

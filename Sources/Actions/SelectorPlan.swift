import Language
import Topology

/// Which labels a Service asks for.
struct SelectorPlan {
  let name: NamespacedName
  let selector: [String: String]
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let service = try checked()
    guard selector != service.selector else { throw .nothingChanges }
    var changed = service
    changed.selector = selector
    let pods = context.inventory.pods(in: name.namespace, matching: selector)
    var forecast = Forecast(service, in: context.inventory)
    forecast.after = Forecast.members(of: changed, pods: pods, in: context.inventory)
    let almost = SelectorRules.nearMisses(
      of: selector, in: name.namespace, of: context.inventory
    ).map { TrafficShift.NearMiss(pod: $0.pod.metadata.key, differs: $0.sentence) }
    return Plan(
      proposal: .selector(name, selector), target: ObjectReference("Service", name),
      targetUID: service.metadata.uid,
      sentence: "Change the selector of service \(name) to \(Self.text(selector))",
      write: write(service),
      inverse: service.selector.isEmpty ? nil : .selector(name, service.selector),
      kubectl: KubectlLine(context, namespace: name.namespace).text(
        "patch", "service", name.name, "--type", "merge", "-p", mergePatch(service).text),
      difference: difference(service), shift: context.shift([forecast], almost: almost),
      level: context.level([forecast], atLeast: .warning),
      warnings: warnings(service, pods, forecast))
  }

  private func checked() throws(Refusal) -> Service {
    guard let service = context.inventory.service(name) else {
      throw Refusal(localized("service \(name) does not exist any more"))
    }
    guard service.exposure != .externalName else {
      throw Refusal(
        localized(
          "an ExternalName Service has no selector: it names \(service.externalName.cleaned)"))
    }
    guard !selector.isEmpty else {
      throw Refusal(
        localized(
          "an empty selector leaves the endpoints as they are, for ever: write at least one label=value"
        )
      )
    }
    for (key, value) in selector.sorted(by: { $0.key < $1.key }) {
      if let defect = LabelRules.defect(ofKey: key) ?? LabelRules.defect(ofValue: value) {
        throw Refusal(defect)
      }
    }
    return service
  }

  static func text(_ selector: [String: String]) -> String {
    selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// The whole selector is exchanged, and only if it still is what the plan was made from.
  private func write(_ service: Service) -> WriteRequest {
    guard !service.selector.isEmpty else {
      return WriteRequest(
        .mergePatch, .service, name, body: mergePatch(service),
        resourceVersion: service.metadata.resourceVersion.isEmpty
          ? nil : service.metadata.resourceVersion)
    }
    return WriteRequest(
      .jsonPatch, .service, name,
      body: [
        ["op": "test", "path": "/spec/selector", "value": JSONValue(service.selector)],
        ["op": "replace", "path": "/spec/selector", "value": JSONValue(selector)],
      ])
  }

  /// Only what differs; a key that goes is null.
  private func mergePatch(_ service: Service) -> JSONValue {
    var changes: [String: JSONValue] = [:]
    for (key, value) in selector where service.selector[key] != value {
      changes[key] = .string(value)
    }
    for key in service.selector.keys where selector[key] == nil { changes[key] = .null }
    return .object(["spec": .object(["selector": .object(changes)])])
  }

  private func difference(_ service: Service) -> [Plan.DifferenceLine] {
    var lines: [Plan.DifferenceLine] = [.kept("spec:"), .kept("  selector:")]
    for key in Set(service.selector.keys).union(selector.keys).sorted() {
      let old = service.selector[key]
      let new = selector[key]
      if let old, old == new {
        lines.append(.kept("    \(key): \(old)"))
        continue
      }
      if let old { lines.append(.removed("    \(key): \(old)")) }
      if let new { lines.append(.added("    \(key): \(new)")) }
    }
    return lines
  }

  private func warnings(_ service: Service, _ pods: [Pod], _ forecast: Forecast) -> [String] {
    var warnings: [String] = []
    if pods.isEmpty {
      warnings.append(localized("no pod carries these labels: every request would be refused"))
    } else if forecast.receivingAfter == 0 {
      warnings.append(localized("none of the \(pods.count) selected pods is ready to serve"))
    }
    for port in service.ports {
      let without = pods.count { EndpointRules.targetPort(of: port, on: $0) == nil }
      guard without > 0 else { continue }
      warnings.append(
        localized(
          "target port \(port.target) is missing on \(without) of \(pods.count) selected pods"))
    }
    let others = Set(
      pods.flatMap { pod in
        context.services(in: name.namespace, selecting: pod.metadata.labels).map(\.metadata.name)
      }
    ).subtracting([name.name]).sorted()
    if !others.isEmpty {
      warnings.append(localized("also selected by \(others.prefix(4).joined(separator: ", "))"))
    }
    warnings.append(localized("a selector takes effect at once on live traffic"))
    if service.selector.isEmpty {
      warnings.append(localized("the Service has no selector now: this cannot be undone here"))
    }
    return warnings
  }
}

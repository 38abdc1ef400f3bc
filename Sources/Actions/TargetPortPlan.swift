import Language
import Topology

/// Which port of the pods a port of a Service leads to.
struct TargetPortPlan {
  let name: NamespacedName
  /// The place of the port in `spec.ports`.
  let index: Int
  let target: PortReference
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let service = try checked()
    let port = service.ports[index]
    guard target != port.target else { throw .nothingChanges }
    var changed = service
    changed.ports[index].target = target
    let pods = context.inventory.pods(in: name.namespace, matching: service.selector)
    var forecast = Forecast(service, in: context.inventory, port: index)
    forecast.after = Forecast.members(of: changed, pods: pods, in: context.inventory, port: index)
    return Plan(
      proposal: .targetPort(name, port: index, target), target: ObjectReference("Service", name),
      targetUID: service.metadata.uid,
      sentence: "Lead port \(port.number) of service \(name) to \(target) of its pods",
      write: WriteRequest(.jsonPatch, .service, name, body: .array(tests(port) + [step])),
      inverse: .targetPort(name, port: index, port.target),
      kubectl: KubectlLine(context, namespace: name.namespace).text(
        "patch", "service", name.name, "--type", "json", "-p", JSONValue.array([step]).text),
      difference: difference(port), shift: context.shift([forecast]),
      level: context.level([forecast], atLeast: forecast.receivingBefore == 0 ? .mild : .warning),
      warnings: warnings(changed.ports[index], pods, forecast))
  }

  private func checked() throws(Refusal) -> Service {
    guard let service = context.inventory.service(name) else {
      throw Refusal(localized("service \(name) does not exist any more"))
    }
    guard service.ports.indices.contains(index) else {
      throw Refusal(localized("service \(name) has no port at place \(index) any more"))
    }
    switch target {
    case .number(let number):
      guard (1...65_535).contains(number) else {
        throw Refusal(localized("\(number) is no port: use a number from 1 to 65535"))
      }
    case .name(let text):
      guard !text.isEmpty, !text.allSatisfy(\.isNumber) else {
        throw Refusal(localized("\"\(text.cleaned)\" is no name of a port"))
      }
    }
    return service
  }

  private var place: String { "/spec/ports/\(index)" }

  private var step: JSONValue {
    ["op": "add", "path": .string("\(place)/targetPort"), "value": target.json]
  }

  /// The write is refused when the port at this place is another one meanwhile.
  private func tests(_ port: Service.Port) -> [JSONValue] {
    [
      ["op": "test", "path": .string("\(place)/port"), "value": .integer(Int64(port.number))],
      ["op": "test", "path": .string("\(place)/targetPort"), "value": port.target.json],
    ]
  }

  private func difference(_ port: Service.Port) -> [Plan.DifferenceLine] {
    let head: [Plan.DifferenceLine] =
      port.name.isEmpty
      ? [.kept("  - port: \(port.number)")]
      : [.kept("  - name: \(port.name)"), .kept("    port: \(port.number)")]
    return [.kept("spec:"), .kept("  ports:")] + head + [
      .removed("    targetPort: \(port.target.written)"),
      .added("    targetPort: \(target.written)"),
    ]
  }

  private func warnings(_ port: Service.Port, _ pods: [Pod], _ forecast: Forecast) -> [String] {
    var warnings: [String] = []
    let without = pods.count { EndpointRules.targetPort(of: port, on: $0) == nil }
    if without > 0 {
      warnings.append(
        localized(
          "target port \(port.target) is missing on \(without) of \(pods.count) selected pods"))
    }
    if forecast.receivingAfter == 0, !pods.isEmpty, without == 0 {
      warnings.append(localized("none of the \(pods.count) selected pods is ready to serve"))
    }
    return warnings + [localized("a target port takes effect at once on live traffic")]
  }
}

extension PortReference {
  /// As a manifest writes it: a name of digits needs its quotes.
  var written: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): name.allSatisfy(\.isNumber) ? "\"\(name)\"" : name
    }
  }
}

import Language
import Topology

/// Ports of Services: what they state, and what they lead to on the selected pods.
///
/// A numeric target port that no pod declares is a risk, never more: declaring a port is only information
/// (core/v1 `Container.ports`).
struct ServicePortFaults: FaultFamily {
  let needs = ["Service", "Pod"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.services }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .service(let service)?), (.service(let service)?, nil):
      return .some([ObjectReference("Service", service.metadata.key)])
    case (.pod(let before)?, .pod(let after)?)
    where before.metadata.labels == after.metadata.labels && before.ports == after.ports
      && before.isFinished == after.isFinished && before.addresses == after.addresses
      && before.metadata.owner == after.metadata.owner:
      return .none
    case (_, .pod?), (.pod?, nil): return .some(cluster.services(selecting: change))
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let service = cluster.inventory.service(object.name), service.exposure != .externalName
    else { return [] }
    let pods = cluster.inventory.pods(
      in: service.metadata.namespace, matching: service.selector
    ).filter { !$0.isFinished }
    let ports = service.ports.enumerated().flatMap { index, port in
      faults(of: port, at: index, service, pods: pods)
    }
    let isSkewed = ports.contains { $0.id == "service-multi-backend-port-skew" }
    return stated(service) + ports + (isSkewed ? [] : [foreign(service, pods)].compactMap(\.self))
      + [family(service, pods)].compactMap(\.self) + remarks(on: service, pods)
  }

  /// What the API would refuse.
  private func stated(_ service: Service) -> [Fault] {
    let object = ObjectReference("Service", service.metadata.key)
    if service.ports.isEmpty {
      guard !service.isHeadless else { return [] }
      return [
        Fault(
          "service-port-not-defined", .blocker, object, field: "spec.ports",
          says: "It declares no port, so nobody can connect to it.",
          fix: "Add spec.ports with a port; only a headless Service may have none.")
      ]
    }
    let names = service.ports.map(\.name)
    guard names.count > 1, names.contains("") || Set(names).count < names.count else { return [] }
    return [
      Fault(
        "service-ports-unnamed-or-duplicate", .blocker, object, field: "spec.ports",
        says: "It has several ports, and their names are missing or equal.",
        fix: "Give each port a name of its own.")
    ]
  }

  private func faults(
    of port: Service.Port, at index: Int, _ service: Service, pods: [Pod]
  ) -> [Fault] {
    let field = "spec.ports[\(index)].targetPort"
    let object = ObjectReference("Service", service.metadata.key)
    switch port.target {
    case .number(let number):
      guard (1...65_535).contains(number) else {
        return [
          Fault(
            "service-target-port-invalid", .blocker, object, field: field,
            says: "The target port \(number) is no port.", fix: "Use a number from 1 to 65535.")
        ]
      }
      return numbered(number, port, field: field, service, pods: pods)
    case .name(let name):
      if !name.isEmpty, name.allSatisfy(\.isNumber) {
        return [
          Fault(
            "service-target-port-quoted-number", .blocker, object, field: field,
            says: "The target port \"\(name)\" is quoted, which makes it the name of a port.",
            fix: "Write \(name) without quotes."
          ).mended(by: Self.unquoted(name, at: index, service))
        ]
      }
      return named(name, port, at: index, service, pods: pods)
    }
  }

  private static func unquoted(
    _ text: String, at index: Int, _ service: Service
  ) -> FaultRemedy? {
    guard let number = Int(text), (1...65_535).contains(number) else { return nil }
    return .setTargetPort(service.metadata.key, port: index, .number(number))
  }

  /// The port that a name of no port can only mean: the nearest name, the only one, or the only number.
  private static func meant(
    by name: String, _ port: Service.Port, at index: Int, _ service: Service, pods: [Pod]
  ) -> FaultRemedy? {
    let ports = pods.flatMap(\.ports).filter { $0.transport == port.transport }
    let names = Set(ports.map(\.name)).subtracting([""])
    let numbers = Set(ports.map(\.number))
    let only: PortReference? =
      if let near = Spelling.nearest(to: name, in: names) ?? (names.count == 1 ? names.first : nil)
      {
        .name(near)
      } else if names.isEmpty, numbers.count == 1 {
        numbers.first.map { .number($0) }
      } else {
        nil
      }
    return only.map { .setTargetPort(service.metadata.key, port: index, $0) }
  }

  private func numbered(
    _ number: Int, _ port: Service.Port, field: String, _ service: Service, pods: [Pod]
  ) -> [Fault] {
    let object = ObjectReference("Service", service.metadata.key)
    var faults: [Fault] = []
    if service.isHeadless, number != port.number {
      faults.append(
        Fault(
          "service-headless-misuse", .blocker, object, field: field,
          says: "It is headless: clients get the pods' addresses and connect to port "
            + "\(port.number), but the pods listen on \(number).",
          fix: "Make port and targetPort equal, or give the Service a cluster IP."))
    }
    let declaring = pods.filter { !$0.ports.isEmpty }
    let others = declaring.filter { pod in !pod.ports.contains { $0.number == number } }
    guard !others.isEmpty else { return faults }
    guard others.count == declaring.count else {
      return faults
        + (skew(of: others, among: declaring).map { [skewed(number, $0, field, service)] } ?? [])
    }
    let declared = Set(declaring.flatMap(\.ports).map(\.number)).sorted().map(String.init)
    faults.append(
      Fault(
        "service-target-port-not-declared", .risk, object, field: field,
        says: "No selected pod declares port \(number); they declare "
          + "\(declared.joined(separator: ", ")).",
        fix: "Check what the container listens on; declaring a port is only information."))
    return faults
  }

  private func named(
    _ name: String, _ port: Service.Port, at index: Int, _ service: Service, pods: [Pod]
  ) -> [Fault] {
    let field = "spec.ports[\(index)].targetPort"
    let object = ObjectReference("Service", service.metadata.key)
    let missing = pods.filter { EndpointRules.targetPort(of: port, on: $0) == nil }
    guard let first = missing.first else { return [] }
    if missing.count == pods.count,
      let other = first.ports.first(where: { $0.name == name })
    {
      return [
        Fault(
          "service-target-port-protocol-mismatch", .blocker, object, field: field,
          says: "The pods have a port named \"\(name)\", but for \(other.transport.rawValue) and "
            + "not for \(port.transport.rawValue).",
          fix: "Give both ports the same protocol."
        ).mended(by: Self.meant(by: name, port, at: index, service, pods: pods))
      ]
    }
    let isPartly = missing.count < pods.count
    if isPartly, let skew = skew(of: missing, among: pods) {
      return [skewed(name, port.transport, skew, field, service)]
    }
    let names = Set(pods.flatMap(\.ports).map(\.name)).subtracting([""]).sorted()
    let offer: Message =
      isPartly || names.isEmpty
      ? "Add a container port named \"\(name)\" for \(port.transport.rawValue), or use a number."
      : "Use one of the names that the pods have: \(names.joined(separator: ", "))."
    let says: Message =
      isPartly
      ? "\(missing.count) of \(pods.count) selected pods have no \(port.transport.rawValue) port "
        + "named \"\(name)\", for example \(first.metadata.name)."
      : "No selected pod has a port named \"\(name)\"."
    return [
      Fault(
        "service-target-port-name-missing", isPartly ? .degraded : .blocker, object, field: field,
        says: says, fix: offer
      ).mended(by: isPartly ? nil : Self.meant(by: name, port, at: index, service, pods: pods))
    ]
  }
}

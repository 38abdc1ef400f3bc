import Language
import Topology

/// Who stands behind a Service, and whether all of them are meant.
extension ServicePortFaults {
  /// Labels that say which part of an application a pod is.
  private static let partLabels = ["app.kubernetes.io/component", "app.kubernetes.io/name"]

  /// Whole workloads among the selected pods that differ from the others.
  struct Skew {
    let workloads: [ObjectReference]
    let pods: Int
    let all: Int

    /// `deployment/shop/web, deployment/shop/api`.
    var names: String {
      workloads.prefix(3).map(\.description).joined(separator: ", ")
        + (workloads.count > 3 ? " …" : "")
    }
  }

  /// The workloads all of whose selected pods are among these; nil when that does not explain all of these.
  func skew(of pods: [Pod], among all: [Pod]) -> Skew? {
    let origins = Set(pods.map(\.origin))
    guard !origins.contains(nil) else { return nil }
    let names = Set(pods.map(\.metadata.name))
    guard !all.contains(where: { origins.contains($0.origin) && !names.contains($0.metadata.name) })
    else { return nil }
    return Skew(
      workloads: origins.compactMap(\.self).sorted(), pods: pods.count, all: all.count)
  }

  func skewed(_ number: Int, _ skew: Skew, _ field: String, _ service: Service) -> Fault {
    Fault(
      "service-multi-backend-port-skew", .risk, ObjectReference("Service", service.metadata.key),
      field: field,
      says: "Its pods do not agree on port \(number): those of \(skew.names), "
        + "\(skew.pods) of \(skew.all), do not declare it.",
      fix: "Narrow the selector, or use the name of a port that all of them declare.")
  }

  func skewed(
    _ name: String, _ transport: TransportProtocol, _ skew: Skew, _ field: String,
    _ service: Service
  ) -> Fault {
    Fault(
      "service-multi-backend-port-skew", .degraded,
      ObjectReference("Service", service.metadata.key), field: field,
      says: "Its selector takes in \(skew.names), whose pods (\(skew.pods) of \(skew.all)) have "
        + "no \(transport.rawValue) port named \"\(name)\".",
      fix: "Narrow the selector to the workload that is meant, or give its pods the port too.")
  }

  /// Pods that are there by mistake, as far as that can be told.
  ///
  /// That several workloads are behind one Service is how canaries work, so that alone is nothing. The pods of
  /// a Job beside those of a server get requests while they run; and workloads whose recommended labels name
  /// different parts of an application answer differently.
  func foreign(_ service: Service, _ pods: [Pod]) -> Fault? {
    guard let first = pods.first,
      pods.contains(where: { $0.metadata.owner != first.metadata.owner })
    else { return nil }
    let object = ObjectReference("Service", service.metadata.key)
    let origins = Set(pods.compactMap(\.origin))
    let jobs = origins.filter { $0.kind == "Job" }.sorted()
    if let job = jobs.first, jobs.count < origins.count {
      return Fault(
        "service-selects-foreign-workload", .degraded, object, field: "spec.selector",
        says: "Its selector takes in the pods of \(job), which get a share of the requests while "
          + "they run.",
        fix: "Add a label to the selector that only the pods of the server have.")
    }
    for label in Self.partLabels where service.selector[label] == nil {
      let parts = Set(pods.compactMap { $0.origin == nil ? nil : $0.metadata.labels[label] })
      guard parts.count > 1 else { continue }
      return Fault(
        "service-selects-foreign-workload", .risk, object, field: "spec.selector",
        says: "Its selector takes in pods of different parts: \(label) is "
          + "\(parts.sorted().prefix(3).joined(separator: ", ")).",
        fix: "Add \(label) to the selector, with the part that is meant.")
    }
    return nil
  }

  /// A family of addresses that the Service has and none of its pods.
  func family(_ service: Service, _ pods: [Pod]) -> Fault? {
    let missing = service.ipFamilies.first { family in
      !pods.contains { $0.addresses.contains { EndpointRules.ipFamily(of: $0) == family } }
    }
    guard let missing, ["IPv4", "IPv6"].contains(missing) else { return nil }
    let present = Set(pods.flatMap(\.addresses).map(EndpointRules.ipFamily))
    guard !present.isEmpty else { return nil }
    return Fault(
      "service-ip-family-mismatch", service.ipFamilies.first == missing ? .blocker : .degraded,
      ObjectReference("Service", service.metadata.key), field: "spec.ipFamilies",
      says: "It has an \(missing) address, but its pods have "
        + "\(present.sorted().joined(separator: ", ")) ones only.",
      fix: "State the families that the pods have, or give the cluster's pods both.")
  }

  /// What is worth knowing of the ports, and no fault; one remark for a Service.
  ///
  /// A number is remarked only where the pods offer a name in its place.
  func remarks(on service: Service, _ pods: [Pod]) -> [Fault] {
    guard !pods.isEmpty, !service.isHeadless, let first = service.ports.first else { return [] }
    let object = ObjectReference("Service", service.metadata.key)
    let declaring = pods.filter { !$0.ports.isEmpty }
    guard !declaring.isEmpty else {
      guard case .number(let number) = first.target else { return [] }
      return [
        Fault(
          "service-pods-declare-no-ports", .info, object, field: "spec.ports[0].targetPort",
          says: "None of its pods declares a port, so nothing tells whether \(number) is one.",
          fix: "Declare the ports of the containers, or probe the target port.")
      ]
    }
    for (index, port) in service.ports.enumerated() {
      guard case .number(let number) = port.target else { continue }
      let names = declaring.lazy.map { pod in
        pod.ports.first { $0.number == number && $0.transport == port.transport }?.name ?? ""
      }
      guard let name = names.first, !name.isEmpty, names.allSatisfy({ $0 == name }) else {
        continue
      }
      return [
        Fault(
          "service-port-by-number", .info, object, field: "spec.ports[\(index)].targetPort",
          says: "The target port is the number \(number), which the pods name \"\(name)\".",
          fix: "A name follows the pods when their number changes.")
      ]
    }
    return []
  }
}

import Language
import Routing
import Topology

/// Services whose pods let nobody in, whatever the source.
struct PolicyPathFaults: FaultFamily {
  let needs = ["NetworkPolicy", "Service", "Pod"]

  /// What is wrong with a policy and makes that nothing comes in.
  private static let causes: Set = [
    "netpol-invalid", "netpol-uses-service-port", "netpol-named-port-unmatched",
    "netpol-protocol-default-tcp",
  ]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.policies.namespaces.flatMap { services(in: $0, of: cluster) }
  }

  private func services(
    in namespace: String, of cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    cluster.inventory.services(in: namespace).map { ObjectReference("Service", $0.metadata.key) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch change.after ?? change.before {
    case .service: return .some([reference])
    case .pod:
      let isOpen = cluster.policies.isEmpty(in: reference.name.namespace)
      return isOpen || !change.isNewsForPolicies
        ? .none : .some(cluster.services(selecting: change))
    case .node: return change.hasOtherNodeAddress ? .all : .none
    case .generic where reference.kind == "NetworkPolicy":
      return .some(services(in: reference.name.namespace, of: cluster))
    default: return .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { object.kind == "NetworkPolicy" ? services(in: object.name.namespace, of: cluster) : [] }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let service = cluster.inventory.service(object.name), service.isSelecting,
      !cluster.policies.isEmpty(in: object.name.namespace)
    else { return [] }
    let selector = DiagnosisMemo.Labels(
      namespace: object.name.namespace, labels: service.selector)
    let shut = service.ports.indices.filter { isShut(service.ports[$0], of: selector, in: cluster) }
    guard !shut.isEmpty, let first = firstPod(of: selector, in: cluster) else { return [] }
    let labels = DiagnosisMemo.Labels(
      namespace: object.name.namespace, labels: first.metadata.labels)
    let isolating = cluster.memo.answer(labels, \.isolating) {
      cluster.policies.policies(isolating: first, .ingress)
    }
    return shut.map { index in
      fault(
        of: service, index, first, isolating,
        shut.count == service.ports.count ? .blocker : .degraded
      ).caused(by: cause(isolating, labels, in: cluster))
    }
  }

  private func firstPod(of selector: DiagnosisMemo.Labels, in cluster: DiagnosedCluster) -> Pod? {
    cluster.pods(in: selector.namespace, matching: selector.labels).first { !$0.isFinished }
  }

  /// Whether policies let nobody in to this port of any pod that a selector has.
  private func isShut(
    _ port: Service.Port, of selector: DiagnosisMemo.Labels, in cluster: DiagnosedCluster
  ) -> Bool {
    let path = DiagnosisMemo.Path(
      selector: selector, target: port.target, transport: port.transport)
    return cluster.memo.answer(path, \.shutPaths) {
      // One pod that lets somebody in is enough, and mostly the first one does.
      cluster.inventory.hasPod(in: selector.namespace, matching: selector.labels)
        && !cluster.inventory.containsPod(
          in: selector.namespace, matching: LabelSelector(labels: selector.labels)
        ) { pod in
          !pod.isFinished
            && !(EndpointRules.targetPort(of: port, on: pod).map {
              cluster.memo.isShut(pod, port: $0, transport: port.transport, by: cluster.policies)
            } ?? false)
        }
    }
  }

  private func fault(
    of service: Service, _ index: Int, _ pod: Pod, _ isolating: [NetworkPolicy],
    _ grade: Fault.Grade
  ) -> Fault {
    let port = service.ports[index]
    let names = isolating.map(\.name.name)
    let listed = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " …" : "")
    let target = EndpointRules.targetPort(of: port, on: pod) ?? port.number
    return Fault(
      "netpol-blocks-ingress", grade, ObjectReference("Service", service.metadata.key),
      field: "spec.ports[\(index)]",
      says: names.count == 1
        ? "Policy \(names[0]) isolates its pods, and no rule admits port \(target) from anybody."
        : "Policies isolate its pods, and no rule of \(listed) admits port "
          + "\(target) from anybody.",
      fix: "Add an ingress rule with port \(target) for \(port.transport.rawValue) and the clients "
        + "that may connect.")
  }

  private func cause(
    _ isolating: [NetworkPolicy], _ labels: DiagnosisMemo.Labels, in cluster: DiagnosedCluster
  ) -> Fault? {
    cluster.memo.answer(labels, \.causes) {
      isolating.flatMap { cluster.found[$0.reference] }
        .filter { Self.causes.contains($0.id) }.min(by: Fault.precedes)
    }
  }
}

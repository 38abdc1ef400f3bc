import Language
import Topology

/// What workloads state of their containers: ports, listening addresses, name service.
struct TemplateFaults: FaultFamily {
  let needs = ["Service"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.workloads }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    cluster.templates(touchedBy: change)
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil else {
      return []
    }
    let services = cluster.services(
      in: object.name.namespace, selecting: workload.templateLabels)
    return ports(workload.template, object)
      + listening(workload, services) + nameService(workload, services)
  }

  /// What the API refuses, and what two containers of one pod cannot both have.
  private func ports(_ template: PodTemplate, _ object: ObjectReference) -> [Fault] {
    var faults: [Fault] = []
    var seen: [(container: Int, port: PodTemplate.Port)] = []
    for (number, container) in template.containers.enumerated() {
      for (index, port) in container.ports.enumerated() {
        let field = "spec.template.spec.\(container.place).ports[\(index)]"
        if let fault = invalid(port, field: field, object) {
          faults.append(fault)
        } else if let fault = duplicate(port, of: number, container, seen, field: field, object) {
          faults.append(fault)
        }
        seen.append((number, port))
      }
    }
    return faults
  }

  private func invalid(
    _ port: PodTemplate.Port, field: String, _ object: ObjectReference
  ) -> Fault? {
    let id = "container-port-invalid-or-duplicate"
    guard (1...65_535).contains(port.number) else {
      return Fault(
        id, .blocker, object, field: "\(field).containerPort",
        says: "The container port \(port.number) is no port.",
        fix: "State containerPort with a number from 1 to 65535.")
    }
    guard port.name.isEmpty || NameRules.isPort(port.name) else {
      return Fault(
        id, .blocker, object, field: "\(field).name",
        says: "The port's name \"\(port.name)\" is not allowed.",
        fix:
          "Use up to 15 lower-case letters, digits and single dashes, at least one of them a "
          + "letter."
      )
    }
    return nil
  }

  private func duplicate(
    _ port: PodTemplate.Port, of number: Int, _ container: PodTemplate.Container,
    _ seen: [(container: Int, port: PodTemplate.Port)], field: String, _ object: ObjectReference
  ) -> Fault? {
    let id = "container-port-invalid-or-duplicate"
    let twin = seen.first { !port.name.isEmpty && $0.port.name == port.name }
    if let twin {
      let isRefused = twin.container == number
      return Fault(
        id, isRefused ? .blocker : .risk, object, field: "\(field).name",
        says: isRefused
          ? "The container \(container.name) has two ports named \"\(port.name)\"."
          : "Two containers have a port named \"\(port.name)\"; a Service finds the first one "
            + "only.",
        fix: "Give each port a name of its own.")
    }
    let rival = seen.contains { other in
      other.container != number && other.port.number == port.number
        && other.port.transport == port.transport
    }
    guard rival else { return nil }
    return Fault(
      id, .risk, object, field: "\(field).containerPort",
      says:
        "Two containers declare \(port.transport.rawValue) port \(port.number); they share one "
        + "address, so only one of them can listen on it.",
      fix: "Let one of the containers listen on another port.")
  }

  /// A server for its own pod only, behind a Service.
  ///
  /// The option's meaning is a guess, so it is a risk; a readiness probe of the port that passes refutes it.
  private func listening(_ workload: Workload, _ services: [Service]) -> [Fault] {
    let template = workload.template
    for container in template.containers {
      guard let binding = container.localBinding else { continue }
      for service in services {
        for port in service.ports where port.transport == .tcp {
          let declared = template.port(port.target, .tcp)
          let number = declared?.port.number ?? Int(port.target.description)
          guard let number, binding.port ?? number == number,
            declared?.container == container
              || declared == nil && (binding.port != nil || template.containers.count == 1),
            !(workload.readyReplicas > 0 && isProbed(number, template))
          else { continue }
          return [
            Fault(
              "container-listens-on-localhost", .risk, workload.reference,
              field: "spec.template.spec.\(container.place)",
              says:
                "\(container.name) is started with \(binding.text), so it may listen for its own "
                + "pod only, and Service \(service.metadata.name) sends requests to port \(number) of the pod's address.",
              fix: "Let it listen on 0.0.0.0, or on the address of the pod.")
          ]
        }
      }
    }
    return []
  }

  /// Whether the kubelet asks this port from outside the pod.
  private func isProbed(_ number: Int, _ template: PodTemplate) -> Bool {
    template.containers.contains { container in
      guard let probe = container.readiness, probe.host.isEmpty else { return false }
      switch probe.port {
      case .number(number): return true
      case .name(let name):
        return container.ports.contains { $0.name == name && $0.number == number }
      default: return false
      }
    }
  }

  /// Pods that ask another name server than the cluster's for names of the cluster.
  ///
  /// Whether a pod needs the cluster's names is known only where its arguments or variables have some; many pods
  /// in the network of their node need none.
  private func nameService(_ workload: Workload, _ services: [Service]) -> [Fault] {
    let template = workload.template
    if template.dnsPolicy == .none, !template.hasNameServers {
      return [
        Fault(
          "dns-resolv-conf-wrong", .blocker, workload.reference,
          field: "spec.template.spec.dnsPolicy",
          says:
            "Its dnsPolicy is None, and dnsConfig names no server, so the pods look up nothing.",
          fix: "Drop dnsPolicy, or add dnsConfig.nameservers.")
      ]
    }
    let asksNode =
      template.dnsPolicy == .node
      || template.usesHostNetwork && template.dnsPolicy == .clusterFirst
    let own = Set(services.map { "\($0.metadata.name).\($0.metadata.namespace).svc" })
    // A webhook states its own name for its certificate.
    guard asksNode, let name = template.clusterNames.first(where: { !own.contains($0) }) else {
      return []
    }
    return [
      Fault(
        "dns-resolv-conf-wrong", .degraded, workload.reference,
        field: "spec.template.spec.dnsPolicy",
        says: template.dnsPolicy == .node
          ? "Its dnsPolicy is Default, so the pods ask the name server of their node, which does "
            + "not know \(name)."
          : "The pods are in the network of their node, where ClusterFirst asks the node's name "
            + "server, which does not know \(name).",
        fix: template.usesHostNetwork
          ? "Set dnsPolicy to ClusterFirstWithHostNet." : "Set dnsPolicy to ClusterFirst.")
    ]
  }
}

import Language
import Topology

/// What load balancers say of Services and Ingresses, and what they need of them.
struct LoadBalancerFaults: FaultFamily {
  let needs = ["Service"]

  /// The load balancer of AWS that leads to node ports unless it is told to lead to pods.
  private static let nodePortClass = "service.k8s.aws/nlb"
  private static let targetAnnotation =
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.services + cluster.objects("Ingress")
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference, ["Service", "Ingress"].contains(reference.kind) else {
      return .none
    }
    return .some([reference])
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "Service" else {
      return errors(
        cluster.inventory.object(object.kind, object.name)
          .map { Service.PortError.all(in: $0.object) } ?? [], object)
    }
    guard let service = cluster.inventory.service(object.name),
      service.exposure == .loadBalancer
    else { return [] }
    return address(service, object) + errors(service.balancer.portErrors, object)
      + nodePorts(service, object) + [cost(object)]
  }

  private func address(_ service: Service, _ object: ObjectReference) -> [Fault] {
    guard service.loadBalancerAddresses.isEmpty else { return [] }
    let name = service.balancer.className
    guard !name.isEmpty else {
      return [
        Fault(
          "lb-address-pending", .blocker, object, field: "status.loadBalancer.ingress",
          says: "Its load balancer has no address yet.",
          fix: "Install or repair a load-balancer controller, or use its node port.")
      ]
    }
    return [
      Fault(
        "lb-class-unclaimed", .blocker, object, field: "spec.loadBalancerClass",
        says: "No load balancer of class \(name) has given it an address, and all others leave it "
          + "alone.",
        fix: "Install what serves the class, or make the Service anew without it.")
    ]
  }

  private func errors(_ errors: [Service.PortError], _ object: ObjectReference) -> [Fault] {
    guard let first = errors.first else { return [] }
    return [
      Fault(
        "lb-port-error", .blocker, object,
        field: "status.loadBalancer.ingress[\(first.address)].ports[\(first.place)].error",
        says: "Its load balancer reports \(first.error) for port \(first.number)/"
          + "\(first.transport.rawValue).",
        fix: "Look up the error in the load balancer's own documents and its controller's log.")
    ]
  }

  /// Reported only where it is known that node ports are needed: by the load balancer of its class, or by
  /// whoever wants to reach a Service that has no address.
  private func nodePorts(_ service: Service, _ object: ObjectReference) -> [Fault] {
    guard !service.balancer.allocatesNodePorts,
      service.ports.contains(where: { $0.nodePort == 0 })
    else { return [] }
    let target = service.metadata.annotations[Self.targetAnnotation] ?? "instance"
    let isNeeded =
      service.balancer.className == Self.nodePortClass
      ? target == "instance"
      : service.balancer.className.isEmpty && service.loadBalancerAddresses.isEmpty
    guard isNeeded else { return [] }
    return [
      Fault(
        "lb-nodeports-not-allocated", .risk, object, field: "spec.allocateLoadBalancerNodePorts",
        says: "It has no node ports, and a load balancer that leads to nodes needs them.",
        fix: "Set allocateLoadBalancerNodePorts to true, or use a load balancer that leads to pods."
      )
    ]
  }

  private func cost(_ object: ObjectReference) -> Fault {
    Fault(
      "lb-cost", .info, object, field: "spec.type",
      says: "It has a load balancer of its own, which a cloud charges for.",
      fix: "Lead to it with an Ingress or a Gateway where one address is enough for several.")
  }
}

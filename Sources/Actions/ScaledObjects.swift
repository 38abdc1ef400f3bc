import Topology

/// A workload with another number of pods, and what follows for its pods and the Services that select them.
///
/// New pods are taken to be ready and like those that there are; the first ones listen on what the Services ask for.
struct ScaledObjects {
  private let workload: Workload
  private let replicas: Int
  private let inventory: Inventory

  /// More new pods than this change no fault.
  private static let mostNew = 50

  /// Nil when there is no such workload.
  init?(workload: ObjectReference, replicas: Int, inventory: Inventory) {
    guard let found = inventory.workload(workload) else { return nil }
    (self.workload, self.replicas, self.inventory) = (found, replicas, inventory)
  }

  var events: [ResourceEvent] {
    var scaled = workload
    (scaled.replicas, scaled.readyReplicas, scaled.updatedReplicas) = (replicas, replicas, replicas)
    var events: [ResourceEvent] = [.applied(.workload(scaled))]
    let own = ScalePlan.pods(of: workload, in: inventory)
    if replicas < own.count {
      let going = ScalePlan.goers(own, of: workload.reference).prefix(own.count - replicas)
      events += going.map { .deleted(ObjectReference("Pod", $0.metadata.key)) }
    } else {
      let count = min(Self.mostNew, replicas - own.count)
      let new = (0..<count).map { pod($0, like: own.first) }
      events += new.map { .applied(.pod($0)) }
    }
    var later = inventory
    for event in events { later.apply(event) }
    return events
      + services.flatMap { SlicesOfService($0, in: later).events }
  }

  private var services: [Service] {
    inventory.services(
      in: workload.metadata.namespace, selecting: workload.templateLabels)
  }

  private func pod(_ index: Int, like model: Pod?) -> Pod {
    let name = "\(workload.metadata.name)-new-\(index)"
    let owner = Metadata.Owner(
      kind: workload.kind.rawValue, name: workload.metadata.name, uid: workload.metadata.uid)
    return Pod(
      metadata: Metadata(
        name: name, namespace: workload.metadata.namespace, uid: name,
        labels: workload.templateLabels, owner: model?.metadata.owner ?? owner),
      node: model?.node ?? inventory.sortedNodes.first?.metadata.name ?? "",
      addresses: ["0.0.\(index / 250).\(index % 250 + 1)"], phase: "Running", isReady: true,
      reason: "", ports: model?.ports ?? wantedPorts)
  }

  /// What the Services ask for, since a template's own ports are not kept.
  private var wantedPorts: [Pod.ContainerPort] {
    services.flatMap(\.ports).enumerated().map { index, port in
      switch port.target {
      case .number(let number):
        Pod.ContainerPort(name: "", number: number, transport: port.transport)
      case .name(let name):
        Pod.ContainerPort(name: name, number: 8080 + index, transport: port.transport)
      }
    }
  }
}

import Topology

/// Whether slices alone show that a Service is well.
///
/// The controller of slices lists each selected pod that has an address, with the ports that it resolved on it
/// (kubernetes/endpointslice `reconciler.go`).
struct SliceEvidence {
  private let inventory: Inventory
  /// The namespaces with policies, where pods decide who may come in.
  private let guarded: Set<String>
  /// The ReplicaSets of each Deployment that are to make pods.
  private let active: [ObjectReference: Int]

  /// Who keeps the slices of selecting Services.
  private static let manager = "endpointslice-controller.k8s.io"

  /// The inventory holds no other pods than those that wait.
  init(_ inventory: Inventory) {
    self.inventory = inventory
    guarded = Set(inventory.objectNames(ResourceKind.networkPolicy.kind).map(\.namespace))
    active = inventory.sortedWorkloads.reduce(into: [:]) { counts, workload in
      guard workload.kind == .replicaSet, workload.replicas > 0,
        let owner = Self.owner(of: workload)
      else { return }
      counts[owner, default: 0] += 1
    }
  }

  private static func owner(of workload: Workload) -> ObjectReference? {
    workload.metadata.owner.map {
      ObjectReference($0.kind, workload.metadata.namespace, $0.name)
    }
  }

  /// Whether no family that needs pods can find more than a remark on a Service that selects.
  func settles(_ service: Service) -> Bool {
    let namespace = service.metadata.namespace
    guard !guarded.contains(namespace), Self.hasPlainPorts(service),
      !inventory.hasPod(in: namespace, matching: service.selector)
    else { return false }
    let slices = inventory.slices(of: service.metadata.key)
    guard slices.allSatisfy({ $0.metadata.labels[EndpointSlice.managerLabel] == Self.manager })
    else { return false }
    let filled = slices.filter { !$0.endpoints.isEmpty }
    guard !filled.isEmpty, filled.allSatisfy({ Self.isWell($0, for: service) }),
      Self.coversFamilies(of: service, filled), let workload = maker(of: filled, in: namespace)
    else { return false }
    let numbers = service.ports.compactMap { port in
      if case .number(let number) = port.target { number } else { nil }
    }
    return numbers.isEmpty || declares(numbers, workload)
  }

  /// Ports of which nothing can be said without pods, and nothing is wrong.
  private static func hasPlainPorts(_ service: Service) -> Bool {
    let names = service.ports.map(\.name)
    guard !names.isEmpty, Set(names).count == names.count, names.count == 1 || !names.contains("")
    else { return false }
    return service.ports.allSatisfy { port in
      switch port.target {
      case .number(let number):
        (1...65_535).contains(number) && (!service.isHeadless || number == port.number)
      case .name(let name): !name.allSatisfy(\.isNumber)
      }
    }
  }

  /// Whether all endpoints of a slice are ready pods, and every port was found on them.
  private static func isWell(_ slice: EndpointSlice, for service: Service) -> Bool {
    service.ports.allSatisfy { port in
      slice.ports.contains {
        $0.name == port.name && $0.number != nil && $0.transport == port.transport
      }
    }
      && slice.endpoints.allSatisfy { endpoint in
        endpoint.isReady && !endpoint.isTerminating
          && endpoint.pod?.namespace == service.metadata.namespace
      }
  }

  private static func coversFamilies(of service: Service, _ slices: [EndpointSlice]) -> Bool {
    service.ipFamilies.allSatisfy { family in
      slices.contains { slice in
        slice.endpoints.contains { endpoint in
          endpoint.addresses.contains { EndpointRules.ipFamily(of: $0) == family }
        }
      }
    }
  }

  /// The one workload that made all pods, as their names tell; nil where that is not beyond doubt.
  ///
  /// A ReplicaSet of a Deployment has a name that nothing else has, since it ends with a hash. Pods of a StatefulSet
  /// end with their number, those of everything else that could have its name with letters.
  private func maker(of slices: [EndpointSlice], in namespace: String) -> Workload? {
    var maker: Substring?
    var isNumbered = true
    for slice in slices {
      for endpoint in slice.endpoints {
        guard let name = endpoint.pod?.name, let dash = name.lastIndex(of: "-") else { return nil }
        let head = name[..<dash]
        guard maker ?? head == head else { return nil }
        maker = head
        if isNumbered { isNumbered = name[dash...].dropFirst().utf8.allSatisfy(Self.isDigit) }
      }
    }
    guard let maker else { return nil }
    if let set = inventory.workload(ObjectReference("ReplicaSet", namespace, String(maker))) {
      return set.metadata.owner?.kind == "Deployment" ? set : nil
    }
    guard isNumbered else { return nil }
    return inventory.workload(ObjectReference("StatefulSet", namespace, String(maker)))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
  }

  /// Whether all pods of a workload declare these ports: all were made from the template of now.
  private func declares(_ numbers: [Int], _ workload: Workload) -> Bool {
    var maker = workload
    if workload.kind == .replicaSet {
      guard let owner = Self.owner(of: workload), let above = inventory.workload(owner),
        workload.replicas > 0, active[owner] == 1
      else { return false }
      maker = above
    }
    guard maker.updatedReplicas == maker.replicas else { return false }
    let declared = Set(maker.template.containers.flatMap(\.ports).map(\.number))
    return numbers.allSatisfy(declared.contains)
  }
}

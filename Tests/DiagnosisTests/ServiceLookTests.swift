import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

/// What is read of a cluster for its Services tells the same of them as everything does.
@Suite struct ServiceLookTests {
  /// What a look has read, and which Services it left out.
  private struct Reading {
    var inventory = Inventory()
    var settled: Set<NamespacedName> = []
    var hasReadPods = false
  }

  /// Reads of a cluster what a look asks for.
  private func reading(_ whole: Inventory) -> Reading {
    var reading = Reading()
    var look = ServiceLook()
    let routes = RouteAdapters.kinds.map { ServiceLook.Part.kind($0.kind) }
    var parts = ServiceLook.first + routes
    while !parts.isEmpty {
      for resource in whole.resources where parts.contains(where: { $0.brings(resource) }) {
        reading.inventory.apply(.applied(resource))
      }
      parts = look.next(reading.inventory)
      reading.hasReadPods = reading.hasReadPods || parts.contains(where: \.isOfPods)
    }
    reading.settled = look.settled
    return reading
  }

  private func diagnosis(_ inventory: Inventory, _ scope: DiagnosisScope?) -> Diagnosis {
    var diagnosis = Diagnosis()
    diagnosis.extent = .cluster
    diagnosis.scope = scope
    diagnosis.update(inventory, routes: RoutingTable(inventory), now: FaultFixture.now)
    return diagnosis
  }

  /// The ids that a list of Services shows, where the two looks differ.
  private func differences(_ whole: Inventory, _ reading: Reading) -> [String] {
    let scope = DiagnosisScope(kinds: ["Service"], settled: reading.settled)
    let (left, right) = (diagnosis(whole, nil), diagnosis(reading.inventory, scope))
    return whole.serviceNames.compactMap { name in
      let object = ObjectReference("Service", name)
      let ids = [left, right].map { diagnosis in
        diagnosis.faults(of: object).filter { $0.grade > .info }.map(\.id)
      }
      return ids[0] == ids[1] ? nil : "\(name): \(ids[0]), but \(ids[1])"
    }
  }

  @Test(arguments: 1...150)
  func `what is read for Services tells the faults that everything tells`(_ seed: UInt64) async {
    var chance = SeededGenerator(seed)
    let whole = RandomShop(&chance).inventory
    await Task.yield()
    #expect(differences(whole, reading(whole)) == [])
  }

  @Test(arguments: FaultFixture.all)
  func `every fault of a Service is found by what is read for Services`(_ fixture: FaultFixture) {
    for build in [fixture.broken, fixture.sound] {
      var cluster = SmallCluster()
      build(&cluster)
      for isKept in [false, true] {
        let whole = isKept ? cluster.inventory.kept : cluster.inventory
        #expect(differences(whole, reading(whole)) == [])
      }
    }
  }

  @Test func `of a healthy cluster no pod is read`() {
    var chance = SeededGenerator(1)
    let whole = RandomShop(&chance, isBroken: false).inventory
    let reading = reading(whole)
    #expect(!reading.hasReadPods)
    #expect(reading.settled.count == whole.serviceNames.count)
    #expect(reading.inventory.counts.pods == 0)
  }

  @Test func `some seeds settle and some read pods`() {
    let readings = (1...150).map { seed in
      var chance = SeededGenerator(UInt64(seed))
      return reading(RandomShop(&chance).inventory)
    }
    #expect(readings.contains { !$0.settled.isEmpty && $0.hasReadPods })
    #expect(readings.contains { !$0.hasReadPods })
  }
}

extension ServiceLook.Part {
  /// Whether a reading of this part has an object.
  fileprivate func brings(_ resource: Resource) -> Bool {
    if case .kind(let kind) = self { return resource.reference.kind == kind }
    guard case .pod(let pod) = resource else { return false }
    return switch self {
    case .kind: false
    case .waitingPods: !["Running", "Succeeded", "Failed"].contains(pod.phase)
    case .pods(let namespace): pod.metadata.namespace == namespace
    case .podsMatching(let labels):
      labels.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
    }
  }

  fileprivate var isOfPods: Bool {
    switch self {
    case .kind(let kind): kind == "Pod"
    case .waitingPods: false
    case .pods, .podsMatching: true
    }
  }
}

extension Inventory {
  /// The same with all slices of selecting Services as the controller of Kubernetes would keep them.
  fileprivate var kept: Inventory {
    var kept = self
    for service in sortedServices where service.isSelecting {
      let key = service.metadata.key
      for slice in slices(of: key) {
        kept.apply(.deleted(ObjectReference("EndpointSlice", slice.metadata.key)))
      }
      let pods = pods(in: key.namespace, matching: service.selector)
      let groups = EndpointRules.groups(of: service, pods: pods) { self.node($0) }
      for (index, group) in groups.enumerated() {
        let metadata = Metadata(
          name: "\(key.name)-\(index)", namespace: key.namespace,
          labels: [
            EndpointSlice.serviceLabel: key.name,
            EndpointSlice.managerLabel: "endpointslice-controller.k8s.io",
          ])
        kept.apply(
          .applied(
            .endpointSlice(
              EndpointSlice(
                metadata: metadata, service: key.name, ports: group.ports,
                endpoints: group.endpoints))))
      }
    }
    return kept
  }
}

/// Namespaces with Deployments behind Services, some of them broken in the ways in which Services are.
private struct RandomShop {
  private var cluster = SmallCluster()
  private var addresses = 0

  var inventory: Inventory { cluster.inventory.kept }

  init(_ chance: inout SeededGenerator, isBroken: Bool = true) {
    for index in 1...4 {
      let namespace = "shop-\(index)"
      cluster.namespace(namespace)
      // Half of the namespaces are well, as most are.
      let isWell = !isBroken || index == 1 || Bool.random(using: &chance)
      for name in ["web", "pay"] {
        application(
          name, in: namespace, isWell ? nil : Int.random(in: 0...14, using: &chance), &chance)
      }
    }
  }

  private mutating func application(
    _ name: String, in namespace: String, _ defect: Int?, _ chance: inout SeededGenerator
  ) {
    let isNumbered = Bool.random(using: &chance)
    let target: PortReference = isNumbered ? .number(8080) : .name("http")
    var service = Service(
      metadata: Metadata(name: name, namespace: namespace), clusterIP: "10.0.0.1",
      ports: [Service.Port(name: "http", number: 80, target: target)], selector: ["app": name])
    var ports = [Pod.ContainerPort(name: "http", number: 8080)]
    var count = Int.random(in: 2...4, using: &chance)
    switch defect {
    case 1: service.selector = ["app": name + "x"]
    case 2: ports = [Pod.ContainerPort(name: "htpp", number: 9090)]
    case 3: count = 0
    case 4: service.exposure = .nodePort
    case 5: service.externalTrafficPolicy = .local
    case 6: service.clusterIP = "None"
    case 7: service.ipFamilies = ["IPv6"]
    case 8: service.selector = ["app": "only-elsewhere"]
    default: break
    }
    cluster.service(service)
    let deployment = workloads(name, namespace, ports, count)
    for index in 0..<count {
      let isLast = index == count - 1
      pod("\(deployment)-abc\(index)x", namespace, name, ports) { pod in
        pod.metadata.owner = Metadata.Owner(kind: "ReplicaSet", name: deployment, uid: "1")
        guard isLast else { return }
        switch defect {
        case 9: (pod.isReady, pod.reason) = (false, "CrashLoopBackOff")
        case 10: pod.ports = [Pod.ContainerPort(name: "other", number: 1)]
        case 11: (pod.phase, pod.isReady, pod.addresses) = ("Pending", false, [])
        case 12: pod.metadata.isDeleting = true
        default: break
        }
      }
    }
    if defect == 13 {
      pod("migrate-x7k2p", namespace, name, []) { pod in
        pod.metadata.owner = Metadata.Owner(kind: "Job", name: "migrate", uid: "2")
        if Bool.random(using: &chance) {
          (pod.phase, pod.isReady, pod.addresses) = ("Pending", false, [])
        }
      }
    }
    if defect == 14 {
      cluster.add(
        .networkPolicy,
        [
          "metadata": ["name": "none", "namespace": .string(namespace)],
          "spec": ["podSelector": [:], "policyTypes": ["Ingress"]],
        ])
    }
    if defect == 8, Bool.random(using: &chance) {
      pod("far-1", "shop-1", "only-elsewhere", ports) { _ in }
    }
  }

  /// A Deployment and its ReplicaSet, whose name is returned.
  private mutating func workloads(
    _ name: String, _ namespace: String, _ ports: [Pod.ContainerPort], _ count: Int
  ) -> String {
    let set = "\(name)-5d8c7f9b6"
    let template = PodTemplate(
      containers: [
        PodTemplate.Container(
          name: "server", ports: ports.map { PodTemplate.Port(name: $0.name, number: $0.number) })
      ])
    let labels = LabelSelector(labels: ["app": name])
    cluster.add(
      .workload(
        Workload(
          metadata: Metadata(name: name, namespace: namespace), kind: .deployment, replicas: count,
          readyReplicas: count, updatedReplicas: count, selector: labels,
          templateLabels: ["app": name], template: template)))
    cluster.add(
      .workload(
        Workload(
          metadata: Metadata(
            name: set, namespace: namespace,
            owner: Metadata.Owner(kind: "Deployment", name: name, uid: "1")), kind: .replicaSet,
          replicas: count, readyReplicas: count, selector: labels, templateLabels: ["app": name])))
    return set
  }

  private mutating func pod(
    _ name: String, _ namespace: String, _ app: String, _ ports: [Pod.ContainerPort],
    _ change: (inout Pod) -> Void
  ) {
    addresses += 1
    var pod = Pod(
      metadata: Metadata(
        name: name, namespace: namespace, uid: "\(namespace)/\(name)", labels: ["app": app]),
      node: "node-\(addresses % 3 + 1)", addresses: ["10.1.0.\(addresses)"], phase: "Running",
      isReady: true, ports: ports)
    change(&pod)
    cluster.pod(pod)
  }
}

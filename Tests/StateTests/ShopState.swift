import Actions
import Routing
import TestSupport
import Topology
import Traffic

@testable import State

/// The shop in a console, driven as a user and a cluster would.
struct ShopState {
  var state: ConsoleState
  var effects: [Effect] = []

  /// A reviewed one has asked the cluster for the user's rights, without being told any.
  init(live: Bool = false, writable: Bool = true, reviewed: Bool = true) {
    state = ConsoleState(
      connection: Connection(
        context: live ? "prod-eu" : "playground", kind: live ? .live : .simulated,
        writableUntil: writable ? .infinity : nil), now: ShopCluster.now)
    let inventory = ShopCluster.inventory
    var resources: [Resource] = inventory.sortedServices.map { .service($0) }
    resources += inventory.sortedPods.map { .pod($0) }
    resources += inventory.sortedNodes.map { .node($0) }
    resources += inventory.sortedSlices.map { .endpointSlice($0) }
    resources += inventory.sortedWorkloads.map { .workload($0) }
    for kind in ["Ingress", "IngressClass"] {
      resources += inventory.objects(kind).map { .generic($0) }
    }
    resources += inventory.namespaceNames.compactMap {
      inventory.namespace($0).map { .namespace($0) }
    }
    send(.resources(resources.map { .applied($0) }))
    send(.begun)
    if live, reviewed { send(.rights(namespace: "shop", nil)) }
    send(.tick(state.now))
  }

  mutating func send(_ event: Event) { effects += state.apply(event) }
  mutating func want(_ intents: Intent...) { for intent in intents { send(.intent(intent)) } }
  /// Lets seconds pass, in one tick.
  mutating func pass(_ seconds: Double) { send(.tick(state.now + seconds)) }
  mutating func run(_ command: String) { want(.run(command: command)) }

  mutating func apply(_ resource: Resource) { send(.resource(.applied(resource))) }

  /// What the cluster would report after a scale: the number, and one pod more or fewer for each.
  mutating func scaled(_ name: String, to replicas: Int) {
    for resource in ShopCluster.workload(name, replicas, labels: ["app": name]) { apply(resource) }
    let key = ShopCluster.name
    for index in 1...9 {
      let pod = key("\(name)-\(index)")
      if index > replicas {
        send(.resource(.deleted(ObjectReference("Pod", pod))))
      } else if state.live.inventory.pod(pod) == nil {
        apply(
          .pod(
            ShopCluster.pod(
              "\(name)-\(index)", of: name, labels: ["app": name], address: "10.1.7.\(index)")))
      }
    }
    slices(name)
  }

  /// The slices of a Service as its controller would write them.
  mutating func slices(_ name: String) {
    guard let service = state.live.inventory.service(ShopCluster.name(name)) else { return }
    let pods = state.live.inventory.pods(in: "shop", matching: service.selector)
    let groups = EndpointRules.groups(of: service, pods: pods) { state.live.inventory.node($0) }
    apply(
      .endpointSlice(
        EndpointSlice(
          metadata: Metadata(name: "\(name)-0", namespace: "shop"), service: name,
          ports: groups.first?.ports ?? [], endpoints: groups.first?.endpoints ?? [])))
  }

  var plan: Plan? { try? state.proposed?.get() }
  var notice: String { state.interface.notice?.text ?? "" }
  var names: [String] {
    state.order(.services).ids.map { id in
      if case .service(let name) = id { name.name } else { "?" }
    }
  }
}

import Diagnosis
import Language
import TestSupport
import Testing
import Topology

@testable import State

/// The lines of the screen of the network.
@Suite struct NetworkRowTests {
  private func state(_ resources: [Resource], namespace: String? = nil) -> ConsoleState {
    var state = ConsoleState(connection: Connection(context: "x", kind: .live), now: 100)
    _ = state.apply(.resources(resources.map { .applied($0) }))
    _ = state.apply(.intent(.setNamespace(namespace)))
    _ = state.apply(.intent(.show(.network)))
    _ = state.apply(.tick(101))
    return state
  }

  private var node: Resource {
    Resource(
      ["metadata": ["name": "node-1"], "spec": ["podCIDRs": ["10.244.0.0/24"]]], kind: .node)
  }

  private func agent(ready: Int) -> Resource {
    Resource(
      [
        "metadata": ["name": "kindnet", "namespace": "kube-system"],
        "spec": [
          "template": ["spec": ["containers": [["name": "a", "image": "kindest/kindnetd:v1"]]]]
        ],
        "status": ["desiredNumberScheduled": 2, "numberReady": .integer(Int64(ready))],
      ], kind: .daemonSet)
  }

  private func balancer(_ name: String, in namespace: String) -> Resource {
    Resource(
      [
        "metadata": ["name": .string(name), "namespace": .string(namespace)],
        "spec": ["type": "LoadBalancer", "ports": [["port": 80]]],
      ], kind: .service)
  }

  @Test func `conflicts come first, then the cluster, then its parts`() {
    let state = state([node, agent(ready: 1), balancer("web", in: "shop")])
    let parts = state.networkRows.map(\.part)
    #expect(parts.first == .conflict)
    #expect(Array(parts.suffix(3)) == [.fact, .balancer, .node])
    #expect(state.networkRows.first?.health == .fault)
    let facts = state.networkRows.filter { $0.part == .fact }
    #expect(facts.first { $0.name.english == "MTU" }?.value.english == "unknown")
    #expect(facts.first { $0.name.english == "routing" }?.value.english == "routes of the nodes")
  }

  @Test func `the list follows the cluster while it is shown`() {
    var state = state([node, agent(ready: 1)])
    #expect(state.networkRows.contains { $0.part == .conflict })
    _ = state.apply(.resources([.applied(agent(ready: 2))]))
    _ = state.apply(.tick(102))
    #expect(!state.networkRows.contains { $0.part == .conflict })
  }

  @Test func `a filter and a namespace choose lines`() {
    let resources = [
      node, agent(ready: 2), balancer("web", in: "shop"), balancer("web", in: "blog"),
    ]
    var state = state(resources, namespace: "shop")
    #expect(state.networkRows.filter { $0.part == .balancer }.count == 1)
    _ = state.apply(.intent(.setFilter("kindnet")))
    #expect(state.networkRows.map(\.part) == [.plugin])
  }

  @Test func `a cluster without anything to say has no lines`() {
    #expect(state([]).networkRows.isEmpty)
  }
}

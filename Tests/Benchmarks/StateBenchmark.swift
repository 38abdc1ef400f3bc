import Actions
import Foundation
import Kubernetes
import State
import Topology

/// What one step of the store costs with a full cluster in it, in this process.
struct StateBenchmark {
  private var state: ConsoleState

  /// Reads the cluster as the console does, through its feed.
  init(kubeconfig: String) async throws {
    state = ConsoleState(
      connection: Connection(context: "filled", kind: .live, writableUntil: .infinity),
      now: Date().timeIntervalSince1970)
    let client = try KubernetesClient(try Kubeconfig(path: kubeconfig).access())
    let feed = ClusterFeed(discovering: client)
    let task = Task { await feed.run() }
    var waiting: Set<String> = ["Service", "EndpointSlice", "Pod", "Ingress", "Deployment"]
    for await event in feed.events {
      switch event {
      case .changed(let changes): _ = state.apply(.resources(changes))
      case .condition(let kind, .synced):
        _ = state.apply(.feed(kind: kind.kind, .synced))
        waiting.remove(kind.kind)
      case .condition, .limited, .begun: break
      }
      if waiting.isEmpty { break }
    }
    task.cancel()
    await task.value
    await client.shutdown()
    _ = state.apply(.tick(Date().timeIntervalSince1970))
    _ = state.apply(.intent(.show(.services)))
  }

  mutating func figures() -> [Figure] {
    [
      .atMost("store: one event, mean of 5,000", events(), 20, unit: "µs"),
      .atMost("store: filter over all Services, p99", filters(), 10, unit: "ms"),
      .atMost("store: preview of a selector over all pods, p99", previews(), 20, unit: "ms"),
    ]
  }

  /// Nine pods and a slice, over and over; every hundredth state is kept for a while, as one that is drawn is.
  private mutating func events() -> Double {
    let pods = state.inventory.sortedPods.shuffled().prefix(4500)
    let slices = state.inventory.sortedSlices.shuffled().prefix(500)
    var changes: [Event] = pods.map { pod in
      var pod = pod
      pod.restarts += 1
      return .resource(.applied(.pod(pod)))
    }
    changes += slices.map { slice in
      var slice = slice
      slice.endpoints[0].isReady.toggle()
      return .resource(.applied(.endpointSlice(slice)))
    }
    changes.shuffle()
    var shown = state
    let start = DispatchTime.now().uptimeNanoseconds
    for (index, change) in changes.enumerated() {
      _ = state.apply(change)
      if index % 100 == 0 { shown = state }
    }
    let end = DispatchTime.now().uptimeNanoseconds
    withExtendedLifetime(shown) {}
    return Double(end - start) / 1000 / Double(max(1, changes.count))
  }

  private mutating func filters() -> Double {
    let texts = ["c", "ch", "checkout-1", "checkout-19", "shard-4", "ready<15", "", "nothing"]
    return milliseconds(of: texts) { _ = $0.apply(.intent(.setFilter($1))) }
  }

  private mutating func previews() -> Double {
    let services = state.inventory.sortedServices.shuffled().prefix(200)
    return milliseconds(of: Array(services)) { state, service in
      let context = PlanContext(inventory: state.inventory, routing: state.routing)
      var selector = service.selector
      selector["shard"] = selector["shard"] == "0" ? "1" : "0"
      _ = try? Proposal.selector(service.metadata.key, selector).plan(in: context)
    }
  }

  /// The 99th percentile of what a step takes, over ten rounds of several inputs.
  private mutating func milliseconds<Input>(
    of inputs: [Input], _ step: (inout ConsoleState, Input) -> Void
  ) -> Double {
    var all: [Double] = []
    for input in (0..<10).flatMap({ _ in inputs }) {
      let start = DispatchTime.now().uptimeNanoseconds
      step(&state, input)
      all.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
    }
    return all.quantile(0.99)
  }
}

import Foundation
import HashTreeCollections
import Kubernetes
import Topology

/// What the feeds of the console make of the real cluster, for comparison with what is really there.
actor LiveInventory {
  private(set) var inventory = Inventory()
  /// The conditions of each kind's feed, in order.
  private(set) var conditions: [String: [FeedCondition]] = [:]

  /// Runs a test beside an inventory that is kept current through a client.
  static func with(
    _ client: KubernetesClient, namespace: String? = nil, timing: FeedTiming = .system,
    _ test: @Sendable (LiveInventory) async throws -> Void
  ) async throws {
    let live = LiveInventory()
    let feed = ClusterFeed(discovering: client, namespace: namespace, timing: timing)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await feed.run() }
      group.addTask { for await event in feed.events { await live.take(event) } }
      try await test(live)
      group.cancelAll()
    }
  }

  private func take(_ event: FeedEvent) {
    switch event {
    case .changed(let changes): for change in changes { inventory.apply(change) }
    case .condition(let kind, let condition): conditions[kind.kind, default: []].append(condition)
    case .limited, .begun: break
    }
  }

  /// Whether the newest condition of the feeds of these kinds is that they are current.
  func isSynced(_ kinds: String...) -> Bool {
    kinds.allSatisfy { conditions[$0]?.last == .synced }
  }

  /// How many Services a namespace has.
  func services(in namespace: String) -> Int {
    inventory.services.keys.count { $0.namespace == namespace }
  }

  /// Whether the newest condition of the feeds of these kinds is that they are lost.
  func isLost(_ kinds: String...) -> Bool {
    kinds.allSatisfy { if case .failed = conditions[$0]?.last { true } else { false } }
  }

  /// Whether the newest condition of the feeds of these kinds is that they may not be seen.
  func isForbidden(_ kinds: String...) -> Bool {
    kinds.allSatisfy { if case .forbidden = conditions[$0]?.last { true } else { false } }
  }

  /// The value of a label of a Service.
  func label(_ label: String, of service: String, in namespace: String) -> String? {
    inventory.services[NamespacedName(namespace, service)]?.metadata.labels[label]
  }

  /// Why feeds were lost, in no order.
  var reasons: [String] {
    conditions.values.joined().compactMap {
      if case .failed(let reason) = $0 { reason } else { nil }
    }
  }

  /// How often a kind's feed was lost.
  func losses(_ kind: String) -> Int {
    conditions[kind, default: []].count { if case .failed = $0 { true } else { false } }
  }

  /// Waits until something holds.
  func wait(
    for what: String, seconds: Double = 30, until holds: (LiveInventory) async throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      if try await holds(self) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw RealCluster.Failure(description: "\(what) did not come within \(seconds) s")
  }

  /// Waits until everything is as kubectl has it; throws what differs at the end.
  func waitForTruth(seconds: Double = 30) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var differences: [String] = []
    repeat {
      differences = try await self.differences()
      if differences.isEmpty { return }
      try await Task.sleep(for: .milliseconds(300))
    } while ContinuousClock.now < deadline
    throw RealCluster.Failure(
      description: "\(differences.count) differ: \(differences.prefix(3).joined(separator: "\n"))")
  }

  /// The kinds that are compared, as kubectl names them.
  private static let kinds: [(ResourceKind, String)] = [
    (.service, "services"), (.endpointSlice, "endpointslices"), (.pod, "pods"), (.node, "nodes"),
    (.namespace, "namespaces"), (.deployment, "deployments"), (.replicaSet, "replicasets"),
    (.statefulSet, "statefulsets"), (.daemonSet, "daemonsets"),
    (.ingress, "ingresses.v1.networking.k8s.io"), (.networkPolicy, "networkpolicies"),
  ]

  /// What differs from kubectl's own objects, a line each.
  private func differences() async throws -> [String] {
    var lines: [String] = []
    for (kind, name) in Self.kinds {
      let list = try JSONValue(
        parsing: await RealCluster.kubectl("get", name, "--all-namespaces", "-o", "json"))
      let real = Dictionary(
        uniqueKeysWithValues: list["items"].array.map { Resource($0, kind: kind) }
          .map { ($0.reference, $0) })
      let mine = inventory.resources(of: kind.kind)
      for (reference, resource) in real where mine[reference] != resource {
        let other = mine[reference].map { "\($0)" } ?? "nothing"
        lines.append("\(reference) is \(resource), but the inventory has \(other)")
      }
      for reference in mine.keys where real[reference] == nil {
        lines.append("\(reference) is gone, but the inventory has it")
      }
    }
    return lines
  }
}

extension Inventory {
  /// The objects of a kind by reference.
  fileprivate func resources(of kind: String) -> [ObjectReference: Resource] {
    let all: [Resource] =
      switch kind {
      case "Namespace": namespaces.values.map { .namespace($0) }
      case "Node": nodes.values.map { .node($0) }
      case "Pod": pods.values.map { .pod($0) }
      case "Service": services.values.map { .service($0) }
      case "EndpointSlice": slices.values.map { .endpointSlice($0) }
      default:
        workloads.values.filter { $0.kind.rawValue == kind }.map { .workload($0) }
          + objects(kind).map { .generic($0) }
      }
    return Dictionary(uniqueKeysWithValues: all.map { ($0.reference, $0) })
  }
}

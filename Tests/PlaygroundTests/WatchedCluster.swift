import Diagnosis
import Foundation
import Kubernetes
import Routing
import Topology

/// What the watches of a client make of a cluster, diagnosed as the console does it: by what changed.
actor WatchedCluster {
  /// The cluster at one moment.
  struct Sight: Sendable {
    let inventory: Inventory
    let routes: RoutingTable
    let diagnosis: Diagnosis
    let now: Double

    func trace(_ request: TraceRequest) -> Trace {
      Trace(
        request, in: TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: now))
    }
  }

  private var inventory = Inventory()
  private var changes = ChangeLog(isOverflown: true)
  private var routes = RoutingTable([])
  private var diagnosis = Diagnosis()
  private var conditions: [String: FeedCondition] = [:]
  private var hasBegun = false

  init() { diagnosis.extent = .playground }

  /// Runs a body beside the feed of everything that a client is served.
  static func following(
    _ client: KubernetesClient, _ body: @Sendable (WatchedCluster) async throws -> Void
  ) async throws {
    let cluster = WatchedCluster()
    let feed = ClusterFeed(discovering: client)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await feed.run() }
      group.addTask { for await event in feed.events { await cluster.take(event) } }
      try await body(cluster)
      group.cancelAll()
    }
  }

  private func take(_ event: FeedEvent) {
    switch event {
    case .changed(let events): for event in events { inventory.apply(event, noting: &changes) }
    case .condition(let kind, let condition): conditions[kind.kind] = condition
    case .begun: hasBegun = true
    case .limited: break
    }
  }

  /// Whether every kind is as the cluster has it.
  var isCurrent: Bool {
    hasBegun && conditions.values.allSatisfy { $0 == .synced || $0 == .absent }
  }

  /// The cluster as it is now.
  var sight: Sight {
    if !routes.isCurrent(for: inventory) { routes = RoutingTable(inventory) }
    let now = Date().timeIntervalSince1970
    diagnosis.update(inventory, routes: routes, changes: changes.take(), now: now)
    return Sight(inventory: inventory, routes: routes, diagnosis: diagnosis, now: now)
  }
}

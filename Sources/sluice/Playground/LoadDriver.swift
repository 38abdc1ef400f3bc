import Kubernetes
import Playground
import Probing
import Routing
import Topology

/// Gives the load generator its targets as the routes of a playground want them.
///
/// The load begins when the cluster has come to rest: requests to pods that only start would open every
/// demo with errors that nobody made. A cluster that does not come to rest gets its load after three seconds.
actor LoadDriver {
  /// How long nothing may change before the cluster counts as at rest.
  private static let rest = Duration.milliseconds(500)
  /// After so many rests that were none it begins all the same: pods may come and go for ever.
  private static let patience = 6

  private let running: DemoCluster.Running
  private let total: Double?
  private var inventory = Inventory()
  private var changes = 0
  private var isAtRest = false
  /// Whether any load comes from pods, so that they and their Services matter.
  private var hasMesh = false

  init(_ running: DemoCluster.Running, total: Double?) {
    self.running = running
    self.total = total
  }

  /// Follows the cluster until it is cancelled.
  func run() async {
    let discovery = try? await running.client.discover()
    let others = RouteAdapters.kinds.compactMap { discovery?.served($0) }
      .filter { $0.plural != ResourceKind.ingress.plural }
    let kinds =
      [.ingress, .ingressClass, .endpointSlice, .service, .pod, .namespace] + others
    let feed = ClusterFeed(running.client, queries: kinds.map { ResourceQuery($0) })
    await withDiscardingTaskGroup { group in
      group.addTask { await feed.run() }
      group.addTask { await self.waitForRest() }
      for await event in feed.events {
        if case .changed(let changes) = event { take(changes) }
      }
    }
  }

  private func take(_ news: [ResourceEvent]) {
    for change in news { inventory.apply(change) }
    guard hasMesh || news.contains(where: { !Self.isOfMesh($0) }) else { return }
    changes += 1
    if isAtRest { plan() }
  }

  /// Whether a change is of what only the routes of a mesh depend on.
  private static func isOfMesh(_ change: ResourceEvent) -> Bool {
    let kind =
      switch change {
      case .applied(let resource): resource.reference.kind
      case .deleted(let reference): reference.kind
      case .listed(let kind, _): kind.kind
      }
    return [ResourceKind.service, .pod, .namespace].contains { $0.kind == kind }
  }

  private func waitForRest() async {
    var seen = -1
    var rests = 0
    while changes == 0 || seen != changes && rests < Self.patience {
      seen = changes
      rests += 1
      guard (try? await Task.sleep(for: Self.rest)) != nil else { return }
    }
    isAtRest = true
    plan()
  }

  private func plan() {
    let address = BackendAddress(
      address: "127.0.0.1", port: running.httpPort)
    let table = RoutingTable(inventory)
    hasMesh = table.routes.contains(where: \.isOfMesh)
    let plan = LoadPlan(table, in: inventory, total: total)
    let ports = running.playground.endpoints.ports
    running.generator.setTargets(
      plan.rates.map { rate in
        LoadTarget(
          address: rate.way.map { ports.dialled($0.destination) } ?? address,
          from: rate.way?.source, host: rate.host, path: rate.path,
          rate: rate.requestsPerSecond)
      })
  }
}

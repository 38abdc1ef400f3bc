import Diagnosis
import Foundation
import Routing
import Topology

/// What it costs to find the route of a request in a cluster with 5,000 routes.
///
/// A request is decided as the playground's proxy and a trace do it, with all systems' rules: host, path, conditions, what
/// the controllers refuse, and what becomes of the request.
struct RouteBenchmark {
  private static let routes = 5000
  private static let requests = 4000
  private static let rounds = 7

  func figures() throws -> [Figure] {
    let cluster = ManyRoutes(count: Self.routes)
    let inventory = try cluster.inventory()
    let table = RoutingTable(inventory)
    let requests = cluster.requests(Self.requests)
    let (own, all) = (
      world(inventory, table, .playground), world(inventory, table, .cluster)
    )
    let playground = measured(requests) { RouteDecision($0, in: own).route != nil }
    let console = measured(requests) { RouteDecision($0, in: all).route != nil }
    let expressions = measured(cluster.expressionRequests(200)) {
      RouteDecision($0, in: own).route != nil
    }
    let plain = measured(requests) { table.match(host: $0.host, path: $0.path) != nil }
    let found = Double(playground.found) / Double(Self.requests) * 100
    return [
      .note("traffic: routes", Double(table.routes.count), unit: ""),
      .note("traffic: requests that a route takes", found, unit: "%"),
      .atMost("traffic: a request's route, median", playground.times.median, 50, unit: "µs"),
      .atMost("traffic: a request's route, p99", playground.times.quantile(0.99), 50, unit: "µs"),
      .atMost(
        "traffic: a request's route with a full diagnosis, p99", console.times.quantile(0.99), 50,
        unit: "µs"),
      .note(
        "traffic: by a path of ingress-nginx with (/|$)(.*), median", expressions.times.median,
        unit: "µs"),
      .note(
        "traffic: by the rules of networking/v1 alone, p99", plain.times.quantile(0.99),
        unit: "µs"),
    ]
  }

  private func world(
    _ inventory: Inventory, _ table: RoutingTable, _ extent: DiagnosisExtent
  ) -> TraceWorld {
    TraceWorld(
      inventory, routes: table,
      diagnosis: Diagnosis(inventory, routes: table, extent: extent, now: 1_800_000_000))
  }

  /// Processor time of each request in microseconds, the median of some rounds, and how many of them are taken.
  ///
  /// One time alone would show what else the machine did meanwhile.
  private func measured(
    _ requests: [GatewayRequest], _ decide: (GatewayRequest) -> Bool
  ) -> (times: [Double], found: Int) {
    let found = requests.count(where: decide)
    var times: [[Double]] = Array(repeating: [], count: requests.count)
    for _ in 0..<Self.rounds {
      for (index, request) in requests.enumerated() {
        let start = DiagnosisBenchmark.processorSeconds()
        _ = decide(request)
        times[index].append((DiagnosisBenchmark.processorSeconds() - start) * 1e6)
      }
    }
    return (times.map(\.median), found)
  }
}

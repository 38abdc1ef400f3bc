package import Routing
package import Topology

/// The standard metrics of Istio: each request is counted by who asks, and by who answers.
///
/// Of a Service with waypoints their count is taken, else that of its pods, else that of who asks. Gateways know what
/// their routes get; what never reached a pod is known to who asked alone.
package enum IstioTraffic: TrafficSystem {
  package static let name = "Istio"

  static let labels = [
    "reporter", "destination_service_namespace", "destination_service_name", "response_flags",
  ]

  package static let families: [TrafficFamily] = [
    TrafficFamily(
      "istio_requests_total", group: "requests", labels: labels,
      .answers(by: ["response_code", "request_protocol", "grpc_response_status"], place),
      where: ("reporter", ["source", "destination", "waypoint"]), isOfItsPod: true),
    TrafficFamily(
      "istio_request_duration_milliseconds", group: "requests", labels: labels,
      .durations(unitsPerSecond: 1000),
      where: ("reporter", ["source", "destination", "waypoint"]), isOfItsPod: true),
  ]

  /// gRPC answers with 200 whatever became of the request.
  private static let place: @Sendable ([String]) -> Int? = { values in
    if values[1] == "grpc", !values[2].isEmpty, values[0] == "200" {
      return TrafficClass.ofGRPC(values[2])
    }
    return TrafficClass.ofStatus(values[0])
  }

  /// The pods that serve its counters.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    let gateways = Self.gateways(in: inventory)
    let known = Set(gateways.map(\.metadata.key))
    let sidecars = inventory.runningPods(behind: shown).filter { pod in
      pod.metadata.labels["security.istio.io/tlsMode"] == "istio"
        && !known.contains(pod.metadata.key)
    }
    // The port of the agent has the program's own metrics as well; the proxy's has what is needed.
    return (gateways + sidecars).prefix(MetricsTarget.most).map {
      $0.target(
        name, port: $0.port(named: ["http-envoy-prom"]) ?? 15020, path: "/stats/prometheus")
    }
  }

  /// The pods of gateways and waypoints.
  static func gateways(in inventory: Inventory) -> [Pod] {
    let classic = inventory.runningPods(labelled: ["istio": "ingressgateway"])
    let managed = ["istio.io-gateway-controller", "istio.io-mesh-controller"].flatMap {
      inventory.runningPods(labelled: ["gateway.istio.io/managed": $0])
    }
    var seen: Set<NamespacedName> = []
    return (classic + managed).filter { seen.insert($0.metadata.key).inserted }
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    IstioMeanings(table, inventory)
  }
}

/// Which routes and Services Istio's labels name, and which of several counts is taken.
struct IstioMeanings: TrafficMeanings {
  private let inventory: Inventory
  private let gateways: Set<NamespacedName>
  private let shares: RouteShares

  init(_ table: RoutingTable, _ inventory: Inventory) {
    self.inventory = inventory
    gateways = Set(IstioTraffic.gateways(in: inventory).map(\.metadata.key))
    shares = RouteShares(table, inventory, byPort: false) { route in
      route.isOfIstio
        ? route.controller != Istio.mesh : route.implementation.hasPrefix("istio.io/")
    }
  }

  /// A count of Istio's.
  private struct Count {
    let reporter: String
    /// nil where it is no Service of the cluster.
    let service: NamespacedName?
    let isUnreached: Bool
    let pod: NamespacedName?
  }

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
    let counts = origins.map(count)
    func services(_ reporter: String) -> Set<NamespacedName> {
      Set(counts.filter { $0.reporter == reporter }.compactMap(\.service))
    }
    let (byWaypoint, byPods) = (services("waypoint"), services("destination"))
    return counts.map { count in
      guard let service = count.service else {
        return count.reporter == "source" ? TrafficKey() : nil
      }
      switch count.reporter {
      case "waypoint": return TrafficKey(service: service)
      case "destination":
        guard !byWaypoint.contains(service) else { return nil }
        let backend = count.pod.flatMap { inventory.backend(of: service, $0) }
        return TrafficKey(service: service, backend: backend)
      default:
        let isCounted = byWaypoint.contains(service) || byPods.contains(service)
        return key(ofAsking: count, service, isCounted: isCounted)
      }
    }
  }

  private func key(
    ofAsking count: Count, _ service: NamespacedName, isCounted: Bool
  ) -> TrafficKey? {
    let isGateway = count.pod.map(gateways.contains) ?? false
    var key = isGateway ? shares.key(of: service) : TrafficKey(service: service)
    guard isCounted, !count.isUnreached else { return key }
    // Who answers counts it for the Service; it is all of a route's, or of nobody's.
    guard key.route != nil, key.scope == .all else { return nil }
    key.scope = .route
    return key
  }

  private func count(_ origin: TrafficOrigin) -> Count {
    let values = origin.values
    let name = NamespacedName(values[1], values[2])
    // No pod is ready, no connection came about, too many requests wait, or there is no route.
    let flags = values[3].split(separator: ",")
    return Count(
      reporter: values[0], service: inventory.service(name) == nil ? nil : name,
      isUnreached: flags.contains { ["UH", "UF", "UO", "NC", "NR"].contains($0) }, pod: origin.pod)
  }
}

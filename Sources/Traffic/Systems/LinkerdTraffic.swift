package import Routing
package import Topology

/// The counters of Linkerd's proxies: of what their own pod answers, and of what it asks for.
///
/// Of a Service whose pods have pages their count is taken, else that of the pods that ask, of which only those with a
/// page are known.
package enum LinkerdTraffic: TrafficSystem {
  package static let name = "Linkerd"

  static let inbound = "inbound"
  static let outbound = "outbound"

  private static let backend = [
    "parent_namespace", "parent_name", "backend_kind", "backend_namespace", "backend_name",
  ]

  package static let families: [TrafficFamily] = [
    TrafficFamily(
      "response_total", group: inbound, labels: [],
      .answers(by: ["status_code", "classification", "grpc_status_code"], place),
      where: ("direction", [inbound]), isOfItsPod: true),
    TrafficFamily(
      "response_latency_ms", group: inbound, labels: [], .durations(unitsPerSecond: 1000),
      where: ("direction", [inbound]), isOfItsPod: true),
    TrafficFamily(
      "outbound_http_route_backend_response_statuses_total", group: outbound, labels: backend,
      .answers(by: ["http_status", "error"]) { TrafficClass.ofStatus($0[0]) }),
    TrafficFamily(
      "outbound_http_route_backend_response_duration_seconds", group: outbound, labels: backend,
      .durations(unitsPerSecond: 1)),
  ]

  private static let place: @Sendable ([String]) -> Int? = { values in
    if values[0] == "200", !values[2].isEmpty { return TrafficClass.ofGRPC(values[2]) }
    return TrafficClass.ofStatus(values[0])
  }

  /// The pods that serve its counters.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    inventory.runningPods(behind: shown)
      .filter { $0.metadata.labels["linkerd.io/control-plane-ns"] != nil }
      .map { $0.target(name, port: $0.port(named: ["linkerd-admin"]) ?? 4191) }
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    LinkerdMeanings(inventory: inventory)
  }
}

/// Which Services Linkerd's counts are of.
struct LinkerdMeanings: TrafficMeanings {
  let inventory: Inventory

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
    var answering: [NamespacedName: TrafficKey] = [:]
    for pod in Set(origins.filter { $0.group == LinkerdTraffic.inbound }.compactMap(\.pod)) {
      guard let service = inventory.onlyService(of: pod) else { continue }
      answering[pod] = TrafficKey(service: service, backend: inventory.backend(of: service, pod))
    }
    let counted = Set(answering.values.compactMap(\.service))
    return origins.map { origin in
      guard origin.group == LinkerdTraffic.outbound else {
        return origin.pod.flatMap { answering[$0] } ?? TrafficKey()
      }
      guard let service = service(origin.values) else { return TrafficKey() }
      return counted.contains(service) ? nil : TrafficKey(service: service)
    }
  }

  /// The Service that answers: the one that was asked where no route says otherwise.
  private func service(_ values: [String]) -> NamespacedName? {
    let name =
      values[2] == "default"
      ? NamespacedName(values[0], values[1]) : NamespacedName(values[3], values[4])
    return inventory.service(name) == nil ? nil : name
  }
}

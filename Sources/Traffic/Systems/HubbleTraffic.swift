package import Routing
package import Topology

/// What Cilium's Hubble counts of HTTP, where its metrics tell the pods or workloads.
///
/// It sees only pods for which Cilium reads HTTP. Of both ends the server's count is taken.
package enum HubbleTraffic: TrafficSystem {
  package static let name = "Hubble"

  private static let labels = [
    "destination_namespace", "destination_pod", "destination_workload", "destination",
  ]

  package static let families: [TrafficFamily] = [
    // Its first form has no status here; the second family has it there.
    answers("hubble_http_requests_total"), answers("hubble_http_responses_total", old),
    TrafficFamily(
      "hubble_http_request_duration_seconds", group: durations, labels: labels,
      .durations(unitsPerSecond: 1), where: ("reporter", ["server"])),
  ]

  static let old = "responses"
  static let durations = "durations"

  private static func answers(_ name: String, _ group: String = "requests") -> TrafficFamily {
    TrafficFamily(
      name, group: group, labels: labels,
      .answers(by: ["status"]) { values in
        values[0].isEmpty ? nil : TrafficClass.ofStatus(values[0])
      }, where: ("reporter", ["server"]))
  }

  /// The pods that serve its counters.
  package static func targets(
    in inventory: Inventory, shown: [NamespacedName]
  ) -> [MetricsTarget] {
    inventory.runningPods(labelled: ["k8s-app": "cilium"]).map {
      $0.target(name, port: $0.port(named: ["hubble-metrics"]) ?? 9965)
    }
  }

  /// What its labels mean among the routes and Services of a moment.
  package static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    HubbleMeanings(inventory: inventory)
  }
}

/// Which Services the pods and workloads are of that Hubble names.
struct HubbleMeanings: TrafficMeanings {
  let inventory: Inventory

  func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
    // In the first form the ends of durations are swapped.
    let isOld = origins.contains { $0.group == HubbleTraffic.old }
    return origins.map { origin in
      isOld && origin.group == HubbleTraffic.durations ? nil : key(of: origin.values)
    }
  }

  private func key(of values: [String]) -> TrafficKey {
    let (namespace, pod, workload) = (values[0], Self.last(values[1]), Self.last(values[2]))
    let whole = values[3].split(separator: "/")
    let names = [
      NamespacedName(namespace, pod), NamespacedName(namespace, workload),
      whole.count == 2 ? NamespacedName(String(whole[0]), String(whole[1])) : nil,
    ].compactMap { $0 }.filter { !$0.namespace.isEmpty && !$0.name.isEmpty }
    for name in names {
      if inventory.pod(name) != nil {
        guard let service = inventory.onlyService(of: name) else { return TrafficKey() }
        return TrafficKey(service: service, backend: inventory.backend(of: service, name))
      }
      if let service = service(ofWorkload: name) { return TrafficKey(service: service) }
    }
    return TrafficKey()
  }

  private static func last(_ text: String) -> String {
    text.lastIndex(of: "/").map { String(text[text.index(after: $0)...]) } ?? text
  }

  private func service(ofWorkload name: NamespacedName) -> NamespacedName? {
    let workloads = [Workload.Kind.deployment, .statefulSet, .daemonSet].compactMap {
      inventory.workload(ObjectReference($0.rawValue, name))
    }
    let services = Set(
      workloads.flatMap {
        inventory.services(in: name.namespace, selecting: $0.templateLabels).map(\.metadata.key)
      })
    return services.count == 1 ? services.first : nil
  }
}

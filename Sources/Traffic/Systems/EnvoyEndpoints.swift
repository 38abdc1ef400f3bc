package import Topology

/// What an Envoy knows of every address behind it: the page `/clusters?format=json` of its admin port.
///
/// Read of Envoy 1.40: numbers are texts, and what is 0 or false is left out.
package struct EnvoyEndpoints: Hashable, Sendable {
  /// One address of one cluster.
  package struct Host: Hashable, Sendable {
    package var service: NamespacedName
    /// The port of the Service.
    package var port: Int
    /// The part of the Service's pods, as Istio names it; empty for all.
    package var subset: String
    package var address: BackendAddress
    /// Requests that were answered below 500 since Envoy began, and all others that have ended.
    package var successes: Double
    package var errors: Double
    /// Requests that have not ended.
    package var active: Int
    /// Whether it gets no requests for a while, because it failed too often.
    package var isEjected: Bool
    /// Whether Envoy's own checks of it fail.
    package var isFailingChecks: Bool
  }

  /// Where the page is.
  static let path = "/clusters?format=json"

  /// More are not kept: each has ten minutes of figures.
  package static let most = 10_000

  package private(set) var hosts: [Host] = []

  /// Reads a page; nil where it is none.
  package init?(_ page: [UInt8]) {
    guard let value = try? JSONValue(parsing: page),
      case .array(let clusters) = value["cluster_statuses"]
    else { return nil }
    for cluster in clusters {
      guard let place = Self.place(cluster) else { continue }
      for host in cluster["host_statuses"].array {
        guard hosts.count < Self.most else { return }
        guard let read = Self.host(host, place) else { continue }
        hosts.append(read)
      }
    }
  }

  /// The Service of a cluster of Contour's or Istio's, with the port and the subset.
  private static func place(
    _ cluster: JSONValue
  ) -> (service: NamespacedName, port: Int, subset: String)? {
    for name in [cluster["observability_name"].string, cluster["name"].string].compactMap({ $0 }) {
      if let place = ContourMeanings.place(name) { return (place.service, place.port, "") }
      let parts = name.split(separator: "|", omittingEmptySubsequences: false)
      let host = parts.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
      guard parts.count == 4, parts[0] == "outbound", let port = Int(parts[1]), port > 0,
        host.count > 2, host[2] == "svc", !host[0].isEmpty, !host[1].isEmpty
      else { continue }
      return (NamespacedName(String(host[1]), String(host[0])), port, String(parts[2]))
    }
    return nil
  }

  private static func host(
    _ host: JSONValue, _ place: (service: NamespacedName, port: Int, subset: String)
  ) -> Host? {
    let socket = host["address"]["socket_address"]
    guard let address = socket["address"].string, !address.isEmpty,
      let port = socket["port_value"].integer, (1...65535).contains(port)
    else { return nil }
    func number(_ name: String) -> Double {
      let stat = host["stats"].array.first { $0["name"].string == name }
      let value = stat.flatMap { Int($0["value"].string ?? "") } ?? 0
      return Double(max(0, value))
    }
    let health = host["health_status"]
    return Host(
      service: place.service, port: place.port, subset: place.subset,
      address: BackendAddress(address: address, port: port), successes: number("rq_success"),
      errors: number("rq_error"), active: Int(number("rq_active")),
      isEjected: health["failed_outlier_check"].bool ?? false,
      isFailingChecks: health["failed_active_health_check"].bool ?? false)
  }

  /// The counters of every backend.
  ///
  /// Of success no more is known than that the answer was below 500: it stands as 2xx, everything else as 5xx. The
  /// requests are counted for their Services elsewhere, so the keys are for the backends alone.
  package var counters: [TrafficKey: TrafficCounters] {
    var counters: [TrafficKey: TrafficCounters] = [:]
    for host in hosts {
      let key = TrafficKey(service: host.service, backend: host.address, scope: .backend)
      counters[key, default: TrafficCounters()].add(
        TrafficCounters(classes: [0, host.successes, 0, 0, host.errors, 0]))
    }
    return counters
  }

  /// What was counted since an earlier page; a backend that was not in it counts from 0.
  package func counters(since earlier: EnvoyEndpoints) -> [TrafficKey: TrafficCounters] {
    let before = earlier.counters
    return counters.reduce(into: [:]) { result, entry in
      let (key, count) = entry
      result[key] = before[key].map { count.since($0) } ?? count
    }
  }

  /// Whether this Envoy leaves each backend out, in whatever cluster.
  func verdicts(of system: String) -> [TrafficSubject: ProxyVerdict] {
    var verdicts: [TrafficSubject: ProxyVerdict] = [:]
    for host in hosts {
      let subject = TrafficSubject.backend(host.service, host.address)
      var verdict = verdicts[subject] ?? ProxyVerdict(system: system, proxies: 1)
      if host.isEjected { verdict.ejecting = 1 }
      if host.isFailingChecks { verdict.failingChecks = 1 }
      verdicts[subject] = verdict
    }
    return verdicts
  }
}

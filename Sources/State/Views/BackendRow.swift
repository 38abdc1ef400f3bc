package import Topology
package import Traffic

/// An address behind a Service as a list shows it.
package struct BackendRow: Hashable, Sendable, Identifiable {
  package var service: NamespacedName
  /// `ip:port`.
  package var address: BackendAddress
  package var id: RowID { .backend(service: service, address: address.description) }
  /// nil for an address without a pod.
  package var pod: NamespacedName?
  package var node: String
  package var zone: String
  package var isReady: Bool
  package var isServing: Bool
  package var isTerminating: Bool
  package var restarts: Int
  /// Why it is not ready, in the cluster's words; empty when it is.
  package var reason: String
  package var figures: TrafficFigures
  /// Its part of the Service's requests by the rules, and as measured over ten seconds, 0…1.
  package var expectedShare: Double
  package var measuredShare: Double?
  /// Requests a second of the last minute, the newest last.
  package var history: [Double?]
  /// The last ten minutes in cells of ten seconds, the newest last.
  package var cells: [HealthHistory.State]
  package var health: Health
  /// What it answered when it was asked, the newest last; empty while nothing is asked.
  package var probes: [ProbeReading] = []
  /// The newest answer that still counts.
  package var probe: ProbeReading?
  /// What the proxies before it hold of it, apart from its health; nil where none tells.
  package var verdict: ProxyVerdict?
  /// The pod's steering annotations (`demo/…`), without the prefix.
  package var steering: [String: String]
  /// Since when it is gone, for a row that stays as a ghost; nil while it exists.
  package var goneSince: Double?

  /// The pod's name, or the address where there is none.
  package var name: String { pod?.name ?? address.description }
  package var rate: Double? { figures.rate }
  package var errorShare: Double? { figures.errorShare }
  package var p95: Double? { figures.p95 }

  init(_ backend: ServiceBackend, of service: NamespacedName, candidates: Int, in facts: Facts) {
    let endpoint = backend.endpoint
    let pod = endpoint.pod.flatMap { facts.inventory.pod($0) }
    let subject = TrafficSubject.backend(service, backend.address)
    self.service = service
    address = backend.address
    self.pod = endpoint.pod
    node = endpoint.node
    zone = endpoint.zone
    (isReady, isServing) = (endpoint.isReady, endpoint.isServing)
    isTerminating = endpoint.isTerminating
    restarts = pod?.restarts ?? 0
    reason = endpoint.isReady ? "" : pod?.reason ?? ""
    figures = facts.figures(of: backend.address, behind: service)
    expectedShare = endpoint.isReady && candidates > 0 ? 1 / Double(candidates) : 0
    measuredShare = facts.readings.share(of: subject, in: .service(service))
    history = facts.readings.history(subject, columns: 60, now: facts.time)
    cells = endpoint.pod.map { facts.podHealth.cells(of: $0, now: facts.time) } ?? []
    steering = [:]
    for (key, value) in pod?.metadata.annotations ?? [:] where key.hasPrefix("demo/") {
      steering[String(key.dropFirst(5))] = value
    }
    probes = facts.probes.readings(of: backend.address)
    probe = facts.probes.newest(of: backend.address, now: facts.time)
    verdict = facts.verdicts[subject]
    health = Self.health(endpoint, figures, probes)
  }

  /// The row of an address that is gone.
  init(gone service: NamespacedName, _ address: BackendAddress, since: Double) {
    (self.service, self.address, pod, node, zone) = (service, address, nil, "", "")
    (isReady, isServing, isTerminating, restarts) = (false, false, false, 0)
    (reason, figures, expectedShare) = ("gone", TrafficFigures(), 0)
    (history, cells, health, steering, goneSince) = ([], [], .unknown, [:], since)
  }

  /// How it fares: ready backends by what was measured, and by what they answered twice in a row.
  static func health(
    _ endpoint: Endpoint, _ figures: TrafficFigures, _ probes: [ProbeReading]
  ) -> Health {
    guard endpoint.isReady else { return .unready }
    guard isDeaf(probes) else { return figures.health }
    return figures.health == .fault ? .fault : .warning
  }

  /// Whether it did not answer well twice in a row.
  static func isDeaf(_ probes: [ProbeReading]) -> Bool {
    probes.count > 1 && probes.suffix(2).allSatisfy { $0.isWell == false }
  }
}

extension BackendAddress {
  /// Reads `ip:port`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ":")
    guard let port = parts.last.flatMap({ Int($0) }), parts.count > 1 else { return nil }
    self.init(address: parts.dropLast().joined(separator: ":"), port: port)
  }
}

extension Facts {
  /// The backends of a Service: every address of its slices, by port.
  func backends(of name: NamespacedName) -> [ServiceBackend] {
    guard let service = inventory.service(name) else { return [] }
    let slices = inventory.slices(of: name)
    return service.ports.flatMap { ProxyRules.backends(of: $0, in: slices) }
  }

  /// The row of one address; nil when it is gone.
  func backendRow(_ service: NamespacedName, _ address: String) -> BackendRow? {
    guard let object = inventory.service(service) else { return nil }
    let slices = inventory.slices(of: service)
    for port in object.ports {
      let all = ProxyRules.backends(of: port, in: slices)
      guard let backend = all.first(where: { $0.address.description == address }) else { continue }
      let candidates = ProxyRules.candidates(all)
      var row = BackendRow(backend, of: service, candidates: candidates.count, in: self)
      if candidates.contains(backend) { row.expectedShare = 1 / Double(candidates.count) }
      return row
    }
    return nil
  }
}

import Language
package import Topology
import Traffic

/// A Service as a list shows it.
package struct ServiceRow: Hashable, Sendable, Identifiable {
  package var name: NamespacedName
  package var id: RowID { .service(name) }
  /// Its exposure; `Headless` for a ClusterIP Service without address.
  package var type: String
  package var clusterIP: String
  /// `80→8080,443→https`.
  package var ports: String
  package var selector: [String: String]
  package var ready: Int
  package var total: Int
  /// Whether `ready` and `total` are known; where slices cannot be read they are not.
  package var isCounted = true
  package var figures: TrafficFigures
  /// Requests a second of the last minute, the newest last.
  package var history: [Double?]
  package var health: Health
  /// What is wrong, worst first.
  package var findings: [Finding]
  /// In seconds; nil when unknown.
  package var age: Double?
  /// Since when it is gone, for a row that stays as a ghost; nil while it exists.
  package var goneSince: Double?

  package var namespace: String { name.namespace }
  package var rate: Double? { figures.rate }
  package var errorShare: Double? { figures.errorShare }
  package var p95: Double? { figures.p95 }

  /// The row of a Service that exists no more.
  init(gone name: NamespacedName, since: Double) {
    self.name = name
    (type, clusterIP, ports, selector) = ("", "", "", [:])
    (ready, total, history, health) = (0, 0, [], .unknown)
    figures = TrafficFigures()
    (findings, goneSince) = ([Finding(.unknown, localized("it is gone"))], since)
  }

  init?(_ name: NamespacedName, in facts: Facts) {
    guard let service = facts.inventory.service(name), let known = facts.known[name] else {
      return nil
    }
    self.name = name
    type = service.isHeadless ? "Headless" : service.exposure.rawValue
    clusterIP =
      service.exposure == .externalName ? service.externalName : service.clusterIP
    ports = service.ports.map { port in
      let node = port.nodePort > 0 ? ":\(port.nodePort)" : ""
      return "\(port.number)\(node)→\(port.target)"
    }.joined(separator: ",")
    selector = service.selector
    (ready, total) = (known.ready, known.total)
    figures = facts.figures(of: name)
    history = facts.readings.history(.service(name), columns: 60, now: facts.time)
    findings = facts.findings(of: name)
    isCounted = facts.knowsBackends
    health = findings.isEmpty && !isCounted ? .unknown : findings.health
    age = known.created.map { max(0, facts.time - $0) }
  }
}

/// Numbers in sentences.
enum Decimal {
  /// `4.9 %`.
  static func percent(_ share: Double) -> String { "\(tenths(share * 100)) %" }

  /// One digit after the point: `4.9`.
  static func tenths(_ value: Double) -> String {
    let scaled = Int((abs(value) * 10).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(scaled / 10)\(Language.current.decimalSeparator)\(scaled % 10)"
  }

  /// One digit for small numbers, none from 10 on.
  static func short(_ value: Double) -> String {
    abs(value) < 9.95 ? tenths(value) : String(Int(value.rounded()))
  }
}

import Routing
import Topology
import Traffic

/// Objects in a few words, and what pages count among them.
struct SystemObjects {
  private(set) var inventory = Inventory()

  mutating func add(_ kind: ResourceKind, _ name: String, _ body: String = #""spec":{}"#) throws {
    let parts = name.split(separator: "/")
    let (namespace, name) = parts.count == 2 ? (parts[0], parts[1]) : ("", parts[0])
    let text =
      #"{"apiVersion":"\#(kind.apiVersion)","metadata":{"name":"\#(name)","namespace":"\#(namespace)"},\#(body)}"#
    inventory.apply(.applied(Resource(try JSONValue(parsing: text), kind: kind)))
  }

  mutating func apply(_ resource: Resource) { inventory.apply(.applied(resource)) }

  /// A Service with its port 80 named `http`, and its pod `<name>-0` with port 8080.
  mutating func service(_ name: String, address: String = "", more: String = "") throws {
    let plain = name.split(separator: "/")[1]
    try add(
      .service, name,
      #""spec":{"clusterIP":"10.96.0.9","selector":{"app":"\#(plain)"},"ports":[{"name":"http","port":80,"targetPort":8080}\#(more)]}"#
    )
    guard !address.isEmpty else { return }
    try pod("\(name)-0", address, labels: #""app":"\#(plain)""#)
    let key = NamespacedName("\(name.split(separator: "/")[0])", "\(plain)")
    inventory.apply(
      .applied(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "\(plain)-x", namespace: key.namespace), service: key.name,
            ports: [EndpointSlice.Port(name: "http", number: 8080)]
              + (more.isEmpty ? [] : [EndpointSlice.Port(name: "more", number: 9090)]),
            endpoints: [
              Endpoint(
                addresses: [address], pod: NamespacedName(key.namespace, "\(plain)-0"))
            ]))))
  }

  mutating func pod(
    _ name: String, _ address: String, labels: String, ports: String = ""
  ) throws {
    let parts = name.split(separator: "/")
    let text = """
      {"metadata":{"name":"\(parts[1])","namespace":"\(parts[0])","labels":{\(labels)}},
       "spec":{"containers":[{"ports":[\(ports)]}]},
       "status":{"phase":"Running","podIP":"\(address)"}}
      """
    inventory.apply(.applied(Resource(try JSONValue(parsing: text), kind: .pod)))
  }

  var names: TrafficNames { TrafficNames(RoutingTable(inventory), inventory) }

  func target(
    _ system: String, _ pod: String = "infra/proxy-0", address: String = "10.0.0.1"
  ) -> MetricsTarget {
    let parts = pod.split(separator: "/")
    return MetricsTarget(
      system: system, pod: NamespacedName("\(parts[0])", "\(parts[1])"), address: address,
      port: 9100)
  }

  /// What pages count from 0, sorted: `shop.local/api > shop/web > 10.0.0.1:8080: 2xx=1`.
  func lines(_ system: String, _ page: String) -> [String] {
    lines([(target(system), page)])
  }

  func lines(_ pages: [(MetricsTarget, String)]) -> [String] {
    var collector = TrafficCollector()
    collector.use(names)
    // Everybody is known before anything is counted; then all programs begin anew.
    func page(_ text: String, started: Int) -> [UInt8] {
      Array("process_start_time_seconds \(started)\n\(text)\n".utf8)
    }
    for (target, text) in pages { _ = collector.take(page(text, started: 1), of: target, at: 0) }
    var counters: [TrafficKey: TrafficCounters] = [:]
    for (target, text) in pages {
      let increment = collector.take(page(text, started: 9), of: target, at: 5)
      for (key, count) in increment?.counters ?? [:] {
        counters[key, default: TrafficCounters()].add(count)
      }
    }
    return Self.lines(counters)
  }

  static func lines(_ counters: [TrafficKey: TrafficCounters]) -> [String] {
    counters.map { key, count in "\(name(of: key)): \(text(of: count))" }.sorted()
  }

  static func name(of key: TrafficKey) -> String {
    let route = key.route.map { "\($0.host)\($0.path)" } ?? "?"
    let service = key.service.map(\.description) ?? "?"
    let backend = key.backend.map { " > \($0)" } ?? ""
    return "\(route) > \(service)\(backend)\(key.scope == .all ? "" : " (\(key.scope))")"
  }

  static func text(of counters: TrafficCounters) -> String {
    let names = ["1xx", "2xx", "3xx", "4xx", "5xx", "none"]
    let parts = zip(names, counters.classes).filter { $0.1 != 0 }.map { "\($0)=\(Int($1))" }
    return parts.joined(separator: " ")
  }
}

import Routing
import TestSupport
import Testing
import Topology

/// A table that follows what changes answers as one that is built anew.
@Suite struct FollowingTests {
  private typealias Chance = SeededGenerator

  private static let hosts = ["", "a.test", "*.test", "b.a.test"]
  private static let services = ["one", "two", "three"]
  private static let canary = "nginx.ingress.kubernetes.io/canary"

  /// An Ingress with few names to choose from, so that many claim the same.
  private static func ingress(_ chance: inout Chance) -> Resource {
    let rules = (0..<Int.random(in: 0...3, using: &chance)).map { _ -> JSONValue in
      let paths = (0..<Int.random(in: 0...3, using: &chance)).map { _ -> JSONValue in
        [
          "path": .string(["/", "/a", "/a/b"].randomElement(using: &chance) ?? "/"),
          "pathType": .string(["Prefix", "Exact"].randomElement(using: &chance) ?? "Exact"),
          "backend": backend(&chance),
        ]
      }
      return [
        "host": .string(hosts.randomElement(using: &chance) ?? ""),
        "http": ["paths": .array(paths)],
      ]
    }
    var spec: JSONValue = ["rules": .array(rules)]
    if Int.random(in: 0..<3, using: &chance) == 0 { spec["defaultBackend"] = backend(&chance) }
    if Bool.random(using: &chance) { spec["ingressClassName"] = "nginx" }
    var metadata: JSONValue = [
      "name": .string("i\(Int.random(in: 0..<12, using: &chance))"), "namespace": "shop",
      "creationTimestamp": .string("2026-01-0\(Int.random(in: 1...3, using: &chance))T00:00:00Z"),
    ]
    if Int.random(in: 0..<8, using: &chance) == 0 {
      metadata["annotations"] = [canary: "true", canary + "-weight": "20"]
    } else if Int.random(in: 0..<3, using: &chance) == 0 {
      metadata["annotations"] = [
        NginxTerms.prefix + "use-regex": "true", NginxTerms.prefix + "server-alias": "b.a.test,c",
      ]
    }
    return .generic(
      GenericResource(
        kind: .ingress, object: ["kind": "Ingress", "metadata": metadata, "spec": spec]))
  }

  private static func backend(_ chance: inout Chance) -> JSONValue {
    let name = services.randomElement(using: &chance) ?? ""
    return ["service": ["name": .string(name), "port": ["number": 80]]]
  }

  private static func change(_ chance: inout Chance) -> ResourceEvent {
    switch Int.random(in: 0..<12, using: &chance) {
    case 0:
      return .applied(
        .generic(
          GenericResource(
            kind: .ingressClass,
            object: [
              "kind": "IngressClass", "metadata": ["name": "nginx"],
              "spec": [
                "controller": .string(Bool.random(using: &chance) ? "x" : NginxContest.controller)
              ],
            ])))
    case 1...4: return .deleted(ingress(&chance).reference)
    default: return .applied(ingress(&chance))
    }
  }

  @Test(arguments: 1...20)
  func `after any changes it answers as a new one does`(_ seed: UInt64) async {
    var chance = Chance(seed)
    var inventory = Inventory()
    var table = RoutingTable(inventory)
    for step in 0..<80 {
      // Others wait for their connections and clocks meanwhile.
      await Task.yield()
      var log = ChangeLog()
      for _ in 0..<Int.random(in: 1...3, using: &chance) {
        inventory.apply(Self.change(&chance), noting: &log)
      }
      table.follow(inventory, changes: log)
      let fresh = RoutingTable(inventory)
      #expect(table.isCurrent(for: inventory))
      let isEqual = Self.differences(table, fresh)
      #expect(isEqual == [], "step \(step)")
      guard isEqual.isEmpty else { return }
    }
  }

  private static func differences(_ table: RoutingTable, _ fresh: RoutingTable) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: String, _ value: (RoutingTable) -> Value) {
      if value(table) != value(fresh) { found.append(what) }
    }
    compare("routes") { $0.routes }
    compare("names") { Set($0.hostNames) }
    compare("names with a default") { Set($0.hostsWithDefault) }
    compare("default") { $0.defaultRoute }
    compare("canaries") { $0.canaries }
    compare("emptiness") { $0.isEmpty }
    for host in hosts {
      compare("\(host)") { $0.routes(ofHost: host) }
      compare("default of \(host)") { $0.hostDefault(host) }
      compare("candidates of \(host)") { $0.candidates(for: host) }
      for path in ["/", "/a", "/a/b", "/c"] {
        compare("\(host)\(path)") { $0.match(host: host, path: path) }
      }
    }
    for service in services {
      compare(service) { $0.routes(to: NamespacedName("shop", service)) }
    }
    for route in fresh.routes {
      compare("source \(route.source)") { $0.routes(of: route.source) }
      compare("claims of \(route.id)") { $0.claims(equalTo: route) }
      compare("count of \(route.id)") { $0.firstClaim(equalTo: route)?.count }
      compare("\(route.id)") { $0.route(route.id) }
    }
    return found
  }

  @Test func `a log that has missed something makes it read everything`() {
    var chance = Chance(1)
    var inventory = Inventory()
    for _ in 0..<30 { inventory.apply(.applied(Self.ingress(&chance))) }
    var table = RoutingTable([])
    table.follow(inventory, changes: ChangeLog(isOverflown: true))
    #expect(table.routes == RoutingTable(inventory).routes)
    #expect(!table.routes.isEmpty)
  }
}

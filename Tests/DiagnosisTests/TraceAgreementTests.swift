import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// Random clusters: the trace's winner, shares and status are those that the tables of the proxy give.
@Suite struct TraceAgreementTests {
  private typealias Chance = SeededGenerator

  private static let hosts = ["a.io", "b.io", "x.a.io", "*.a.io", "", "A.io"]
  private static let paths = ["/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c"]
  private static let types = ["Prefix", "Exact", "ImplementationSpecific"]

  /// A cluster with some Services, some pods, and Ingresses of two classes that claim each other's paths.
  private func inventory(_ chance: inout Chance) -> Inventory {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.add(
      .ingressClass, ["metadata": ["name": "other"], "spec": ["controller": "example.com/x"]])
    for name in ["one", "two", "three"] where chance.next() % 4 > 0 {
      cluster.service(
        name, selector: ["app": name],
        target: chance.next() % 3 == 0 ? .name("http") : .number(8080)
      )
      let count = Int(chance.next() % 3)
      cluster.pods(name, count, ready: Int(chance.next() % 3), labels: ["app": name])
    }
    for number in 0..<Int.random(in: 1...5, using: &chance) {
      let isCanary = chance.next() % 5 == 0
      cluster.add(.ingress, ingress("i\(number)", isCanary: isCanary, &chance))
    }
    return cluster.inventory
  }

  private func ingress(_ name: String, isCanary: Bool, _ chance: inout Chance) -> JSONValue {
    var rules: [JSONValue] = []
    for _ in 0..<Int.random(in: 0...3, using: &chance) {
      let host = Self.hosts.randomElement(using: &chance) ?? ""
      rules.append([
        "host": host.isEmpty ? .null : .string(host),
        "http": [
          "paths": [
            [
              "path": .string(Self.paths.randomElement(using: &chance) ?? "/"),
              "pathType": .string(Self.types.randomElement(using: &chance) ?? "Prefix"),
              "backend": backend(&chance),
            ]
          ]
        ],
      ])
    }
    var annotations: [String: String] = [:]
    if isCanary {
      annotations = [
        Canary.annotation(""): "true",
        Canary.annotation("weight"): "\(Int.random(in: 0...4, using: &chance) * 25)",
      ]
    }
    let hasDefault = !isCanary && chance.next() % 3 == 0
    return [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": [
        "name": .string(name), "namespace": "shop", "annotations": JSONValue(annotations),
        "creationTimestamp": .string("2026-01-0\(Int.random(in: 1...3, using: &chance))T00:00:00Z"),
      ],
      "spec": [
        "ingressClassName": chance.next() % 4 == 0 ? "other" : "nginx",
        "rules": .array(rules), "defaultBackend": hasDefault ? backend(&chance) : .null,
      ],
    ]
  }

  private func backend(_ chance: inout Chance) -> JSONValue {
    let name = ["one", "two", "three"].randomElement(using: &chance) ?? ""
    return [
      "service": [
        "name": .string(name), "port": ["number": chance.next() % 6 == 0 ? 81 : 80],
      ]
    ]
  }

  @Test(arguments: 1...60)
  func `a trace agrees with the tables of the proxy`(_ seed: UInt64) async throws {
    var chance = Chance(seed)
    for _ in 0..<10 {
      // Others wait for their connections and clocks meanwhile.
      await Task.yield()
      let inventory = inventory(&chance)
      let table = RoutingTable(inventory) { $0.implementation == "k8s.io/ingress-nginx" }
      for _ in 0..<6 {
        let host = ["a.io", "b.io", "x.a.io", "y.a.io", "z.y.a.io", "c.io"]
          .randomElement(using: &chance)
        let path = (Self.paths + ["/a//b", "/aa", "/a/bc"]).randomElement(using: &chance)
        let line = "http://\(host ?? "a.io")\(path ?? "/")"
        let trace = try TraceCase.trace(line, in: inventory, extent: .playground)
        let request = try TraceCase.request(line)
        let told =
          "seed \(seed) \(line)\n\(trace.hops.map { "\($0.hop) \($0.state) \($0.says.english)" })"
        guard let route = table.match(host: request.host, path: request.path) else {
          #expect(trace.status == 404 && trace.verdict == .fault, "\(told)")
          continue
        }
        #expect(trace.matched?.route == route.id, "\(told)")
        let expected = ExpectedShares(route, in: inventory)
        #expect((expected.refused > 0.9999) == (trace.status == 503), "\(told)")
        #expect((expected.refused > 0.0001) == (trace.verdict != .ok) || trace.verdict == .degraded)
        for share in expected.shares {
          let own = trace.backends.filter { $0.service == share.service }.flatMap(\.endpoints)
            .filter { $0.address == share.backend.address && $0.port == share.backend.port }
            .reduce(0) { $0 + $1.share }
          #expect(abs(own - expected.share(of: share.backend)) < 1e-9, "\(told)")
        }
      }
    }
  }
}

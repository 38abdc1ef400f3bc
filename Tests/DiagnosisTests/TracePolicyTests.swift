import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// The policy hop of a trace says what the policies themselves say of the connection.
@Suite struct TracePolicyTests {
  private static let web: JSONValue = ["matchLabels": ["app": "web"]]
  private static let client: JSONValue = ["matchLabels": ["app": "client"]]

  /// The spec of one policy of namespace `shop`.
  private static let policies: [JSONValue] = [
    ["podSelector": web, "ingress": []],
    ["podSelector": web, "ingress": [["from": [["podSelector": client]]]]],
    ["podSelector": web, "ingress": [["from": [["podSelector": ["matchLabels": ["app": "x"]]]]]]],
    ["podSelector": web, "ingress": [["ports": [["port": 80]]]]],
    ["podSelector": web, "ingress": [["ports": [["port": 8080]]]]],
    ["podSelector": web, "ingress": [["ports": [["port": "http"]]]]],
    ["podSelector": web, "ingress": [["ports": [["port": 8000, "endPort": 8080]]]]],
    ["podSelector": web, "ingress": [["ports": [["port": 8080, "protocol": "UDP"]]]]],
    ["podSelector": web, "ingress": [["from": [["namespaceSelector": [:]]]]]],
    [
      "podSelector": web,
      "ingress": [
        [
          "from": [
            ["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "ops"]]]
          ]
        ]
      ],
    ],
    ["podSelector": web, "ingress": [["from": [["ipBlock": ["cidr": "10.1.0.0/16"]]]]]],
    ["podSelector": client, "policyTypes": ["Egress"], "egress": []],
    ["podSelector": client, "policyTypes": ["Egress"], "egress": [["to": [["podSelector": web]]]]],
    ["podSelector": [:], "policyTypes": ["Ingress", "Egress"]],
    ["podSelector": ["matchLabels": ["app": "nobody"]], "ingress": []],
  ]

  @Test(arguments: policies.indices, ["client-1", "ops/probe"])
  func `the hop of a trace agrees with the verdict`(_ index: Int, _ source: String) throws {
    var cluster = SmallCluster()
    cluster.clients()
    cluster.add(
      .networkPolicy,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": ["name": "policy", "namespace": "shop"], "spec": Self.policies[index],
      ])
    let inventory = cluster.inventory
    let trace = try TraceCase.trace(
      "http://web.shop.svc/ --from pod/\(source)", in: inventory, extent: .cluster)
    let parts = source.split(separator: "/").map(String.init)
    let name = parts.count == 2 ? NamespacedName(parts[0], parts[1]) : .init("shop", source)
    let client = try #require(inventory.pod(name))
    let web = try #require(inventory.pod(NamespacedName("shop", "web-1")))
    let verdict = PolicyIndex(inventory).verdict(
      from: .pod(client), to: web, port: 8080, transport: .tcp)
    let hop = try #require(trace.hops.first { $0.hop == .policy })
    let isAllowed: Bool? =
      switch hop.state {
      case .ok, .warning: true
      case .fault: false
      case .unknown, .notReached: nil
      }
    #expect(isAllowed == verdict.isAllowed, "\(hop.state) \(hop.says.english)")
    #expect((trace.verdict == .fault) == (verdict.isAllowed == false))
  }

  @Test func `some of these connections are allowed and some are not`() throws {
    var cluster = SmallCluster()
    cluster.clients()
    let inventory = cluster.inventory
    let client = try #require(inventory.pod(NamespacedName("shop", "client-1")))
    let web = try #require(inventory.pod(NamespacedName("shop", "web-1")))
    let verdicts = Self.policies.map { spec in
      var changed = inventory
      changed.apply(
        .applied(
          Resource(
            [
              "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
              "metadata": ["name": "policy", "namespace": "shop"], "spec": spec,
            ], kind: .networkPolicy)))
      return PolicyIndex(changed).verdict(
        from: .pod(client), to: web, port: 8080, transport: .tcp
      ).isAllowed
    }
    #expect(Set(verdicts) == [true, false])
    #expect(verdicts.count { $0 == false } >= 5)
  }
}

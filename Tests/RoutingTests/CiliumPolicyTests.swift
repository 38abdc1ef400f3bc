import Routing
import Testing
import Topology

/// Cilium's policies: denials first, then everything that allows, then requests.
@Suite struct CiliumPolicyTests {
  private static let web: JSONValue = ["matchLabels": ["app": "web"]]
  private static let api: JSONValue = ["matchLabels": ["k8s:app": "api"]]
  private static let get = PolicyFlow.Request(
    method: "GET", path: "/items/1", host: "web.shop", headers: ["x-a": "1"])

  private static func policy(
    _ spec: [String: JSONValue], kind: String = "CiliumNetworkPolicy shop/p"
  ) -> @Sendable (inout SystemPolicies) -> Void {
    { $0.add(kind, ["spec": .object(["endpointSelector": web].merging(spec) { $1 })]) }
  }

  private static func ingress(_ clauses: JSONValue...) -> @Sendable (inout SystemPolicies) -> Void {
    policy(["ingress": .array(clauses)])
  }

  private static func requests(_ rules: JSONValue) -> JSONValue {
    [
      "fromEndpoints": [api],
      "toPorts": [["ports": [["port": "8080", "protocol": "TCP"]], "rules": ["http": rules]]],
    ]
  }

  private static func asking(_ request: PolicyFlow.Request?) -> @Sendable (SystemPolicies) -> String
  { { $0.verdict(request) } }

  private static func from(_ source: String) -> @Sendable (SystemPolicies) -> String {
    { $0.verdict(from: source) }
  }

  static let cases: [SystemPolicyCase] = [
    .init("allowed by endpoint", "allowed p spec.ingress[0]", ingress(["fromEndpoints": [api]])),
    .init("another endpoint", "denied p", ingress(["fromEndpoints": [web]])),
    .init("all of the namespace", "allowed p spec.ingress[0]", ingress(["fromEndpoints": [[:]]])),
    .init(
      "not those of another", "denied p", ask: from("ops/probe"), ingress(["fromEndpoints": [[:]]])),
    .init(
      "a namespace that is named", "allowed p spec.ingress[0]", ask: from("ops/probe"),
      ingress([
        "fromEndpoints": [["matchLabels": ["k8s:io.kubernetes.pod.namespace": "ops"]]]
      ])),
    .init(
      "a label of the namespace", "allowed p spec.ingress[0]", ask: from("ops/probe"),
      ingress([
        "fromEndpoints": [
          ["matchLabels": ["k8s:io.cilium.k8s.namespace.labels.team": "ops"]]
        ]
      ])),
    .init(
      "cluster-wide it is every endpoint", "allowed p spec.ingress[0]", ask: from("ops/probe"),
      policy(
        ["ingress": [["fromEndpoints": [[:]]]]], kind: "CiliumClusterwideNetworkPolicy p")),
    .init("an empty element allows nothing", "denied p", ingress([:])),
    .init("no endpoint at all", "denied p", ingress(["fromEndpoints": []])),
    .init(
      "ports alone are for everybody", "allowed p spec.ingress[0]", ask: from("ops/probe"),
      ingress(["toPorts": [["ports": [["port": "8080", "protocol": "TCP"]]]]])),
    .init(
      "another port", "denied p",
      ingress(["toPorts": [["ports": [["port": "80", "protocol": "TCP"]]]]])),
    .init(
      "a range and a name", "allowed p spec.ingress[1]",
      ingress(
        ["toPorts": [["ports": [["port": "1", "endPort": 90]]]]],
        ["toPorts": [["ports": [["port": "http", "protocol": "ANY"]]]]])),
    .init("a block is not about pods", "denied p", ingress(["fromCIDR": ["0.0.0.0/0"]])),
    .init(
      "a block", "allowed p spec.ingress[0]", ask: from("203.0.113.9"),
      ingress(["fromCIDR": ["203.0.113.0/24"]])),
    .init(
      "an exception of a block", "denied p", ask: from("203.0.113.9"),
      ingress(["fromCIDRSet": [["cidr": "203.0.113.0/24", "except": ["203.0.113.8/31"]]]])),
    .init("the cluster", "allowed p spec.ingress[0]", ingress(["fromEntities": ["cluster"]])),
    .init("the world is not the cluster", "denied p", ingress(["fromEntities": ["world"]])),
    .init(
      "the world", "allowed p spec.ingress[0]", ask: from("203.0.113.9"),
      ingress(["fromEntities": ["world"]])),
    .init(
      "another node", "allowed p spec.ingress[0]", ask: from("ops/host"),
      ingress(["fromEntities": ["remote-node"]])),
    .init(
      "not its own node", "denied p", ask: from("ops/host"), ingress(["fromEntities": ["host"]])),
    .init(
      "all", "allowed p spec.ingress[0]", ask: from("client"), ingress(["fromEntities": ["all"]])),
    .init("none", "denied p", ingress(["fromEntities": ["none"]])),
    .init(
      "names are not known", "unknown", ask: { $0.verdict(from: "203.0.113.9", to: "shop/web") },
      ingress(["fromGroups": [["aws": [:]]]])),
    .init(
      "a denial goes first", "denied p spec.ingressDeny[0]",
      policy([
        "ingress": [["fromEndpoints": [api]]], "ingressDeny": [["fromEndpoints": [api]]],
      ])),
    .init(
      "a denial without anything that isolates", "open",
      policy([
        "ingressDeny": [["fromEntities": ["world"]]], "enableDefaultDeny": ["ingress": false],
      ])),
    .init(
      "a denial isolates too", "denied p", policy(["ingressDeny": [["fromEntities": ["world"]]]])),
    .init("egress is not ingress", "open", policy(["egress": [[:]]])),
    .init("several rules", "allowed p specs[1].ingress[0]") {
      $0.add(
        "CiliumNetworkPolicy shop/p",
        [
          "specs": [
            ["endpointSelector": web, "ingress": [[:]]],
            ["endpointSelector": web, "ingress": [["fromEndpoints": [api]]]],
          ]
        ])
    },
    .init("one union with NetworkPolicies", "allowed own spec.ingress[0]") {
      ingress(["fromEndpoints": [web]])(&$0)
      $0.add(
        "NetworkPolicy shop/own networking.k8s.io",
        ["spec": ["podSelector": web, "ingress": [["from": [["podSelector": [:]]]]]]])
    },
    .init("its denial goes before a NetworkPolicy", "denied p spec.ingressDeny[0]") {
      policy(["ingressDeny": [["fromEndpoints": [api]]]])(&$0)
      $0.add(
        "NetworkPolicy shop/own networking.k8s.io",
        ["spec": ["podSelector": web, "ingress": [[:]]]])
    },
    .init("of another namespace", "open") {
      $0.add(
        "CiliumNetworkPolicy ops/p", ["spec": ["endpointSelector": web, "ingress": [[:]]]])
    },
    .init("one that Cilium refuses", "open") {
      $0.add(
        "CiliumNetworkPolicy shop/p",
        [
          "spec": ["endpointSelector": web, "ingress": [[:]]],
          "status": ["conditions": [["type": "Valid", "status": "False"]]],
        ])
    },
    .init(
      "a request that is allowed", "allowed p spec.ingress[0]", ask: asking(get),
      ingress(requests([["method": "GET", "path": "/items/.*"]]))),
    .init(
      "a request of another method", "forbidden p spec.ingress[0]", ask: asking(get),
      ingress(requests([["method": "POST", "path": "/items/.*"]]))),
    .init(
      "a path must match whole", "forbidden p spec.ingress[0]", ask: asking(get),
      ingress(requests([["path": "/items"]]))),
    .init(
      "one of several", "allowed p spec.ingress[0]", ask: asking(get),
      ingress(requests([["method": "PUT"], ["host": "web\\.shop", "headers": ["X-A: 1"]]]))),
    .init(
      "a header that is missing", "forbidden p spec.ingress[0]", ask: asking(get),
      ingress(requests([["headers": ["X-B"]]]))),
    .init("a request that is not known", "unknown", ingress(requests([["method": "GET"]]))),
    .init(
      "another rule without requests allows all of them", "allowed p spec.ingress[1]",
      ask: asking(get), ingress(requests([["method": "POST"]]), ["fromEndpoints": [api]])),
    .init(
      "an expression that only the proxy can read", "unknown", ask: asking(get),
      ingress(requests([["path": "/(a+)+$"]]))),
  ]

  @Test(arguments: cases)
  func `denials go before what allows, and requests are looked at last`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }

  /// What Cilium refuses, or nobody can read.
  private static let broken: [JSONValue] = [
    ["endpointSelector": web, "ingress": "all"],
    ["endpointSelector": web, "ingress": ["all"]],
    ["endpointSelector": ["matchLabels": 1], "ingress": [[:]]],
    ["ingress": [[:]]],
    ["endpointSelector": web, "ingress": [["fromEndpoints": [api], "fromCIDR": ["10.0.0.0/8"]]]],
    ["endpointSelector": web, "ingress": [["fromEntities": ["moon"]]]],
    ["endpointSelector": web, "ingress": [["fromCIDR": ["10.0.0.0/99"]]]],
    ["endpointSelector": web, "ingress": [["toPorts": [["ports": [["port": "70000"]]]]]]],
    [
      "endpointSelector": web,
      "ingress": [["toPorts": [["ports": [["port": "53"]], "rules": ["dns": [[:]]]]]]],
    ],
    [
      "endpointSelector": web,
      "ingress": [["fromEndpoints": [["matchExpressions": [["key": "a", "operator": "Like"]]]]]],
    ],
  ]

  @Test(arguments: broken.indices)
  func `what cannot be read never allows`(_ index: Int) {
    var policies = SystemPolicies()
    policies.add("CiliumNetworkPolicy shop/p", ["spec": Self.broken[index]])
    #expect(policies.verdict() == "unknown")
    let system = PolicySystems.all.first { $0.name == "Cilium" }
    #expect(system?.book(of: policies.inventory).defects.isEmpty == false)
  }
}

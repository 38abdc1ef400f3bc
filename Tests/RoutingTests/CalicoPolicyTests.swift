import Routing
import Testing
import Topology

/// The order of Calico's policies: tiers, orders, actions and NetworkPolicies among them.
@Suite struct CalicoPolicyTests {
  private static let web: JSONValue = "app == 'web'"
  private static let api: JSONValue = ["selector": "app == 'api'"]

  private static func global(
    _ name: String, _ order: Int64?, _ action: JSONValue, tier: JSONValue = .null,
    _ source: JSONValue = .null
  ) -> (String, [String: JSONValue]) {
    (
      "GlobalNetworkPolicy \(name)",
      [
        "spec": [
          "tier": tier, "order": order.map { .integer($0) } ?? .null, "selector": web,
          "types": ["Ingress"], "ingress": [["action": action, "source": source]],
        ]
      ]
    )
  }

  private static func kubernetes(_ from: JSONValue) -> (String, [String: JSONValue]) {
    (
      "NetworkPolicy shop/own networking.k8s.io",
      ["spec": ["podSelector": ["matchLabels": ["app": "web"]], "ingress": from]]
    )
  }

  static let order: [SystemPolicyCase] = [
    .init("no policy", "open") { _ in },
    .init("the smaller order decides", "denied first spec.ingress[0]") {
      let (first, second) = (global("first", 1, "Deny"), global("a", 2, "Allow"))
      $0.add(second.0, second.1)
      $0.add(first.0, first.1)
    },
    .init("without order is last", "allowed z spec.ingress[0]") {
      let (first, second) = (global("a", nil, "Deny"), global("z", 5000, "Allow"))
      $0.add(first.0, first.1)
      $0.add(second.0, second.1)
    },
    .init("of one order the name decides", "denied a spec.ingress[0]") {
      let (first, second) = (global("b", 1, "Allow"), global("a", 1, "Deny"))
      $0.add(first.0, first.1)
      $0.add(second.0, second.1)
    },
    .init("a log is passed over", "allowed b spec.ingress[0]") {
      let (first, second) = (global("a", 1, "Log"), global("b", 2, "Allow"))
      $0.add(first.0, first.1)
      $0.add(second.0, second.1)
    },
    .init("the end of a tier denies", "denied a") {
      let first = global("a", 1, "Allow", ["selector": "app == 'other'"])
      $0.add(first.0, first.1)
    },
    .init("an earlier tier goes first", "denied z spec.ingress[0]") {
      $0.add("Tier early", ["spec": ["order": 10]])
      let (first, second) = (global("a", 1, "Allow"), global("z", 9, "Deny", tier: "early"))
      $0.add(first.0, first.1)
      $0.add(second.0, second.1)
    },
    .init("a tier that passes at its end", "allowed a spec.ingress[0]") {
      $0.add("Tier early", ["spec": ["order": 10, "defaultAction": "Pass"]])
      let first = global("a", 1, "Allow")
      let second = global("z", 9, "Deny", tier: "early", ["selector": "app == 'other'"])
      $0.add(first.0, first.1)
      $0.add(second.0, second.1)
    },
    .init("a pass leaves the tier", "allowed c spec.ingress[0]") {
      $0.add("Tier early", ["spec": ["order": 10]])
      for (name, fields) in [
        global("a", 1, "Pass", tier: "early"), global("b", 2, "Deny", tier: "early"),
        global("c", 1, "Allow"),
      ] { $0.add(name, fields) }
    },
    .init("a tier that does not exist", "unknown") {
      let first = global("a", 1, "Deny", tier: "nowhere")
      $0.add(first.0, first.1)
    },
    .init("before NetworkPolicies", "denied a spec.ingress[0]") {
      for (name, fields) in [global("a", 999, "Deny"), kubernetes([[:]])] { $0.add(name, fields) }
    },
    .init("after NetworkPolicies", "allowed own spec.ingress[0]") {
      for (name, fields) in [global("a", 1001, "Deny"), kubernetes([[:]])] { $0.add(name, fields) }
    },
    .init(
      "a NetworkPolicy that does not match leaves it to later ones", "allowed a spec.ingress[0]"
    ) {
      for (name, fields) in [global("a", 1001, "Allow"), kubernetes([])] { $0.add(name, fields) }
    },
  ]

  private static func rule(_ fields: JSONValue) -> (String, [String: JSONValue]) {
    (
      "NetworkPolicy shop/p projectcalico.org",
      ["spec": ["order": 1, "selector": web, "types": ["Ingress"], "ingress": [fields]]]
    )
  }

  /// Rules that deny or allow, and whether they match `shop/api` on TCP 8080.
  private static let rules: [(String, JSONValue, Bool)] = [
    ("everything", [:], true),
    ("selector", ["source": api], true),
    ("selector of another", ["source": ["selector": "app == 'x'"]], false),
    ("not selector", ["source": ["notSelector": "app == 'api'"]], false),
    ("in", ["source": ["selector": "app in {'api', \"x\"}"]], true),
    ("not in", ["source": ["selector": "app not in {'api'}"]], false),
    ("not in without label", ["source": ["selector": "nope not in {'api'}"]], true),
    ("has", ["source": ["selector": "has(app) && !has(nope)"]], true),
    ("contains", ["source": ["selector": "app contains 'p'"]], true),
    ("starts with", ["source": ["selector": "app starts with 'ap'"]], true),
    ("ends with", ["source": ["selector": "app ends with 'ap'"]], false),
    ("or, in brackets", ["source": ["selector": "(app == 'x' || app == 'api') && all()"]], true),
    ("unlike", ["source": ["selector": "app != 'x'"]], true),
    ("namespace", ["source": ["namespaceSelector": "team == 'shop'"]], true),
    (
      "name of the namespace", ["source": ["namespaceSelector": "projectcalico.org/name == 'ops'"]],
      false
    ),
    ("global()", ["source": ["namespaceSelector": "global()"]], false),
    ("label of the namespace", ["source": ["selector": "pcns.team == 'shop'"]], true),
    ("account", ["source": ["serviceAccounts": ["names": ["api"]]]], true),
    ("another account", ["source": ["serviceAccounts": ["names": ["x"]]]], false),
    ("nets", ["source": ["nets": ["10.1.0.0/24"]]], true),
    ("not nets", ["source": ["notNets": ["10.1.0.0/24"]]], false),
    ("other nets", ["source": ["nets": ["10.2.0.0/24"]]], false),
    ("port", ["protocol": "TCP", "destination": ["ports": [8080]]], true),
    ("range", ["protocol": "TCP", "destination": ["ports": ["8000:8100"]]], true),
    ("named port", ["protocol": "TCP", "destination": ["ports": ["http"]]], true),
    ("another port", ["protocol": "TCP", "destination": ["ports": [80, "9:90"]]], false),
    ("not ports", ["protocol": "TCP", "destination": ["notPorts": [8080]]], false),
    ("protocol", ["protocol": "UDP"], false),
    ("protocol as number", ["protocol": 6], true),
    ("not protocol", ["notProtocol": "TCP"], false),
    ("version", ["ipVersion": 6], false),
    ("icmp", ["icmp": ["type": 8]], false),
  ]

  @Test(arguments: order)
  func `the first rule in the order of tiers and policies decides`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }

  @Test(arguments: rules.indices)
  func `a rule matches by all its fields`(_ index: Int) {
    let (name, fields, isMatch) = Self.rules[index]
    for action in ["Allow", "Deny"] {
      var policies = SystemPolicies()
      var rule = fields
      rule["action"] = .string(action)
      let object = Self.rule(rule)
      policies.add(object.0, object.1)
      let match = action == "Allow" ? "allowed p spec.ingress[0]" : "denied p spec.ingress[0]"
      #expect(policies.verdict() == (isMatch ? match : "denied p"), "\(name) \(action)")
    }
  }

  @Test(arguments: [
    "app == web", "app ==", "(app == 'web'", "app == 'web' app", "has(", "a in {'b'", "&& a == 'b'",
    "app == 'web", "a === 'b'", String(repeating: "!", count: 200) + "all()",
    String(repeating: "(", count: 5000), String(repeating: "a", count: 100_000),
  ])
  func `a selector that cannot be read leaves everything open`(_ selector: String) {
    #expect(throws: CalicoSelector.Mistake.self) { try CalicoSelector(selector) }
    var policies = SystemPolicies()
    policies.add(
      "GlobalNetworkPolicy p",
      ["spec": ["selector": .string(selector), "ingress": [["action": "Allow"]]]])
    #expect(policies.verdict() == "unknown")
  }

  @Test func `sets of addresses are found by their labels`() {
    var policies = SystemPolicies()
    policies.add(
      "GlobalNetworkSet bad",
      [
        "metadata": ["name": "bad", "labels": ["kind": "bad"]],
        "spec": ["nets": ["203.0.113.0/24"]],
      ])
    policies.add(
      "GlobalNetworkPolicy p",
      [
        "spec": [
          "selector": Self.web,
          "ingress": [
            ["action": "Deny", "source": ["selector": "kind == 'bad'"]], ["action": "Allow"],
          ],
        ]
      ])
    #expect(policies.verdict(from: "203.0.113.9") == "denied p spec.ingress[0]")
    #expect(policies.verdict(from: "198.51.100.9") == "allowed p spec.ingress[1]")
    #expect(policies.verdict(from: "client") == "unknown")
    #expect(policies.verdict() == "allowed p spec.ingress[1]")
  }

  @Test func `an account that is not known is no guess`() {
    var policies = SystemPolicies()
    let rule = Self.rule(["action": "Allow", "source": ["serviceAccounts": ["names": ["gate"]]]])
    policies.add(rule.0, rule.1)
    #expect(policies.verdict(from: "shop/gate") == "unknown")
    #expect(policies.verdict(from: "shop/api") == "denied p")
  }

  @Test func `types are egress alone where there are egress rules alone`() {
    var policies = SystemPolicies()
    policies.add("GlobalNetworkPolicy p", ["spec": ["egress": [["action": "Deny"]]]])
    #expect(policies.verdict() == "open")
    #expect(policies.verdict(direction: .egress) == "denied p spec.egress[0]")
  }

  @Test func `what no plugin enforces is not judged, and what one may is not known`() {
    var policies = SystemPolicies()
    policies.add("GlobalNetworkPolicy p", ["spec": ["ingress": [["action": "Deny"]]]])
    let other = PolicyJudge.Enforcer(
      name: "Cilium", enforces: [.kubernetes, PolicyGroup("Cilium")])
    #expect(policies.verdict(by: other) == "open")
    let judge = PolicyJudge(PolicyIndex(policies.inventory), enforcers: [other])
    #expect(judge.ignored.map(\.system) == ["Calico"])
    #expect(policies.verdict(by: .unknown) == "unknown")
  }
}

import Routing
import Testing
import Topology

/// AuthorizationPolicy and PeerAuthentication, as the proxy of the destination enforces them.
@Suite struct IstioPolicyTests {
  private static let get = PolicyFlow.Request(
    method: "GET", path: "/items/1", host: "Web.shop", headers: ["x-a": "1"])

  private static func mesh(_ name: String, _ policies: inout SystemPolicies) {
    policies.pod(
      name, "shop", "10.1.0.9", "node-2", name, labels: ["security.istio.io/tlsMode": "istio"])
  }

  private static func authorization(
    _ name: String, _ action: JSONValue, _ rules: JSONValue, in namespace: String = "shop",
    _ policies: inout SystemPolicies
  ) {
    policies.add(
      "AuthorizationPolicy \(namespace)/\(name)", ["spec": ["action": action, "rules": rules]])
  }

  private static func one(
    _ name: String, _ wanted: String, from source: String = "shop/api", outside: Bool = false,
    _ request: PolicyFlow.Request? = get,
    _ build: @escaping @Sendable (inout SystemPolicies) -> Void
  ) -> SystemPolicyCase {
    let ask: @Sendable (SystemPolicies) -> String = { $0.verdict(from: source, request) }
    return SystemPolicyCase(name, wanted, ask: ask) {
      mesh("web", &$0)
      if !outside { mesh("api", &$0) }
      build(&$0)
    }
  }

  static let order: [SystemPolicyCase] = [
    one("nothing that allows or denies", "open") { _ in },
    one("an allowance", "allowed a spec.rules[0]") { authorization("a", .null, [[:]], &$0) },
    one("an allowance of nothing", "forbidden a spec.rules") {
      authorization("a", "ALLOW", .null, &$0)
    },
    one("none that allows", "forbidden a") {
      authorization("a", "ALLOW", [["to": [["operation": ["ports": ["1"]]]]]], &$0)
    },
    one("one of two that allows", "allowed b spec.rules[0]") {
      authorization("a", "ALLOW", .null, &$0)
      authorization("b", "ALLOW", [[:]], &$0)
    },
    one("a denial goes first", "forbidden z spec.rules[0]") {
      authorization("a", "ALLOW", [[:]], &$0)
      authorization("z", "DENY", [[:]], &$0)
    },
    one("a denial without rules", "open") { authorization("z", "DENY", .null, &$0) },
    one("a denial that does not match", "open") {
      authorization("z", "DENY", [["to": [["operation": ["methods": ["POST"]]]]]], &$0)
    },
    one("a provider decides", "unknown") {
      authorization("a", "ALLOW", [[:]], &$0)
      authorization("c", "CUSTOM", [[:]], &$0)
    },
    one("a provider cannot help against a denial", "forbidden z spec.rules[0]") {
      authorization("c", "CUSTOM", [["to": [["operation": ["methods": ["POST"]]]]]], &$0)
      authorization("z", "DENY", [[:]], &$0)
    },
    one("an audit decides nothing", "open") { authorization("a", "AUDIT", [[:]], &$0) },
    one("of the whole mesh", "forbidden a spec.rules[0]") {
      authorization("a", "DENY", [[:]], in: "istio-system", &$0)
    },
    one("of another namespace", "open") { authorization("a", "DENY", [[:]], in: "ops", &$0) },
    one("of other pods", "open") {
      $0.add(
        "AuthorizationPolicy shop/a",
        ["spec": ["selector": ["matchLabels": ["app": "x"]], "action": "DENY", "rules": [[:]]]])
    },
    SystemPolicyCase("a pod outside of the mesh has none", "open") {
      authorization("a", "DENY", [[:]], &$0)
    },
    one("an action that nobody knows", "unknown") { authorization("a", "BLOCK", [[:]], &$0) },
    one("a field that nobody knows", "unknown") {
      authorization("a", "ALLOW", [["from": [["source": ["names": ["x"]]]]]], &$0)
    },
    one("rules that are no list", "unknown") { authorization("a", "ALLOW", "all", &$0) },
  ]

  @Test(arguments: order)
  func `providers, denials and allowances decide in this order`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }

  /// A rule, and whether it matches a request from `shop/api`.
  private static let rules: [(String, JSONValue, Bool?)] = [
    ("namespace", ["from": [["source": ["namespaces": ["shop"]]]]], true),
    ("not namespace", ["from": [["source": ["notNamespaces": ["shop"]]]]], false),
    ("principal", ["from": [["source": ["principals": ["cluster.local/ns/shop/sa/api"]]]]], true),
    (
      "another principal", ["from": [["source": ["principals": ["cluster.local/ns/shop/sa/x"]]]]],
      false
    ),
    ("a part of it", ["from": [["source": ["principals": ["*/sa/api"]]]]], true),
    ("account", ["from": [["source": ["serviceAccounts": ["api"]]]]], true),
    ("block", ["from": [["source": ["ipBlocks": ["10.1.0.0/16"]]]]], true),
    ("not block", ["from": [["source": ["notIpBlocks": ["10.1.0.9"]]]]], false),
    ("token", ["from": [["source": ["requestPrincipals": ["*"]]]]], nil),
    (
      "two sources",
      ["from": [["source": ["namespaces": ["x"]]], ["source": ["namespaces": ["shop"]]]]], true
    ),
    ("method", ["to": [["operation": ["methods": ["GET", "HEAD"]]]]], true),
    ("not method", ["to": [["operation": ["notMethods": ["GET"]]]]], false),
    ("path", ["to": [["operation": ["paths": ["/items/*"]]]]], true),
    ("end of a path", ["to": [["operation": ["paths": ["*/1"]]]]], true),
    ("exact path", ["to": [["operation": ["paths": ["/items"]]]]], false),
    ("template of a path", ["to": [["operation": ["paths": ["/items/{*}"]]]]], nil),
    ("host in any case", ["to": [["operation": ["hosts": ["web.SHOP"]]]]], true),
    ("port", ["to": [["operation": ["ports": ["8080"]]]]], true),
    ("not port", ["to": [["operation": ["notPorts": ["8080"]]]]], false),
    ("both parts", ["to": [["operation": ["ports": ["8080"], "methods": ["PUT"]]]]], false),
    ("header", ["when": [["key": "request.headers[X-A]", "values": ["1"]]]], true),
    ("no header", ["when": [["key": "request.headers[X-B]", "values": ["*"]]]], false),
    ("not that header", ["when": [["key": "request.headers[X-A]", "notValues": ["2"]]]], true),
    (
      "all conditions",
      [
        "when": [
          ["key": "source.namespace", "values": ["shop"]],
          ["key": "destination.port", "values": ["1"]],
        ]
      ], false
    ),
    ("claims", ["when": [["key": "request.auth.claims[iss]", "values": ["x"]]]], nil),
  ]

  @Test(arguments: rules.indices)
  func `a rule matches by its source, its operation and its conditions`(_ index: Int) {
    let (name, rule, isMatch) = Self.rules[index]
    for (action, yes, no) in [
      ("ALLOW", "allowed a spec.rules[0]", "forbidden a"),
      ("DENY", "forbidden a spec.rules[0]", "open"),
    ] {
      let one = Self.one(name, "") {
        Self.authorization("a", .string(action), [rule], &$0)
      }
      #expect(one.answer == isMatch.map { $0 ? yes : no } ?? "unknown", "\(name) \(action)")
    }
  }

  @Test func `a client outside of the mesh has no identity`() {
    let rule: JSONValue = ["from": [["source": ["namespaces": ["shop"]]]]]
    let one = Self.one("", "", outside: true) { Self.authorization("a", "ALLOW", [rule], &$0) }
    #expect(one.answer == "forbidden a")
    let other = Self.one("", "", from: "anybody") { Self.authorization("a", "ALLOW", [rule], &$0) }
    #expect(other.answer == "unknown")
    let unseen = Self.one("", "", nil) {
      Self.authorization("a", "ALLOW", [["to": [["operation": ["methods": ["GET"]]]]]], &$0)
    }
    #expect(unseen.answer == "unknown")
  }

  private static func strict(
    _ object: String, _ mode: JSONValue, selector: JSONValue = .null, ports: JSONValue = .null
  ) -> (String, [String: JSONValue]) {
    (
      "PeerAuthentication \(object)",
      ["spec": ["mtls": ["mode": mode], "selector": selector, "portLevelMtls": ports]]
    )
  }

  private static let web: JSONValue = ["matchLabels": ["app": "web"]]

  static let modes: [SystemPolicyCase] = [
    one("strict", "reset a spec.mtls.mode", outside: true) {
      let policy = strict("shop/a", "STRICT")
      $0.add(policy.0, policy.1)
    },
    one("strict, and a client of the mesh", "open") {
      let policy = strict("shop/a", "STRICT")
      $0.add(policy.0, policy.1)
    },
    one("permissive", "open", outside: true) {
      let policy = strict("shop/a", "PERMISSIVE")
      $0.add(policy.0, policy.1)
    },
    one("the mesh", "reset m spec.mtls.mode", outside: true) {
      let policy = strict("istio-system/m", "STRICT")
      $0.add(policy.0, policy.1)
    },
    one("the namespace goes before the mesh", "open", outside: true) {
      for policy in [strict("istio-system/m", "STRICT"), strict("shop/a", "PERMISSIVE")] {
        $0.add(policy.0, policy.1)
      }
    },
    one("the pod goes before the namespace", "reset w spec.mtls.mode", outside: true) {
      for policy in [strict("shop/a", "PERMISSIVE"), strict("shop/w", "STRICT", selector: web)] {
        $0.add(policy.0, policy.1)
      }
    },
    one("unset is what is above", "reset a spec.mtls.mode", outside: true) {
      for policy in [strict("shop/a", "STRICT"), strict("shop/w", "UNSET", selector: web)] {
        $0.add(policy.0, policy.1)
      }
    },
    one("a port of its own", "open", outside: true) {
      let policy = strict(
        "shop/w", "STRICT", selector: web, ports: ["8080": ["mode": "PERMISSIVE"]])
      $0.add(policy.0, policy.1)
    },
    one("a mode that nobody knows", "unknown", outside: true) {
      let policy = strict("shop/a", "HARD")
      $0.add(policy.0, policy.1)
    },
  ]

  @Test(arguments: modes)
  func `plain text is taken or not by what is stated nearest to the pod`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }

  @Test func `manifests have the proxies that the label of their namespace asks for`() {
    var policies = SystemPolicies()
    policies.namespace(Metadata(name: "shop", labels: ["istio-injection": "enabled"]))
    Self.authorization("a", "DENY", [[:]], &policies)
    #expect(policies.verdict(isPlanned: true) == "forbidden a spec.rules[0]")
    #expect(policies.verdict() == "unknown")
  }
}

import Routing
import Testing
import Topology

/// Servers and authorizations of Linkerd, as the proxy of the destination enforces them.
@Suite struct LinkerdPolicyTests {
  private static func mesh(
    _ name: String, _ account: String?, _ policies: inout SystemPolicies
  ) {
    policies.pod(
      name, "shop", "10.1.0.9", "node-2", account,
      labels: ["linkerd.io/control-plane-ns": "linkerd"])
  }

  private static func server(
    with spec: [String: JSONValue] = [:], _ policies: inout SystemPolicies
  ) {
    let usual: [String: JSONValue] = [
      "podSelector": ["matchLabels": ["app": "web"]], "port": "http",
    ]
    policies.add(
      "Server shop/web", ["spec": .object(usual.merging(spec) { _, own in own })])
  }

  private static func authorization(
    _ references: JSONValue, target: JSONValue = ["kind": "Server", "name": "web"],
    _ policies: inout SystemPolicies
  ) {
    policies.add(
      "AuthorizationPolicy shop/a policy.linkerd.io",
      ["spec": ["targetRef": target, "requiredAuthenticationRefs": references]])
  }

  private static func identities(_ spec: JSONValue, _ policies: inout SystemPolicies) {
    policies.add("MeshTLSAuthentication shop/m", ["spec": spec])
  }

  private static let inMesh: JSONValue = [["kind": "MeshTLSAuthentication", "name": "m"]]

  private static func one(
    _ name: String, _ wanted: String, outside: Bool = false,
    _ build: @escaping @Sendable (inout SystemPolicies) -> Void
  ) -> SystemPolicyCase {
    let ask: @Sendable (SystemPolicies) -> String = { $0.verdict(from: "shop/api") }
    return SystemPolicyCase(name, wanted, ask: ask) {
      mesh("web", "web", &$0)
      if !outside { mesh("api", "api", &$0) }
      build(&$0)
    }
  }

  private static let allowed = "allowed a spec.requiredAuthenticationRefs"

  static let cases: [SystemPolicyCase] = [
    one("no Server", "open") { _ in },
    one("a Server lets nobody in by itself", "forbidden web spec.accessPolicy") { server(&$0) },
    one("a Server of another port", "open") { server(with: ["port": 81], &$0) },
    one("a Server of other pods", "open") {
      server(with: ["podSelector": ["matchLabels": ["app": "x"]]], &$0)
    },
    one("a Server by number", "forbidden web spec.accessPolicy") {
      server(with: ["port": 8080], &$0)
    },
    one("a Server that lets everybody in", "allowed web spec.accessPolicy") {
      server(with: ["accessPolicy": "all-unauthenticated"], &$0)
    },
    one("a Server for the mesh, from inside", "allowed web spec.accessPolicy") {
      server(with: ["accessPolicy": "all-authenticated"], &$0)
    },
    one(
      "a Server for the mesh, from outside", "forbidden web spec.accessPolicy", outside: true
    ) { server(with: ["accessPolicy": "all-authenticated"], &$0) },
    one("an access that nobody knows", "unknown") { server(with: ["accessPolicy": "some"], &$0) },
    one("everybody is authorized", allowed, outside: true) {
      server(&$0)
      authorization([], &$0)
    },
    one("an account", allowed) {
      server(&$0)
      authorization([["kind": "ServiceAccount", "name": "api"]], &$0)
    },
    one("another account", "forbidden web spec.accessPolicy") {
      server(&$0)
      authorization([["kind": "ServiceAccount", "name": "x"]], &$0)
    },
    one("an identity", allowed) {
      server(&$0)
      authorization(inMesh, &$0)
      identities(
        ["identities": ["api.shop.serviceaccount.identity.linkerd.cluster.local"]], &$0)
    },
    one("identities of a namespace", allowed) {
      server(&$0)
      authorization(inMesh, &$0)
      identities(["identities": ["*.shop.serviceaccount.identity.linkerd.cluster.local"]], &$0)
    },
    one("all identities, from outside", "forbidden web spec.accessPolicy", outside: true) {
      server(&$0)
      authorization(inMesh, &$0)
      identities(["identities": ["*"]], &$0)
    },
    one("a namespace by its name", allowed) {
      server(&$0)
      authorization(inMesh, &$0)
      identities(["identityRefs": [["kind": "Namespace", "name": "shop"]]], &$0)
    },
    one("all have to hold", "forbidden web spec.accessPolicy") {
      server(&$0)
      authorization(
        [
          ["kind": "ServiceAccount", "name": "api"],
          ["kind": "NetworkAuthentication", "name": "n"],
        ],
        &$0)
      $0.add("NetworkAuthentication shop/n", ["spec": ["networks": [["cidr": "192.0.2.0/24"]]]])
    },
    one("a network with an exception", "forbidden web spec.accessPolicy", outside: true) {
      server(&$0)
      authorization([["kind": "NetworkAuthentication", "name": "n"]], &$0)
      $0.add(
        "NetworkAuthentication shop/n",
        ["spec": ["networks": [["cidr": "10.1.0.0/16", "except": ["10.1.0.2"]]]]])
    },
    one("a network", allowed, outside: true) {
      server(&$0)
      authorization([["kind": "NetworkAuthentication", "name": "n"]], &$0)
      $0.add("NetworkAuthentication shop/n", ["spec": ["networks": [["cidr": "10.1.0.0/16"]]]])
    },
    one("an authentication that is not there", "forbidden web spec.accessPolicy") {
      server(&$0)
      authorization(inMesh, &$0)
    },
    one("of the whole namespace", allowed) {
      server(&$0)
      authorization([], target: ["kind": "Namespace", "name": "shop"], &$0)
    },
    one("of another Server", "forbidden web spec.accessPolicy") {
      server(&$0)
      authorization([], target: ["kind": "Server", "name": "x"], &$0)
    },
    one("of a route", "unknown") {
      server(&$0)
      authorization([], target: ["kind": "HTTPRoute", "name": "x"], &$0)
    },
    one("a ServerAuthorization", "allowed s spec.client") {
      server(&$0)
      $0.add(
        "ServerAuthorization shop/s",
        [
          "spec": [
            "server": ["name": "web"],
            "client": ["meshTLS": ["serviceAccounts": [["name": "api"]]]],
          ]
        ])
    },
    one("a ServerAuthorization for everybody", "allowed s spec.client", outside: true) {
      server(&$0)
      $0.add(
        "ServerAuthorization shop/s",
        ["spec": ["server": ["name": "web"], "client": ["unauthenticated": true]]])
    },
    one("a destination outside of the mesh has none", "open") {
      server(&$0)
      $0.pod("web", "shop", "10.1.0.1", "node-1", "web")
    },
    one("fields that cannot be read", "unknown") { server(with: ["port": [:]], &$0) },
    one("references that cannot be read", "unknown") {
      server(&$0)
      authorization("all", &$0)
    },
  ]

  @Test(arguments: cases)
  func `a Server lets in whom an authorization names`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }

  @Test(arguments: [
    ("all-unauthenticated", "open"), ("deny", "forbidden shop"),
    ("all-authenticated", "forbidden shop"), ("cluster-unauthenticated", "allowed shop"),
  ])
  func `without a Server the namespace says who is let in`(_ policy: String, _ wanted: String) {
    var policies = SystemPolicies()
    Self.mesh("web", "web", &policies)
    policies.namespace(
      Metadata(
        name: "shop", annotations: ["config.linkerd.io/default-inbound-policy": policy]))
    #expect(policies.verdict(from: "shop/api").hasPrefix(wanted))
  }
}

import Routing
import Testing
import Topology

/// Administrators' policies before NetworkPolicies, and the baseline behind them.
@Suite struct AdminPolicyTests {
  private static let shop: JSONValue = ["namespaces": ["matchLabels": ["team": "shop"]]]
  private static let ops: JSONValue = ["namespaces": ["matchLabels": ["team": "ops"]]]

  private static func admin(
    _ name: String, _ priority: JSONValue, _ action: String, from peer: JSONValue = shop,
    ports: JSONValue = .null, _ policies: inout SystemPolicies
  ) {
    policies.add(
      "AdminNetworkPolicy \(name)",
      [
        "spec": [
          "priority": priority, "subject": shop,
          "ingress": [["action": .string(action), "from": [peer], "ports": ports]],
        ]
      ])
  }

  private static func baseline(_ action: String, _ policies: inout SystemPolicies) {
    policies.add(
      "BaselineAdminNetworkPolicy default",
      ["spec": ["subject": shop, "ingress": [["action": .string(action), "from": [shop]]]]])
  }

  private static func own(_ rules: JSONValue, _ policies: inout SystemPolicies) {
    policies.add(
      "NetworkPolicy shop/own networking.k8s.io",
      ["spec": ["podSelector": [:], "ingress": rules]])
  }

  static let cases: [SystemPolicyCase] = [
    .init("a denial", "denied a spec.ingress[0]") { admin("a", 5, "Deny", &$0) },
    .init("no denial of others", "open") { admin("a", 5, "Deny", from: ops, &$0) },
    .init("the smaller priority", "allowed b spec.ingress[0]") {
      admin("a", 5, "Deny", &$0)
      admin("b", 4, "Allow", &$0)
    },
    .init("one priority and one answer", "denied a spec.ingress[0]") {
      admin("a", 5, "Deny", &$0)
      admin("b", 5, "Deny", &$0)
    },
    .init("one priority and two answers", "unknown") {
      admin("a", 5, "Deny", &$0)
      admin("b", 5, "Allow", &$0)
    },
    .init("it allows what a NetworkPolicy would not", "allowed a spec.ingress[0]") {
      admin("a", 5, "Allow", &$0)
      own([], &$0)
    },
    .init("it passes to a NetworkPolicy", "denied own") {
      admin("a", 5, "Pass", &$0)
      admin("b", 6, "Allow", &$0)
      own([], &$0)
    },
    .init("without an answer the NetworkPolicy decides", "allowed own spec.ingress[0]") {
      admin("a", 5, "Deny", from: ops, &$0)
      own([[:]], &$0)
    },
    .init("the baseline", "denied default spec.ingress[0]") { baseline("Deny", &$0) },
    .init("a NetworkPolicy goes before the baseline", "allowed own spec.ingress[0]") {
      baseline("Deny", &$0)
      own([[:]], &$0)
    },
    .init("the baseline does not help who is isolated", "denied own") {
      baseline("Allow", &$0)
      own([], &$0)
    },
    .init("a pass leads to the baseline", "denied default spec.ingress[0]") {
      admin("a", 5, "Pass", &$0)
      baseline("Deny", &$0)
    },
    .init("a port", "denied a spec.ingress[0]") {
      admin("a", 5, "Deny", ports: [["portNumber": ["protocol": "TCP", "port": 8080]]], &$0)
    },
    .init("another port", "open") {
      admin("a", 5, "Deny", ports: [["portNumber": ["protocol": "UDP", "port": 8080]]], &$0)
    },
    .init("a range and a name", "denied a spec.ingress[0]") {
      admin(
        "a", 5, "Deny", ports: [["namedPort": "x"], ["portRange": ["start": 1, "end": 9000]]], &$0)
    },
    .init("pods of namespaces", "denied a spec.ingress[0]") {
      admin(
        "a", 5, "Deny",
        from: [
          "pods": ["namespaceSelector": [:], "podSelector": ["matchLabels": ["app": "api"]]]
        ], &$0)
    },
    .init("a peer that nobody knows", "unknown") { admin("a", 5, "Deny", from: ["x": [:]], &$0) },
    .init("an action that nobody knows", "unknown") { admin("a", 5, "Drop", &$0) },
    .init("a priority that is none", "unknown") { admin("a", "high", "Allow", &$0) },
    .init("a port that is none", "unknown") { admin("a", 5, "Allow", ports: [["port": 1]], &$0) },
  ]

  @Test(arguments: cases)
  func `administrators, then NetworkPolicies, then the baseline`(_ one: SystemPolicyCase) {
    #expect(one.answer == one.wanted)
  }
}

import Language
import Routing
import Testing
import Topology

/// What a verdict says besides yes and no.
@Suite struct PolicyVerdictTests {
  private static func cluster(_ rules: JSONValue) -> PolicyCluster {
    var cluster = PolicyCluster()
    cluster.pod("web", addresses: ["10.1.0.1"])
    cluster.pod("gate", node: "node-2", addresses: ["10.1.0.2"])
    cluster.policy("in", ["podSelector": ["matchLabels": ["app": "web"]], "ingress": rules])
    return cluster
  }

  @Test(
    arguments: [
      ([], .noRule, nil, "isolates the pod and has no ingress rule, so nothing comes in."),
      (
        [["from": [["podSelector": ["matchLabels": ["app": "x"]]]]]], .peer, 0,
        "isolates the pod, and spec.ingress[0] does not admit this source."
      ),
      (
        [["ports": [["port": 80]]]], .port, 0,
        "isolates the pod, and spec.ingress[0] does not admit port 8080."
      ),
      (
        [["ports": [["port": 8080, "protocol": "UDP"]]]], .transport, 0,
        "isolates the pod, and spec.ingress[0] admits port 8080, but not for TCP."
      ),
      // The nearest rule is the one with the right source, then the one with the right port.
      (
        [
          ["from": [["podSelector": ["matchLabels": ["app": "x"]]]], "ports": [["port": 8080]]],
          ["from": [["podSelector": [:]]], "ports": [["port": 80]]],
        ], .port, 1, "isolates the pod, and spec.ingress[1] does not admit port 8080."
      ),
      (
        [
          ["from": [["podSelector": ["matchLabels": ["app": "x"]]]], "ports": [["port": 80]]],
          ["from": [["podSelector": ["matchLabels": ["app": "x"]]]], "ports": [["port": 8080]]],
        ], .peer, 1, "isolates the pod, and spec.ingress[1] does not admit this source."
      ),
    ] as [(JSONValue, PolicyHalf.Part, Int?, String)])
  func `a denial names the nearest rule and the part that fails`(
    _ rules: JSONValue, _ part: PolicyHalf.Part, _ rule: Int?, _ sentence: String
  ) {
    let half = Self.cluster(rules).verdict("shop/gate", "shop/web").ingress
    #expect(half.outcome == .denied)
    #expect(half.failure == part)
    #expect(half.rule == rule)
    #expect(half.policy?.description == "shop/in")
    #expect(half.sentence.english == "Policy shop/in \(sentence)")
  }

  /// What the API refuses matches nobody.
  @Test(
    arguments: [
      ([["from": [[:]]]], "spec.ingress[0].from[0]"),
      ([["from": [.null]]], "spec.ingress[0].from[0]"),
      (
        [["from": [["podSelector": [:], "ipBlock": ["cidr": "0.0.0.0/0"]]]]],
        "spec.ingress[0].from[0]"
      ),
      ([["from": [["ipBlock": ["cidr": "10.0.0.0"]]]]], "spec.ingress[0].from[0].ipBlock.cidr"),
      ([["from": [["ipBlock": ["cidr": 10]]]]], "spec.ingress[0].from[0].ipBlock.cidr"),
      ([["from": [["ipBlock": "0.0.0.0/0"]]]], "spec.ingress[0].from[0].ipBlock.cidr"),
      (
        [["from": [["ipBlock": ["cidr": "10.0.0.0/8", "except": ["10.0.0.0/8"]]]]]],
        "spec.ingress[0].from[0].ipBlock.except[0]"
      ),
      (
        [["from": [["ipBlock": ["cidr": "10.0.0.0/8", "except": "10.1.0.0/16"]]]]],
        "spec.ingress[0].from[0].ipBlock.except"
      ),
      ([["from": ["podSelector": [:]]]], "spec.ingress[0].from"),
      ([["from": [["podSelector": "web"]]]], "spec.ingress[0].from[0].podSelector"),
      (
        [["from": [["podSelector": ["matchExpressions": [["key": "app", "operator": "in"]]]]]]],
        "spec.ingress[0].from[0].podSelector"
      ),
      (
        [["from": [["podSelector": ["matchLabels": ["app": 5]]]]]],
        "spec.ingress[0].from[0].podSelector"
      ),
      ([["ports": [["port": 0]]]], "spec.ingress[0].ports[0].port"),
      ([["ports": [["port": 8080, "protocol": "tcp"]]]], "spec.ingress[0].ports[0].protocol"),
      ([["ports": [["port": 8000, "endPort": 7999]]]], "spec.ingress[0].ports[0].endPort"),
      ([["ports": [["port": "http", "endPort": 9000]]]], "spec.ingress[0].ports[0].endPort"),
      ([["ports": [["endPort": 9000]]]], "spec.ingress[0].ports[0].port"),
      ([["ports": [["port": "8080"]]]], "spec.ingress[0].ports[0].port"),
      ([["ports": [["port": true]]]], "spec.ingress[0].ports[0].port"),
      ([["ports": ["port": 8080]]], "spec.ingress[0].ports"),
      (["everything"], "spec.ingress[0]"), (["from": []], "spec.ingress"),
    ] as [(JSONValue, String)])
  func `what is malformed matches nothing and is told`(_ rules: JSONValue, _ field: String) {
    #expect(Self.cluster(rules).verdict("shop/gate", "shop/web").isAllowed == false)
    #expect(NetworkPolicy(["spec": ["ingress": rules]]).problems.map(\.field) == [field])
  }

  @Test func `a policy whose own selector is malformed selects nothing`() {
    var cluster = PolicyCluster()
    cluster.pod("web")
    cluster.policy("in", ["podSelector": ["matchLabels": ["app"]]])
    cluster.policy("types", ["policyTypes": ["ingress"]])
    cluster.policy("none", "everything")
    #expect(PolicyIndex(cluster.inventory).policy(NamespacedName("shop", "in"))?.selector == nil)
    #expect(cluster.verdict(.client, "shop/web").ingress.outcome == .notIsolated)
  }

  @Test func `a policy of another group with the same kind is none`() {
    var cluster = PolicyCluster()
    cluster.pod("web")
    var inventory = cluster.inventory
    let kind = ResourceKind(
      group: "projectcalico.org", version: "v3", kind: "NetworkPolicy", plural: "networkpolicies")
    inventory.apply(
      .applied(Resource(["metadata": ["name": "a", "namespace": "shop"]], kind: kind)))
    #expect(PolicyIndex(inventory).isEmpty)
  }

  @Test func `of a namespace that is not known only the name is`() {
    func outcome(_ selector: JSONValue) -> PolicyHalf.Outcome {
      var cluster = Self.cluster([["from": [["namespaceSelector": selector]]]])
      cluster.pod("far", in: "elsewhere", node: "node-2")
      return cluster.verdict("elsewhere/far", "shop/web").ingress.outcome
    }
    #expect(outcome(["matchLabels": ["kubernetes.io/metadata.name": "elsewhere"]]) == .allowed)
    #expect(outcome(["matchLabels": ["kubernetes.io/metadata.name": "shop"]]) == .denied)
    #expect(outcome(["matchLabels": ["team": "red"]]) == .unknown)
    #expect(
      outcome(["matchLabels": ["team": "red", "kubernetes.io/metadata.name": "shop"]]) == .denied)
    #expect(outcome([:]) == .allowed)
  }

  @Test func `clients outside are matched by blocks of their family`() throws {
    func outcome(_ peer: PolicyPeer, _ block: JSONValue) -> PolicyHalf.Outcome {
      let cluster = Self.cluster([["from": [["ipBlock": block]]]])
      return cluster.verdict(peer, "shop/web").ingress.outcome
    }
    let outside = PolicyPeer.address(try #require(IPAddress("203.0.113.9")))
    let outside6 = PolicyPeer.address(try #require(IPAddress("2001:db8::9")))
    let all: JSONValue = ["cidr": "0.0.0.0/0"]
    #expect(outcome(outside, all) == .allowed)
    #expect(outcome(outside6, all) == .denied)
    #expect(outcome(outside6, ["cidr": "2001:db8::/64"]) == .allowed)
    #expect(outcome(outside, ["cidr": "0.0.0.0/0", "except": ["203.0.113.0/24"]]) == .denied)
    #expect(outcome(.client, all) == .allowed)
    #expect(outcome(.node, all) == .allowed)
    // The pod has an IPv4 address only, so nothing of the other family arrives.
    #expect(outcome(.client, ["cidr": "::/0"]) == .denied)
    #expect(outcome(.client, ["cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]]) == .unknown)
    #expect(outcome(.client, ["cidr": "203.0.113.0/24"]) == .unknown)
  }

  @Test func `a pod without address may or may not be in a block`() {
    var cluster = Self.cluster([["from": [["ipBlock": ["cidr": "10.0.0.0/8"]]]]])
    cluster.pod("late", addresses: [])
    #expect(cluster.verdict("shop/late", "shop/web").ingress.outcome == .unknown)
    #expect(cluster.verdict("shop/gate", "shop/web").ingress.outcome == .allowed)
  }

  @Test func `an index that takes over what did not change equals a new one`() {
    var cluster = Self.cluster([])
    cluster.policy("far", in: "ops", ["egress": [["to": [["namespaceSelector": [:]]]]]])
    var inventory = cluster.inventory
    var index = PolicyIndex(inventory)
    #expect(index.policies(reachingInto: "shop").map(\.name.name) == ["far"])
    inventory.apply(.deleted(ObjectReference("NetworkPolicy", "ops", "far")))
    inventory.apply(
      .applied(
        Resource(["metadata": ["name": "new", "namespace": "shop"]], kind: .networkPolicy)))
    index = PolicyIndex(inventory, reusing: index)
    #expect(index.policies(reachingInto: "shop") == [])
    #expect(index.policies(in: "shop").map(\.name.name) == ["in", "new"])
    #expect(index.namespaces == ["shop"])
  }
}

import TestSupport
import Topology

/// A random cluster of a few namespaces, pods and policies of every shape, sound and malformed.
struct RandomPolicies: RandomNumberGenerator {
  /// One connection to judge.
  struct Question {
    let source: PolicyOracle.End
    let destination: PolicyOracle.End
    let port: Int
    let transport: String
  }

  private var source: SeededGenerator
  private(set) var pods: [JSONValue] = []
  private(set) var policies: [JSONValue] = []
  private(set) var namespaces: [String: JSONValue] = [:]
  private let nodes = ["node-1": "192.168.0.1", "node-2": "192.168.0.2"]
  private static let names = ["red", "green", "blue"]

  init(seed: UInt64) {
    source = SeededGenerator(seed &* 0x9E37_79B9_7F4A_7C15)
    for name in Self.names where !chance(8) {
      namespaces[name] = [
        "metadata": ["name": .string(name), "labels": labels(["team": ["a", "b"], "env": ["x"]])]
      ]
    }
    for number in 0..<Int.random(in: 3...6, using: &self) { pods.append(pod(number)) }
    for number in 0..<Int.random(in: 1...6, using: &self) {
      policies.append([
        "metadata": ["name": .string("policy-\(number)"), "namespace": .string(pick(Self.names))],
        "spec": spec(),
      ])
    }
  }

  mutating func next() -> UInt64 { source.next() }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &self)]
  }

  /// True once in so many times.
  private mutating func chance(_ times: Int) -> Bool {
    Int.random(in: 0..<times, using: &self) == 0
  }

  var resources: [Resource] {
    let nodes = nodes.map { name, address in
      Resource.node(Node(metadata: Metadata(name: name), internalAddress: address))
    }
    return nodes + namespaces.values.map { Resource($0, kind: .namespace) }
      + pods.map { Resource($0, kind: .pod) } + policies.map { Resource($0, kind: .networkPolicy) }
  }

  var oracle: PolicyOracle {
    PolicyOracle(policies: policies, namespaces: namespaces, nodes: nodes)
  }

  /// Every pair of pods, and each pod with some addresses outside.
  mutating func questions() -> [Question] {
    let outside = ["203.0.113.7", "10.0.1.77", "2001:db8::77"].map(PolicyOracle.End.address)
    let ends = pods.map(PolicyOracle.End.pod)
    let pairs = ends.flatMap { left in ends.map { (left, $0) } }
    let far = pods.flatMap { pod in
      outside.flatMap { [($0, PolicyOracle.End.pod(pod)), (PolicyOracle.End.pod(pod), $0)] }
    }
    return (pairs + far).map { source, destination in
      Question(
        source: source, destination: destination, port: pick([80, 80, 53, 8080, 443]),
        transport: pick(["TCP", "TCP", "UDP"]))
    }
  }
}

extension RandomPolicies {
  private mutating func labels(_ values: [String: [String]]) -> JSONValue {
    var labels: [String: JSONValue] = [:]
    for (key, values) in values.sorted(by: { $0.key < $1.key }) where !chance(4) {
      labels[key] = .string(pick(values))
    }
    return .object(labels)
  }

  private mutating func pod(_ number: Int) -> JSONValue {
    let node = pick(["node-1", "node-2"])
    var addresses = ["10.0.\(pick([0, 1])).\(number + 1)"]
    if chance(3) { addresses.append("2001:db8::\(number + 1)") }
    if chance(12) { addresses = [nodes[node] ?? ""] }
    if chance(12) { addresses = [] }
    let ports = (0..<pick([0, 1, 2])).map { _ -> JSONValue in
      [
        "name": .string(pick(["http", "dns"])), "containerPort": pick([80, 53, 8080]),
        "protocol": pick([.null, "TCP", "UDP"]),
      ]
    }
    return [
      "metadata": [
        "name": .string("pod-\(number)"), "namespace": .string(pick(Self.names)),
        "labels": labels(["app": ["w", "d"], "tier": ["x", "y"]]),
      ],
      "spec": ["nodeName": .string(node), "containers": [["ports": .array(ports)]]],
      "status": ["podIPs": .array(addresses.map { ["ip": .string($0)] })],
    ]
  }

  private mutating func spec() -> JSONValue {
    [
      "podSelector": chance(8) ? .null : selector(pods: true),
      "policyTypes": pick([
        .null, .null, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["ingress"],
        ["Egress", "Other"],
      ]),
      "ingress": rules("from"), "egress": rules("to"),
    ]
  }

  private mutating func rules(_ peers: String) -> JSONValue {
    if chance(4) { return .null }
    return .array(
      (0..<pick([0, 1, 1, 2])).map { _ in
        if chance(20) { return pick([.null, [:], "all"]) }
        return [
          peers: list([.null, [], ["podSelector": [:]]]) { $0.peer() },
          "ports": list([.null, .null, [], ["port": 80]]) { $0.port() },
        ]
      })
  }

  /// One of these once in three times, else a few elements.
  private mutating func list(
    _ others: [JSONValue], _ element: (inout Self) -> JSONValue
  ) -> JSONValue {
    if chance(3) { return pick(others) }
    return .array((0..<pick([1, 1, 2])).map { _ in element(&self) })
  }

  private mutating func peer() -> JSONValue {
    switch Int.random(in: 0..<12, using: &self) {
    case 0...2: ["podSelector": selector(pods: true)]
    case 3...4: ["namespaceSelector": selector(pods: false)]
    case 5...6: ["namespaceSelector": selector(pods: false), "podSelector": selector(pods: true)]
    case 7...10: ["ipBlock": block()]
    default: pick([[:], .null, ["podSelector": [:], "ipBlock": ["cidr": "0.0.0.0/0"]]])
    }
  }

  private mutating func block() -> JSONValue {
    [
      "cidr": pick([
        "0.0.0.0/0", "10.0.0.0/8", "10.0.1.0/24", "10.0.0.9/23", "192.168.0.2/32", "::/0",
        "2001:db8::/64", "203.0.113.0/29", "10.0.0.0", "10.0.0.0/40", "10.0.0.1/30",
      ]),
      "except": pick([
        .null, .null, [], ["10.0.1.0/24"], ["10.0.0.2/32", "10.0.1.4/30"], ["10.0.0.0/8"],
        ["2001:db8::2/127"], ["all"],
      ]),
    ]
  }

  private mutating func selector(pods: Bool) -> JSONValue {
    let keys = pods ? ["app", "tier"] : ["team", "env", "kubernetes.io/metadata.name"]
    let values = pods ? ["w", "d", "x", "y"] : ["a", "b", "x"] + Self.names
    switch Int.random(in: 0..<10, using: &self) {
    case 0...2: return [:]
    case 3...5:
      return ["matchLabels": [pick(keys): .string(pick(values))]]
    case 6...8:
      let comparison = pick(["In", "NotIn", "Exists", "DoesNotExist"])
      let list: JSONValue = [.string(pick(values)), .string(pick(values))]
      return [
        "matchExpressions": [
          [
            "key": .string(pick(keys)), "operator": .string(comparison),
            "values": comparison.hasSuffix("n") ? list : .null,
          ]
        ]
      ]
    default:
      return pick([
        ["matchLabels": ["app": 1]], ["matchExpressions": [["key": "app", "operator": "in"]]],
        ["matchExpressions": [["key": "app", "operator": "NotIn", "values": []]]], "app=w",
      ])
    }
  }

  private mutating func port() -> JSONValue {
    [
      "protocol": pick([.null, .null, "TCP", "UDP", "UDP", "tcp"]),
      "port": pick([.null, 80, 80, 53, 443, 1, "http", "dns", "80", 0, 70_000]),
      "endPort": pick([.null, .null, .null, 80, 9000, 60, 70_000]),
    ]
  }
}

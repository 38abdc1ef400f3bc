import Routing
import Testing
import Topology

/// Pods, and policies of any system, in a few lines.
struct SystemPolicies {
  private var resources: [Resource] = []
  private var pods: [String: Pod] = [:]

  /// `shop/web` on node-1, and `shop/api`, `shop/gate` and `ops/probe` on node-2, which connect to its port 8080.
  init() {
    for number in 1...2 {
      resources.append(
        .node(
          Node(metadata: Metadata(name: "node-\(number)"), internalAddress: "192.168.0.\(number)")))
    }
    resources.append(.namespace(Metadata(name: "shop", labels: ["team": "shop"])))
    resources.append(.namespace(Metadata(name: "ops", labels: ["team": "ops"])))
    pod("web", "shop", "10.1.0.1", "node-1", "web")
    pod("api", "shop", "10.1.0.2", "node-2", "api")
    pod("gate", "shop", "10.1.0.3", "node-2", nil)
    pod("probe", "ops", "10.1.0.4", "node-2", "probe")
    pod("host", "ops", "192.168.0.2", "node-2", nil)
  }

  /// Adds a pod; its account is known where it has a workload.
  mutating func pod(
    _ app: String, _ namespace: String, _ address: String, _ node: String, _ account: String?,
    labels: [String: String] = [:]
  ) {
    var metadata = Metadata(
      name: app, namespace: namespace, uid: app,
      labels: labels.merging(["app": app]) { own, _ in own })
    if let account {
      metadata.owner = .init(kind: "StatefulSet", name: app, uid: "set-\(app)")
      resources.append(
        .workload(
          Workload(
            metadata: Metadata(name: app, namespace: namespace), kind: .statefulSet,
            template: PodTemplate(serviceAccount: account))))
    }
    let pod = Pod(
      metadata: metadata, node: node, addresses: [address], phase: "Running", isReady: true,
      ports: [.init(name: "http", number: 8080)])
    pods["\(namespace)/\(app)"] = pod
    resources.append(.pod(pod))
  }

  /// Adds an object: `kind namespace/name`, without namespace for the whole cluster.
  mutating func add(_ object: String, _ fields: [String: JSONValue]) {
    let words = object.split(separator: " ").map(String.init)
    let name = words[1].split(separator: "/").map(String.init)
    let kinds = PolicySystems.kinds + [.networkPolicy]
    guard
      let kind = kinds.first(where: {
        $0.kind == words[0] && (words.count < 3 || $0.group == words[2])
      })
    else { return }
    var tree: [String: JSONValue] = [
      "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
      "metadata": [
        "name": .string(name[name.count - 1]),
        "namespace": name.count == 2 ? .string(name[0]) : .null,
      ],
    ]
    for (key, value) in fields { tree[key] = value }
    resources.append(Resource(.object(tree), kind: kind))
  }

  mutating func namespace(_ metadata: Metadata) { resources.append(.namespace(metadata)) }

  var inventory: Inventory { Inventory(resources) }

  /// Everything that is enforced says to a connection to `shop/web`, in a word and the rule that decides.
  func verdict(
    from source: String = "shop/api", to destination: String = "shop/web", port: Int = 8080,
    _ request: PolicyFlow.Request? = nil, direction: NetworkPolicy.Direction = .ingress,
    isPlanned: Bool = false, by enforcer: PolicyJudge.Enforcer? = nil
  ) -> String {
    let inventory = inventory
    let judge = PolicyJudge(PolicyIndex(inventory), enforcers: [enforcer ?? Self.everybody])
    let own = pods[direction == .ingress ? destination : source]
    let other = pods[direction == .ingress ? source : destination].map(PolicyFlow.Peer.pod)
    let peer =
      other ?? IPAddress(source).map(PolicyFlow.Peer.address)
      ?? (source == "client" ? .client : .anybody)
    guard let own else { return "no pod" }
    let flow = PolicyFlow(
      inventory, direction, of: own, with: peer, port: port, request: request,
      isPlanned: isPlanned)
    let answers = judge.answers(flow).map(\.ruling)
    let ruling =
      answers.first { $0.outcome.isAllowed == false } ?? answers.first { $0.outcome == .unknown }
      ?? answers.first
    guard let ruling else { return "open" }
    let place = [ruling.policy?.name.name, ruling.field].compactMap(\.self).joined(separator: " ")
    return ruling.outcome == .unknown ? "unknown" : "\(ruling.outcome) \(place)"
  }

  static let everybody = PolicyJudge.Enforcer(
    name: "all", enforces: Set(PolicySystems.all.map { PolicyGroup($0.name) } + [.kubernetes]))
}

/// What one set of policies says of one connection.
struct SystemPolicyCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let wanted: String
  let ask: @Sendable (SystemPolicies) -> String
  let build: @Sendable (inout SystemPolicies) -> Void

  init(
    _ name: String, _ wanted: String,
    ask: @escaping @Sendable (SystemPolicies) -> String = { $0.verdict() },
    _ build: @escaping @Sendable (inout SystemPolicies) -> Void
  ) {
    testDescription = name
    self.wanted = wanted
    self.ask = ask
    self.build = build
  }

  var answer: String {
    var policies = SystemPolicies()
    build(&policies)
    return ask(policies)
  }
}

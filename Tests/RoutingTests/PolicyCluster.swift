import Routing
import Topology

/// Namespaces, pods and policies in a few lines.
struct PolicyCluster {
  private var resources: [Resource] = []
  private var pods: [String: Pod] = [:]

  /// The namespaces `shop`, `ops` with the label `team: ops`, and two nodes.
  init() {
    namespace("shop")
    namespace("ops", ["team": "ops"])
    for number in 1...2 {
      resources.append(
        .node(
          Node(metadata: Metadata(name: "node-\(number)"), internalAddress: "192.168.0.\(number)")))
    }
  }

  mutating func namespace(_ name: String, _ labels: [String: String] = [:]) {
    resources.append(.namespace(Metadata(name: name, labels: labels)))
  }

  /// Adds a pod `namespace/app` with the label `app` and a TCP port 8080 named `http`.
  mutating func pod(
    _ app: String, in namespace: String = "shop", labels: [String: String] = [:],
    node: String = "node-1", addresses: [String] = ["10.1.0.1"],
    ports: [Pod.ContainerPort] = [.init(name: "http", number: 8080)]
  ) {
    let pod = Pod(
      metadata: Metadata(
        name: app, namespace: namespace, uid: app,
        labels: labels.merging(["app": app]) { own, _ in own }),
      node: node, addresses: addresses, phase: "Running", isReady: true, ports: ports)
    pods["\(namespace)/\(app)"] = pod
    resources.append(.pod(pod))
  }

  /// Adds a policy with this spec.
  mutating func policy(_ name: String, in namespace: String = "shop", _ spec: JSONValue) {
    resources.append(
      Resource(
        [
          "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
          "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ], kind: .networkPolicy))
  }

  var inventory: Inventory { Inventory(resources) }

  subscript(name: String) -> Pod { pods[name] ?? Pod(metadata: Metadata(name: "none")) }

  /// The verdict between two pods, `namespace/app`.
  func verdict(
    _ source: String, _ destination: String, _ port: Int = 8080,
    _ transport: TransportProtocol = .tcp
  ) -> PolicyVerdict {
    verdict(.pod(self[source]), destination, port, transport)
  }

  func verdict(
    _ source: PolicyPeer, _ destination: String, _ port: Int = 8080,
    _ transport: TransportProtocol = .tcp
  ) -> PolicyVerdict {
    PolicyIndex(inventory).verdict(
      from: source, to: self[destination], port: port, transport: transport)
  }
}

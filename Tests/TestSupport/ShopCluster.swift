package import Topology

/// The shop with workloads: web with 3 pods, api-v1 with 2, api-v2 with 1 ready of 2 and a canary weight of
/// 10, and pay, whose selector matches no pod because of one letter.
package enum ShopCluster {
  /// 2026-01-05T12:04:31Z.
  package static let now: Double = 1_767_614_671

  /// The name of an object of the shop.
  package static func name(_ name: String) -> NamespacedName { NamespacedName("shop", name) }

  /// A Deployment of the shop.
  package static func deployment(_ name: String) -> ObjectReference {
    ObjectReference("Deployment", "shop", name)
  }

  /// A ready pod of a Deployment of the shop, which SmallCluster did not make.
  package static func pod(
    _ name: String, of workload: String, labels: [String: String], address: String,
    ready: Bool = true, created: String = "2026-01-05T12:00:00Z"
  ) -> Pod {
    Pod(
      metadata: Metadata(
        name: name, namespace: "shop", uid: name, labels: labels,
        owner: Metadata.Owner(kind: "ReplicaSet", name: "\(workload)-rs", uid: "\(workload)-rs"),
        creationTimestamp: created), node: "node-1", addresses: [address], phase: "Running",
      isReady: ready, reason: ready ? "" : "readiness probe failed",
      ports: [Pod.ContainerPort(name: "http", number: 8080)])
  }

  /// A workload of the shop with a number of pods.
  package static func workload(
    _ name: String, _ replicas: Int, ready: Int? = nil, labels: [String: String]
  ) -> [Resource] {
    let owner = Metadata.Owner(kind: "Deployment", name: name, uid: "\(name)-uid")
    let selector = LabelSelector(labels: labels)
    return [
      .workload(
        Workload(
          metadata: Metadata(
            name: name, namespace: "shop", uid: "\(name)-uid", resourceVersion: "7"),
          kind: .deployment, replicas: replicas, readyReplicas: ready ?? replicas,
          selector: selector, templateLabels: labels)),
      .workload(
        Workload(
          metadata: Metadata(
            name: "\(name)-rs", namespace: "shop", uid: "\(name)-rs", owner: owner),
          kind: .replicaSet, replicas: replicas, readyReplicas: ready ?? replicas,
          selector: selector, templateLabels: labels)),
    ]
  }

  /// The cluster before it is built, for tests that add to it.
  package static var cluster: SmallCluster {
    var cluster = SmallCluster()
    cluster.namespace("shop")
    cluster.nginx()
    add("web", 3, labels: ["app": "web"], to: &cluster)
    add("api-v1", 2, labels: ["app": "api", "track": "v1"], to: &cluster)
    add("api-v2", 2, ready: 1, labels: ["app": "api", "track": "v2"], to: &cluster)
    add("pay", 2, labels: ["app": "pay", "tier": "back-end"], to: &cluster)
    cluster.service("web", selector: ["app": "web"])
    cluster.service("api-v1", selector: ["app": "api", "track": "v1"])
    cluster.service("api-v2", selector: ["app": "api", "track": "v2"])
    cluster.service("pay", selector: ["app": "pay", "tier": "backend"])
    cluster.ingress(
      "shop", "shop.local/ Prefix web:80", "shop.local/api Prefix api-v1:80",
      "shop.local/pay Prefix pay:80")
    cluster.ingress(
      "shop-canary",
      annotations: [
        "nginx.ingress.kubernetes.io/canary": "true",
        "nginx.ingress.kubernetes.io/canary-weight": "10",
      ], "shop.local/api Prefix api-v2:80")
    return cluster
  }

  private static func add(
    _ name: String, _ count: Int, ready: Int? = nil, labels: [String: String],
    to cluster: inout SmallCluster
  ) {
    for resource in workload(name, count, ready: ready, labels: labels) { cluster.add(resource) }
    let block = ["web": 1, "api-v1": 2, "api-v2": 3][name] ?? 4
    for index in 1...count {
      cluster.pod(
        pod(
          "\(name)-\(index)", of: name, labels: labels, address: "10.1.\(block).\(index)",
          ready: index <= ready ?? count))
    }
  }

  /// The shop's objects and slices.
  package static var inventory: Inventory { cluster.inventory }
}

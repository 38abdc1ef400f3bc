import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

/// A fault of the catalogue with one cluster that has it and one that has not.
struct FaultFixture: CustomTestStringConvertible, Sendable {
  let id: String
  let object: String
  /// How many objects have it.
  let count: Int
  let broken: @Sendable (inout SmallCluster) -> Void
  let sound: @Sendable (inout SmallCluster) -> Void

  init(
    _ id: String, _ object: String, count: Int = 1,
    broken: @escaping @Sendable (inout SmallCluster) -> Void,
    sound: @escaping @Sendable (inout SmallCluster) -> Void
  ) {
    self.id = id
    self.object = object
    self.count = count
    self.broken = broken
    self.sound = sound
  }

  var testDescription: String { id }

  /// The faults of a cluster that this builds.
  static func diagnosis(_ build: (inout SmallCluster) -> Void) -> Diagnosis {
    var cluster = SmallCluster()
    build(&cluster)
    return diagnosis(cluster.inventory)
  }

  /// The faults of an inventory, as of the playground on the day of the fixtures.
  static func diagnosis(_ inventory: Inventory) -> Diagnosis {
    Diagnosis(inventory, routes: RoutingTable(inventory), extent: .playground, now: now)
  }

  /// The time of all fixtures.
  static let now = Timestamp.seconds("2026-06-01T00:00:00Z") ?? 0

  /// A whole shop without any fault.
  static func shop(_ cluster: inout SmallCluster) {
    cluster.nginx()
    cluster.namespace("shop")
    cluster.service("web", selector: ["app": "web"], target: .name("http"))
    cluster.pods("web", 3, labels: ["app": "web"])
    cluster.ingress("web", "shop.local/ Prefix web:80")
  }

  static let all =
    services + endpoints + pods + ingresses + ingressControllers + ingressAnnotations
    + certificates + policies + settings + balancers + mixtures + slices + names + foundations
    + gateways + gatewayTrust + gatewayRoutes + templates + held + contour + traefikRoutes + istio
    + pluginPolicies
}

extension SmallCluster {
  /// Adds a Service of namespace `shop`, changed as wanted.
  mutating func service(
    _ name: String, target: PortReference = .number(8080), _ change: (inout Service) -> Void
  ) {
    var service = Service(
      metadata: Metadata(name: name, namespace: "shop"), clusterIP: "10.0.0.1",
      ports: [Service.Port(name: "http", number: 80, target: target)], selector: ["app": name])
    change(&service)
    self.service(service)
  }

  /// Adds a Deployment of namespace `shop`.
  mutating func deployment(_ name: String, replicas: Int, ready: Int, labels: [String: String]) {
    add(
      .workload(
        Workload(
          metadata: Metadata(name: name, namespace: "shop"), kind: .deployment, replicas: replicas,
          readyReplicas: ready, selector: LabelSelector(labels: labels), templateLabels: labels)))
  }

  /// Adds a TLS Secret of namespace `shop`.
  mutating func secret(_ name: String, _ data: JSONValue) {
    add(
      .secret,
      [
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
        "metadata": ["name": .string(name), "namespace": "shop"], "data": data,
      ])
  }

  /// Adds one pod of namespace `shop` in some state.
  mutating func pod(
    _ name: String, app: String, phase: String = "Running", reason: String = "",
    node: String = "node-1", addresses: [String] = ["10.1.9.9"], isReady: Bool = false
  ) {
    pod(
      Pod(
        metadata: Metadata(name: name, namespace: "shop", uid: name, labels: ["app": app]),
        node: node, addresses: addresses, phase: phase, isReady: isReady, reason: reason,
        ports: [Pod.ContainerPort(name: "http", number: 8080)]))
  }
}

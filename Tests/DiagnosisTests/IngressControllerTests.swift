import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

/// Who serves Ingresses: what is said depends on how much of a cluster is known, and on time.
@Suite struct IngressControllerTests {
  private static func ids(
    _ extent: DiagnosisExtent, now: Double = FaultFixture.now, unreadable: Set<String> = [],
    _ build: (inout SmallCluster) -> Void
  ) -> Set<String> {
    var cluster = SmallCluster()
    build(&cluster)
    var diagnosis = Diagnosis()
    diagnosis.extent = extent
    diagnosis.unreadableKinds = unreadable
    let inventory = cluster.inventory
    diagnosis.update(inventory, routes: RoutingTable(inventory), now: now)
    return Set(diagnosis.faults.map(\.id)).intersection([
      "ingress-class-no-controller", "ingress-controller-down", "ingress-no-address",
    ])
  }

  private static let shop: @Sendable (inout SmallCluster) -> Void = { FaultFixture.shop(&$0) }

  @Test func `a controller is missed in whole clusters only`() {
    #expect(
      Self.ids(.cluster, Self.shop) == ["ingress-class-no-controller", "ingress-no-address"])
    for extent in [DiagnosisExtent.manifests, .namespace, .playground] {
      #expect(Self.ids(extent, Self.shop) == [])
    }
  }

  @Test func `nothing is missed where workloads may not be read`() {
    for kind in ["Deployment", "DaemonSet", "StatefulSet", "IngressClass"] {
      #expect(Self.ids(.cluster, unreadable: [kind], Self.shop) == [])
    }
  }

  @Test func `the playground is known by its nodes, however it is reached`() {
    let found = Self.ids(.cluster) { cluster in
      FaultFixture.shop(&cluster)
      cluster.add(
        .node(
          Node(
            metadata: Metadata(
              name: "node-1", labels: ["topology.kubernetes.io/region": "loopback"]))))
    }
    #expect(found == [])
  }

  @Test(
    arguments: [
      ("ingress-nginx-controller", "ingress-nginx", [:]),
      ("rke2-ingress-nginx-controller", "kube-system", [:]),
      ("edge", "web", ["app.kubernetes.io/name": "ingress-nginx"]),
      ("traefik", "traefik", [:]),
    ] as [(String, String, [String: String])])
  func `installations of ingress-nginx are known`(
    _ name: String, _ namespace: String, _ labels: [String: String]
  ) {
    for (ready, fault) in [(1, nil), (0, "ingress-controller-down")] {
      let found = Self.ids(.cluster) { cluster in
        FaultFixture.shop(&cluster)
        cluster.controller(name, in: namespace, ready: ready, labels: labels)
      }
      #expect(found.contains("ingress-controller-down") == (fault != nil))
      #expect(!found.contains("ingress-class-no-controller"))
    }
  }

  @Test func `the default backend of a controller is no controller`() {
    let found = Self.ids(.cluster) { cluster in
      FaultFixture.shop(&cluster)
      cluster.controller(
        "ingress-nginx-defaultbackend", in: "ingress-nginx",
        labels: ["app.kubernetes.io/component": "default-backend"])
    }
    #expect(found.contains("ingress-class-no-controller"))
  }

  @Test func `a missing address follows from the controller's fault`() {
    var cluster = SmallCluster()
    FaultFixture.shop(&cluster)
    cluster.controller("ingress-nginx-controller", in: "ingress-nginx", ready: 0)
    let diagnosis = Diagnosis(
      cluster.inventory, routes: RoutingTable(cluster.inventory), extent: .cluster)
    let ingress = diagnosis.faults(of: ObjectReference("Ingress", "shop", "web"))
    #expect(ingress.first { $0.id == "ingress-no-address" }?.cause == "ingress-controller-down")
    let down = diagnosis.faults(of: ObjectReference("IngressClass", "", "nginx")).first
    #expect(down?.id == "ingress-controller-down" && down?.cause == "workload-unavailable")
  }

  @Test func `an address is missed when its time has come, without any change`() {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.controller("ingress-nginx-controller", in: "ingress-nginx")
    cluster.ingress("web", created: "2026-06-01T00:00:00Z", "shop.local/ Prefix web:80")
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    let start = FaultFixture.now
    var diagnosis = Diagnosis(inventory, routes: routes, extent: .cluster, now: start + 5)
    func isMissed() -> Bool { diagnosis.faults.contains { $0.id == "ingress-no-address" } }
    #expect(!isMissed() && !diagnosis.isDue(at: start + 179))
    diagnosis.update(inventory, routes: routes, changes: ChangeLog(), now: start + 179)
    #expect(!isMissed() && diagnosis.isDue(at: start + 180))
    diagnosis.update(inventory, routes: routes, changes: ChangeLog(), now: start + 180)
    #expect(isMissed() && !diagnosis.isDue(at: start + 181))
    // Without a clock nothing is said that depends on one.
    #expect(Self.ids(.cluster, now: 0) { $0 = cluster } == [])
  }

  @Test func `a certificate expires while nothing changes`() {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.secret("cert", ["tls.crt": .string(TestCertificate.ending), "tls.key": ""])
    cluster.ingress(
      "web", "shop.local/ Prefix web:80", tls: [["hosts": ["shop.local"], "secretName": "cert"]])
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    let end = Timestamp.seconds("2026-06-07T12:00:00Z") ?? 0
    var diagnosis = Diagnosis(inventory, routes: routes, now: end - 60)
    func grade() -> Fault.Grade? {
      diagnosis.faults.first { $0.id == "ingress-tls-cert-expired" }?.grade
    }
    #expect(grade() == .risk && diagnosis.isDue(at: end + 1))
    diagnosis.update(inventory, routes: routes, changes: ChangeLog(), now: end + 1)
    #expect(grade() == .degraded)
  }
}

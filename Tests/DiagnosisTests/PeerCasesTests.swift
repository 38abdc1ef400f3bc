import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// Clusters of which other tools say something wrong, or nothing (facts, 1.11), by their numbers there.
@Suite struct PeerCasesTests {
  private func ids(_ build: (inout SmallCluster) -> Void) -> [String] {
    FaultFixture.diagnosis(build).faults.filter { $0.grade > .info }.map(\.id)
  }

  @Test func `1 and 2: an unnamed port does not make any number right`() {
    let build: (inout SmallCluster, String) -> Void = { cluster, port in
      cluster.nginx()
      cluster.service("web") { $0.ports[0].name = "" }
      cluster.pods("web", 2, labels: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:\(port)")
    }
    #expect(ids { build(&$0, "8081") } == ["ingress-backend-port-missing"])
    #expect(ids { build(&$0, "80") } == [])
  }

  @Test func `4: a number that no pod declares is a risk and no fault`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"], target: .number(9090))
      cluster.pods("web", 2, labels: ["app": "web"])
    }
    #expect(diagnosis.faults.map(\.id) == ["service-target-port-not-declared"])
    #expect(diagnosis.faults.first?.severity == .warning)
  }

  @Test func `5: a manifest is defaulted before it is judged`() throws {
    let written: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "spec": ["selector": ["app": "web"], "ports": [["port": 8080]]],
    ]
    let read: JSONValue = [
      "metadata": ["name": "web", "namespace": "shop"],
      "spec": [
        "type": "ClusterIP", "selector": ["app": "web"], "clusterIP": "10.0.0.1",
        "clusterIPs": ["10.0.0.1"], "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
        "sessionAffinity": "None", "internalTrafficPolicy": "Cluster",
        "ports": [["port": 8080, "protocol": "TCP", "targetPort": 8080]],
      ],
    ]
    let found = [written, read].map { object in
      FaultFixture.diagnosis { cluster in
        cluster.service(Service(object))
        cluster.pods("web", 2, labels: ["app": "web"])
      }.faults
    }
    #expect(found[0] == found[1])
    #expect(found[0].map(\.id) == ["service-port-by-number"])
  }

  @Test func `6: every pod counts, not the first that is found`() {
    let build: (inout SmallCluster, [Pod.ContainerPort]) -> Void = { cluster, ports in
      cluster.service("web", selector: ["tier": "front"], target: .name("http"))
      cluster.replicas(of: "api", 1, labels: ["tier": "front"])
      cluster.replicas(of: "web", 2, labels: ["tier": "front"], ports: ports)
    }
    #expect(ids { build(&$0, [.init(name: "http", number: 80)]) } == [])
    let diagnosis = FaultFixture.diagnosis { build(&$0, [.init(name: "web", number: 80)]) }
    let fault = diagnosis.faults.first
    #expect(fault?.id == "service-multi-backend-port-skew")
    #expect(
      fault?.says
        == "Its selector takes in deployment/shop/web, whose pods (2 of 3) have no TCP port named \"http\"."
    )
  }

  @Test func `10: a Service without selector is in order when slices name it`() {
    let build: (inout SmallCluster, String) -> Void = { cluster, service in
      cluster.service("db") { $0.selector = [:] }
      cluster.add(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "db-1", namespace: "shop"), service: service,
            ports: [.init(name: "http", number: 5432)],
            endpoints: [Endpoint(addresses: ["192.0.2.7"])])))
    }
    #expect(ids { build(&$0, "db") } == [])
    #expect(
      ids { build(&$0, "dp") } == [
        "service-without-selector-or-endpoints", "endpointslice-foreign-or-stale",
      ])
  }

  @Test func `14: slices say what Endpoints do not: ending pods that serve, and families`() {
    let ending = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.pod(
        Pod(
          metadata: Metadata(
            name: "web", namespace: "shop", labels: ["app": "web"], isDeleting: true),
          node: "node-1", addresses: ["10.1.0.1"], phase: "Running", isReady: true))
    }
    #expect(ending.faults.first?.id == "endpoints-only-terminating")
    #expect(ending.faults.first?.grade == .degraded)
    #expect(
      ids { cluster in
        cluster.nginx()
        cluster.service("web") { $0.ipFamilies = ["IPv6"] }
        cluster.ingress("web", "shop.local/ Prefix web:80")
        for index in 1...2 {
          cluster.pod(
            Pod(
              metadata: Metadata(name: "web-\(index)", namespace: "shop", labels: ["app": "web"]),
              node: "node-\(index)", addresses: ["fd00::\(index)"], phase: "Running",
              isReady: true))
        }
      } == [])
  }

  @Test func `14: of two families each pod counts once`() {
    var cluster = SmallCluster()
    cluster.service("web") { $0.ipFamilies = ["IPv4", "IPv6"] }
    let pods = (1...2).map { index in
      Pod(
        metadata: Metadata(name: "web-\(index)", namespace: "shop", labels: ["app": "web"]),
        node: "node-1", addresses: ["10.1.0.\(index)", "fd00::\(index)"], phase: "Running",
        isReady: index == 1)
    }
    for pod in pods { cluster.pod(pod) }
    cluster.add(
      .endpointSlice(
        EndpointSlice(
          metadata: Metadata(name: "web-v6", namespace: "shop"), service: "web",
          addressType: "IPv6", ports: [.init(name: "http", number: 8080)],
          endpoints: pods.map { pod in
            Endpoint(
              addresses: [pod.addresses[1]], isReady: pod.isReady, isServing: pod.isReady,
              pod: pod.metadata.key)
          })))
    let inventory = cluster.inventory
    let faults = Diagnosis(inventory, routes: RoutingTable(inventory))
      .faults(of: ObjectReference("Service", "shop", "web"))
    #expect(faults.first?.says == "1 of 2 endpoints are ready; not web-2.")
  }

  @Test func `a mismatch of families is the cause of missing endpoints`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web") { $0.ipFamilies = ["IPv6"] }
      cluster.pods("web", 2, labels: ["app": "web"])
    }
    let missing = diagnosis.faults.first { $0.id == "endpoints-missing" }
    #expect(missing?.cause == "service-ip-family-mismatch")
  }

  @Test func `DNS and proxies that fail name their pods as the cause`() {
    let causes = ["dns-cluster-dns-down", "kube-proxy-not-programming"].map { id in
      FaultFixture.all.first { $0.id == id }.flatMap { fixture in
        FaultFixture.diagnosis(fixture.broken).faults.first { $0.id == id }?.cause
      }
    }
    #expect(causes == ["endpoints-none-ready", "workload-unavailable"])
  }
}

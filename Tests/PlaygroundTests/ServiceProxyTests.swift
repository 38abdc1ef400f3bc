import Foundation
import NIOCore
import Playground
import TestSupport
import Testing
import Topology

@Suite(.serialized, .realTime) struct ServiceProxyTests {
  @Test func `cluster IP, node port and load balancer reach every pod, and it is counted`()
    async throws
  {
    try await PodFixture.running([
      Manifest.workload("Deployment", "web"),
      Manifest.service("web", spec: ["type": "LoadBalancer"]),
    ]) { fixture in
      try await fixture.waitForReadyPods(3)
      let service = try #require(await fixture.service("web"))
      let endpoints = fixture.playground.endpoints
      let port = endpoints.ports.bound(80)
      let balancer = try #require(service.loadBalancerAddresses.first)
      let nodePort = service.ports[0].nodePort
      let urls = [
        "http://\(service.clusterIP):\(port)/", "http://\(endpoints.plan.node(2)):\(nodePort)/",
        "http://\(balancer):\(port)/",
      ]
      for url in urls {
        try await fixture.eventually("an answer from \(url)") {
          await fixture.get(url)?.status == 200
        }
      }
      var names: Set<String> = []
      for _ in 0..<60 { names.insert(await fixture.get(urls[0])?.body ?? "") }
      #expect(names == Set(await fixture.pods.map(\.metadata.name)))
      let metrics = await fixture.get(endpoints.metrics)?.body ?? ""
      for pod in await fixture.pods {
        let backend = "backend=\"\(pod.addresses[0]):8080\""
        #expect(metrics.contains("service=\"default/web\",\(backend),class=\"2xx\""))
      }
    }
  }

  @Test func `an address without endpoints refuses, and opens when one comes`() async throws {
    try await PodFixture.running([
      Manifest.workload("Deployment", "web", replicas: 0),
      Manifest.service("web", spec: ["type": "NodePort"]),
    ]) { fixture in
      let service = try #require(await fixture.service("web"))
      let node = fixture.playground.endpoints.plan.node(1)
      #expect(await fixture.isRefused(node, service.ports[0].nodePort))
      var object = try #require(await fixture.list(.deployment).first)
      object["spec"]["replicas"] = 1
      object["metadata"]["resourceVersion"] = .null
      try await fixture.playground.store.update(object, .deployment)
      try await fixture.eventually("an answer") {
        await fixture.get("http://\(node):\(service.ports[0].nodePort)/")?.status == 200
      }
    }
  }

  @Test func `external policy Local answers only on the pod's own node`() async throws {
    try await PodFixture.running([
      Manifest.pod("web"),
      Manifest.service("web", spec: ["type": "NodePort", "externalTrafficPolicy": "Local"]),
    ]) { fixture in
      try await fixture.waitForReadyPods(1)
      let own = try #require(await fixture.pods.first?.node)
      let port = try #require(await fixture.service("web")?.ports.first?.nodePort)
      for number in 1...3 {
        let address = fixture.playground.endpoints.plan.node(number)
        if own == "node-\(number)" {
          try await fixture.eventually("an answer") {
            await fixture.get("http://\(address):\(port)/")?.body == "web"
          }
        } else {
          #expect(await fixture.isRefused(address, port))
        }
      }
    }
  }

  @Test func `with ClientIP affinity one client stays with one pod`() async throws {
    try await PodFixture.running([
      Manifest.workload("Deployment", "web", replicas: 5),
      Manifest.service("web", spec: ["sessionAffinity": "ClientIP"]),
    ]) { fixture in
      try await fixture.waitForReadyPods(5)
      let address = try #require(await fixture.service("web")?.clusterIP)
      let port = fixture.playground.endpoints.ports.bound(80)
      let url = "http://\(address):\(port)/"
      try await fixture.eventually("an answer") { await fixture.get(url) != nil }
      var names: Set<String> = []
      for _ in 0..<30 { names.insert(await fixture.get(url)?.body ?? "") }
      #expect(names.count == 1)
    }
  }

  @Test func `a client that closes its half still gets the whole answer`() async throws {
    try await PodFixture.running([Manifest.pod("web"), Manifest.service("web")]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = try #require(await fixture.service("web")?.clusterIP)
      let port = fixture.playground.endpoints.ports.bound(80)
      try await fixture.eventually("an open address") {
        await !fixture.isRefused(address, port)
      }
      let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = try await RawConnection.exchange(
        address, port, bytes: Array(request.utf8), closesOutput: true,
        on: fixture.playground.group)
      #expect(String(decoding: answer, as: UTF8.self).hasSuffix("web\n"))
    }
  }
}

import Testing
import Topology

/// The rows of semantics 3.2 and 3.3.
@Suite struct EndpointRulesTests {
  private let node = Node(metadata: Metadata(name: "node-1"), zone: "zone-a")
  private let service = Service(
    metadata: Metadata(name: "web", namespace: "shop"),
    ports: [Service.Port(name: "http", number: 80, target: .number(8080))],
    selector: ["app": "web"])

  private func pod(
    _ name: String = "web-1", phase: String = "Running", isReady: Bool = true,
    isDeleting: Bool = false, addresses: [String] = ["10.1.0.1"], node: String = "node-1",
    ports: [Pod.ContainerPort] = []
  ) -> Pod {
    Pod(
      metadata: Metadata(
        name: name, namespace: "shop", labels: ["app": "web"], isDeleting: isDeleting),
      node: node, addresses: addresses, phase: phase, isReady: isReady, ports: ports)
  }

  private func endpoint(_ pod: Pod, _ service: Service? = nil) -> Endpoint? {
    EndpointRules.endpoint(of: pod, for: service ?? self.service) { $0 == "node-1" ? node : nil }
  }

  @Test(arguments: ["Succeeded", "Failed"])
  func `a finished pod has no endpoint`(_ phase: String) {
    #expect(endpoint(pod(phase: phase)) == nil)
  }

  @Test func `a pod without address has no endpoint`() {
    #expect(endpoint(pod(addresses: [])) == nil)
  }

  @Test func `a pod with addresses of the other family only has no endpoint`() {
    #expect(endpoint(pod(addresses: ["fd00::1"])) == nil)
    #expect(endpoint(pod(addresses: ["fd00::1", "10.1.0.2"]))?.addresses == ["10.1.0.2"])
  }

  @Test
  func `a pod on a node that does not exist is skipped unless not ready addresses are published`() {
    #expect(endpoint(pod(node: "gone")) == nil)
    var published = service
    published.publishesNotReadyAddresses = true
    #expect(endpoint(pod(node: "gone"), published)?.isReady == true)
  }

  @Test(
    arguments: [
      (true, false, true, false, true), (false, false, false, false, false),
      (true, true, true, true, false), (false, true, false, true, false),
    ])
  func `ready and deleting decide the three conditions`(
    _ row: (isReady: Bool, isDeleting: Bool, serving: Bool, terminating: Bool, ready: Bool)
  ) throws {
    let found = try #require(endpoint(pod(isReady: row.isReady, isDeleting: row.isDeleting)))
    #expect(found.isServing == row.serving)
    #expect(found.isTerminating == row.terminating)
    #expect(found.isReady == row.ready)
    #expect(found.zone == "zone-a")
  }

  @Test func `published not ready addresses are ready and keep serving as the pod is`() throws {
    var published = service
    published.publishesNotReadyAddresses = true
    let found = try #require(endpoint(pod(isReady: false, isDeleting: true), published))
    #expect(found.isReady)
    #expect(!found.isServing)
    #expect(found.isTerminating)
  }

  @Test func `conditions that are missing read as ready, serving and not terminating`() {
    let endpoint = Endpoint(["addresses": ["10.1.0.1"]])
    #expect(endpoint.isReady && endpoint.isServing && !endpoint.isTerminating)
  }

  @Test func `a Service without selector and an ExternalName are left alone`() {
    var bare = service
    bare.selector = [:]
    var external = service
    external.exposure = .externalName
    for service in [bare, external] {
      #expect(EndpointRules.groups(of: service, pods: [pod()], node: { _ in node }) == [])
    }
  }

  @Test func `a number is used on every pod, declared or not`() {
    #expect(EndpointRules.targetPort(of: service.ports[0], on: pod()) == 8080)
  }

  @Test func `a missing target port is the port`() {
    let read = Service(["spec": ["ports": [["port": 80], ["port": 81, "targetPort": 0]]]])
    #expect(read.ports.map(\.target) == [.number(80), .number(81)])
  }

  @Test func `a quoted number is a name`() {
    let read = Service(["spec": ["ports": [["port": 80, "targetPort": "8080"]]]])
    #expect(read.ports[0].target == .name("8080"))
  }

  @Test func `a name is the first port of this name and protocol`() {
    let port = Service.Port(name: "dns", number: 53, target: .name("dns"), transport: .udp)
    let ports = [
      Pod.ContainerPort(name: "dns", number: 5353, transport: .tcp),
      Pod.ContainerPort(name: "dns", number: 5354, transport: .udp),
      Pod.ContainerPort(name: "dns", number: 5355, transport: .udp),
    ]
    #expect(EndpointRules.targetPort(of: port, on: pod(ports: ports)) == 5354)
  }

  @Test func `sidecars come after the containers, other init containers never`() {
    let read = Pod([
      "spec": [
        "initContainers": [
          ["ports": [["name": "setup", "containerPort": 1]]],
          ["restartPolicy": "Always", "ports": [["name": "mesh", "containerPort": 2]]],
        ],
        "containers": [["ports": [["name": "http", "containerPort": 3]]]],
      ]
    ])
    #expect(read.ports.map(\.number) == [3, 2])
  }

  @Test func `pods group by what their ports resolve to, in a stable order`() {
    var named = service
    named.ports[0].target = .name("http")
    let pods = [
      pod("a", addresses: ["10.1.0.9"], ports: [Pod.ContainerPort(name: "http", number: 8080)]),
      pod("b", addresses: ["10.1.0.1"], ports: [Pod.ContainerPort(name: "http", number: 9090)]),
      pod("c", addresses: ["10.1.0.2"]),
      pod("d", addresses: ["10.1.0.3"], ports: [Pod.ContainerPort(name: "http", number: 8080)]),
    ]
    for _ in 0..<20 {
      let groups = EndpointRules.groups(of: named, pods: pods) { _ in node }
      #expect(groups.map { $0.ports.map(\.number) } == [[9090], [], [8080]])
      #expect(groups[2].endpoints.map(\.addresses) == [["10.1.0.3"], ["10.1.0.9"]])
    }
  }

  @Test func `an endpoint carries the host name of a pod whose subdomain is the Service`() {
    var member = pod()
    member.hostname = "web-0"
    member.subdomain = "web"
    #expect(endpoint(member)?.hostname == "web-0")
    member.subdomain = "other"
    #expect(endpoint(member)?.hostname == "")
  }
}

import Playground
import Testing
import Topology

/// Rows of the semantics document, 3.2 and 3.3, over the real controllers.
@Suite struct ControllerEndpointTests {
  private static let nodes = ["node-1": Node(metadata: Metadata(name: "node-1"), zone: "zone-a")]

  private static func pod(
    _ name: String = "web-1", isReady: Bool = true, phase: String = "Running",
    addresses: [String] = ["127.64.1.7"], node: String = "node-1", isDeleting: Bool = false,
    ports: [Pod.ContainerPort] = [.init(name: "http", number: 8080)]
  ) -> Pod {
    Pod(
      metadata: Metadata(
        name: name, namespace: "default", labels: ["app": "web"], isDeleting: isDeleting),
      node: node, addresses: addresses, phase: phase, isReady: isReady, ports: ports)
  }

  private static func slices(_ service: JSONValue, _ pods: [Pod]) -> [EndpointSlice] {
    DesiredSlices.slices(for: service, pods: pods) { nodes[$0] }.map { EndpointSlice($0) }
  }

  @Test(arguments: [
    (pod(), [true, true, false]), (pod(isReady: false), [false, false, false]),
    (pod(isDeleting: true), [false, true, true]),
    (pod(isReady: false, isDeleting: true), [false, false, true]),
  ]) func `a pod's state gives ready, serving and terminating`(pod: Pod, expected: [Bool]) {
    let found = Self.slices(Manifest.service("web"), [pod]).flatMap(\.endpoints)
    #expect(found.map { [$0.isReady, $0.isServing, $0.isTerminating] } == [expected])
  }

  @Test(arguments: [
    pod(phase: "Succeeded"), pod(phase: "Failed"), pod(addresses: []), pod(node: "gone"),
    pod(addresses: ["fd00::1"]),
  ]) func `a pod that has ended, or lacks address or node, has no place`(pod: Pod) {
    let slices = Self.slices(Manifest.service("web"), [pod])
    #expect(slices.count == 1)
    #expect(slices.first?.ports.isEmpty == true && slices.first?.endpoints.isEmpty == true)
  }

  @Test func `publishing not-ready addresses makes everything ready, even without node`() {
    let service = Manifest.service("web", spec: ["publishNotReadyAddresses": true])
    let found = Self.slices(service, [Self.pod(isReady: false, node: "gone", isDeleting: true)])
      .flatMap(\.endpoints)
    #expect(found.map { [$0.isReady, $0.isServing, $0.isTerminating] } == [[true, false, true]])
  }

  @Test func `a named port that pods resolve differently gives a slice for each number`() {
    let service = Manifest.service("web", ports: [["port": 80, "targetPort": "http"]])
    let found = Self.slices(
      service,
      [
        Self.pod("a"), Self.pod("b", ports: [.init(name: "http", number: 9090)]),
        Self.pod("c", ports: [.init(name: "other", number: 1)]),
      ])
    #expect(Set(found.map { $0.ports.map(\.number) }) == [[8080], [9090], []])
    #expect(found.count == 3)
    #expect(Set(found.map(\.metadata.name)).count == 3)
  }

  @Test func `a name counts only with the Service port's protocol`() {
    let service = Manifest.service(
      "dns", ports: [["port": 53, "targetPort": "dns", "protocol": "UDP"]])
    let ports = [
      Pod.ContainerPort(name: "dns", number: 1053),
      Pod.ContainerPort(name: "dns", number: 2053, transport: .udp),
    ]
    let found = Self.slices(service, [Self.pod(ports: ports)])
    #expect(found.flatMap(\.ports).map(\.number) == [2053])
  }

  @Test func `a number is taken as it is, declared or not`() {
    let service = Manifest.service("web", ports: [["port": 80, "targetPort": 7]])
    #expect(Self.slices(service, [Self.pod()]).flatMap(\.ports).map(\.number) == [7])
  }

  @Test func `more than a hundred endpoints take several slices`() {
    let pods = (0..<250).map {
      Self.pod("web-\($0)", addresses: ["127.64.1.\($0 + 1)"])
    }
    let found = Self.slices(Manifest.service("web"), pods)
    #expect(found.map(\.endpoints.count) == [100, 100, 50])
  }

  @Test func `the hostname is given to pods whose subdomain is the Service`() {
    var pod = Self.pod()
    pod.hostname = "db-0"
    pod.subdomain = "db"
    let own = DesiredSlices.slices(for: Manifest.service("db"), pods: [pod]) { Self.nodes[$0] }
    #expect(own.first?["endpoints"].array.first?["hostname"] == "db-0")
    let other = DesiredSlices.slices(for: Manifest.service("x"), pods: [pod]) {
      Self.nodes[$0]
    }
    #expect(other.first?["endpoints"].array.first?["hostname"] == .null)
  }

  @Test func `trafficDistribution gives hints, and the annotation overrules it`() {
    var service = Manifest.service("web", spec: ["trafficDistribution": "PreferSameNode"])
    func hints() -> JSONValue {
      DesiredSlices.slices(for: service, pods: [Self.pod()]) { Self.nodes[$0] }
        .first?["endpoints"].array.first?["hints"] ?? .null
    }
    #expect(
      hints() == ["forZones": [["name": "zone-a"]], "forNodes": [["name": "node-1"]]])
    service["spec"]["trafficDistribution"] = "PreferClose"
    #expect(hints() == ["forZones": [["name": "zone-a"]]])
    service["metadata"]["annotations"] = ["service.kubernetes.io/topology-mode": "Auto"]
    #expect(hints() == .null)
    service["metadata"]["annotations"] = ["service.kubernetes.io/topology-mode": "AUTO"]
    #expect(hints() == ["forZones": [["name": "zone-a"]]])
  }

  @Test func `Endpoints leave out terminating pods and pods without a resolved port`() throws {
    let service = Manifest.service("web", ports: [["port": 80, "targetPort": "http"]])
    let endpoints = try #require(
      DesiredEndpoints.endpoints(
        for: service,
        pods: [
          Self.pod("a"), Self.pod("b", isReady: false, addresses: ["127.64.1.8"]),
          Self.pod("c", addresses: ["127.64.1.9"], isDeleting: true),
          Self.pod("d", addresses: ["127.64.1.10"], ports: []),
        ]
      ) { Self.nodes[$0] })
    #expect(endpoints["subsets"].array.count == 1)
    let subset = endpoints["subsets"].array[0]
    #expect(subset["addresses"].array.map { $0["ip"] } == ["127.64.1.7"])
    #expect(subset["notReadyAddresses"].array.map { $0["ip"] } == ["127.64.1.8"])
    #expect(subset["ports"] == [["port": 8080, "protocol": "TCP"]])
  }

  @Test func `a selector is answered in its own namespace and follows edits`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web"), Manifest.service("web"))
    #expect(await fixture.endpoints(of: "web").filter(\.isReady).count == 3)
    try await fixture.change(.service, "web") { $0["spec"]["selector"] = ["app": "nobody"] }
    #expect(await fixture.endpoints(of: "web").isEmpty)
    #expect(await fixture.slices(of: "web").count == 1)
    let endpoints = await fixture.store.get(.endpoints, "default", "web")
    #expect(endpoints?["subsets"] == .null)
  }

  @Test func `a Service without selector takes the Endpoints that a user wrote`() async throws {
    var service = Manifest.service("legacy")
    service["spec"]["selector"] = .null
    let fixture = try await ControllerFixture.settled(
      service,
      [
        "apiVersion": "v1", "kind": "Endpoints",
        "metadata": ["name": "legacy", "namespace": "default"],
        "subsets": [["addresses": [["ip": "192.0.2.1"]], "ports": [["port": 8080]]]],
      ])
    #expect(await fixture.endpoints(of: "legacy").map(\.addresses) == [["192.0.2.1"]])
  }

  @Test func `an ExternalName Service has no slice, whatever its selector`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.service(
        "my-service", ports: [], spec: ["type": "ExternalName", "externalName": "db.example.com"]))
    #expect(await fixture.slices(of: "my-service").isEmpty)
  }

  @Test func `deleting a Service takes its slices and Endpoints along`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web"), Manifest.service("web"))
    try await fixture.store.delete(.service, NamespacedName("default", "web"))
    await fixture.loop.settle()
    #expect(await fixture.names(.endpointSlice).isEmpty)
    #expect(await fixture.names(.endpoints).isEmpty)
  }

  @Test func `a Service that follows at once by the same name is not given the old addresses`()
    async throws
  {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web"), Manifest.service("web"))
    // The controllers see neither the one nor the other before both are done.
    try await fixture.store.delete(.service, NamespacedName("default", "web"))
    var service = Manifest.service("web")
    service["spec"]["selector"] = .null
    try await fixture.create(service)
    await fixture.loop.settle()
    #expect(await fixture.names(.endpoints).isEmpty)
    #expect(await fixture.slices(of: "web").isEmpty)
  }

  @Test func `a load balancer gets an address of its own and loses it with its type`()
    async throws
  {
    let fixture = try await ControllerFixture.settled(
      Manifest.service("a", spec: ["type": "LoadBalancer"]),
      Manifest.service("b", spec: ["type": "LoadBalancer"]))
    let addresses = await fixture.store.list(.service)
      .flatMap { Service($0).loadBalancerAddresses }
    #expect(Set(addresses).count == 2)
    #expect(addresses.allSatisfy { $0.hasPrefix("127.160.0.") })
    try await fixture.change(.service, "a") { $0["spec"]["type"] = "ClusterIP" }
    let service = await fixture.store.get(.service, "default", "a")
    #expect(service.map { Service($0).loadBalancerAddresses } == [])
  }

  @Test(arguments: [("nginx", 1), ("haproxy", 0), (nil, 1)])
  func `an Ingress of the served class gets the proxy's address`(name: String?, count: Int)
    async throws
  {
    let fixture = try await ControllerFixture.settled([
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": ["name": "web", "namespace": "default"],
      "spec": [
        "ingressClassName": name.map { .string($0) } ?? .null,
        "defaultBackend": ["service": ["name": "web", "port": ["number": 80]]],
      ],
    ])
    let ingress = await fixture.store.get(.ingress, "default", "web")
    #expect(ingress?[["status", "loadBalancer"]]["ingress"].array.count == count)
  }
}

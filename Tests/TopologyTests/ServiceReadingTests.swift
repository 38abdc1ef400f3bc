import Testing
import Topology

/// What is read of Services, nodes and workloads beyond the fields that every example has.
@Suite struct ServiceReadingTests {
  private static let object: JSONValue = [
    "metadata": ["name": "web", "namespace": "shop"],
    "spec": [
      "type": "LoadBalancer", "loadBalancerClass": "example.com/vip",
      "loadBalancerIP": "192.0.2.1", "loadBalancerSourceRanges": ["10.0.0.0/8"],
      "allocateLoadBalancerNodePorts": false, "healthCheckNodePort": 30_900,
      "externalIPs": ["192.0.2.9"], "ipFamilies": ["IPv4", "IPv6"],
      "ipFamilyPolicy": "PreferDualStack", "trafficDistribution": "PreferSameZone",
      "ports": [["port": 80, "appProtocol": "kubernetes.io/h2c"]],
    ],
    "status": [
      "loadBalancer": [
        "ingress": [
          ["ip": "192.0.2.1"],
          [
            "hostname": "a.example.com",
            "ports": [
              ["port": 443, "protocol": "TCP"],
              ["port": 80, "protocol": "UDP", "error": "foo.example.com/InUse"],
            ],
          ],
        ]
      ]
    ],
  ]

  @Test func `a Service has what its load balancer needs and says`() {
    let service = Service(Self.object)
    #expect(service.balancer.className == "example.com/vip")
    #expect(service.balancer.wishedAddress == "192.0.2.1")
    #expect(service.balancer.sourceRanges == ["10.0.0.0/8"])
    #expect(!service.balancer.allocatesNodePorts)
    #expect(service.balancer.healthCheckNodePort == 30_900)
    #expect(
      service.balancer.portErrors == [
        .init(address: 1, place: 1, number: 80, transport: .udp, error: "foo.example.com/InUse")
      ])
    #expect(service.externalIPs == ["192.0.2.9"])
    #expect(service.ipFamilies == ["IPv4", "IPv6"] && service.ipFamilyPolicy == "PreferDualStack")
    #expect(service.trafficDistribution == "PreferSameZone")
    #expect(service.ports.first?.appProtocol == "kubernetes.io/h2c")
  }

  @Test func `a plain Service asks nothing of a load balancer`() {
    let service = Service(["metadata": ["name": "web"], "spec": ["ports": [["port": 80]]]])
    #expect(service.balancer == Service.Balancer())
    #expect(service.balancer.allocatesNodePorts)
    #expect(service.ipFamilies == [] && service.trafficDistribution.isEmpty)
  }

  @Test func `a node's network and a StatefulSet's Service are read`() {
    let conditions: JSONValue = [
      ["type": "Ready", "status": "True"], ["type": "NetworkUnavailable", "status": "True"],
    ]
    let node = Node(["metadata": ["name": "a"], "status": ["conditions": conditions]])
    #expect(node.isReady && node.isNetworkUnavailable)
    let set: JSONValue = ["metadata": ["name": "db"], "spec": ["serviceName": "db-peers"]]
    #expect(Workload(set, kind: .statefulSet).serviceName == "db-peers")
    #expect(Workload(set, kind: .deployment).serviceName.isEmpty)
  }

  @Test(arguments: [
    ("ReplicaSet", "web-5d4f", "5d4f", "deployment/shop/web"),
    ("ReplicaSet", "web-5d4f", "", "replicaset/shop/web-5d4f"),
    ("ReplicaSet", "-5d4f", "5d4f", "replicaset/shop/-5d4f"),
    ("Job", "web-5d4f", "5d4f", "job/shop/web-5d4f"),
  ])
  func `a pod tells what made it`(_ kind: String, _ owner: String, _ hash: String, _ origin: String)
  {
    let labels = hash.isEmpty ? [:] : ["pod-template-hash": hash]
    let pod = Pod(
      metadata: Metadata(
        name: "p", namespace: "shop", labels: labels, owner: .init(kind: kind, name: owner, uid: "")
      ))
    #expect(pod.origin?.description == origin)
    #expect(Pod(metadata: Metadata(name: "p", namespace: "shop")).origin == nil)
  }

  @Test func `where there is nothing else, IPv6 is the family that serves`() {
    let port = Service.Port(name: "http", number: 80, target: .number(80))
    let slices = ["IPv4", "IPv6"].map { family in
      EndpointSlice(
        metadata: Metadata(name: family, namespace: "shop"), service: "web", addressType: family,
        ports: [.init(name: "http", number: 80)],
        endpoints: [Endpoint(addresses: [family == "IPv4" ? "10.0.0.1" : "fd00::1"])])
    }
    #expect(ProxyRules.backends(of: port, in: slices).map(\.address.description) == ["10.0.0.1:80"])
    #expect(
      ProxyRules.backends(of: port, in: [slices[1]]).map(\.address.description) == ["[fd00::1]:80"])
  }
}

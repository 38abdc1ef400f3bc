import Testing
import Topology

/// Templates of workloads, reduced to what traffic depends on.
@Suite struct PodTemplateTests {
  @Test(
    arguments: [
      (["--host=127.0.0.1"], "--host=127.0.0.1", nil),
      (["--bind", "localhost:8080"], "--bind localhost:8080", 8080),
      (["-b", "127.0.0.2:80"], "-b 127.0.0.2:80", 80),
      (["sh", "-c", "serve --listen [::1]:81"], "--listen [::1]:81", 81),
      (["--bind_address=::1"], "--bind_address=::1", nil),
    ] as [([String], String, Int?)])
  func `an option that listens for the own pod is found`(
    _ words: [String], _ text: String, _ port: Int?
  ) {
    #expect(
      LocalBinding.first(words: words, environment: []) == LocalBinding(text, port: port))
  }

  @Test(
    arguments: [
      ["--host=0.0.0.0"], ["--upstream=127.0.0.1:80"], ["--host"], ["-b", "127.0.0.1"], ["-h"],
      ["--host=127.0.0.1", "--listen=0.0.0.0:80"], ["--host=127.0.0.1.example"], ["127.0.0.1"],
      ["--host=127.0.0.1:http"],
    ])
  func `other options are none`(_ words: [String]) {
    #expect(LocalBinding.first(words: words, environment: []) == nil)
  }

  @Test func `variables count by their whole name`() {
    let binding = LocalBinding.first(
      words: [], environment: [("ASPNETCORE_URLS", "http://localhost:5000/")])
    #expect(binding == LocalBinding("ASPNETCORE_URLS=http://localhost:5000/", port: 5000))
    #expect(LocalBinding.first(words: [], environment: [("DB_HOST", "localhost")]) == nil)
  }

  @Test func `names of Services are found in any text`() {
    let texts = [
      "http://pay.shop.svc:80/x", ".svc,.cluster.local", "a.svc", "x=db.shop.svc.cluster.local,",
      "pay.shop.svc", "é.b.svc",
    ]
    #expect(PodTemplate.clusterNames(in: texts) == ["pay.shop.svc", "db.shop.svc"])
  }

  @Test func `probes are defaulted as the API server does`() {
    let bare = Probe(["httpGet": ["port": 80]])
    let stated = Probe([
      "httpGet": ["port": 80, "path": "/", "scheme": "HTTP"], "periodSeconds": 10,
      "failureThreshold": 3,
    ])
    #expect(bare == stated && bare?.patience == 30)
    #expect(Probe([:]) == nil && Probe(.null) == nil)
    #expect(Probe(["grpc": ["port": 1]])?.port == .number(1))
  }

  @Test func `in the network of the node every port is one of the node`() {
    let spec: JSONValue = [
      "containers": [["name": "a", "ports": [["containerPort": 80], ["containerPort": 80]]]]
    ]
    #expect(PodTemplate(spec).hostPorts == [])
    var shared = spec
    shared["hostNetwork"] = true
    let ports = PodTemplate(shared).hostPorts
    #expect(ports.map(\.hostPort) == [80])
    var readBack = shared
    readBack["containers"] = [
      [
        "name": "a",
        "ports": [
          ["containerPort": 80, "hostPort": 80, "protocol": "TCP"],
          ["containerPort": 80, "hostPort": 80, "protocol": "TCP"],
        ],
      ]
    ]
    #expect(PodTemplate(readBack) == PodTemplate(shared))
    #expect(PodTemplate(spec) != PodTemplate(shared))
  }

  @Test func `the ReplicaSets of a Deployment share its template by having none`() {
    let object: JSONValue = [
      "metadata": ["name": "a", "ownerReferences": [["controller": true, "kind": "Deployment"]]],
      "spec": ["template": ["spec": ["containers": [["name": "a"]]]]],
    ]
    #expect(Workload(object, kind: .replicaSet).template == .empty)
    #expect(Workload(object, kind: .statefulSet).template.containers.map(\.name) == ["a"])
  }

  @Test func `workloads are found by the ports of their nodes, as long as they have them`() {
    func workload(_ port: Int) -> Resource {
      .workload(
        Workload(
          metadata: Metadata(name: "a"), kind: .daemonSet,
          template: PodTemplate(containers: [
            PodTemplate.Container(
              name: "a", ports: [PodTemplate.Port(number: 1, hostPort: port)])
          ])))
    }
    var inventory = Inventory([workload(80)])
    #expect(inventory.workloads(withHostPort: 80).count == 1)
    inventory.apply(.applied(workload(81)))
    #expect(inventory.workloads(withHostPort: 80).isEmpty)
    #expect(inventory.workloads(withHostPort: 81).count == 1)
    inventory.apply(.deleted(workload(81).reference))
    #expect(inventory.workloads(withHostPort: 81).isEmpty)
  }
}

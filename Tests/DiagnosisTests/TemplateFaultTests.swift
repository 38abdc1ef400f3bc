import Diagnosis
import Language
import TestSupport
import Testing
import Topology

/// What is said of templates, case by case: what is near a fault and is none, and how bad what is one.
@Suite struct TemplateFaultTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let spec: JSONValue
    var ready = 0
    let faults: [String]

    var testDescription: String { name }
  }

  private static let cases: [Case] = [
    Case(name: "sound", spec: .pod(), faults: []),
    Case(
      name: "a command asks no port", spec: .pod(["readinessProbe": ["exec": ["command": ["x"]]]]),
      faults: []),
    Case(
      name: "a liveness probe that cannot ask has no effect",
      spec: .pod(["livenessProbe": ["tcpSocket": ["port": "gone"]]]),
      faults: ["probe-named-port-missing risk"]),
    Case(
      name: "a startup probe that cannot ask",
      spec: .pod(["startupProbe": ["tcpSocket": ["port": "gone"]]]),
      faults: ["probe-named-port-missing blocker"]),
    Case(
      name: "the name counts, whatever the protocol",
      spec: .pod([
        "ports": [["name": "http", "containerPort": 8080, "protocol": "UDP"]],
        "readinessProbe": ["tcpSocket": ["port": "http"]],
        "livenessProbe": ["exec": ["command": ["x"]]],
      ]), ready: 1, faults: []),
    Case(
      name: "gRPC on another port", spec: .pod(["readinessProbe": ["grpc": ["port": 9000]]]),
      faults: ["probe-port-not-exposed risk"]),
    Case(
      name: "HTTPS by number alone",
      spec: .pod([
        "ports": [["containerPort": 8080]], "livenessProbe": "none",
        "readinessProbe": ["httpGet": ["port": 8080, "scheme": "HTTPS"]],
      ]), faults: ["liveness-probe-missing info", "probe-scheme-or-path-wrong risk"]),
    Case(
      name: "HTTPS by number and by name",
      spec: .pod([
        "ports": [["name": "https-api", "containerPort": 8080]],
        "livenessProbe": ["tcpSocket": ["port": 8080]],
        "readinessProbe": ["httpGet": ["port": 8080, "scheme": "HTTPS"]],
      ]), faults: []),
    Case(
      name: "plain HTTP to a port for HTTPS",
      spec: .pod([
        "ports": [["name": "https", "containerPort": 8443]],
        "livenessProbe": ["tcpSocket": ["port": 8443]],
        "readinessProbe": ["httpGet": ["port": "https"]],
      ]), faults: ["probe-scheme-or-path-wrong blocker"]),
    Case(
      name: "the same question with less patience for liveness",
      spec: .pod([
        "livenessProbe": ["httpGet": ["path": "/ready", "port": "http"], "failureThreshold": 1]
      ]), faults: ["probes-identical risk"]),
    Case(
      name: "a name too long",
      spec: .pod([
        "ports": [
          ["name": "http", "containerPort": 8080],
          ["name": "abcdefghijklmnop", "containerPort": 1],
        ]
      ]),
      faults: ["container-port-invalid-or-duplicate blocker"]),
    Case(
      name: "no number",
      spec: .pod(["ports": [["name": "http", "containerPort": 8080], ["name": "a"]]]),
      faults: ["container-port-invalid-or-duplicate blocker"]),
    Case(
      name: "one number with two names",
      spec: .pod([
        "ports": [
          ["name": "http", "containerPort": 8080], ["name": "metrics", "containerPort": 8080],
        ]
      ]),
      faults: []),
    Case(
      name: "listens for itself, and the port is another",
      spec: .pod(["args": ["--bind", "127.0.0.1:9000"]]), faults: []),
    Case(
      name: "listens for itself on the Service's port",
      spec: .pod(["command": ["sh", "-c", "serve --bind localhost:8080"]]),
      faults: ["container-listens-on-localhost risk"]),
    Case(
      name: "a client's host",
      spec: .pod([
        "args": ["--db-host=127.0.0.1"], "env": [["name": "DB_HOST", "value": "localhost"]],
      ]),
      faults: []),
    Case(
      name: "no server at all", spec: .pod([:], ["dnsPolicy": "None"]),
      faults: ["dns-resolv-conf-wrong blocker"]),
    Case(
      name: "own servers",
      spec: .pod([:], ["dnsPolicy": "None", "dnsConfig": ["nameservers": ["192.0.2.1"]]]),
      faults: []),
    Case(
      name: "the node's servers, and no name of the cluster is asked for",
      spec: .pod(
        ["env": [["name": "NO_PROXY", "value": ".svc,.cluster.local"]]], ["dnsPolicy": "Default"]),
      faults: []),
    Case(
      name: "the node's servers, and its own name for a certificate",
      spec: .pod(["args": ["--san=web.shop.svc"]], ["dnsPolicy": "Default"]), faults: []),
    Case(
      name: "the node's servers, and a name of the cluster",
      spec: .pod(["args": ["--pay=pay.shop.svc.cluster.local"]], ["dnsPolicy": "Default"]),
      faults: ["dns-resolv-conf-wrong degraded"]),
  ]

  @Test(arguments: cases) func `a template has these faults and no others`(_ example: Case) {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.workload("web", example.spec, ready: example.ready)
    }
    let found = diagnosis.faults(of: ObjectReference("Deployment", "shop", "web"))
      .filter { !$0.id.hasPrefix("workload-") }.map { "\($0.id) \($0.grade)" }.sorted()
    #expect(found == example.faults)
  }

  @Test func `two containers with one port or one name are told`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      var spec = JSONValue.pod()
      let first = spec["containers"].array
      spec["containers"] = .array(
        first + [
          ["name": "b", "ports": [["name": "http", "containerPort": 9000]]],
          ["name": "c", "ports": [["name": "other", "containerPort": 9000]]],
        ])
      cluster.workload("web", spec)
    }
    #expect(
      diagnosis.faults.map { "\($0.grade) \($0.field ?? "")" } == [
        "risk spec.template.spec.containers[1].ports[0].name",
        "risk spec.template.spec.containers[2].ports[0].containerPort",
      ])
  }

  @Test func `the proxy in front of a program that listens for itself is no fault`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      var spec = JSONValue.pod(["ports": "none", "args": ["--listen=127.0.0.1:9000"]])
      spec["containers"] = .array(
        spec["containers"].array + [
          [
            "name": "proxy", "args": ["--host", "localhost"],
            "ports": [["name": "admin", "containerPort": 8443]],
          ]
        ])
      cluster.service("web", selector: ["app": "web"], target: .number(8080))
      cluster.workload("web", spec, ready: 0)
    }
    #expect(!diagnosis.faults.contains { $0.id == "container-listens-on-localhost" })
  }

  @Test func `a pod names what its template has done to it`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.owned("web", .pod(["readinessProbe": ["tcpSocket": ["port": "gone"]]]))
    }
    let chain = ["service/shop/web", "deployment/shop/web", "pod/shop/web-1-a"].map { name in
      diagnosis.faults.filter { $0.object.description == name && $0.grade == .blocker }
        .map { "\($0.id) < \($0.cause ?? "")" }
    }
    #expect(
      chain == [
        ["endpoints-none-ready < pod-not-ready-probe"],
        ["probe-named-port-missing < ", "workload-unavailable < pod-not-ready-probe"],
        ["pod-not-ready-probe < probe-named-port-missing"],
      ])
  }

  @Test func `more pods than nodes for one port of the node`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.workload("web", .pod([:], ["hostNetwork": true]), replicas: 4, ready: 4)
    }
    let fault = diagnosis.faults.first { $0.id == "pod-host-port-conflict" }
    #expect(fault?.says == "Each of its 4 pods wants port 8080 of its node, and there are 3 nodes.")
  }

  @Test func `a workload that an autoscaler may take down to nothing says so`() {
    func fixes(minimum: Int) -> [String] {
      FaultFixture.diagnosis { cluster in
        cluster.service("web", selector: ["app": "web"])
        cluster.workload("web", .pod(), replicas: 0, ready: 0)
        cluster.autoscaler("web", minimum: minimum)
      }.faults.filter { $0.id == "workload-scaled-to-zero" }.map(\.fix.english)
    }
    #expect(fixes(minimum: 0) == ["Set minReplicas of HorizontalPodAutoscaler web to 1 or more."])
    #expect(
      fixes(minimum: 2) == [
        "Scale it, then the autoscaler goes on: kubectl scale -n shop deployment/web --replicas=1."
      ])
  }

  @Test func `a failed pod counts only when nobody makes another one`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.pod(
        Pod(
          metadata: Metadata(
            name: "job", namespace: "shop", owner: Metadata.Owner(kind: "Job", name: "j", uid: "")),
          node: "node-1", phase: "Failed"))
    }
    #expect(diagnosis.faults.isEmpty)
  }
}

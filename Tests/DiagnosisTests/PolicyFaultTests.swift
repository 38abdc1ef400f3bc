import Diagnosis
import Language
import TestSupport
import Testing
import Topology

/// What the fixtures do not show of the faults of policies.
@Suite struct PolicyFaultTests {
  private static func faults(_ build: (inout SmallCluster) -> Void) -> [Fault] {
    FaultFixture.diagnosis(build).faults
  }

  private static func ids(_ build: (inout SmallCluster) -> Void) -> [String] {
    faults(build).map(\.id)
  }

  @Test func `policies that do what they seem to have no fault`() {
    let found = Self.faults {
      FaultFixture.shop(&$0)
      $0.dns()
      $0.policy(
        "web",
        [
          "podSelector": FaultFixture.labels("app", "web"), "policyTypes": ["Ingress", "Egress"],
          "ingress": [["from": [["namespaceSelector": [:]]], "ports": [["port": "http"]]]],
          "egress": [
            ["to": [["podSelector": FaultFixture.labels("app", "web")]]],
            ["ports": [["port": 53], ["port": 53, "protocol": "UDP"]]],
          ],
        ])
    }
    #expect(found == [])
  }

  @Test func `a port of a Service explains why nobody gets in`() {
    let faults = Self.faults {
      FaultFixture.shop(&$0)
      $0.policy(admitting: [["ports": [["port": 80]]]])
    }
    let chain = faults.filter { $0.severity == .fault }.map { [$0.id, $0.cause ?? ""] }
    #expect(
      Set(chain) == [
        ["netpol-uses-service-port", ""], ["netpol-blocks-ingress", "netpol-uses-service-port"],
        ["netpol-blocks-ingress-controller", "netpol-blocks-ingress"],
      ])
    let says = faults.first { $0.id == "netpol-uses-service-port" }?.says
    #expect(
      says
        == "80 is a port of Service web, which leads to port http of the pods, and policies see ports of pods only."
    )
  }

  @Test func `a port that another policy opens is no fault`() {
    let ids = Self.ids {
      FaultFixture.guarded(&$0)
      $0.policy(admitting: [["ports": [["port": 80]]]])
      $0.policy("also", ["ingress": [["ports": [["port": 8080]]]]])
    }
    #expect(!ids.contains("netpol-uses-service-port"))
    #expect(!ids.contains("netpol-blocks-ingress"))
  }

  @Test func `of the ports of a Service the closed one is told`() throws {
    let fault = try #require(
      Self.faults {
        $0.service("web") {
          $0.ports.append(Service.Port(name: "metrics", number: 9090, target: .number(9090)))
        }
        $0.pods("web", 1, labels: ["app": "web"], ports: [])
        $0.policy(admitting: [["ports": [["port": 8080]]]])
      }.first { $0.id == "netpol-blocks-ingress" })
    #expect(fault.field == "spec.ports[1]")
    #expect(fault.grade == .degraded)
  }

  @Test func `who may connect to nothing needs no names`() {
    func ids(_ egress: JSONValue, _ change: (inout SmallCluster) -> Void = { _ in }) -> [String] {
      Self.ids {
        FaultFixture.guarded(&$0)
        $0.dns()
        change(&$0)
        $0.policy("out", ["policyTypes": ["Egress"], "egress": egress])
      }
    }
    let web: JSONValue = [["ports": [["port": 443]]]]
    #expect(ids(web).contains("netpol-blocks-dns"))
    #expect(!ids([]).contains("netpol-blocks-dns"))
    #expect(!ids([["to": [["ipBlock": ["cidr": "203.0.113.0/24"]]]]]).contains("netpol-blocks-dns"))
    let cached = ids(web) { $0.daemonSet("node-local-dns", in: "kube-system") }
    #expect(!cached.contains("netpol-blocks-dns"))
  }

  @Test func `DNS by UDP alone is a risk, and one policy tells it`() {
    let found = Self.faults {
      FaultFixture.guarded(&$0)
      $0.dns()
      $0.policy("a", ["policyTypes": ["Egress"]])
      $0.policy(
        "b",
        [
          "policyTypes": ["Egress"],
          "egress": [["ports": [["port": 443], ["port": 53, "protocol": "UDP"]]]],
        ])
    }.filter { $0.id == "netpol-blocks-dns" }
    #expect(found.map(\.grade) == [.risk])
    #expect(found.map(\.object.name.name) == ["a"])
  }

  @Test func `manifests without the cluster's namespaces say nothing of others`() {
    let ids = Self.ids {
      $0.namespace("shop")
      $0.pods("web", 1, labels: ["app": "web"])
      $0.policy(
        admitting: [["from": [["namespaceSelector": FaultFixture.labels("team", "ops")]]]])
    }
    #expect(ids == [])
  }

  @Test func `what the API fills in changes no finding`() {
    func faults(_ spec: JSONValue) -> [Fault] {
      Self.faults {
        FaultFixture.guarded(&$0)
        $0.dns()
        $0.policy("in", spec)
      }
    }
    let written = faults([
      "podSelector": [:], "ingress": [["ports": [["port": 80]]]],
      "egress": [["ports": [["port": 1]]]],
    ])
    let read = faults([
      "podSelector": [:], "policyTypes": ["Ingress", "Egress"],
      "ingress": [["ports": [["port": 80, "protocol": "TCP"]]]],
      "egress": [["ports": [["port": 1, "protocol": "TCP"]]]],
    ])
    #expect(written == read)
    #expect(written.count >= 3)
  }

  @Test func `what a namespace's selector may have meant is offered`() {
    func fix(_ key: String, _ value: String) -> Message? {
      Self.faults {
        FaultFixture.guarded(&$0)
        $0.policy(admitting: [["from": [["namespaceSelector": FaultFixture.labels(key, value)]]]])
      }.first { $0.id == "netpol-peer-namespace-unmatched" }?.fix
    }
    #expect(
      fix("name", "ops")
        == "Select namespace ops by the label that every namespace has: kubernetes.io/metadata.name: ops."
    )
    #expect(
      fix("kubernetes.io/metadata.name", "opps") == "Correct the name: there is namespace ops.")
    #expect(
      fix("team", "red")
        == "Give the namespace that is meant these labels, or change the selector.")
  }

  @Test func `a name that only blocks could have is told`() {
    let found = Self.faults {
      FaultFixture.guarded(&$0)
      $0.policy(
        "out",
        [
          "podSelector": FaultFixture.labels("app", "gate"), "policyTypes": ["Egress"],
          "egress": [
            ["to": [["ipBlock": ["cidr": "203.0.113.0/24"]]], "ports": [["port": "https"]]]
          ],
        ])
    }.filter { $0.id == "netpol-named-port-unmatched" }
    #expect(
      found.map(\.says) == ["A name is looked up on pods only, and the rule is for addresses."])
  }
}

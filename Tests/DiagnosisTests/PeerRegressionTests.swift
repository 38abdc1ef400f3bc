import Diagnosis
import TestSupport
import Testing
import Topology

/// Where other tools are wrong or blind (`faults.md`, 1.11): what they say and what is so.
@Suite struct PeerRegressionTests {
  private static func faults(_ build: (inout SmallCluster) -> Void) -> [Fault] {
    FaultFixture.diagnosis(build).faults.filter { $0.id.hasPrefix("ingress-") }
  }

  /// A Service `web` whose one port has no name, with pods.
  private static func unnamed(_ cluster: inout SmallCluster) {
    cluster.nginx()
    cluster.service("web") { $0.ports[0].name = "" }
    cluster.pods("web", 1, labels: ["app": "web"])
  }

  @Test(arguments: [(8080, true), (81, true), (80, false)])
  func `1, popeye: a wrong number is found though the port has no name`(
    _ number: Int, _ isWrong: Bool
  ) {
    let faults = Self.faults { cluster in
      Self.unnamed(&cluster)
      cluster.ingress("web", "shop.local/ Prefix web:\(number)")
    }
    #expect(faults.map(\.id) == (isWrong ? ["ingress-backend-port-missing"] : []))
  }

  @Test func `2, kube-score: no name is no match for a port without name`() {
    let byName = Self.faults { cluster in
      Self.unnamed(&cluster)
      cluster.ingress("web", "shop.local/ Prefix web:http")
    }
    #expect(byName.map(\.id) == ["ingress-backend-port-missing"])
    let byEmptyName = Self.faults { cluster in
      Self.unnamed(&cluster)
      cluster.ingress("web", defaultBackend: ["service": ["name": "web", "port": ["name": ""]]])
    }
    #expect(byEmptyName.map(\.id) == ["ingress-default-backend-broken"])
  }

  @Test(arguments: [
    ("gone", 80, "ingress-backend-service-missing"), ("web", 81, "ingress-backend-port-missing"),
    ("empty", 80, "ingress-backend-no-ready-endpoints"),
  ])
  func `3, popeye, k8sgpt and kube-score: default backends are looked at`(
    _ service: String, _ port: Int, _ cause: String
  ) {
    let faults = Self.faults { cluster in
      FaultFixture.shop(&cluster)
      cluster.service("empty", selector: ["app": "empty"])
      cluster.ingress(
        "all",
        defaultBackend: [
          "service": ["name": .string(service), "port": ["number": .integer(Int64(port))]]
        ])
    }
    #expect(faults.map(\.id) == ["ingress-default-backend-broken"])
    #expect(faults.map(\.cause) == [cause])
  }
}

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

  /// The faults of the Gateway API of a cluster with the Gateway `edge` of namespace `shop`.
  private static func routeFaults(
    listener: String, _ build: (inout SmallCluster) -> Void
  ) -> [String] {
    FaultFixture.diagnosis { cluster in
      cluster.edge(listener: listener)
      cluster.grant()
      build(&cluster)
    }.faults.map(\.id).filter { $0.hasPrefix("route-") }
  }

  private static let open =
    #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"All"}}}"#
  private static let parent = #"{"name":"edge","namespace":"shop"}"#
  private static let rule = #"{"backendRefs":[{"name":"web","namespace":"shop","port":80}]}"#

  @Test func `7, Kiali: a backend without a kind is a Service`() {
    let faults = Self.routeFaults(listener: Self.open) {
      $0.httpRoute(rules: #"{"backendRefs":[{"name":"gone","port":80}]}"#)
    }
    #expect(faults == ["route-backend-not-found"])
  }

  @Test func `8, k8sgpt: the namespace of a backend counts`() {
    let faults = Self.routeFaults(listener: Self.open) {
      $0.httpRoute(parent: Self.parent, rules: Self.rule, namespace: "other")
    }
    #expect(faults == [])
  }

  @Test(arguments: [("yes", []), ("no", ["route-not-allowed-by-listener"])])
  func `8, k8sgpt: a selector asks for labels of the namespace`(_ label: String, _ ids: [String]) {
    let listener =
      #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{"edge":"yes"}}}}}"#
    let faults = Self.routeFaults(listener: listener) {
      $0.namespace("other", labels: ["edge": label])
      $0.httpRoute(parent: Self.parent, rules: Self.rule, namespace: "other")
    }
    #expect(faults == ids)
  }

  @Test func `8, k8sgpt: any one listener suffices, and sectionName names it`() {
    let listeners = #"{"name":"own","port":81,"protocol":"HTTP"},"# + Self.open
    for (section, ids) in [
      ("", []), (#","sectionName":"http""#, []),
      (#","sectionName":"own""#, ["route-not-allowed-by-listener"]),
    ] {
      let faults = Self.routeFaults(listener: listeners) {
        $0.httpRoute(
          parent: #"{"name":"edge","namespace":"shop"\#(section)}"#, rules: Self.rule,
          namespace: "other")
      }
      #expect(faults == ids)
    }
  }

  @Test func `8, k8sgpt: a class is accepted by its condition of that name, wherever it stands`() {
    let faults = FaultFixture.diagnosis {
      $0.gatewayObject(
        "GatewayClass", "", "edge", #"{"controllerName":"example.com/controller"}"#,
        status: SmallCluster.conditions([
          ("SupportedVersion", "True", "SupportedVersion"), ("Accepted", "False", "Unsupported"),
        ]))
      $0.gateway()
    }.faults.map(\.id)
    #expect(faults.contains("gateway-class-not-accepted"))
  }
}

import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// Faults of the Gateway API beyond the table of fixtures.
@Suite struct GatewayDiagnosisTests {
  /// A class, a Gateway for HTTP and HTTPS, and routes of two namespaces with a grant: nothing is wrong.
  private func healthy(status: Bool) -> SmallCluster {
    var cluster = SmallCluster()
    let live = #"{"generation":2,"uid":"u","creationTimestamp":"2026-01-01T00:00:00Z"}"#
    let metadata = status ? live : "{}"
    cluster.namespace("shop")
    cluster.namespace("other", labels: ["edge": "yes"])
    cluster.gatewayClass()
    cluster.gateway(
      listeners: #"""
        {"name":"http","port":80,"protocol":"HTTP",
         "allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{"edge":"yes"}}}}},
        {"name":"https","port":443,"protocol":"HTTPS","hostname":"*.shop.test",
         "tls":{"certificateRefs":[{"name":"cert"}]},"allowedRoutes":{"namespaces":{"from":"All"}}}
        """#,
      status: status
        ? SmallCluster.conditions([
          ("Accepted", "True", "Accepted"), ("Programmed", "True", "Programmed"),
        ]) : "{}", metadata: metadata)
    cluster.secret(
      "cert", ["tls.crt": .string(TestCertificate.shop), "tls.key": ""])
    cluster.webPod()
    let accepted = SmallCluster.parentStatus([
      ("Accepted", "True", "Accepted"), ("ResolvedRefs", "True", "ResolvedRefs"),
    ])
    cluster.httpRoute(
      parent: #"{"name":"edge","sectionName":"https"}"#, more: #","hostnames":["web.shop.test"]"#,
      metadata: status
        ? #"{"generation":2,"creationTimestamp":"2026-01-01T00:00:00Z"}"# : "{}")
    cluster.httpRoute(
      "redirect", parent: #"{"name":"edge","namespace":"shop","sectionName":"http"}"#,
      rules: #"{"filters":[{"type":"RequestRedirect","requestRedirect":{"scheme":"https"}}]}"#,
      namespace: "other", metadata: metadata.replacing("\"uid\":\"u\",", with: ""))
    cluster.httpRoute(
      parent: #"{"name":"edge","namespace":"shop"}"#,
      rules: #"""
        {"matches":[{"path":{"type":"Exact","value":"/a"}},{"method":"POST"}],
         "backendRefs":[{"name":"web","namespace":"shop","port":80,"weight":9},
                        {"group":"","kind":"Service","name":"web","namespace":"shop","port":80}]}
        """#, more: #","hostnames":["other.shop.test"]"#, namespace: "other",
      status: status
        ? accepted.replacing(#""name":"edge""#, with: #""name":"edge","namespace":"shop""#) : "{}",
      metadata: metadata)
    cluster.grant(named: "web")
    return cluster
  }

  private func diagnosis(_ cluster: SmallCluster, now: Double = 0) -> Diagnosis {
    Diagnosis(cluster.inventory, routes: RoutingTable(cluster.inventory), now: now)
  }

  @Test(arguments: [false, true])
  func `a healthy Gateway with routes of two namespaces has no finding`(status: Bool) {
    #expect(diagnosis(healthy(status: status), now: 1_767_614_671).flaws == [])
  }

  @Test func `nothing is said of the Gateway API where nothing of it is there`() {
    let faults = FaultFixture.diagnosis(FaultFixture.shop).faults
    #expect(faults == [])
  }

  @Test func `an Istio Gateway is none of the Gateway API`() {
    var cluster = SmallCluster()
    cluster.add(
      ResourceKind(
        group: "networking.istio.io", version: "v1", kind: "Gateway", plural: "gateways"),
      ["metadata": ["name": "edge", "namespace": "shop"], "spec": ["servers": []]])
    #expect(diagnosis(cluster).flaws == [])
    cluster.webPod()
    cluster.httpRoute()
    #expect(diagnosis(cluster).flaws.map(\.id) == ["route-parent-not-found"])
  }

  @Test func `a route whose share leads nowhere is degraded, and says how much is lost`() throws {
    let found = FaultFixture.diagnosis {
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"name":"web","port":80,"weight":3},{"name":"gone","port":80}]}"#)
    }
    let fault = try #require(found.flaws.first)
    #expect(found.flaws.count == 1)
    #expect(fault.grade == .degraded)
    #expect(fault.field == "spec.rules[0].backendRefs[1].name")
    #expect(
      fault.says
        == "Service gone does not exist in namespace shop: 25 % of the requests of the rule get 500."
    )
  }

  @Test func `a chain leads from the pod to the route`() {
    let found = FaultFixture.diagnosis {
      $0.gatewayClass()
      $0.gateway()
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, ready: 0, labels: ["app": "web"])
      $0.httpRoute()
    }
    let route = found.faults(of: ObjectReference("HTTPRoute", "shop", "web"))
    #expect(route.map(\.id) == ["route-backend-no-endpoints"])
    #expect(route.first?.cause == "endpoints-none-ready")
  }

  @Test func `a mirror that leads nowhere is a risk, since no answer is lost`() {
    let found = FaultFixture.diagnosis {
      $0.edge()
      $0.httpRoute(
        rules:
          #"{"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"gone","port":80}}}],"backendRefs":[{"name":"web","port":80}]}"#
      )
    }
    #expect(found.flaws.map(\.grade) == [.risk])
  }

  @Test func `what objects and status both say is said once`() {
    let found = FaultFixture.diagnosis {
      $0.edge()
      $0.httpRoute(
        rules: #"{"backendRefs":[{"name":"gone","port":80}]}"#,
        status: SmallCluster.parentStatus([
          ("Accepted", "True", "Accepted"), ("ResolvedRefs", "False", "BackendNotFound"),
        ]))
    }
    #expect(found.flaws.map(\.id) == ["route-backend-not-found"])
  }

  @Test func `a class that is not accepted is the cause of a Gateway that waits`() {
    let found = FaultFixture.diagnosis {
      $0.gatewayClass(accepted: "Unknown", reason: "Pending")
      $0.gateway(status: SmallCluster.conditions([("Accepted", "Unknown", "Pending")]))
      $0.webPod()
      $0.httpRoute()
    }
    let gateway = found.faults(of: ObjectReference("Gateway", "shop", "edge"))
    #expect(gateway.map(\.id) == ["gateway-not-accepted"])
    #expect(gateway.first?.cause == "gateway-class-not-accepted")
  }

  @Test
  func `a route that no controller has spoken of is told after a minute, and not in manifests`() {
    var cluster = SmallCluster()
    cluster.edge()
    cluster.httpRoute(metadata: #"{"uid":"u","creationTimestamp":"2026-01-05T12:00:00Z"}"#)
    let created = 1_767_614_400.0
    var found = diagnosis(cluster, now: created + 30)
    #expect(found.flaws == [])
    // The minute passes while nothing changes.
    #expect(!found.isDue(at: created + 59))
    #expect(found.isDue(at: created + 60))
    found.update(
      cluster.inventory, routes: RoutingTable(cluster.inventory), changes: ChangeLog(),
      now: created + 60)
    #expect(found.flaws.map(\.id) == ["route-no-status"])
    var manifests = SmallCluster()
    manifests.edge()
    manifests.httpRoute()
    #expect(diagnosis(manifests, now: created + 90).flaws == [])
  }

  @Test(arguments: ["Service", "EndpointSlice", "Gateway", "ReferenceGrant"])
  func `nothing is said of what may not be read`(_ kind: String) {
    var cluster = SmallCluster()
    switch kind {
    case "Gateway":
      cluster.webPod()
      cluster.httpRoute()
    case "ReferenceGrant":
      cluster.edge(
        listener:
          #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"All"}}}"#
      )
      cluster.httpRoute(
        parent: #"{"name":"edge","namespace":"shop"}"#,
        rules: #"{"backendRefs":[{"name":"web","namespace":"shop","port":80}]}"#,
        namespace: "other")
    default:
      cluster.gatewayClass()
      cluster.gateway()
      cluster.httpRoute()
    }
    #expect(diagnosis(cluster).flaws.count == 1)
    var found = Diagnosis()
    found.unreadableKinds = [kind]
    found.update(cluster.inventory, routes: RoutingTable(cluster.inventory))
    #expect(found.flaws == [])
  }

  @Test func `where only one namespace is known, nothing is missing in others`() {
    var cluster = SmallCluster()
    cluster.gatewayClass()
    cluster.webPod()
    cluster.httpRoute(
      parent: #"{"name":"edge","namespace":"infra"}"#,
      rules: #"{"backendRefs":[{"name":"web","port":80},{"name":"x","namespace":"y","port":80}]}"#)
    #expect(diagnosis(cluster).flaws.count == 3)
    var found = Diagnosis()
    found.extent = .namespace
    found.update(cluster.inventory, routes: RoutingTable(cluster.inventory))
    #expect(found.flaws == [])
  }

  @Test func `an older and a newer version say the same`() {
    for version in ["v1", "v1beta1", "v1alpha2"] {
      let found = FaultFixture.diagnosis {
        $0.edge()
        $0.gatewayObject(
          "HTTPRoute", "shop", "web",
          #"{"parentRefs":[{"name":"edge"}],"rules":[{"backendRefs":[{"name":"gone","port":80}]}]}"#,
          version: version)
      }
      #expect(found.flaws.map(\.id) == ["route-backend-not-found"])
    }
  }

  @Test func `defaults that are written out change nothing`() {
    let plain = FaultFixture.diagnosis {
      $0.edge()
      $0.httpRoute(parent: #"{"name":"edge","sectionName":"x"}"#)
    }
    let written = FaultFixture.diagnosis {
      $0.edge(
        listener:
          #"{"name":"http","port":80,"protocol":"HTTP","allowedRoutes":{"namespaces":{"from":"Same"}}}"#
      )
      $0.httpRoute(
        parent:
          #"{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"edge","sectionName":"x"}"#,
        rules:
          #"{"matches":[{"path":{"type":"PathPrefix","value":"/"}}],"backendRefs":[{"group":"","kind":"Service","name":"web","port":80,"weight":1}]}"#
      )
    }
    #expect(plain.flaws.map(\.id) == ["route-parent-section-or-port-mismatch"])
    #expect(plain.flaws == written.flaws)
  }

  @Test func `a route that is refused at one parent and taken at another is degraded`() {
    let found = FaultFixture.diagnosis {
      $0.edge()
      $0.httpRoute(parent: #"{"name":"edge"},{"name":"gone"}"#)
    }
    #expect(found.flaws.map(\.id) == ["route-parent-not-found"])
    #expect(found.flaws.map(\.grade) == [.degraded])
  }

  @Test func `connections have no status`() {
    let found = FaultFixture.diagnosis {
      $0.gatewayClass()
      $0.gateway(listeners: #"{"name":"tcp","port":5432,"protocol":"TCP"}"#)
      $0.gatewayObject(
        "TCPRoute", "shop", "db",
        #"{"parentRefs":[{"name":"edge"}],"rules":[{"backendRefs":[{"name":"db","port":5432}]}]}"#)
    }
    #expect(
      found.flaws.map(\.says.english) == [
        "Service db does not exist in namespace shop: connections of the rule fail."
      ])
  }
}

extension Diagnosis {
  /// What is found but of Services alone: that they have one endpoint, or name their ports by number.
  fileprivate var flaws: [Fault] {
    faults.filter { !["service-single-endpoint", "service-port-by-number"].contains($0.id) }
  }
}

import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What Contour answers, followed from hop to hop.
@Suite struct ContourTraceTests {
  private func trace(
    _ url: String, headers: [String] = [], _ build: (inout SmallCluster) -> Void
  ) throws -> Trace {
    var cluster = SmallCluster()
    build(&cluster)
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    let diagnosis = Diagnosis(
      inventory, routes: routes, extent: .manifests, now: FaultFixture.now)
    let request = try TraceRequest([url], headers: headers)
    return Trace(
      request,
      in: TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: FaultFixture.now))
  }

  private func says(_ trace: Trace, _ hop: FaultKind.Hop) -> String? {
    trace.hops.first { $0.hop == hop }?.says.english
  }

  private static let rules =
    #"{"services":[{"name":"web","port":80}]},{"conditions":[{"prefix":"/old"}],"requestRedirectPolicy":{"path":"/new","statusCode":301}},{"conditions":[{"prefix":"/ping"}],"directResponsePolicy":{"statusCode":204}},{"conditions":[{"prefix":"/found"}],"requestRedirectPolicy":{"hostname":"a"}}"#

  @Test func `a request goes to the Service of its rule`() throws {
    let trace = try trace("http://shop.local/oldest") {
      $0.proxy(
        routes:
          #"{"services":[{"name":"web","port":80}]},{"conditions":[{"exact":"/old"}],"services":[{"name":"gone","port":80}]}"#
      )
    }
    #expect(trace.matched?.field == "spec.routes[0]")
    #expect(trace.backends.map(\.service) == [NamespacedName("shop", "web")])
    #expect(says(trace, .route) == "/ Prefix leads to web:80 (rule 1 of 2).")
    #expect(trace.status == nil && trace.rootCause == nil)
  }

  @Test func `the path that a Service gets is told where it is another`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.proxy(
        routes:
          #"{"conditions":[{"prefix":"/api"}],"services":[{"name":"web","port":80}],"pathRewritePolicy":{"replacePrefix":[{"replacement":"/v1"}]}}"#
      )
    }
    #expect(
      try says(trace("http://shop.local/api/x?a=1", build), .route)
        == "/api Prefix leads to web:80 (rule 1 of 1). The Service gets the path /v1/x.")
  }

  @Test(
    arguments: [
      ("/old/x", 301, "/old Prefix answers with 301, a redirect."),
      ("/found", 302, "/found Prefix answers with 302, a redirect."),
      ("/ping", 204, "/ping Prefix answers with 204 by itself."),
    ])
  func `a rule answers by itself`(path: String, status: Int, says: String) throws {
    let trace = try trace("http://shop.local\(path)") { $0.proxy(routes: Self.rules) }
    #expect(trace.status == status)
    #expect(self.says(trace, .route) == says)
    #expect(trace.backends.isEmpty && trace.rootCause == nil)
  }

  @Test func `plain HTTP is led to https, unless the rule permits it`() throws {
    let certificate: JSONValue = ["tls.crt": .string(TestCertificate.shop), "tls.key": "x"]
    func status(_ path: String) throws -> Int? {
      try trace("http://shop.local\(path)") {
        $0.proxy(
          routes:
            #"{"conditions":[{"prefix":"/a"}],"services":[{"name":"web","port":80}]},{"conditions":[{"prefix":"/b"}],"services":[{"name":"web","port":80}],"permitInsecure":true}"#,
          tls: #"{"secretName":"cert"}"#)
        $0.secret("cert", certificate)
      }.status
    }
    #expect(try status("/a") == 301)
    #expect(try status("/b") == nil)
    #expect(try status("/c") == 404)
  }

  @Test func `a host without its Secret is dropped whole`() throws {
    for (url, status) in [("http://shop.local/", 404 as Int?), ("https://shop.local/", nil)] {
      let trace = try trace(url) { $0.proxy(tls: #"{"secretName":"cert"}"#) }
      #expect(trace.status == status && trace.verdict == .fault)
      #expect(trace.rootCause == "httpproxy-tls-invalid")
    }
  }

  @Test func `two HTTPProxies of a host answer nothing`() throws {
    let trace = try trace("http://shop.local/") {
      $0.proxy()
      $0.proxy("other")
    }
    #expect(trace.status == 404 && trace.rootCause == "httpproxy-fqdn-missing-or-duplicate")
    #expect(
      says(trace, .route)
        == "Contour refuses httpproxy/shop/other, so its rules are not served.")
  }

  @Test func `an include that leads nowhere answers 502, and the rest is served`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.proxy(
        more:
          #""virtualhost":{"fqdn":"shop.local"},"includes":[{"name":"gone","conditions":[{"prefix":"/blog"}]}]"#
      )
    }
    let broken = try trace("http://shop.local/blog/x", build)
    #expect(broken.status == 502 && broken.rootCause == "httpproxy-include-broken")
    #expect(broken.matched?.field == "spec.includes[0]")
    #expect(try trace("http://shop.local/", build).backends.count == 1)
  }

  @Test(arguments: [(#"{"name":"gone","port":80}"#, 503), (#"{"name":"web","port":81}"#, 503)])
  func `a rule whose Services cannot be resolved answers 503`(service: String, status: Int) throws {
    let trace = try trace("http://shop.local/") {
      $0.proxy(routes: #"{"services":[\#(service)]}"#)
    }
    #expect(trace.status == status && trace.rootCause == "httpproxy-service-unresolved")
  }

  @Test func `Services that are there get the share of one that is not`() throws {
    let trace = try trace("http://shop.local/") {
      $0.proxy(
        routes:
          #"{"services":[{"name":"gone","port":80,"weight":90},{"name":"web","port":80,"weight":10}]}"#
      )
    }
    #expect(trace.backends.map(\.share) == [1] && trace.status == nil)
  }

  @Test func `a Service without endpoints answers 503`() throws {
    let trace = try trace("http://shop.local/") {
      $0.proxy(routes: #"{"services":[{"name":"empty","port":80}]}"#)
      $0.service("empty", selector: ["app": "empty"])
    }
    #expect(trace.status == 503)
  }

  @Test func `a header decides, and what is missing is told`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.proxy(
        routes:
          #"{"conditions":[{"prefix":"/api"},{"header":{"name":"X-Env","exact":"beta"}}],"services":[{"name":"web","port":80}]}"#
      )
    }
    #expect(try trace("http://shop.local/api", headers: ["x-env:beta"], build).status == nil)
    let other = try trace("http://shop.local/api", build)
    #expect(other.status == 404 && other.rootCause == "url-method-or-header-not-matched")
    #expect(says(other, .route) == "/api fits, but the rule asks for x-env=beta.")
  }

  @Test func `https to a host without TLS gets no answer, and a greeting for another host a 421`()
    throws
  {
    let open = try trace("https://shop.local/") { $0.proxy() }
    #expect(open.rootCause == "url-scheme-has-no-listener")
    #expect(says(open, .response) == "No answer: the connection is refused.")
    let other = try trace("https://www.shop.local/", headers: ["Host:shop.local"]) {
      $0.proxy(tls: #"{"secretName":"cert"}"#)
      $0.secret("cert", ["tls.crt": .string(TestCertificate.shop), "tls.key": "x"])
    }
    #expect(other.status == 421)
  }

  @Test func `the name has to lead to the address that Contour wrote into the root`() throws {
    var cluster = SmallCluster()
    cluster.proxy(
      status: #"{"currentStatus":"valid","loadBalancer":{"ingress":[{"ip":"192.0.2.7"}]}}"#)
    let trace = try TraceCase.trace("http://shop.local/", in: cluster.inventory, extent: .cluster)
    #expect(
      says(trace, .dns)
        == "shop.local has to lead to 192.0.2.7, the address of the controller.")
  }

  @Test func `a child's rule is served on its root's host, and of an orphan nothing is`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.root(including: #"{"name":"child","conditions":[{"prefix":"/blog"}]}"#)
      $0.proxy("child", more: "")
      $0.proxy("lost", more: "")
    }
    let trace = try trace("http://shop.local/blog", build)
    #expect(trace.matched?.route.source == ObjectReference("HTTPProxy", "shop", "child"))
    #expect(try self.trace("http://shop.local/other", build).status == 404)
  }
}

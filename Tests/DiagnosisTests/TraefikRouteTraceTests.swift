import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What Traefik answers by its IngressRoutes, followed from hop to hop.
@Suite struct TraefikRouteTraceTests {
  private func trace(
    _ url: String, method: String = "GET", headers: [String] = [],
    _ build: (inout SmallCluster) -> Void
  ) throws -> Trace {
    var cluster = SmallCluster()
    build(&cluster)
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    let diagnosis = Diagnosis(
      inventory, routes: routes, extent: .manifests, now: FaultFixture.now)
    let request = try TraceRequest([method, url], headers: headers)
    return Trace(
      request,
      in: TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: FaultFixture.now))
  }

  private func says(_ trace: Trace, _ hop: FaultKind.Hop) -> String? {
    trace.hops.first { $0.hop == hop }?.says.english
  }

  /// Two rules, of which the longer one asks for more.
  private func canary(_ cluster: inout SmallCluster, asking more: String) {
    cluster.service("beta", selector: ["app": "web"])
    cluster.traefik(
      .ingressRoute, "beta",
      #"{"routes":[{"match":"Host(`shop.local`) && \#(more)","services":[{"name":"beta","port":80}]}]}"#
    )
    cluster.traefikRoute()
  }

  @Test(
    arguments: [
      ("Header(`X-Beta`, `1`)", "GET", "/", ["X-Beta: 1"], "beta"),
      ("Header(`X-Beta`, `1`)", "GET", "/", ["X-Beta: 2"], "web"),
      ("!Header(`X-Beta`, `1`)", "GET", "/", [], "beta"),
      ("HeaderRegexp(`X-Beta`, `^[12]$`)", "GET", "/", ["X-Beta: 2"], "beta"),
      ("Method(`POST`)", "POST", "/", [], "beta"),
      ("Method(`POST`)", "GET", "/", [], "web"),
      ("Query(`beta`, `1`)", "GET", "/?beta=1", [], "beta"),
      ("Query(`beta`, `1`)", "GET", "/", [], "web"),
      ("PathRegexp(`^/v[0-9]+`)", "GET", "/v2/x", [], "beta"),
      ("PathRegexp(`^/v[0-9]+`)", "GET", "/x", [], "web"),
    ] as [(String, String, String, [String], String)])
  func `headers, methods and queries decide`(
    more: String, method: String, path: String, headers: [String], service: String
  ) throws {
    let trace = try trace("http://shop.local\(path)", method: method, headers: headers) {
      canary(&$0, asking: more)
    }
    #expect(trace.backends.map(\.service.name) == [service])
    #expect(trace.rootCause == nil)
  }

  @Test func `what only Traefik can tell is said so`() throws {
    let trace = try trace("http://shop.local/") {
      canary(&$0, asking: "ClientIP(`10.0.0.0/8`)")
    }
    #expect(trace.verdict == .unknown)
  }

  @Test func `a condition that does not hold is named where nothing else answers`() throws {
    let trace = try trace("http://shop.local/api") {
      $0.traefikRoute(match: "Host(`shop.local`) && PathPrefix(`/api`) && Header(`x`, `1`)")
    }
    #expect(trace.status == 404 && trace.rootCause == "url-method-or-header-not-matched")
    #expect(says(trace, .route) == "/api fits, but the rule asks for x=1.")
  }

  @Test func `the path that a Service gets, and who gets copies`() throws {
    let trace = try trace("http://shop.local/api/x") {
      $0.traefikRoute(
        services: #"{"name":"mirror","kind":"TraefikService"}"#,
        middlewares: #"{"name":"strip"}"#)
      $0.traefik(.middleware, "strip", #"{"stripPrefix":{"prefixes":["/api"]}}"#)
      $0.traefik(
        .traefikService, "mirror",
        #"{"mirroring":{"name":"web","port":80,"mirrors":[{"name":"web","port":80,"percent":5}]}}"#)
    }
    #expect(
      says(trace, .route)
        == "/ Prefix leads to web:80 (rule 1 of 1). The Service gets the path /x. Copies go to web."
    )
    #expect(trace.verdict != .fault)
  }

  @Test func `a redirect is the answer, of the rule of plain http alone`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.traefik(
        .ingressRoute, "plain",
        #"{"entryPoints":["web"],"routes":[{"match":"Host(`shop.local`)","priority":100,"middlewares":[{"name":"https"}],"services":[{"name":"noop@internal","kind":"TraefikService"}]}]}"#
      )
      $0.traefik(.middleware, "https", #"{"redirectScheme":{"scheme":"https","permanent":true}}"#)
      $0.traefik(
        .ingressRoute, "secure",
        #"{"entryPoints":["websecure"],"tls":{},"routes":[{"match":"Host(`shop.local`)","services":[{"name":"web","port":80}]}]}"#
      )
      $0.webPod()
    }
    let plain = try trace("http://shop.local/a?b=1", build)
    #expect(plain.status == 301 && plain.backends.isEmpty)
    #expect(
      says(plain, .route)
        == "/ Prefix answers with 301, a redirect to https://shop.local/a?b=1.")
    let secure = try trace("https://shop.local/a", build)
    #expect(secure.matched?.route.source.name.name == "secure")
    #expect(secure.backends.map(\.service.name) == ["web"])
  }

  @Test(
    arguments: [
      (#"{"name":"web","port":80}"#, #"{"name":"gone"}"#, "ingressroute-ref-broken"),
      (#"{"name":"gone","port":80}"#, "", "ingressroute-service-broken"),
      (#"{"name":"web","port":81}"#, "", "ingressroute-service-broken"),
      (#"{"name":"gone","kind":"TraefikService"}"#, "", "ingressroute-service-broken"),
    ])
  func `a rule whose references are broken is not served`(
    services: String, middlewares: String, id: String
  ) throws {
    let trace = try trace("http://shop.local/") {
      $0.traefikRoute(services: services, middlewares: middlewares)
    }
    #expect(trace.status == 404 && trace.rootCause == id)
  }

  @Test func `another rule answers in the place of one that is not served`() throws {
    let trace = try trace("http://shop.local/") {
      $0.traefik(
        .ingressRoute, "first",
        #"{"routes":[{"match":"Host(`shop.local`)","priority":100,"middlewares":[{"name":"gone"}],"services":[{"name":"web","port":80}]}]}"#
      )
      $0.traefikRoute()
    }
    #expect(trace.matched?.route.source.name.name == "edge")
    #expect(trace.losers.map(\.why.english) == ["is left out, since it leads to nothing"])
  }

  @Test func `an Ingress passes its middlewares`() throws {
    let trace = try trace("http://shop.local/api/x") {
      $0.ingressClass("traefik", "traefik.io/ingress-controller")
      $0.controller("traefik", in: "traefik")
      $0.ingress(
        "web",
        annotations: [
          "kubernetes.io/ingress.class": "traefik",
          "traefik.ingress.kubernetes.io/router.middlewares": "shop-strip@kubernetescrd",
        ], "shop.local/api Prefix web:80")
      $0.webPod()
      $0.traefik(.middleware, "strip", #"{"stripPrefix":{"prefixes":["/api"]}}"#)
    }
    #expect(says(trace, .route)?.contains("The Service gets the path /x.") == true)
  }

  @Test func `connections that are passed on are not looked into`() throws {
    let build: (inout SmallCluster) -> Void = {
      $0.traefikConnection(match: "HostSNI(`db.local`)", tls: #"{"passthrough":true}"#)
    }
    let secure = try trace("https://db.local/", build)
    #expect(secure.verdict == .unknown)
    #expect(
      says(secure, .route)
        == "HostSNI(`db.local`) passthrough takes connections to db.local as they are, so that no "
        + "rule of requests is asked.")
    let plain = try trace("http://db.local/", build)
    #expect(plain.status == 404 && plain.rootCause == "url-host-not-served")
  }
}

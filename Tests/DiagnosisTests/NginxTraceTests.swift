import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What the annotations of ingress-nginx make of a request, followed from hop to hop.
@Suite struct NginxTraceTests {
  private static let prefix = NginxTerms.prefix

  private static func world(
    _ extent: DiagnosisExtent, _ build: (inout SmallCluster) -> Void
  ) -> TraceWorld {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.namespace("shop")
    cluster.service("web", selector: ["app": "web"], target: .name("http"))
    cluster.pods("web", 3, labels: ["app": "web"])
    build(&cluster)
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    return TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: extent, now: FaultFixture.now),
      now: FaultFixture.now)
  }

  private static func annotated(
    _ annotations: [String: String], _ path: String = "shop.local/ Prefix web:80",
    tls: JSONValue = .null
  ) -> (inout SmallCluster) -> Void {
    { cluster in
      cluster.ingress(
        "web",
        annotations: Dictionary(
          uniqueKeysWithValues: annotations.map { (prefix + $0.key, $0.value) }), path, tls: tls)
    }
  }

  private func trace(
    _ url: String, headers: [String] = [], extent: DiagnosisExtent = .manifests,
    _ build: (inout SmallCluster) -> Void
  ) throws -> Trace {
    Trace(
      try TraceRequest(["GET", url], headers: headers, from: "outside"),
      in: Self.world(extent, build))
  }

  private func says(_ trace: Trace, _ hop: FaultKind.Hop = .route) -> String {
    trace.hops.first { $0.hop == hop }?.says.english ?? ""
  }

  @Test(
    arguments: [
      (["backend-protocol": "grpc"], "ingress-nginx speaks GRPC to the pods."),
      (["upstream-vhost": "web.internal"], "The Service gets the host web.internal."),
      (["service-upstream": "true"], "It goes to the cluster IP, and the nodes choose the pod."),
      (["affinity": "cookie"], "A cookie keeps clients at the pod that they got first."),
      (["backend-protocol": "HTTP", "proxy-body-size": "1m"], ""),
    ])
  func `what annotations change is told where the rule is`(
    annotations: [String: String], sentence: String
  ) throws {
    let trace = try trace("http://shop.local/", Self.annotated(annotations))
    let plain = "/ Prefix leads to web:80 (rule 1 of 1)."
    #expect(says(trace) == (sentence.isEmpty ? plain : "\(plain) \(sentence)"))
    #expect(trace.verdict != .fault && trace.status == nil)
    #expect(trace.matched?.field == "spec.rules[0].http.paths[0]")
  }

  @Test func `a path of groups is rewritten`() throws {
    let trace = try trace(
      "http://shop.local/api/x",
      Self.annotated(
        ["rewrite-target": "/v1/$2", "use-regex": "true"],
        "shop.local/api(/|$)(.*) ImplementationSpecific web:80"))
    #expect(says(trace).hasSuffix("The Service gets the path /v1/x."))
    #expect(trace.backends.map(\.service.name) == ["web"])
  }

  @Test func `variables of nginx are not known`() throws {
    let trace = try trace(
      "http://shop.local/x", Self.annotated(["rewrite-target": "/$host"]))
    #expect(trace.verdict == .unknown)
    #expect(says(trace).contains("only ingress-nginx can tell"))
  }

  @Test func `another name of the host leads to the same rule`() throws {
    let trace = try trace(
      "http://www.shop.local/", Self.annotated(["server-alias": "www.shop.local"]))
    #expect(says(trace).hasSuffix("www.shop.local is an alias of shop.local."))
    #expect(trace.matched?.rule == 0 && trace.backends.count == 1)
  }

  private static let secured: JSONValue = [["hosts": ["shop.local"]]]

  @Test(
    arguments: [
      ([:], .cluster, true, 308), ([:], .playground, true, nil), ([:], .manifests, true, nil),
      (["ssl-redirect": "false"], .cluster, true, nil),
      (["ssl-redirect": "true"], .playground, true, 308),
      (["ssl-redirect": "true"], .manifests, true, 308),
      (["ssl-redirect": "true"], .manifests, false, nil),
      (["force-ssl-redirect": "true"], .manifests, false, 308),
      // Redirects of everything go before that.
      (["force-ssl-redirect": "true", "permanent-redirect": "http://b"], .cluster, true, 301),
    ] as [([String: String], DiagnosisExtent, Bool, Int?)])
  func `plain requests are led to https where annotations or TLS ask for it`(
    annotations: [String: String], extent: DiagnosisExtent, isTLS: Bool, status: Int?
  ) throws {
    let build = Self.annotated(annotations, tls: isTLS ? Self.secured : .null)
    let trace = try trace("http://shop.local/", extent: extent) {
      build(&$0)
      $0.controller("ingress-nginx-controller", in: "ingress-nginx")
    }
    #expect(trace.status == status)
    guard extent == .playground else { return }
    let decision = RouteDecision(
      GatewayRequest(method: "GET", host: "shop.local", path: "/"),
      in: Self.world(extent, build))
    #expect(decision.answer?.status == status)
  }

  @Test func `a redirect says where it leads`() throws {
    let trace = try trace(
      "http://shop.local/x", Self.annotated(["permanent-redirect": "https://b.test/"]))
    #expect(trace.status == 301)
    #expect(says(trace) == "/ Prefix answers with 301, a redirect to https://b.test/.")
    let root = try self.trace("http://shop.local/", Self.annotated(["app-root": "/app"]))
    #expect(says(root) == "/ Prefix answers with 302, a redirect to http://shop.local/app.")
    let below = try self.trace("http://shop.local/x", Self.annotated(["app-root": "/app"]))
    #expect(below.status == nil)
  }

  @Test func `a default backend answers while nobody else does`() throws {
    let build = Self.annotated(["default-backend": "sorry"], "shop.local/ Prefix none:80")
    let without = try trace("http://shop.local/", build)
    #expect(without.status == 503)
    let with = try trace("http://shop.local/") {
      build(&$0)
      $0.service("none", selector: ["app": "none"])
      $0.service("sorry", selector: ["app": "sorry"], port: 8081)
      $0.pods("sorry", 1, labels: ["app": "sorry"])
    }
    #expect(with.backends.map(\.service.name) == ["sorry"] && with.status == nil)
    #expect(says(with).hasSuffix("Nobody behind none answers, so sorry does, the default backend."))
  }

  @Test func `a cookie keeps clients of a canary`() throws {
    let build = Self.annotated(["affinity": "cookie"])
    func said(_ more: [String: String]) throws -> String {
      says(
        try trace("http://shop.local/") {
          build(&$0)
          $0.ingress(
            "canary", annotations: [Canary.annotation(""): "true"].merging(more) { $1 },
            "shop.local/ Prefix web:80")
        })
    }
    #expect(try said([:]).hasSuffix("of the canary or not."))
  }

  @Test func `through the cluster IP nobody behind it is a refused connection`() throws {
    let trace = try trace(
      "http://shop.local/",
      { cluster in
        Self.annotated(["service-upstream": "true"], "shop.local/ Prefix none:80")(&cluster)
        cluster.service("none", selector: ["app": "none"])
      })
    #expect(trace.status == 502)
  }
}

import TestSupport
import Testing
import Topology

@testable import Routing

/// What the annotations of ingress-nginx make of Ingresses.
@Suite struct NginxTests {
  private static func name(_ annotation: String) -> String { NginxTerms.prefix + annotation }

  private static func cluster(_ build: (inout SmallCluster) -> Void) -> SmallCluster {
    var cluster = SmallCluster()
    cluster.nginx()
    build(&cluster)
    return cluster
  }

  private static func annotated(_ annotations: [String: String], _ path: String) -> RouteTerms? {
    let cluster = cluster {
      $0.ingress(
        "web",
        annotations: Dictionary(
          uniqueKeysWithValues: annotations.map { (name($0.key), $0.value) }), path)
    }
    return IngressAdapter().routes(in: cluster.inventory).first?.terms
  }

  /// Which Ingress takes a path, and the path that its Service gets.
  private static func taken(_ path: String, of cluster: SmallCluster, host: String = "a.com")
    -> String?
  {
    let table = RoutingTable(cluster.inventory)
    let request = GatewayRequest(method: "GET", host: host, path: path)
    let contest = NginxContest(request, table) { _ in true }
    return contest.chosen.map {
      "\($0.source.name.name) \(RouteAction($0, request, table).path)"
    }
  }

  @Test func `an Ingress without annotations has no terms, nor one of another controller`() {
    #expect(Self.annotated([:], "a.com/ Prefix web:80") == nil)
    #expect(Self.annotated(["proxy-body-size": "8m"], "a.com/ Prefix web:80") == nil)
    var other = SmallCluster()
    other.ingress(
      "web", annotations: [Self.name("use-regex"): "true"], "a.com/ Prefix web:80")
    #expect(IngressAdapter().routes(in: other.inventory).first?.terms == nil)
  }

  @Test(
    arguments: [
      (["permanent-redirect": "https://b.com"], 301, "https://b.com"),
      (
        ["permanent-redirect": "https://b.com", "permanent-redirect-code": "308"], 308,
        "https://b.com"
      ),
      (
        ["permanent-redirect": "https://b.com", "permanent-redirect-code": "200"], 301,
        "https://b.com"
      ),
      (
        ["temporal-redirect": "http://c.com", "permanent-redirect": "http://b.com"], 302,
        "http://c.com"
      ),
      (["permanent-redirect": "/elsewhere"], nil, nil),
    ] as [([String: String], Int?, String?)])
  func `redirects and their statuses`(
    annotations: [String: String], status: Int?, location: String?
  ) {
    let redirect = Self.annotated(annotations, "a.com/ Prefix web:80")?.nginx?.redirect
    #expect(redirect?.status == status && redirect?.location == location)
  }

  @Test func `truth values are read as Go writes them`() {
    for (text, value) in [("true", true), ("1", true), ("False", false), ("yes", nil)] {
      let terms = Self.annotated(["ssl-redirect": text], "a.com/ Prefix web:80")
      #expect(terms?.nginx?.leadsToHTTPS == value, "\(text)")
    }
  }

  @Test(
    arguments: [
      ("/api/x/y", "api /v1/x/y"), ("/api", "api /v1/"), ("/API/x", "api /v1/x"),
      ("/apix", nil),
      // Plain paths of the host are regular expressions too: they begin with the text, in any case.
      ("/docs/x", "others /docs/x"), ("/docsx", "others /docsx"), ("/DOCS", "others /DOCS"),
      ("/health/x", "others /health/x"), ("/", nil),
    ] as [(String, String?)])
  func `one Ingress with a regular expression changes all paths of the host`(
    path: String, taken: String?
  ) {
    let cluster = Self.cluster {
      $0.ingress(
        "api",
        annotations: [
          Self.name("use-regex"): "true", Self.name("rewrite-target"): "/v1/$2",
        ], "a.com/api(/|$)(.*) ImplementationSpecific web:80")
      $0.ingress("others", "a.com/docs Prefix web:80", "a.com/health Exact web:80")
      $0.ingress("elsewhere", "b.com/docs Prefix web:80")
    }
    #expect(Self.taken(path, of: cluster) == taken)
    let request = GatewayRequest(method: "GET", host: "b.com", path: "/docs")
    #expect(!NginxContest(request, RoutingTable(cluster.inventory)) { _ in true }.isAsked)
  }

  @Test func `a target that is the path itself changes nothing`() {
    #expect(Self.annotated(["rewrite-target": "/"], "a.com/ Prefix web:80") == nil)
    #expect(
      Self.annotated(["rewrite-target": "/"], "a.com/x Prefix web:80")?.nginx?.usesRegex == true)
  }

  @Test func `longer expressions go first, whoever is older`() {
    let cluster = Self.cluster {
      $0.ingress(
        "short", created: "2020-01-01T00:00:00Z",
        annotations: [Self.name("use-regex"): "true"], "a.com/.* ImplementationSpecific web:80")
      $0.ingress(
        "long", created: "2021-01-01T00:00:00Z", "a.com/v[0-9]+/x ImplementationSpecific web:80")
    }
    #expect(Self.taken("/v12/x", of: cluster) == "long /v12/x")
    #expect(Self.taken("/v/x", of: cluster) == "short /v/x")
  }

  @Test func `what no regular expression of this program can tell is open`() {
    let cluster = Self.cluster {
      $0.ingress(
        "hard", annotations: [Self.name("use-regex"): "true"],
        "a.com/((a+)+)+ ImplementationSpecific web:80")
    }
    let request = GatewayRequest(method: "GET", host: "a.com", path: "/aaaa")
    let contest = NginxContest(request, RoutingTable(cluster.inventory)) { _ in true }
    #expect(contest.chosen == nil && contest.patterns.count == 1)
  }

  @Test func `other names of a host are routes of their own, unless a rule has the name`() {
    var cluster = Self.cluster {
      $0.ingress(
        "web", annotations: [Self.name("server-alias"): "www.a.com, ~^x, a.com,b.com"],
        "a.com/ Prefix web:80")
    }
    let routes = IngressAdapter().routes(in: cluster.inventory)
    #expect(routes.map(\.host) == ["a.com", "b.com", "www.a.com"])
    #expect(routes.map { $0.terms?.nginx?.aliasOf } == [nil, "a.com", "a.com"])
    #expect(Self.taken("/x", of: cluster, host: "b.com") == "web /x")
    cluster.ingress("own", "b.com/only Prefix web:80")
    #expect(Self.taken("/only", of: cluster, host: "b.com") == "own /only")
    #expect(Self.taken("/x", of: cluster, host: "b.com") == nil)
    let table = RoutingTable(cluster.inventory)
    #expect(!table.hasClaim(controller: "nginx", host: "b.com", path: "/", pathType: .prefix))
  }

  @Test func `a canary shares the paths of other names too`() {
    let cluster = Self.cluster {
      $0.ingress(
        "web", annotations: [Self.name("server-alias"): "b.com"], "a.com/ Prefix web:80")
      $0.ingress(
        "canary", annotations: [Canary.annotation(""): "true"], "a.com/ Prefix beta:80")
    }
    let routes = IngressAdapter().routes(in: cluster.inventory)
    #expect(routes.map { $0.backends.count } == [2, 2])
  }

  @Test func `a pattern that cannot be read keeps from the canary, and totals are at least 100`() {
    let canary = Canary(
      source: ObjectReference("Ingress", "shop", "c"), service: NamespacedName("shop", "c"),
      port: .number(80),
      annotations: [
        Canary.annotation("by-header"): "x", Canary.annotation("by-header-pattern"): "(",
        Canary.annotation("weight"): "20", Canary.annotation("weight-total"): "10",
      ])
    #expect(canary.decision(headerValue: "a", cookieValue: nil) == .primary)
    #expect(canary.total == 100 && canary.weight == 20)
  }

  @Test func `following single Ingresses gives what reading all gives`() {
    var cluster = Self.cluster { $0.ingress("others", "a.com/docs Prefix web:80") }
    var store = cluster.inventory
    var table = RoutingTable(store)
    cluster.ingress(
      "api",
      annotations: [Self.name("use-regex"): "true", Self.name("server-alias"): "b.com"],
      "a.com/api.* ImplementationSpecific web:80")
    var log = ChangeLog()
    for object in cluster.inventory.objects("Ingress") {
      store.apply(.applied(.generic(object)), noting: &log)
    }
    table.follow(store, changes: log)
    #expect(table.routes == RoutingTable(store).routes)
    #expect(table.routes.count == 3)
  }
}

import Routing
import TestSupport
import Testing
import Topology

@Suite struct IngressAdapterTests {
  private func routes(_ cluster: SmallCluster) -> [Route] {
    IngressAdapter().routes(in: cluster.inventory)
  }

  private func ingress(_ name: String, spec: JSONValue, annotations: [String: String] = [:])
    -> JSONValue
  {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": [
        "name": .string(name), "namespace": "shop", "annotations": JSONValue(annotations),
      ], "spec": spec,
    ]
  }

  @Test func `the class is the field, else the annotation, else the default`() {
    var cluster = SmallCluster()
    cluster.nginx()
    let rules: JSONValue = [
      ["http": ["paths": [["path": "/", "pathType": "Prefix", "backend": [:]]]]]
    ]
    cluster.add(.ingress, ingress("a", spec: ["ingressClassName": "nginx", "rules": rules]))
    cluster.add(.ingress, ingress("b", spec: ["ingressClassName": "gone", "rules": rules]))
    cluster.add(
      .ingress,
      ingress(
        "c", spec: ["rules": rules], annotations: [IngressClasses.legacyAnnotation: "traefik"]))
    cluster.add(.ingress, ingress("d", spec: ["rules": rules]))
    #expect(routes(cluster).map(\.controller) == ["nginx", "gone", "traefik", "nginx"])
    #expect(
      routes(cluster).map(\.implementation) == [
        "k8s.io/ingress-nginx", "", "", "k8s.io/ingress-nginx",
      ])
  }

  @Test func `without a class and a default nobody serves it`() {
    var cluster = SmallCluster()
    cluster.nginx(isDefault: false)
    cluster.ingress("web", "a.com/ Prefix web:80")
    #expect(routes(cluster).map(\.controller) == [""])
  }

  @Test func `TLS covers the hosts it names, by wildcard too, and all without hosts`() {
    var cluster = SmallCluster()
    cluster.ingress(
      "named", "a.com/ Prefix web:80", "x.b.com/ Prefix web:80", "c.com/ Prefix web:80",
      tls: [["hosts": ["a.com", "*.b.com"], "secretName": "cert"]])
    cluster.ingress("open", "d.com/ Prefix web:80", tls: [["secretName": ""]])
    let found = routes(cluster)
    #expect(found.map(\.isTLS) == [true, true, false, true])
    #expect(found[0].tlsSecret == NamespacedName("shop", "cert"))
    #expect(found[3].tlsSecret == nil)
  }

  @Test func `a port is a number or a name, both together are none`() {
    var cluster = SmallCluster()
    cluster.add(
      .ingress,
      ingress(
        "web",
        spec: [
          "defaultBackend": ["service": ["name": "web", "port": ["name": "http", "number": 80]]]
        ]))
    #expect(routes(cluster).map { $0.backends.map(\.port) } == [[.name("")]])
  }

  @Test func `a resource backend is a route without backends`() {
    var cluster = SmallCluster()
    cluster.add(
      .ingress,
      ingress("web", spec: ["defaultBackend": ["resource": ["kind": "Bucket", "name": "b"]]]))
    #expect(routes(cluster).map(\.backends) == [[]])
  }

  @Test func `a canary joins the route with the same host and path`() throws {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.ingress("api", "a.com/api Prefix api-v1:80", "a.com/ Prefix web:80")
    cluster.ingress(
      "canary",
      annotations: [
        Canary.annotation(""): "true", Canary.annotation("weight"): "10",
        Canary.annotation("by-header"): "X-Canary",
      ], "a.com/api Prefix api-v2:80")
    let found = routes(cluster)
    #expect(found.count == 2)
    let api = try #require(found.first { $0.path == "/api" })
    #expect(api.backends.map(\.weight) == [90, 10])
    #expect(api.backends.map(\.service.name) == ["api-v1", "api-v2"])
    #expect(api.backends[1].weightSource == ObjectReference("Ingress", "shop", "canary"))
    #expect(api.backends[0].weightSource == nil)
    #expect(api.canary?.header == "X-Canary")
    #expect(abs(api.share(of: api.backends[1]) - 0.1) < 1e-9)
    #expect(found.first { $0.path == "/" }?.canary == nil)
  }

  @Test(
    arguments: [
      ("150", "", [0, 100]), ("50", "1000", [950, 50]), ("-4", "", [100, 0]), ("x", "0", [100, 0]),
    ])
  func `weights stay within their total`(_ row: (weight: String, total: String, expected: [Int])) {
    var cluster = SmallCluster()
    cluster.ingress("api", "a.com/ Prefix api-v1:80")
    cluster.ingress(
      "canary",
      annotations: [
        Canary.annotation(""): "true", Canary.annotation("weight"): row.weight,
        Canary.annotation("weight-total"): row.total,
      ], "a.com/ Prefix api-v2:80")
    #expect(routes(cluster).map { $0.backends.map(\.weight) } == [row.expected])
  }

  @Test func `a canary without primary is no route`() {
    var cluster = SmallCluster()
    cluster.ingress("api", "a.com/api Exact api-v1:80")
    cluster.ingress(
      "canary", annotations: [Canary.annotation(""): "true"], "a.com/api Prefix api-v2:80")
    #expect(routes(cluster).map { $0.backends.count } == [1])
    let table = RoutingTable(cluster.inventory)
    #expect(table.hasClaim(controller: "", host: "a.com", path: "/api", pathType: .exact))
    #expect(!table.hasClaim(controller: "", host: "a.com", path: "/api", pathType: .prefix))
  }

  @Test func `of two canaries the older one counts`() {
    var cluster = SmallCluster()
    cluster.ingress("api", "a.com/ Prefix api-v1:80")
    for (name, year) in [("new", "2021"), ("old", "2020")] {
      cluster.ingress(
        name, created: "\(year)-01-01T00:00:00Z",
        annotations: [Canary.annotation(""): "true", Canary.annotation("weight"): "10"],
        "a.com/ Prefix \(name):80")
    }
    #expect(routes(cluster).map { $0.backends.map(\.service.name) } == [["api-v1", "old"]])
  }

  @Test(
    arguments: [
      (["by-header": "X"], "always", nil, Canary.Decision.canary),
      (["by-header": "X"], "never", "always", .primary),
      (["by-header": "X"], "other", nil, .byWeight),
      (["by-header": "X", "by-header-value": "beta"], "beta", nil, .canary),
      (["by-header": "X", "by-header-value": "beta"], "always", nil, .byWeight),
      (["by-header": "X", "by-header-pattern": "^be"], "beta", nil, .canary),
      (["by-header": "X", "by-header-pattern": "^be"], "alpha", nil, .byWeight),
      (["by-header": "X", "by-header-pattern": "(("], "((", nil, .primary),
      (["by-cookie": "c"], nil, "always", .canary), (["by-cookie": "c"], nil, "never", .primary),
      (["by-cookie": "c"], nil, "1", .byWeight), ([:], "always", "always", .byWeight),
    ] as [([String: String], String?, String?, Canary.Decision)])
  func `header, then cookie, then weight decide`(
    _ row: (annotations: [String: String], header: String?, cookie: String?, Canary.Decision)
  ) {
    let canary = Canary(
      source: ObjectReference("Ingress", "shop", "c"), service: NamespacedName("shop", "b"),
      port: .number(80),
      annotations: Dictionary(
        uniqueKeysWithValues: row.annotations.map { (Canary.annotation($0.key), $0.value) }))
    #expect(canary.decision(headerValue: row.header, cookieValue: row.cookie) == row.3)
  }
}

import Testing
import Topology

@testable import Routing

/// Contour's HTTPProxies in the model of routes.
@Suite struct ContourTests {
  private static let services = #""services":[{"name":"a","port":80}]"#

  @Test func `a root's rules are routes of its host, each with what it asks for behind its path`()
    throws
  {
    var objects = ContourObjects()
    try objects.proxy(
      "shop",
      #"""
      {"virtualhost":{"fqdn":"Shop.Test","tls":{"secretName":"certs/shop"}},"routes":[
        {"services":[{"name":"a","port":80}]},
        {"conditions":[{"exact":"/x"}],"services":[{"name":"a","port":80}],"permitInsecure":true},
        {"conditions":[{"regex":"/r.*"}],"services":[{"name":"a","port":80}]},
        {"conditions":[{"prefix":"/api"},{"header":{"name":"X-Beta","exact":"1"}},
                       {"queryParameter":{"name":"debug","present":true}}],
         "services":[{"name":"b","port":8080}]}]}
      """#)
    #expect(
      objects.lines == [
        "shop.test Prefix / shop", "shop.test ImplementationSpecific /api ?debug x-beta=1 shop",
        "shop.test ImplementationSpecific /r.* shop", "shop.test Exact /x shop",
      ])
    let route = try #require(objects.table.routes.last)
    #expect(route.isTLS && route.tlsSecret == NamespacedName("certs", "shop"))
    #expect(route.controller == "contour" && route.implementation == ContourContest.controller)
    #expect(route.rule == 1 && route.terms?.isPlainAllowed == true)
    #expect(route.backends.map(\.service) == [NamespacedName("web", "a")])
    #expect(route.backends[0].weightSource == nil && route.backends[0].port == .number(80))
  }

  @Test func `the class is the annotation's before the field's, and its controller a Contour`()
    throws
  {
    var objects = ContourObjects()
    try objects.add(
      .ingressClass,
      #"{"metadata":{"name":"edge"},"spec":{"controller":"projectcontour.io/projectcontour/contour"}}"#
    )
    try objects.proxy(
      "a", #"{"ingressClassName":"other","virtualhost":{"fqdn":"a"},"routes":[{}]}"#,
      annotations: #"{"projectcontour.io/ingress.class":"edge","kubernetes.io/ingress.class":"x"}"#)
    let route = try #require(objects.table.routes.first)
    #expect(route.controller == "edge")
    #expect(route.implementation == "projectcontour.io/projectcontour/contour")
  }

  /// Weights as stated, and as they are read.
  @Test(
    arguments: [
      (["90", "10"], [90, 10], false), (["90", "null"], [90, 0], false),
      (["null", "null"], [50, 50], true), (["0", "0"], [50, 50], true),
      (["-5", "7"], [0, 7], false), (["99999999999", "1"], [4_294_967_295, 1], false),
    ])
  func `weights are relative, and equal where none is stated`(
    stated: [String], expected: [Int], isUnstated: Bool
  ) throws {
    var objects = ContourObjects()
    try objects.proxy(
      "shop",
      #"""
      {"virtualhost":{"fqdn":"a"},"routes":[{},{"conditions":[{"prefix":"/w"}],"services":[
        {"name":"copy","port":80,"mirror":true,"weight":50},
        {"name":"v1","port":80,"weight":\#(stated[0])},
        {"name":"v2","port":80,"weight":\#(stated[1])}]}]}
      """#)
    let route = try #require(objects.table.routes.last)
    #expect(route.backends.map(\.weight) == expected)
    var places = [1, 2].map { Route.WeightPlace(rule: 1, service: $0) }
    for index in places.indices { places[index].isUnstated = isUnstated }
    #expect(route.backends.map(\.weightPlace) == places)
    #expect(route.backends.allSatisfy { $0.weightSource?.name.name == "shop" })
  }

  @Test func `includes put their paths before those of what they lead to, over namespaces`() throws
  {
    var objects = ContourObjects()
    try objects.proxy(
      "root",
      #"""
      {"virtualhost":{"fqdn":"a"},"includes":[
        {"name":"child","namespace":"team","conditions":[{"prefix":"/blog/"},
         {"header":{"name":"x","present":true}}]},
        {"name":"child","namespace":"team","conditions":[{"prefix":"/news"}]},
        {"name":"grand","namespace":"team","conditions":[{"prefix":"/news"}]}]}
      """#)
    try objects.proxy(
      "child",
      #"""
      {"routes":[{"conditions":[{"exact":"/x"}],\#(Self.services)}],
       "includes":[{"name":"grand","conditions":[{"prefix":"/deep"}]}]}
      """#, namespace: "team")
    try objects.proxy("grand", #"{"routes":[{\#(Self.services)}]}"#, namespace: "team")
    try objects.proxy("orphan", #"{"routes":[{\#(Self.services)}]}"#, namespace: "team")
    #expect(
      objects.lines == [
        "a ImplementationSpecific /blog/deep x grand", "a ImplementationSpecific /blog/x x child",
        "a Prefix /news/deep grand", "a Exact /news/x child",
      ])
    let route = try #require(objects.table.routes.last)
    #expect(route.source == ObjectReference("HTTPProxy", "team", "child"))
    #expect(route.backends[0].service == NamespacedName("team", "a"))
    #expect(route.terms?.chain.map(\.name.name) == ["root", "child"])
    #expect(objects.table.proxies.isOrphaned(NamespacedName("team", "orphan")))
    #expect(!objects.table.proxies.isOrphaned(NamespacedName("team", "grand")))
  }

  // `mergePathMatchConditions`: the last condition of the chain decides; anything with a pattern is one.
  @Test(
    arguments: [
      (#"[{"exact":"/x"}]"#, "Exact /a/x"),
      (
        #"[{"exact":"/x"},{"header":{"name":"h","present":true}}]"#, "ImplementationSpecific /a/x h"
      ),
      (
        #"[{"header":{"name":"h","present":true}},{"exact":"/x"}]"#, "ImplementationSpecific /a/x h"
      ),
      (#"[{"regex":"/[0-9]+"}]"#, "ImplementationSpecific /a/[0-9]+"),
      (#"[{"prefix":"/"}]"#, "Prefix /a/"), ("[]", "Prefix /a"),
    ])
  func `the conditions of a chain are merged`(conditions: String, expected: String) throws {
    var objects = ContourObjects()
    try objects.proxy(
      "root",
      #"{"virtualhost":{"fqdn":"a"},"includes":[{"name":"c","conditions":[{"prefix":"/a"}]}]}"#)
    try objects.proxy("c", #"{"routes":[{"conditions":\#(conditions),\#(Self.services)}]}"#)
    #expect(objects.lines == ["a \(expected) c"])
    let terms = try #require(objects.table.routes.first?.terms)
    // An exact path that is not the last condition of all is a prefix.
    #expect((terms.uri.rule == .exact) == conditions.hasSuffix(#""/x"}]"#))
  }

  @Test func `includes that lead nowhere answer 502, and those in a circle end`() throws {
    var objects = ContourObjects()
    try objects.proxy(
      "root",
      #"""
      {"virtualhost":{"fqdn":"a"},"includes":[
        {"name":"gone","conditions":[{"prefix":"/gone"}]},
        {"name":"root","conditions":[{"prefix":"/self"}]},
        {"name":"nowhere"},
        {"name":"x","conditions":[{"exact":"/exact"}]},
        {"name":"x","conditions":[{"prefix":"/x"}]}]}
      """#)
    try objects.proxy("x", #"{"includes":[{"name":"y","conditions":[{"prefix":"/y"}]}]}"#)
    try objects.proxy(
      "y", #"{"includes":[{"name":"x"}],"routes":[{\#(Self.services)}]}"#)
    #expect(
      objects.lines == ["a Prefix /gone root", "a Prefix /self root", "a Prefix /x/y y"])
    #expect(objects.table.routes.map(\.terms?.status) == [502, 502, nil])
    let chart = objects.table.proxies
    let problems = try ["root", "x", "y"].map { name in
      let document = try #require(chart.document(NamespacedName("web", name)))
      return document.includes.map { chart.problem(with: $0, of: document) }
    }
    #expect(problems == [[.missing, .root, .missing, nil, nil], [nil], [.cycle]])
  }

  @Test func `includes that multiply end`() throws {
    var objects = ContourObjects()
    let twice = { (name: String) in
      #"""
      "includes":[{"name":"\#(name)","conditions":[{"prefix":"/a"}]},
                  {"name":"\#(name)","conditions":[{"prefix":"/b"}]}]
      """#
    }
    try objects.proxy("p0", #"{"virtualhost":{"fqdn":"a"},\#(twice("p1"))}"#)
    for level in 1..<40 { try objects.proxy("p\(level)", "{\(twice("p\(level + 1)"))}") }
    try objects.proxy("p40", #"{"routes":[{\#(Self.services)}]}"#)
    #expect(objects.table.routes.count <= 50_000)
  }

  @Test func `what is written in the wrong type is left out, and other groups are others`() throws {
    var objects = ContourObjects()
    try objects.proxy("a", #"{"virtualhost":"x","routes":7,"includes":{"name":3}}"#)
    try objects.proxy(
      "b",
      #"""
      {"virtualhost":{"fqdn":"b","tls":true},"routes":[3,{"conditions":"x","services":[4,{}]},
        {"conditions":[{"prefix":"api"}]},{"conditions":[{"prefix":"/a"},{"exact":"/b"}]}],
       "includes":[null,{"conditions":[{"prefix":5}]}]}
      """#)
    try objects.add(
      ResourceKind(group: "example.com", version: "v1", kind: "HTTPProxy", plural: "httpproxies"),
      #"{"metadata":{"name":"c","namespace":"web"},"spec":{"virtualhost":{"fqdn":"c"},"routes":[{}]}}"#
    )
    #expect(objects.lines == ["b Prefix / b"])
  }

  @Test(
    arguments: [
      ("/foo", "/bar", "/foo/x", "/bar/x"), ("/foo", "/bar", "/foo", "/bar"),
      ("/foo", "/bar", "/foobar", "/barbar"), ("/foo/", "/bar/", "/foo/x", "/bar/x"),
      ("/foo", "/", "/foo/x", "/x"), ("/foo", "/", "/foo", "/"), ("/", "/v2/", "/x", "/v2/x"),
    ])
  func `a prefix is replaced without doubling slashes`(
    prefix: String, replacement: String, path: String, expected: String
  ) throws {
    var objects = ContourObjects()
    try objects.proxy(
      "a",
      #"""
      {"virtualhost":{"fqdn":"a"},"routes":[{"conditions":[{"prefix":"\#(prefix)"}],\#(Self.services),
        "pathRewritePolicy":{"replacePrefix":[{"prefix":"/no","replacement":"/no"},
                                              {"replacement":"\#(replacement)"}]}}]}
      """#)
    #expect(objects.table.routes.first?.terms?.rewritten(path) == expected)
  }

  @Test func `an exact path is not replaced, and mirrors are told`() throws {
    var objects = ContourObjects()
    try objects.proxy(
      "a",
      #"""
      {"virtualhost":{"fqdn":"a"},"routes":[{"conditions":[{"exact":"/x"}],
        "services":[{"name":"web","port":80},{"name":"copy","port":80,"mirror":true}],
        "pathRewritePolicy":{"replacePrefix":[{"replacement":"/y"}]}}]}
      """#)
    let terms = try #require(objects.table.routes.first?.terms)
    #expect(terms.rewritten("/x") == "/x")
    #expect(terms.mirrors.map(\.name) == ["copy"])
  }

  @Test func `a Secret of another namespace takes a delegation`() throws {
    var objects = ContourObjects()
    try objects.proxy("a", #"{"virtualhost":{"fqdn":"a"}}"#)
    try objects.delegation("one", to: #"["web"]"#, namespace: "certs")
    try objects.delegation("all", to: #"["*"]"#, namespace: "other")
    let chart = objects.table.proxies
    let permitted = [("certs", "one"), ("certs", "all"), ("other", "all"), ("web", "own")].map {
      chart.permits(NamespacedName($0.0, $0.1), from: "web")
    }
    #expect(permitted == [true, false, true, true])
    #expect(!chart.permits(NamespacedName("certs", "one"), from: "team"))
  }
}

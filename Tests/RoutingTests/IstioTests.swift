import Language
import Testing
import Topology

@testable import Routing

/// VirtualServices in the model of routes, and which of their rules takes a request.
@Suite struct IstioTests {
  private static let web = #"{"destination":{"host":"web"}}"#

  private func lines(_ table: RoutingTable) -> [String] {
    table.routes.map { "\($0.host) \($0.pathType.rawValue) \($0.path) \($0.controller)" }
  }

  @Test func `each host with each match of a rule is a route`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        hosts: #"["a.shop.test","b.shop.test","other.test"]"#,
        #"""
        {"match":[{"uri":{"exact":"/x"}},{"uri":{"prefix":"/y"},"method":{"exact":"GET"}}],
         "route":[\#(Self.web)]},
        {"match":[{"uri":{"regex":"/v[12]"},"headers":{"x-env":{"prefix":"can"},"X-B":{}}}],
         "route":[\#(Self.web)]}
        """#))
    // A host that no server of the gateway has is left out.
    let common = "istio-system/public"
    #expect(
      lines(table)
        == ["a.shop.test", "b.shop.test"].flatMap { host in
          [
            "\(host) Exact /x \(common)", "\(host) ImplementationSpecific /y GET \(common)",
            "\(host) ImplementationSpecific ~/v[12] x-b x-env^=can \(common)",
          ]
        })
    #expect(table.routes.map(\.isTLS) == [true, true, true, false, false, false])
    #expect(table.routes.map(\.rule) == [0, 0, 1, 0, 0, 1])
    #expect(table.routes[2].terms?.field == "spec.http[1]")
    #expect(table.routes[0].server == "gateway istio-system/public")
  }

  @Test(arguments: [
    ("web", "shop/web"), ("web.other.svc.cluster.local", "other/web"),
    ("WEB.other.svc.corp.example", "other/web"), ("web.other", nil), ("api.example.com", nil),
    ("pay.pay.svc.cluster.local", nil), ("10.0.0.1", nil), ("*", nil), ("", nil),
  ])
  func `a destination is a Service by its short or its full name, unless a ServiceEntry has it`(
    host: String, service: String?
  ) throws {
    let table = try IstioObjects.table(
      IstioObjects.service(#"{"route":[{"destination":{"host":"\#(host)"}}]}"#),
      IstioObjects.object(
        .serviceEntry, "out", #"{"hosts":["pay.pay.svc.cluster.local","*.example.org"]}"#))
    #expect(table.routes.count == 1)
    #expect(table.routes.first?.backends.first?.service.description == service)
  }

  @Test func `hosts for sidecars are names of Services, of the object's own namespace`() throws {
    let service = try IstioObjects.object(
      .virtualService, "web",
      #"""
      {"hosts":["web","*.example.com"],"gateways":["mesh","istio-system/public"],"http":[
        {"match":[{"gateways":["mesh"],"uri":{"prefix":"/in"}}],"route":[\#(Self.web)]},
        {"route":[\#(Self.web)]}]}
      """#)
    let table = try IstioObjects.table(service)
    #expect(
      lines(table) == [
        // The gateway has none of the hosts, so they are told as they are written.
        "*.example.com Prefix / istio-system/public", "*.example.com Prefix /in mesh",
        "web.shop.svc.cluster.local Prefix / istio-system/public",
        "web.shop.svc.cluster.local Prefix /in mesh",
      ])
  }

  @Test func `subsets share by weight, each weight at its place`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        #"""
        {"match":[{"uri":{"prefix":"/old"}}],"redirect":{"uri":"/new","redirectCode":308}},
        {"route":[{"destination":{"host":"web","subset":"v1","port":{"number":80}},"weight":90},
                  {"destination":{"host":"web","subset":"v2"},"weight":10}],
         "mirror":{"host":"copy"}}
        """#), IstioObjects.rule())
    let route = try #require(table.routes.first { $0.path == "/" })
    #expect(route.backends.map(\.key.description) == ["shop/web@v1", "shop/web@v2"])
    #expect(route.backends.map(\.weight) == [90, 10])
    #expect(route.backends.map(\.subset?.labels) == [["version": "v1"], ["version": "v2"]])
    #expect(
      route.backends.map(\.weightPlace)
        == [0, 1].map {
          Route.WeightPlace(rule: 1, service: $0, rules: "http", services: "route")
        })
    #expect(route.backends.map(\.port) == [.number(80), .name("")])
    #expect(route.backends.map(\.takesOnlyPort) == [false, true])
    let redirect = try #require(table.routes.first { $0.path == "/old" })
    #expect(redirect.terms?.status == 308)
    #expect(route.terms?.mirrors == [NamespacedName("shop", "copy")])
    #expect(redirect.backends == [])
  }

  @Test func `one destination gets everything, and of several those without weight nothing`()
    throws
  {
    let table = try IstioObjects.table(
      IstioObjects.service(
        #"""
        {"match":[{"uri":{"exact":"/one"}}],"route":[{"destination":{"host":"web"},"weight":0}]},
        {"route":[{"destination":{"host":"web"},"weight":7},{"destination":{"host":"api"}}]}
        """#))
    let shares = table.routes.map { route in route.backends.map { route.share(of: $0) } }
    #expect(Set(shares) == [[1], [1, 0]])
  }

  @Test func `rules of a delegate stand where they are asked for, and ask for both`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        #"""
        {"match":[{"uri":{"prefix":"/pay"}}],"delegate":{"name":"pay","namespace":"money"}},
        {"route":[\#(Self.web)]}
        """#),
      IstioObjects.object(
        .virtualService, "pay",
        #"""
        {"http":[
          {"match":[{"uri":{"prefix":"/pay/v2"},"method":{"exact":"POST"}}],
           "route":[{"destination":{"host":"two"},"weight":1},
                    {"destination":{"host":"one"},"weight":3}]},
          {"match":[{"uri":{"prefix":"/other"}}],"route":[{"destination":{"host":"no"}}]},
          {"route":[{"destination":{"host":"one"}}]}]}
        """#, namespace: "money"))
    #expect(table.routes.map(\.path) == ["/", "/pay", "/pay/v2 POST"])
    let routes = table.routes.sorted { ($0.terms?.position ?? 0) < ($1.terms?.position ?? 0) }
    #expect(
      routes.map { $0.terms?.field ?? "" } == ["spec.http[0]", "spec.http[0]", "spec.http[1]"])
    #expect(routes[0].backends.map(\.service.description) == ["money/two", "money/one"])
    #expect(routes[0].backends.first?.weightSource?.description == "virtualservice/money/pay")
    #expect(routes[0].source.description == "virtualservice/shop/web")
    #expect(Set(table.routes.map(\.id)).count == 3)
  }

  @Test func `what a delegate does not rewrite or copy is as the rule says that leads to it`()
    throws
  {
    let table = try IstioObjects.table(
      IstioObjects.service(
        #"""
        {"match":[{"uri":{"prefix":"/pay/"}}],"delegate":{"name":"pay"},"rewrite":{"uri":"/"},
         "mirrors":[{"destination":{"host":"copy"}}]}
        """#),
      IstioObjects.object(
        .virtualService, "pay",
        #"""
        {"http":[{"match":[{"uri":{"exact":"/pay/old"}}],"rewrite":{"uri":"/own"},
                  "mirror":{"host":"own"},"route":[\#(Self.web)]},
                 {"route":[\#(Self.web)]}]}
        """#))
    let terms = table.routes.compactMap(\.terms).sorted { $0.position < $1.position }
    #expect(terms.map { $0.rewritten("/pay/x") } == ["/own", "/x"])
    #expect(terms.map { $0.mirrors.map(\.name) } == [["own"], ["copy"]])
    #expect(terms.map { $0.chain.map(\.name.name) } == [["web", "pay"], ["web", "pay"]])
  }

  @Test func `rules of connections are told, and no request is compared with them`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        "",
        more: #"""
          ,"tls":[{"match":[{"port":443,"sniHosts":["a.shop.test"]}],"route":[\#(Self.web)]}],
           "tcp":[{"match":[{"port":3306}],"route":[{"destination":{"host":"db"}}]}]
          """#))
    #expect(
      lines(table) == [
        "a.shop.test ImplementationSpecific TCP 3306 istio-system/public",
        "a.shop.test ImplementationSpecific TLS 443 istio-system/public",
      ])
    #expect(table.match(host: "a.shop.test", path: "/") == nil)
  }

  /// Rules in order: a prefix, a longer one behind it, a header, everything.
  private static let rules = #"""
    {"match":[{"uri":{"prefix":"/api"}}],"route":[\#(web)]},
    {"match":[{"uri":{"prefix":"/api/v2"}}],"route":[\#(web)]},
    {"match":[{"headers":{"x-env":{"exact":"canary"}}}],"route":[\#(web)]},
    {"match":[{"uri":{"regex":"/img/.*"}},{"uri":{"regex":"/v[0-9]+"}}],"route":[\#(web)]},
    {"match":[{"uri":{"prefix":"/shop/"}}],"route":[\#(web)]}
    """#

  @Test(arguments: [
    // The first one, however short; and letter by letter.
    ("/api/v2/x", "", "/api"), ("/apix", "", "/api"), ("/ap", "", nil),
    ("/", "canary", "/ x-env=canary"), ("/", "other", nil), ("/img/a.png", "", "~/img/.*"),
    ("/shop", "", nil), ("/shop/1", "", "/shop/"),
  ])
  func `the first rule that matches answers`(path: String, env: String, rule: String?) throws {
    let table = try IstioObjects.table(IstioObjects.service(Self.rules))
    let contest = IstioContest(
      GatewayRequest(
        method: "GET", host: "a.shop.test", path: path,
        headers: env.isEmpty ? [] : [("x-env", env)]), table)
    #expect(contest.chosen?.path == rule)
  }

  @Test func `losers, misses and what is not evaluated are told`() throws {
    let table = try IstioObjects.table(IstioObjects.service(Self.rules))
    func contest(_ path: String) -> IstioContest {
      IstioContest(GatewayRequest(method: "GET", host: "a.shop.test", path: path), table)
    }
    let first = contest("/api/v2")
    #expect(first.losers.map(\.route.path) == ["/api/v2"])
    #expect(first.losers.map(\.why.english) == ["would match, an earlier rule goes first"])
    let second = contest("/v1")
    #expect(second.chosen == nil)
    #expect(second.patterns.map(\.path) == ["~/v[0-9]+"])
    #expect(second.misses.map(\.condition) == ["x-env=canary"])
    #expect(second.misses.map(\.field) == ["spec.http[2]"])
  }

  @Test func `the most specific host decides, and what is for everything goes last`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        named: "all", hosts: #"["*.shop.test"]"#, #"{"route":[{"destination":{"host":"all"}}]}"#),
      IstioObjects.service(
        named: "old", #"{"route":[{"destination":{"host":"old"}}]}"#,
        created: "2026-01-01T00:00:00Z"),
      IstioObjects.service(
        named: "new",
        #"{"match":[{"uri":{"prefix":"/n"}}],"route":[{"destination":{"host":"new"}}]}"#,
        created: "2026-02-01T00:00:00Z"))
    func backend(_ host: String, _ path: String) -> String? {
      IstioContest(GatewayRequest(method: "GET", host: host, path: path), table).chosen?.backends
        .first?.service.name
    }
    #expect(backend("a.shop.test", "/n/1") == "new")
    #expect(backend("a.shop.test", "/") == "old")
    #expect(backend("deep.b.shop.test", "/") == "all")
    #expect(backend("shop.test", "/") == nil)
  }

  @Test func `no path of the most specific host is no route at all`() throws {
    let table = try IstioObjects.table(
      IstioObjects.service(
        named: "all", hosts: #"["*.shop.test"]"#, #"{"route":[{"destination":{"host":"all"}}]}"#),
      IstioObjects.service(
        #"{"match":[{"uri":{"prefix":"/n"}}],"route":[{"destination":{"host":"new"}}]}"#))
    let contest = IstioContest(
      GatewayRequest(method: "GET", host: "a.shop.test", path: "/"), table)
    #expect(contest.chosen == nil)
    #expect(contest.losers.map(\.why.english) == ["would match, less specific host"])
  }

  @Test func `plain requests are led to https where the server says so`() throws {
    let gateway = try IstioObjects.gateway(
      #"""
      {"port":{"number":80,"protocol":"HTTP"},"hosts":["*"],"tls":{"httpsRedirect":true}},
      {"port":{"number":443,"protocol":"HTTPS"},"hosts":["*"],"tls":{"mode":"SIMPLE"}}
      """#)
    let objects = try [gateway, IstioObjects.service(#"{"route":[\#(Self.web)]}"#)]
    let table = RoutingTable(Inventory(objects.map(Resource.generic)))
    for isSecure in [false, true] {
      let contest = IstioContest(
        GatewayRequest(method: "GET", host: "a.shop.test", path: "/", isSecure: isSecure), table)
      #expect(contest.chosen != nil)
      #expect(contest.isRedirected == !isSecure)
    }
  }

  @Test func `an HTTPS port that passes connections through takes no request`() throws {
    let gateway = try IstioObjects.gateway(
      #"{"port":{"number":443,"protocol":"HTTPS"},"hosts":["*"],"tls":{"mode":"PASSTHROUGH"}}"#)
    #expect(IstioGateway(gateway).servers.map(\.isForRequests) == [false])
  }

  @Test func `fields of wrong types are left out, and nothing stops`() throws {
    for spec in [
      "null", "[]", #"{"hosts":7,"http":{}}"#, #"{"hosts":[null,1,"a"],"http":[1,null,[]]}"#,
      #"{"hosts":["a"],"http":[{"match":[{"uri":4,"headers":[]}],"route":[{"destination":3}]}]}"#,
      #"{"hosts":["a"],"gateways":[""],"tls":[{"match":[{"sniHosts":[4]}]}],"tcp":"x"}"#,
    ] {
      let objects = try [
        ResourceKind.virtualService, .istioGateway, .destinationRule, .serviceEntry,
      ].map { try IstioObjects.object($0, "x", spec) }
      let table = RoutingTable(Inventory(objects.map(Resource.generic)))
      #expect(Set(table.routes.map(\.id)).count == table.routes.count)
    }
  }
}

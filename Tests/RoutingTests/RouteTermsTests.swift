import Testing
import Topology

@testable import Routing

/// What rules ask for and do, whatever kind of object states them.
@Suite struct RouteTermsTests {
  /// A GET of `/api/x?debug=1` with two headers.
  private static let request = GatewayRequest(
    method: "GET", host: "a.test", path: "/api/x", query: "debug=1",
    headers: [("x-env", "Canary"), ("empty", "")], isSecure: true)

  private static let conditions: [(RouteCondition, String, Bool?)] = [
    (RouteCondition(.header, "x-env", .exact, "Canary"), "x-env=Canary", true),
    (RouteCondition(.header, "x-env", .prefix, "can"), "x-env^=can", false),
    (RouteCondition(.header, "x-env"), "x-env", true), (RouteCondition(.header, "no"), "no", false),
    (RouteCondition(.header, "x-env", .regex, "Can.*"), "x-env~Can.*", true),
    (RouteCondition(.header, "x-env", .regex, "Can[a-z]+"), "x-env~Can[a-z]+", nil),
    (RouteCondition(.header, "x-env", .regex, "Dog[a-z]+"), "x-env~Dog[a-z]+", false),
    (RouteCondition(.parameter, "debug", .exact, "1"), "?debug=1", true),
    (RouteCondition(.parameter, "debug", .suffix, "2"), "?debug$=2", false),
    (RouteCondition(.method, "method", .exact, "GET"), "GET", true),
    (RouteCondition(.method, "method", .prefix, "P"), "method^=P", false),
    (RouteCondition(.scheme, "scheme", .exact, "https"), "scheme=https", true),
    (RouteCondition(.authority, "authority", .exact, "b.test"), "authority=b.test", false),
    (RouteCondition(.port, "port", .exact, "443"), "port=443", true),
    (RouteCondition(.source, "app", .exact, "web"), "app=web", nil),
  ]

  @Test(arguments: conditions)
  func `a condition is met, or not, or nobody knows`(
    condition: RouteCondition, text: String, isMet: Bool?
  ) {
    #expect(condition.text == text)
    #expect(condition.isMet(by: Self.request) == isMet)
  }

  @Test(arguments: [
    ("x-env", "Canary", false, false), ("x-env", "other", false, true),
    // Contour's negations ask for a header to compare with, Istio's do not.
    ("no", "other", false, false), ("no", "other", true, true), ("no", "", true, false),
  ])
  func `a negated condition is met by other values`(
    name: String, value: String, isMissingEmpty: Bool, isMet: Bool
  ) {
    var condition = RouteCondition(.header, name, .exact, value)
    (condition.isNegated, condition.isMissingEmpty) = (true, isMissingEmpty)
    #expect(condition.isMet(by: Self.request) == isMet)
    #expect(condition.text == "!\(name)=\(value)")
  }

  private static let paths: [(RoutePath, Bool?)] = [
    (RoutePath("/api", .textPrefix), true), (RoutePath("/ap", .textPrefix), true),
    (RoutePath("/API", .textPrefix), false), (RoutePath("/api", .exact), false),
    (RoutePath("/api/x", .exact), true), (RoutePath("/api/.*", .pattern), true),
    (RoutePath("/api/x", .pattern), true), (RoutePath("/api/", .pattern), false),
    (RoutePath("/api/[a-z]", .pattern), nil), (RoutePath("/web/[a-z]", .pattern), false),
    (RoutePath("/apid?/x", .pattern), nil), (RoutePath("/web|/api/x", .pattern), nil),
  ]

  @Test(arguments: paths)
  func `a path fits letter by letter, and of patterns only simple ones are evaluated`(
    path: RoutePath, fits: Bool?
  ) {
    #expect(path.fits("/api/x") == fits)
  }

  @Test func `the case of a path may be left out of account`() {
    var path = RoutePath("/Api", .textPrefix)
    path.ignoresCase = true
    #expect(path.fits("/aPI/x") == true)
    let terms = RouteTerms(path, [], chain: [], field: "spec.http[2]", position: 0)
    #expect(terms.written.path == "/Api (any case)")
    #expect(terms.written.type == .implementationSpecific)
    #expect(terms.list == "http")
  }

  private static let fits: [(String, [RouteCondition], RouteTerms.Fit)] = [
    ("/api/x", [], RouteTerms.Fit.fits), ("/web", [], .differs),
    ("/api", [RouteCondition(.header, "no")], .unmet(RouteCondition(.header, "no"))),
    ("/web", [RouteCondition(.header, "no")], .differs),
    ("/api", [RouteCondition(.source, "app")], .open),
    (
      "/api", [RouteCondition(.source, "app"), RouteCondition(.header, "no")],
      .unmet(RouteCondition(.header, "no"))
    ),
  ]

  @Test(arguments: fits)
  func `all that a rule asks for has to hold`(
    path: String, conditions: [RouteCondition], fit: RouteTerms.Fit
  ) {
    var terms = RouteTerms(
      RoutePath(path, .textPrefix), conditions, chain: [], field: "", position: 0)
    #expect(terms.fit(Self.request) == fit)
    terms.isOfConnections = true
    #expect(terms.fit(Self.request) == .differs)
  }

  private static let rewritings: [(RoutePath, String, String, String)] = [
    (RoutePath("/pay", .textPrefix), "/", "/pay/x", "//x"),
    (RoutePath("/pay/", .textPrefix), "/", "/pay/x", "/x"),
    (RoutePath("/", .textPrefix), "/v2/", "/x", "/v2/x"),
    (RoutePath("/pay", .exact), "/new", "/pay", "/new"),
    (RoutePath("/[a-z]+", .pattern), "/new", "/pay", "/new"),
  ]

  @Test(arguments: rewritings)
  func `a prefix is replaced letter by letter, and another path as a whole`(
    path: RoutePath, replacement: String, requested: String, sent: String
  ) {
    var terms = RouteTerms(path, [], chain: [], field: "", position: 0)
    #expect(terms.rewritten(requested) == requested)
    terms.replacement = replacement
    #expect(terms.rewritten(requested) == sent)
  }

  @Test func `rules that are tried in order stand in it, whatever their paths are`() {
    func route(_ name: String, _ path: String, position: Int, created: String = "") -> Route {
      var route = Route(
        id: Route.ID(source: ObjectReference("Rules", "shop", name), host: "a", path: path),
        backends: [], creationTimestamp: created)
      var terms = RouteTerms(
        RoutePath(path, .textPrefix), [], chain: [], field: "", position: position)
      terms.isTriedInOrder = true
      route.terms = terms
      return route
    }
    let table = RoutingTable([
      route("a", "/long/path", position: 1), route("a", "/z", position: 0),
      route("old", "/old", position: 7, created: "2026-01-01T00:00:00Z"),
      route("new", "/new", position: 3, created: "2026-02-01T00:00:00Z"),
    ])
    #expect(table.routes(ofHost: "a").map(\.path) == ["/z", "/long/path", "/old", "/new"])
  }

  @Test func `a table of routes alone has indexes of nothing`() {
    let table = RoutingTable([])
    #expect(table.istio.isEmpty && table.proxies.roots.isEmpty && table.gateways.owners.isEmpty)
    #expect(table.canaries == [])
  }
}

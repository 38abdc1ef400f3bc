import Language
import Testing
import Topology

@testable import Routing

/// Which rule of an HTTPProxy takes a request.
@Suite struct ContourContestTests {
  private func rule(_ conditions: String, _ service: String) -> String {
    #"{"conditions":[\#(conditions)],"services":[{"name":"\#(service)","port":80}]}"#
  }

  private func table(_ rules: [(String, String)], host: String = "a.test") throws -> RoutingTable {
    var objects = ContourObjects()
    let list = rules.map { rule($0.0, $0.1) }.joined(separator: ",")
    try objects.proxy("shop", #"{"virtualhost":{"fqdn":"\#(host)"},"routes":[\#(list)]}"#)
    return objects.table
  }

  private func contest(
    _ table: RoutingTable, _ path: String, host: String = "a.test", query: String = "",
    headers: [(String, String)] = [], isLoaded: (Route) -> Bool = { _ in true }
  ) -> ContourContest {
    ContourContest(
      GatewayRequest(
        method: "GET", host: host, path: path, query: query,
        headers: headers.map { (name: $0.0, value: $0.1) }), table, isLoaded: isLoaded)
  }

  private func name(_ contest: ContourContest) -> String? {
    contest.chosen?.backends.first?.service.name
  }

  private static let rules = [
    (#"{"prefix":"/"}"#, "root"), (#"{"prefix":"/api"}"#, "api"), (#"{"exact":"/api/x"}"#, "exact"),
    (#"{"prefix":"/api/x/longer"}"#, "longer"),
    (#"{"prefix":"/api"},{"header":{"name":"X-Env","exact":"beta"}}"#, "beta"),
    (#"{"prefix":"/api"},{"queryParameter":{"name":"debug","exact":"1"}}"#, "debug"),
    (
      #"{"prefix":"/api"},{"header":{"name":"x-env","exact":"beta"}},{"header":{"name":"y","present":true}}"#,
      "both"
    ),
  ]

  @Test(
    arguments: [
      ("/", "", [], "root"), ("/api", "", [], "api"), ("/apix", "", [], "api"),
      ("/api/x", "", [("x-env", "beta")], "exact"), ("/api/x/longer/y", "", [], "longer"),
      ("/api", "debug=1", [], "debug"), ("/api", "debug=1", [("x-env", "beta")], "beta"),
      ("/api", "debug=2", [("x-env", "Beta")], "api"),
      ("/api", "", [("x-env", "beta"), ("y", "")], "both"),
    ] as [(String, String, [(String, String)], String)])
  func `exact goes before prefix, then the longer, then more headers, then more parameters`(
    path: String, query: String, headers: [(String, String)], expected: String
  ) throws {
    let contest = try contest(table(Self.rules), path, query: query, headers: headers)
    #expect(name(contest) == expected)
  }

  @Test func `those that lose have their reasons, and near ones what they ask for`() throws {
    let contest = try contest(table(Self.rules), "/api/x/longer", headers: [("x-env", "beta")])
    let reasons = contest.losers.map { "\($0.route.backends[0].service.name): \($0.why.english)" }
    #expect(
      reasons == [
        "beta: would match, shorter", "api: would match, shorter", "root: would match, shorter",
      ])
    #expect(contest.misses.map(\.condition).sorted() == ["?debug=1", "y"])
    #expect(contest.misses.contains { $0.field == "spec.routes[5].conditions" })
  }

  @Test(
    arguments: [
      (#""notpresent":true"#, nil, true), (#""notpresent":true"#, "x", false),
      (#""contains":"b""#, "abc", true), (#""contains":"b""#, nil, false),
      (#""notcontains":"b""#, "abc", false), (#""notcontains":"b""#, nil, false),
      (#""notcontains":"b","treatMissingAsEmpty":true"#, nil, true),
      (#""notexact":"b""#, "a", true), (#""exact":"B","ignoreCase":true"#, "b", true),
      (#""exact":"B""#, "b", false), (#""present":true"#, "", true),
    ] as [(String, String?, Bool)])
  func `headers are compared as Contour has Envoy compare them`(
    condition: String, value: String?, isMet: Bool
  ) throws {
    let table = try table([(#"{"header":{"name":"h",\#(condition)}}"#, "one")])
    let contest = contest(table, "/", headers: value.map { [("h", $0)] } ?? [])
    #expect((name(contest) == "one") == isMet)
  }

  @Test(
    arguments: [
      (#""prefix":"ab""#, "q=abc", true), (#""suffix":"bc""#, "q=abc", true),
      (#""contains":"x""#, "q=abc", false), (#""present":true"#, "q", true),
      (#""present":true"#, "p=1", false), (#""exact":"ABC","ignoreCase":true"#, "q=abc", true),
    ])
  func `query parameters are compared`(condition: String, query: String, isMet: Bool) throws {
    let table = try table([(#"{"queryParameter":{"name":"q",\#(condition)}}"#, "one")])
    #expect((name(contest(table, "/", query: query)) == "one") == isMet)
  }

  @Test func `a pattern is named where it may go first, and not where it cannot match`() throws {
    let table = try table([
      (#"{"prefix":"/"}"#, "root"), (#"{"regex":"/v[0-9]+/.*"}"#, "pattern"),
      (#"{"exact":"/v1/x"}"#, "exact"),
    ])
    #expect(contest(table, "/v1/y").patterns.map(\.path) == ["/v[0-9]+/.*"])
    #expect(name(contest(table, "/v1/y")) == "root")
    #expect(contest(table, "/v1/x").patterns.isEmpty, "an exact path goes before patterns")
    #expect(contest(table, "/other").patterns.isEmpty)
  }

  @Test func `what is stated twice is the later one's, includes before the object's own rules`()
    throws
  {
    var objects = ContourObjects()
    try objects.proxy(
      "root",
      #"{"virtualhost":{"fqdn":"a.test"},"includes":[{"name":"child"}],"routes":[\#(rule("", "own"))]}"#
    )
    try objects.proxy("child", #"{"routes":[\#(rule("", "included"))]}"#)
    let contest = contest(objects.table, "/")
    #expect(name(contest) == "own")
    #expect(
      contest.losers.map(\.why.english) == [
        "is stated again by httpproxy/web/root, which is read later"
      ])
  }

  @Test func `a wildcard covers one label, and only hosts that nobody has`() throws {
    var objects = ContourObjects()
    try objects.proxy(
      "wild", #"{"virtualhost":{"fqdn":"*.test"},"routes":[\#(rule("", "wild"))]}"#)
    try objects.proxy(
      "own",
      #"{"virtualhost":{"fqdn":"a.test"},"routes":[\#(rule(#"{"prefix":"/x"}"#, "own"))]}"#)
    let table = objects.table
    #expect(name(contest(table, "/", host: "b.test")) == "wild")
    #expect(name(contest(table, "/", host: "b.a.test")) == nil)
    #expect(name(contest(table, "/x")) == "own")
    #expect(name(contest(table, "/y")) == nil, "the host of its own has no other paths")
    let other = contest(table, "/x", isLoaded: { $0.host == "*.test" })
    #expect(name(other) == "wild" && other.leftOut.map(\.host) == ["a.test"])
  }
}

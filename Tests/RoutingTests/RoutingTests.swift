import Language
import Routing
import TestSupport
import Testing
import Topology

/// The rows and examples of semantics 3.1.
@Suite struct MatchTests {
  private func table(_ paths: String...) -> RoutingTable {
    RoutingTable(
      paths.enumerated().map { index, text in
        let words = text.split(separator: " ").map(String.init)
        let slash = words[0].firstIndex(of: "/") ?? words[0].endIndex
        return Route(
          id: Route.ID(
            source: ObjectReference("Ingress", "shop", "web"), host: String(words[0][..<slash]),
            path: String(words[0][slash...]),
            pathType: Route.PathType(rawValue: words[1]) ?? .prefix),
          backends: [
            Route.Backend(service: NamespacedName("shop", "b\(index)"), port: .number(80))
          ])
      })
  }

  /// The index of the rule that answers.
  private func answer(_ table: RoutingTable, _ path: String, host: String = "a.com") -> String? {
    let match = table.match(host: host, path: path)
    #expect(table.explanation(host: host, path: path).chosen == match)
    return match?.backends.first?.service.name
  }

  @Test(
    arguments: [
      ("/foo", true), ("/foo/", false), ("/FOO", false), ("/bar", false), ("/foo?x=/y", true),
    ])
  func `exact compares the whole path`(_ row: (path: String, matches: Bool)) {
    #expect((answer(table("/foo Exact"), row.path) != nil) == row.matches)
  }

  @Test func `exact with a final slash needs it`() {
    #expect(answer(table("/foo/ Exact"), "/foo") == nil)
    #expect(answer(table("/foo/ Exact"), "/foo/") == "b0")
  }

  @Test(
    arguments: [
      ("/foo", true), ("/foo/", true), ("/foo/bar", true), ("/FOO", false), ("/foobar", false),
    ])
  func `prefix compares element by element`(_ row: (path: String, matches: Bool)) {
    #expect((answer(table("/foo Prefix"), row.path) != nil) == row.matches)
  }

  @Test(arguments: ["/aaa/bbb", "/aaa/bbb/", "/aaa/bbb/c"])
  func `the final slash of a prefix does not count`(_ path: String) {
    #expect(answer(table("/aaa/bbb/ Prefix"), path) == "b0")
  }

  @Test func `the root prefix matches everything`() {
    #expect(answer(table("/ Prefix"), "/any/thing") == "b0")
    #expect(answer(table("/ Prefix"), "") == "b0")
  }

  @Test func `the longest prefix wins`() {
    let two = table("/aaa Prefix", "/aaa/bbb Prefix")
    #expect(answer(two, "/aaa/bbb/ccc") == "b1")
    #expect(answer(two, "/aaa/ccc") == "b0")
    #expect(answer(two, "/aaaccc") == nil)
  }

  @Test func `exact goes before prefix of the same length`() {
    let mixed = table("/foo Prefix", "/foo Exact")
    #expect(answer(mixed, "/foo") == "b1")
    #expect(answer(mixed, "/foo/x") == "b0")
  }

  @Test func `implementation specific is read as prefix`() {
    #expect(answer(table("/foo ImplementationSpecific"), "/foo/bar") == "b0")
  }

  @Test(
    arguments: [
      ("bar.foo.com", true), ("BAR.foo.com:8080", true), ("bar.foo.com.", true),
      ("baz.bar.foo.com", false), ("foo.com", false), (".foo.com", false),
    ])
  func `a wildcard covers exactly one label`(_ row: (host: String, matches: Bool)) {
    #expect((answer(table("*.foo.com/ Prefix"), "/", host: row.host) != nil) == row.matches)
  }

  @Test func `the precise host goes before the wildcard and that before no host`() {
    let three = table("/ Prefix", "*.foo.com/ Prefix", "bar.foo.com/ Prefix")
    #expect(answer(three, "/", host: "bar.foo.com") == "b2")
    #expect(answer(three, "/", host: "baz.foo.com") == "b1")
    #expect(answer(three, "/", host: "other.com") == "b0")
    #expect(answer(three, "/", host: "[::1]:80") == "b0")
  }

  @Test func `a rule without host applies to every host, also where no path of the host matches`() {
    #expect(answer(table("/ Prefix", "bar.foo.com/a Prefix"), "/b", host: "bar.foo.com") == "b0")
  }

  @Test func `without a match there is no route`() {
    #expect(answer(table("a.com/a Prefix"), "/a", host: "b.com") == nil)
    #expect(answer(table(), "/") == nil)
  }

  @Test
  func `the default backend of an Ingress answers on its own hosts, then the oldest elsewhere`() {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.ingress(
      "old", created: "2020-01-01T00:00:00Z", "old.com/a Prefix a:80",
      defaultBackend: ["service": ["name": "old", "port": ["number": 80]]])
    cluster.ingress(
      "new", created: "2021-01-01T00:00:00Z", "new.com/a Prefix a:80",
      defaultBackend: ["service": ["name": "new", "port": ["number": 80]]])
    let table = RoutingTable(cluster.inventory)
    #expect(answer(table, "/b", host: "new.com") == "new")
    #expect(answer(table, "/b", host: "third.com") == "old")
    #expect(answer(table, "/a", host: "new.com") == "a")
    #expect(table.match(host: "new.com", path: "/b")?.isDefault == true)
  }

  @Test func `of two Ingresses with the same host and path the older wins, then the name`() {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.ingress("b", created: "2020-01-01T00:00:00Z", "a.com/ Prefix old:80")
    cluster.ingress("a", created: "2021-01-01T00:00:00Z", "a.com/ Prefix new:80")
    cluster.ingress("d", "c.com/ Prefix second:80")
    cluster.ingress("c", "c.com/ Prefix first:80")
    let table = RoutingTable(cluster.inventory)
    #expect(answer(table, "/") == "old")
    #expect(answer(table, "/", host: "c.com") == "first")
    let why = table.explanation(host: "a.com", path: "/").losers.map(\.why)
    #expect(why == ["duplicate of ingress/shop/b, which is older"])
  }

  @Test func `the explanation names the losers with their reasons`() {
    let all = table(
      "shop.local/ Prefix", "shop.local/api Prefix", "shop.local/api/cart Exact", "/ Prefix",
      "shop.local/API Prefix", "shop.local/ap Prefix", "shop.local/api/cart/x Exact",
      "*.local/api Prefix")
    let found = all.explanation(host: "shop.local:80", path: "/api/cart?q=1")
    #expect(found.path == "/api/cart")
    #expect(
      found.candidates.map { "\($0.route.host)\($0.route.path) \($0.why.english)" } == [
        "shop.local/api/cart equals the path",
        "shop.local/api would match, shorter",
        "shop.local/ would match, shorter",
        "*.local/api would match, less specific host",
        "/ would match, less specific host",
        "shop.local/api/cart/x does not match",
        "shop.local/API differs in upper and lower case",
        "shop.local/ap prefixes match whole path elements only",
      ])
    #expect(found.candidates.filter { $0.outcome == .doesNotMatch }.count == 3)
  }

  @Test func `routes are found by Service, by source and by identity`() throws {
    var cluster = SmallCluster()
    cluster.ingress("web", "a.com/ Prefix web:80", "a.com/api Prefix api:80")
    let table = RoutingTable(cluster.inventory)
    #expect(table.routes(to: NamespacedName("shop", "api")).map(\.path) == ["/api"])
    #expect(
      table.routes(of: ObjectReference("Ingress", "shop", "web")).map(\.path) == ["/", "/api"])
    let id = try #require(table.routes.first?.id)
    #expect(table.route(id)?.path == "/")
    #expect(table.isCurrent(for: cluster.inventory))
    cluster.ingress("more", "b.com/ Prefix web:80")
    #expect(!table.isCurrent(for: cluster.inventory))
  }
}

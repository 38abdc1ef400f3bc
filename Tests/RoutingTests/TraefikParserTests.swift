import Testing

@testable import Routing

/// The languages of Traefik's rules.
@Suite struct TraefikParserTests {
  private func error(_ rule: String, _ syntax: TraefikSyntax? = .v3) -> TraefikRuleError? {
    do throws(TraefikRuleError) {
      _ = try TraefikRule(rule, syntax)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ("", 1, .ended(expected: .matcher)),
      ("Host(`a`", 9, .ended(expected: .comma)),
      ("Host(a)", 6, .unexpected("a", expected: .value)),
      ("Host()", 1, .valueCount("Host", allowed: "1", found: 0)),
      ("Header(`x`)", 1, .valueCount("Header", allowed: "2", found: 1)),
      ("Query(`a`,`b`,`c`)", 1, .valueCount("Query", allowed: "1 or 2", found: 3)),
      ("Host(`a`) Path(`/`)", 11, .unexpected("P", expected: .anOperator)),
      ("Host(`a`) &&", 13, .ended(expected: .matcher)),
      ("Host(`a`) & Path(`/`)", 11, .unexpected("&", expected: .anOperator)),
      ("((Host(`a`))", 13, .ended(expected: .closing)),
      ("Host(`a`))", 10, .unexpected(")", expected: .anOperator)),
      ("Hst(`a`)", 1, .unknownMatcher("Hst")),
      ("Host(`a`) && hOST(`b`)", 14, .unknownMatcher("hOST")),
      ("Host(`a)", 6, .unclosedQuote),
      ("Host(\"a)", 6, .unclosedQuote),
      ("Host(`a`) && Path(`x`)", 19, .noSlash("x")),
      ("Host(`ä`) && Path(`x`)", 6, .notASCII("ä")),
      ("Header(`é`, `1`) && Path(`x`)", 26, .noSlash("x")),
      ("Host(`a`)\n&& Path(`/`)", 10, .lineEnd),
      ("PathRegexp(`(?!x)`)", 12, .refusedPattern("(?!x)")),
      ("Host", 5, .ended(expected: .opening)),
      ("HostSNI(`a`)", 1, .unknownMatcher("HostSNI")),
      ("Headers(`a`,`b`)", 1, .unknownMatcher("Headers")),
    ] as [(String, Int, TraefikRuleError.Problem)])
  func `what is wrong is told with its column`(
    rule: String, column: Int, problem: TraefikRuleError.Problem
  ) {
    let found = error(rule)
    #expect(found?.column == column && found?.problem == problem, "\(String(describing: found))")
  }

  @Test(
    arguments: [
      "Host(`a`)", "host(`a`)", "HOST(`a`)", "Hostregexp(`a`)", "Host(\"a\\tb\")",
      "Host(`a`) &&\n  Path(`/`)\n", "!!Host(`a`)", "!(Host(`a`) || !Path(`/`))",
      "  ( Host ( `a` , ) )  ", "ClientIP(`10.0.0.0/8`)", "Query(`a`)", "QueryRegexp(`a`, `b`)",
    ])
  func `what Traefik reads is read`(rule: String) {
    #expect(error(rule) == nil)
  }

  @Test func `hostile rules end soon`() {
    let deep = String(repeating: "(", count: 10_000)
    #expect(error(deep + "Host(`a`)" + String(repeating: ")", count: 10_000))?.problem == .tooDeep)
    #expect(error(String(repeating: "!", count: 100_001) + "Host(`a`)") == nil)
    let long = Array(repeating: "Host(`a`)", count: 100_000).joined(separator: "||")
    #expect(long.utf8.count > 1_000_000 && error(long) == nil)
    let both = Array(repeating: "Host(`a`)", count: 100_000).joined(separator: "&&")
    #expect(error(both) == nil && error("(Path(`/a`)||Path(`/b`))&&" + both) == nil)
    #expect(error(long + "&&")?.column == long.utf8.count + 3)
    #expect(error("Host(`" + String(repeating: "a", count: 1_000_000)) != nil)
    #expect(error(String(repeating: "Host(`a`)&&(", count: 1_000))?.problem == .tooDeep)
  }

  @Test func `a rule of v2 is read as such where v3 cannot`() throws {
    let old = try TraefikRule("Host(`a`, `b`) && Headers(`x`, `y`)", nil)
    #expect(old.syntax == .v2 && old.doubt?.column == 1)
    #expect(try TraefikRule("Host(`a`)", nil).syntax == .v3)
    #expect(error("Host(`a`,`b`)", .v3) != nil && error("Host(`a`,`b`)", .v2) == nil)
  }

  /// A rule, a request as `METHOD host path header=value`, and whether it matches.
  @Test(
    arguments: [
      ("Host(`Shop.test`)", "GET shop.test /", true),
      ("Host(`shop.test.`)", "GET shop.test /", true),
      ("Host(`*.test`)", "GET shop.test /", nil),
      ("HostRegexp(`^[a-z]+\\.test$`)", "GET shop.test /", true),
      ("HostRegexp(`test`)", "GET my.tester /", true),
      ("PathPrefix(`/v1`)", "GET a /v12", true),
      ("Path(`/v1`)", "GET a /v1/", false),
      ("Path(`/v1`)", "GET a /%761", true),
      ("Path(`/a/b`)", "GET a /a%2Fb", false),
      ("PathRegexp(`^/v[0-9]+/`)", "GET a /v12/x", true),
      ("PathRegexp(`^/v[0-9]+/`)", "GET a /w/v1/", false),
      ("PathRegexp(`(a+)+b`)", "GET a /aaaa", nil),
      ("Header(`X-Env`, `Beta`)", "GET a / x-env=Beta", true),
      ("Header(`X-Env`, `Beta`)", "GET a / x-env=beta", false),
      ("Header(`Host`, `a`)", "GET a / host=a", false),
      ("HeaderRegexp(`x`, `^b`)", "GET a / x=ab x=bc", true),
      ("!Header(`x`, `1`)", "GET a /", true),
      ("Query(`q`)", "GET a /?q", true),
      ("Query(`q`)", "GET a /?q=1", false),
      ("Query(`q`, `a b`)", "GET a /?q=a+b", true),
      ("Query(`q`, `1`)", "GET a /?p=2;q=1", true),
      ("Query(`q`)", "GET a /?q=%zz", false),
      ("Path(`/a/b`)", "GET a //a/./c/../b", true),
      ("Path(`/a%25b`)", "GET a /a%25b", true),
      ("Path(`/a%2Fb`)", "GET a /%61%2fb", true),
      ("PathPrefix(`/a b/`)", "GET a /a%20b/", true),
      ("Host(`*.test`)", "GET shop.other /", false),
      ("QueryRegexp(`q`, `^[0-9]+$`)", "GET a /?q=x&q=12", true),
      ("Method(`get`)", "GET a /", true),
      ("Method(`GET`) && ClientIP(`10.0.0.0/8`)", "GET a /", nil),
      ("Method(`PUT`) && ClientIP(`10.0.0.0/8`)", "GET a /", false),
      ("Method(`GET`) || ClientIP(`10.0.0.0/8`)", "GET a /", true),
      ("!ClientIP(`10.0.0.0/8`)", "GET a /", nil),
      ("Host(`a`) || Host(`b`) && Path(`/x`)", "GET a /y", true),
      ("(Host(`a`) || Host(`b`)) && Path(`/x`)", "GET a /y", false),
    ] as [(String, String, Bool?)])
  func `a request is compared as Traefik does it`(
    rule: String, request: String, expected: Bool?
  ) throws {
    #expect(try TraefikRule(rule, .v3).expression.isMet(by: Self.request(request)) == expected)
  }

  @Test(
    arguments: [
      ("HostRegexp(`{sub:[a-z]+}.test`)", "GET Shop.test /", true),
      ("HostRegexp(`{sub}.test`)", "GET a.b.test /", false),
      ("Path(`/u/{id:[0-9]+}`)", "GET a /u/12", true),
      ("Path(`/u/{id:[0-9]+}`)", "GET a /u/12/x", false),
      ("PathPrefix(`/u/{id}`)", "GET a /u/12/x", true),
      ("Headers(`x`, `1`)", "GET a / x=1", true),
      ("HeadersRegexp(`x`, `^1`)", "GET a / x=12", true),
      ("Query(`a=1`, `b=2`)", "GET a /?a=1&b=2", true),
      ("Query(`a=1`, `b=2`)", "GET a /?a=1", false),
      ("Method(`PUT`, `GET`)", "GET a /", true),
    ] as [(String, String, Bool?)])
  func `so are the templates of v2`(rule: String, request: String, expected: Bool?) throws {
    #expect(try TraefikRule(rule, .v2).expression.isMet(by: Self.request(request)) == expected)
  }

  private static func request(_ text: String) -> TraefikRequest {
    let words = text.split(separator: " ").map(String.init)
    let parts = words[2].split(separator: "?", maxSplits: 1).map(String.init)
    return TraefikRequest(
      GatewayRequest(
        method: words[0], host: words[1].lowercased(), path: parts[0],
        query: parts.count == 2 ? parts[1] : "",
        headers: words.dropFirst(3).map { word in
          let pair = word.split(separator: "=").map(String.init)
          return (pair[0], pair[1])
        }))
  }

  @Test(
    arguments: [
      ("^/api/(.*)", "/api/x/y", "/v1/$1", "/v1/x/y"),
      ("^/api/(.*)", "/other", "/v1/$1", "/other"),
      ("/", "/a/b", "-", "-a-b"),
      ("^/(a)(b)?", "/ac", "/${1}x$2-", "/ax-c"),
      ("^/a", "/a", "$$1", "$1"),
      ("^/(a)", "/a", "/$1x", nil),
      ("(a*)*", "/a", "x", nil),
    ] as [(String, String, String, String?)])
  func `a pattern is replaced in Go's way`(
    pattern: String, text: String, replacement: String, expected: String?
  ) {
    #expect(TraefikPattern(pattern).replaced(in: text, by: replacement) == expected)
  }
}

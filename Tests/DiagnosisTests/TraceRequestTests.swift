import Diagnosis
import Testing
import Topology

@Suite struct TraceRequestTests {
  private func parsed(_ words: String...) throws -> TraceRequest { try TraceRequest(words) }

  private func refusal(_ words: String..., headers: [String] = [], from: String? = nil) -> String? {
    do throws(TraceRequestError) {
      _ = try TraceRequest(words, headers: headers, from: from)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `a URL is read into its parts`() throws {
    let request = try parsed("POST", "HTTPS://Shop.Local.:8443/Pay/x?a=1&b=2#top")
    #expect(request.method == "POST")
    #expect(request.url?.scheme == .https)
    #expect(request.host == "shop.local")
    #expect(request.url?.statedPort == 8443)
    #expect(request.path == "/Pay/x")
    #expect(request.url?.query == "a=1&b=2")
    #expect(request.text == "https://shop.local:8443/Pay/x?a=1&b=2")
    #expect(request.source == .outside(nil))
  }

  @Test func `what a URL leaves out is what clients add`() throws {
    #expect(try parsed("http://a.b").path == "/")
    #expect(try parsed("http://a.b?x").path == "/")
    #expect(try parsed("http://a.b").url?.port == 80)
    #expect(try parsed("https://a.b").url?.port == 443)
    #expect(try parsed("http://[2001:DB8::1]:80/").host == "2001:db8::1")
    #expect(try parsed("http://web.shop.svc/").source == .inside)
  }

  @Test func `a Service is named with or without namespace and port`() throws {
    #expect(
      try parsed("service/web").target == .service(NamespacedName("default", "web"), nil))
    #expect(
      try parsed("service/shop/web:80").target
        == .service(NamespacedName("shop", "web"), .number(80)))
    #expect(
      try parsed("svc/shop/web:http").target
        == .service(NamespacedName("shop", "web"), .name("http")))
    #expect(try parsed("service/web").source == .inside)
  }

  @Test func `headers and cookies are found whatever the case`() throws {
    let request = try TraceRequest(
      ["http://a.b"], headers: ["X-Env: canary ", "HOST:shop.local:80", "Cookie: a=1; b=2=3"])
    #expect(request.value(of: "x-env") == "canary")
    #expect(request.host == "shop.local")
    #expect(request.cookie("b") == "2=3")
    #expect(request.cookie("c") == nil)
  }

  @Test func `sources are read`() throws {
    func source(_ text: String) throws -> TraceRequest.Source {
      try TraceRequest(["http://a.b"], from: text, namespace: "shop").source
    }
    #expect(try source("outside") == .outside(nil))
    #expect(try source("outside/192.0.2.1") == .outside(IPAddress("192.0.2.1")))
    #expect(try source("pod/web-1") == .pod(NamespacedName("shop", "web-1")))
    #expect(
      try source("deployment/ops/web") == .workload(ObjectReference("Deployment", "ops", "web")))
  }

  @Test func `bad input gets one clear line`() {
    #expect(refusal() == "name a URL or service/NAME")
    #expect(
      refusal("shop.local/")
        == "`shop.local/` is no URL: write http:// or https:// before it, or service/NAME")
    #expect(refusal("ftp://a.b/") == "the scheme `ftp` is not traced: http and https are")
    #expect(refusal("http://a.b:0/") == "`0` is no port: 1 to 65535 are")
    #expect(refusal("http://a.b:65536/") == "`65536` is no port: 1 to 65535 are")
    #expect(refusal("http://a.b:+80/") == "`+80` is no port: 1 to 65535 are")
    #expect(refusal("http:///x") == "the URL has no host")
    #expect(refusal("http://a_b/") == "`a_b` is neither a host name nor an address")
    #expect(refusal("http://u:p@a.b/") == "the URL has a user name: leave it out")
    #expect(refusal("get", "http://a.b/") == "`get` is no method: write GET, POST or another")
    #expect(refusal("GET", "A", "B") == "one METHOD and one URL are traced at a time")
    #expect(
      refusal("service/a/b/c") == "write service/NAME or service/NAMESPACE/NAME, not service/a/b/c")
    #expect(refusal("http://a.b", headers: ["x"]) == "`x` is no header: write NAME:VALUE")
    #expect(refusal("http://a.b", headers: ["a b:c"]) == "`a b` is no name of a header")
    #expect(
      refusal("http://a.b", headers: ["a:b\u{1B}c"])
        == "the value of header a has control characters")
    #expect(
      refusal("http://a.b", from: "moon")
        == "`moon` is no source: write outside, pod/NAME or deployment/NAME")
  }

  @Test(arguments: [
    "http://a b/", "http://é.com/", "http://a.b/\u{1B}[2J", "http://[::1/", "http://[zz]/",
    "http://a..b/", "http://::1/", "http://-a.b/", "https://", "://", "service/", "service/:80",
    "service/Web", "service/web:", "service/web:0", "http://a.b:/",
  ])
  func `what is no request is refused without a crash`(_ text: String) {
    let line = refusal(text)
    #expect(line != nil && line == line?.cleaned && line?.contains("\n") == false)
  }
}

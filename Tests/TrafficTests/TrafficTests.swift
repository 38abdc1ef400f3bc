import Routing
import Testing
import Topology
import Traffic

@Suite struct PrometheusTextTests {
  /// Every sample as `name label=value … number`.
  private func samples(_ text: String, limits: PrometheusText.Limits = .init()) -> (
    lines: [String], rejected: Int
  ) {
    var lines: [String] = []
    let read = PrometheusText(Array(text.utf8), limits: limits) { sample in
      var line = sample.nameText
      sample.forEachLabel { name, value, _ in
        line +=
          " \(String(decoding: name, as: UTF8.self))=\(PrometheusText.unescaped(value))"
      }
      lines.append("\(line) \(sample.value)")
    }
    #expect(read.accepted == lines.count)
    return (lines, read.rejected)
  }

  @Test func `samples, comments and timestamps are read`() {
    let found = samples(
      """
      # HELP http_requests_total The total number of HTTP requests.
      # TYPE http_requests_total counter
      http_requests_total{method="post",code="200"} 1027 1395066363000
      http_requests_total{method="post", code="400",} 3

      minimal 12.47
        spaced  { a = "b" }  -1.5e3
      something_weird{problem="division by zero"} +Inf -3982045
      nothing{} NaN
      """)
    #expect(
      found.lines == [
        "http_requests_total method=post code=200 1027.0",
        "http_requests_total method=post code=400 3.0", "minimal 12.47", "spaced a=b -1500.0",
        "something_weird problem=division by zero inf", "nothing nan",
      ])
    #expect(found.rejected == 0)
  }

  @Test func `labels keep what was escaped`() {
    let found = samples(#"m{path="C:\\DIR\"FILE\".TXT",text="two\nlines",brace="}"} 1"#)
    #expect(found.lines == ["m path=C:\\DIR\"FILE\".TXT text=two\nlines brace=} 1.0"])
  }

  @Test(
    arguments: [
      "{a=\"b\"} 1", "name", "name{a=\"b\" 1", "name{a=b} 1", "name{a=\"b\\", "name{a} 1",
      "name{=\"b\"} 1", "9name 1", "name 0x10", "name 1 2 3", "name one", "name{a=\"b\"}",
      "name{,,,a=\"b}", "\u{1B}[31m 1", "name{a=\"b\"}} 1", "name 1e", "name -",
    ])
  func `a broken line is counted and the next one read`(_ line: String) {
    let found = samples("\(line)\nok 1\n")
    #expect(found.lines == ["ok 1.0"])
    #expect(found.rejected == 1)
  }

  @Test func `limits hold against floods`() {
    var limits = PrometheusText.Limits()
    limits.samples = 3
    limits.lineBytes = 20
    limits.labels = 2
    #expect(samples("a 1\nb 1\nc 1\nd 1\n", limits: limits).rejected == 1)
    #expect(samples("a{b=\"ccccccccccccccccccccc\"} 1\n", limits: limits).rejected == 1)
    #expect(samples("a{b=\"\",c=\"\",d=\"\"} 1\n", limits: limits).rejected == 1)
    limits.bytes = 5
    #expect(samples("a 1\nbb 1\n", limits: limits).lines == ["a 1.0"])
  }

  @Test func `any bytes at all end without harm`() {
    var state: UInt64 = 7
    for _ in 0..<300 {
      let bytes = (0..<200).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let kinds = Array("ab{}=\",\\ \n1.e+#".utf8)
        return state >> 60 == 0
          ? UInt8(truncatingIfNeeded: state >> 40) : kinds[Int(state >> 33) % kinds.count]
      }
      var count = 0
      let read = PrometheusText(bytes) { _ in count += 1 }
      #expect(read.accepted == count)
    }
  }
}

@Suite struct PlaygroundMetricsTests {
  private let labels =
    #"ingress="shop/web",host="shop.local",path="/api",path_type="Exact",service="shop/api",backend="127.64.1.2:8080""#

  private func text(_ parts: [String]) -> [UInt8] { Array(parts.joined(separator: "\n").utf8) }

  @Test func `counters and buckets of one key come together`() throws {
    let scrape = PlaygroundMetrics.scrape(
      text([
        "# TYPE sluice_requests_total counter",
        "sluice_requests_total{\(labels),class=\"2xx\"} 95",
        "sluice_requests_total{\(labels),class=\"5xx\"} 5",
        "sluice_request_seconds_bucket{\(labels),le=\"0.001\"} 10",
        "sluice_request_seconds_bucket{\(labels),le=\"0.0025\"} 60",
        "sluice_request_seconds_bucket{\(labels),le=\"+Inf\"} 100",
        "sluice_request_seconds_sum{\(labels)} 1.5", "sluice_request_seconds_count{\(labels)} 100",
      ]), time: 5)
    let key = TrafficKey(
      route: Route.ID(
        source: ObjectReference("Ingress", "shop", "web"), host: "shop.local", path: "/api",
        pathType: .exact),
      service: NamespacedName("shop", "api"),
      backend: BackendAddress(address: "127.64.1.2", port: 8080))
    #expect(Array(scrape.counters.keys) == [key])
    let counters = try #require(scrape.counters[key])
    #expect(counters.classes == [0, 95, 0, 0, 5, 0])
    #expect(counters.buckets.prefix(3) == [10, 50, 0])
    #expect(counters.buckets.last == 40)
    #expect(counters.seconds == 1.5)
  }

  @Test func `empty labels mean traffic without route, service or backend; other kinds are named`()
  {
    let scrape = PlaygroundMetrics.scrape(
      text([
        #"sluice_requests_total{ingress="",host="",path="",service="shop/web",backend="127.64.1.2:80",class="2xx"} 1"#,
        #"sluice_requests_total{ingress="shop/web",host="",path="/x",service="",backend="",class="none"} 2"#,
        #"sluice_requests_total{ingress="HTTPProxy/shop/web",host="",path="/x",service="",backend="",class="2xx"} 2"#,
      ]), time: 0)
    #expect(
      Set(scrape.counters.keys) == [
        TrafficKey(
          service: NamespacedName("shop", "web"),
          backend: BackendAddress(address: "127.64.1.2", port: 80)),
        TrafficKey(
          route: Route.ID(source: ObjectReference("Ingress", "shop", "web"), host: "", path: "/x")),
        TrafficKey(
          route: Route.ID(
            source: ObjectReference("HTTPProxy", "shop", "web"), host: "", path: "/x")),
      ])
  }

  @Test func `the order of labels does not matter and unknown series are ignored`() {
    let scrape = PlaygroundMetrics.scrape(
      text([
        #"sluice_requests_total{class="2xx",service="shop/web",ingress=""} 1"#,
        #"sluice_requests_total{service="shop/web",class="4xx"} 2"#,
        #"sluice_requests_total{service="shop/web",class="9xx"} 2"#,
        #"sluice_requests_total{service="shop/web"} 2"#,
        #"sluice_request_seconds_bucket{service="shop/web",le="0.3"} 2"#, "go_threads 5",
      ]), time: 0)
    let key = TrafficKey(service: NamespacedName("shop", "web"))
    #expect(scrape.counters.keys.map(\.self) == [key])
    #expect(scrape.counters[key]?.classes == [0, 1, 0, 2, 0, 0])
  }
}

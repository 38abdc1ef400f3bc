import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing
import Topology
import Traffic

@testable import Probing

/// Pages of metrics and answers of PromQL: which way they come, and what is said when they do not.
@Suite struct MetricsScraperTests {
  private static let page = "requests_total 1\n"

  private func target(port: Int, address: String = "127.0.0.1") -> MetricsTarget {
    MetricsTarget(
      system: "Traefik", pod: NamespacedName("ingress", "traefik-\(port)"), address: address,
      port: port)
  }

  private struct Closed: Error {}

  private func scraper(
    detour: (@Sendable (MetricsTarget) async throws -> [UInt8])? = nil,
    clock: @escaping @Sendable () -> Double = { 100 }
  ) -> MetricsScraper {
    MetricsScraper(
      client: .shared, throughServer: detour ?? { _ in throw Closed() }, clock: clock)
  }

  @Test func `a page is read from here where that is possible`() async throws {
    try await WordServer.with(says: WordServer.answer(Self.page)) { port in
      let pages = await scraper().pages(of: [target(port: port)])
      #expect(
        pages == [
          MetricsPage(
            of: target(port: port), at: 100, from: .here, bytes: Array(Self.page.utf8))
        ])
    }
  }

  @Test
  func `what cannot be reached from here comes through the API server, at first for a minute`()
    async throws
  {
    let silent = SilentPort()
    let now = Mutex(100.0)
    let asked = Mutex<[Int]>([])
    let scraper = scraper(
      detour: { target in
        asked.withLock { $0.append(target.port) }
        return Array(Self.page.utf8)
      }, clock: { now.withLock { $0 } })
    let first = await scraper.pages(of: [target(port: silent.number)])
    #expect(first.first?.vantage == .server && first.first?.bytes == Array(Self.page.utf8))
    try await WordServer.with(says: WordServer.answer(Self.page)) { port in
      let next = await scraper.pages(of: [target(port: port)])
      #expect(next.first?.vantage == .server, "the detour is kept")
      now.withLock { $0 += 61 }
      let later = await scraper.pages(of: [target(port: port)])
      #expect(later.first?.vantage == .here, "and given up after a minute")
      #expect(asked.withLock { $0 } == [silent.number, port])
    }
  }

  @Test func `a refusal, a status and a page without end are told in words`() async throws {
    let silent = SilentPort()
    let refused = await scraper().pages(of: [target(port: silent.number)])
    #expect(refused.first?.problem == "it refuses the connection")
    let status = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    try await WordServer.with(says: status) { port in
      let pages = await scraper().pages(of: [target(port: port)])
      #expect(pages.first?.problem == "it answers 404" && pages.first?.bytes == nil)
    }
    let long = "HTTP/1.1 200 OK\r\nContent-Length: \(MetricsFetch.limit + 1)\r\n\r\n"
    try await WordServer.with(says: long) { port in
      let pages = await scraper().pages(of: [target(port: port)])
      #expect(pages.first?.problem == "its page has more than 32 MiB")
    }
  }

  @Test func `every target has an outcome, however many there are`() async throws {
    try await WordServer.with(says: WordServer.answer(Self.page)) { port in
      let targets = (0..<100).map { index in
        MetricsTarget(
          system: "Traefik", pod: NamespacedName("ingress", "t-\(index)"), address: "127.0.0.1",
          port: port)
      }
      let pages = await scraper().pages(of: targets)
      #expect(Set(pages.map(\.target)) == Set(targets))
      #expect(pages.allSatisfy { $0.bytes != nil })
    }
  }

  @Test(arguments: [
    ("http://prometheus:9090", "http://prometheus:9090", nil),
    ("https://user:pa%20ss@host/prom/", "https://host/prom", "Basic dXNlcjpwYSBzcw=="),
    ("http://[fd00::1]:9090/", "http://[fd00::1]:9090", nil),
  ])
  func `a URL is taken apart, and its password is in a header only`(
    _ text: String, _ base: String, _ authorization: String?
  ) throws {
    let url = try #require(PrometheusURL(text))
    #expect(url.base == base && url.authorization == authorization)
  }

  @Test(arguments: ["prometheus:9090", "ftp://x", "http://", "", "http://x?query=1", "http://x#y"])
  func `what is no URL of a server is refused`(_ text: String) {
    #expect(PrometheusURL(text) == nil)
  }

  @Test(arguments: [
    (#"{"status":"error","errorType":"bad_data","error":"parse error"}"#, "parse error"),
    (#"{"status":"success"#, "it is no Prometheus: it does not answer with JSON"),
    ("<html>", "it is no Prometheus: it does not answer with JSON"),
    ("{}", "it is no Prometheus"),
  ])
  func `what a server says instead of figures is told`(_ answer: String, _ words: String) async {
    let server = PrometheusServer { _, _ in Array(answer.utf8) }
    await #expect(throws: PrometheusServer.Failure(description: words)) {
      try await server.samples("up")
    }
  }

  @Test func `samples are read with their labels, and what is none is left out`() async throws {
    let answer = """
      {"status":"success","data":{"resultType":"vector","result":[
      {"metric":{"service":"a"},"value":[1.5,"2.5"]},{"metric":{},"value":[1]},
      {"metric":{"service":"b"},"value":[1,"NaN"]},{"value":"x"},7]}}
      """
    let asked = Mutex<[String]>([])
    let server = PrometheusServer { path, query in
      asked.withLock { $0 = [path] + query.map { "\($0.0)=\($0.1)" } }
      return Array(answer.utf8)
    }
    let samples = try await server.samples("rate(x[1m])", at: 12.5)
    #expect(asked.withLock { $0 } == ["/api/v1/query", "query=rate(x[1m])", "time=12.500"])
    #expect(samples.first == TrafficSample(labels: ["service": "a"], value: 2.5))
    #expect(samples.count == 2 && samples.last?.value.isNaN == true)
  }
}

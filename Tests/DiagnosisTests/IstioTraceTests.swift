import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What a gateway of Istio answers; statuses as its documents have them, not compared with a real one.
@Suite struct IstioTraceTests {
  /// A request, and what answers it.
  struct Line: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var request = "http://a.test/"
    let rules: String
    var hosts = #"["a.test"]"#
    var service: String?
    var status: Int?
    var verdict = Trace.Verdict.ok
    var hop: FaultKind.Hop?
    var cause: String?
  }

  private static func to(_ host: String, _ more: String = "") -> String {
    #"{"destination":{"host":"\#(host)"\#(more)}}"#
  }

  private static let lines = [
    Line(
      testDescription: "the only rule", rules: #"{"route":[\#(to("web"))]}"#, service: "web"),
    Line(
      testDescription: "the first rule, not the longest", request: "http://a.test/api/v2",
      rules: #"""
        {"match":[{"uri":{"prefix":"/api"}}],"route":[\#(to("web"))]},
        {"match":[{"uri":{"prefix":"/api/v2"}}],"route":[\#(to("none"))]}
        """#, service: "web"),
    Line(
      testDescription: "no rule matches", request: "http://a.test/x",
      rules: #"{"match":[{"uri":{"prefix":"/api"}}],"route":[\#(to("web"))]}"#, status: 404,
      verdict: .fault, hop: .route, cause: "url-path-not-matched"),
    Line(
      testDescription: "a header is missing",
      rules: #"{"match":[{"headers":{"x":{"exact":"1"}}}],"route":[\#(to("web"))]}"#, status: 404,
      verdict: .fault, hop: .route, cause: "url-method-or-header-not-matched"),
    Line(
      testDescription: "no host", request: "http://b.test/",
      rules: #"{"route":[\#(to("web"))]}"#, status: 404, verdict: .fault, hop: .route,
      cause: "url-host-not-served"),
    Line(
      testDescription: "a wildcard covers any depth", request: "http://x.y.test/",
      rules: #"{"route":[\#(to("web"))]}"#, hosts: #"["*.test"]"#, service: "web"),
    Line(
      testDescription: "a redirect",
      rules: #"{"redirect":{"uri":"/new","redirectCode":308}}"#, status: 308),
    Line(
      testDescription: "a redirect has 301 unless it says otherwise",
      rules: #"{"redirect":{"authority":"b.test"}}"#, status: 301),
    Line(
      testDescription: "an answer of the gateway's own",
      rules: #"{"directResponse":{"status":418}}"#, status: 418),
    Line(
      testDescription: "nobody behind the Service", rules: #"{"route":[\#(to("empty"))]}"#,
      service: "empty", status: 503, verdict: .fault, hop: .selector,
      cause: "service-selector-matches-nothing"),
    Line(
      testDescription: "no Service", rules: #"{"route":[\#(to("none"))]}"#, service: "none",
      status: 503, verdict: .fault, hop: .service, cause: "vs-destination-missing"),
    Line(
      testDescription: "no port of several", rules: #"{"route":[\#(to("two"))]}"#,
      service: "two", status: 503, verdict: .fault, hop: .service,
      cause: "vs-destination-port-required"),
    Line(
      testDescription: "a port that the Service has not",
      rules: #"{"route":[\#(to("web", #","port":{"number":81}"#))]}"#, service: "web",
      status: 503, verdict: .fault, hop: .service, cause: "vs-destination-missing"),
    Line(
      testDescription: "a subset of pods",
      rules: #"{"route":[\#(to("web", #","subset":"v1""#))]}"#, service: "web"),
    Line(
      testDescription: "a subset without pods",
      rules: #"{"route":[\#(to("web", #","subset":"v2""#))]}"#, service: "web", status: 503,
      verdict: .fault, hop: .endpoints, cause: "dr-host-or-subset-unmatched"),
    Line(
      testDescription: "a subset that nobody defines",
      rules: #"{"route":[\#(to("web", #","subset":"v3""#))]}"#, service: "web", status: 503,
      verdict: .fault, hop: .endpoints, cause: "vs-subset-missing"),
    Line(
      testDescription: "a pattern may match, and goes first",
      rules: #"""
        {"match":[{"uri":{"regex":"/[a-z]*"}}],"route":[\#(to("none"))]},
        {"route":[\#(to("web"))]}
        """#, service: "web", verdict: .unknown, hop: .route),
    Line(
      testDescription: "https where no server has it", request: "https://a.test/",
      rules: #"{"route":[\#(to("web"))]}"#, verdict: .fault, hop: .tls,
      cause: "url-scheme-has-no-listener"),
    Line(
      testDescription: "a port that no server has", request: "http://a.test:8080/",
      rules: #"{"route":[\#(to("web"))]}"#, verdict: .fault, hop: .listener,
      cause: "url-port-not-exposed"),
  ]

  private func cluster(_ line: Line) -> SmallCluster {
    var cluster = SmallCluster()
    cluster.mesh()
    cluster.service("empty", selector: ["app": "empty"])
    cluster.service("two") {
      $0.selector = ["app": "web"]
      $0.ports.append(Service.Port(name: "admin", number: 81, target: .number(8080)))
    }
    cluster.subsets(
      #"{"name":"v1","labels":{"version":"v1"}},{"name":"v2","labels":{"version":"v2"}}"#)
    cluster.virtualService(line.rules, hosts: line.hosts)
    return cluster
  }

  @Test(arguments: lines)
  func `the rules of the gateway decide`(_ line: Line) throws {
    let trace = try TraceCase.trace(line.request, in: cluster(line).inventory)
    let told = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }.joined(
      separator: "\n")
    #expect(trace.backends.first?.service.name == line.service, "\(told)")
    #expect(trace.verdict == line.verdict, "\(told)")
    #expect(trace.status == line.status, "\(told)")
    let places = trace.hops.filter { $0.hop != .dns && $0.state != .ok && $0.state != .notReached }
    #expect(places.first?.hop == line.hop, "\(told)")
    #expect(trace.rootCause == line.cause, "\(told)")
    for hop in trace.hops {
      #expect(hop.says.english.hasSuffix(".") && !hop.says.english.contains("  "))
    }
  }

  @Test func `shares go to the pods of the subsets, and losers are told`() throws {
    let line = Line(
      testDescription: "",
      rules: #"""
        {"route":[{"destination":{"host":"web","subset":"v1"},"weight":75},
                  {"destination":{"host":"web","subset":"v2"},"weight":25}]},
        {"match":[{"uri":{"prefix":"/"}}],"route":[\#(Self.to("empty"))]}
        """#)
    var cluster = cluster(line)
    cluster.pods("other", 1, labels: ["app": "web", "version": "v2"])
    let trace = try TraceCase.trace("http://a.test/", in: cluster.inventory)
    #expect(trace.backends.map(\.share) == [0.75, 0.25])
    #expect(
      trace.backends.map { $0.endpoints.compactMap(\.pod?.name) } == [["web-1"], ["other-1"]])
    #expect(trace.matched?.field == "spec.http[0]")
    #expect(trace.matched?.count == 2)
  }

  @Test func `the path that the Service gets and what gets copies are told`() throws {
    var cluster = SmallCluster()
    cluster.mesh()
    cluster.virtualService(
      #"""
      {"match":[{"uri":{"prefix":"/api/"}}],"rewrite":{"uri":"/"},"mirror":{"host":"copy"},
       "route":[\#(Self.to("web"))]}
      """#)
    let trace = try TraceCase.trace("http://a.test/api/x", in: cluster.inventory)
    #expect(
      trace.hops.first { $0.hop == .route }?.says.english
        == "/api/ Prefix leads to web:80 (rule 1 of 1). The Service gets the path /x. "
        + "Copies go to copy.")
  }

  @Test func `a delegate tells why it leads to nothing`() throws {
    var cluster = SmallCluster()
    cluster.mesh()
    cluster.virtualService(#"{"delegate":{"name":"pay","namespace":"shop"}}"#)
    cluster.istio(.virtualService, "pay", #"{"http":[{"route":[\#(Self.to("none"))]}]}"#)
    let trace = try TraceCase.trace("http://a.test/", in: cluster.inventory)
    #expect(trace.status == 503)
    #expect(trace.faults.map(\.object.name.name).contains("pay"))
  }

  @Test func `plain requests are led to https where the server says so`() throws {
    var cluster = SmallCluster()
    cluster.mesh(gateway: false)
    cluster.istio(
      .istioGateway, "public",
      #"""
      {"selector":{"istio":"ingress"},"servers":[
        {"port":{"number":80,"protocol":"HTTP"},"hosts":["*"],"tls":{"httpsRedirect":true}}]}
      """#)
    cluster.virtualService(#"{"route":[\#(Self.to("web"))]}"#)
    let trace = try TraceCase.trace("http://a.test/", in: cluster.inventory)
    #expect(trace.status == 301)
  }
}

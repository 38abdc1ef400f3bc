import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

@Suite struct TraceTests {
  @Test(arguments: TraceCase.all)
  func `a request ends where it has to`(_ fixture: TraceCase) throws {
    let trace = try fixture.trace
    let told = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }.joined(
      separator: "\n")
    #expect(trace.verdict == fixture.verdict, "\(told)")
    #expect(trace.status == fixture.status, "\(told)")
    #expect(trace.rootCause == fixture.root, "\(told)")
    let states: [Trace.Hop.State] = [.fault, .unknown, .warning]
    let places = trace.hops.filter { $0.hop != .response && ($0.hop != .dns || $0.state == .fault) }
    let first = states.lazy.compactMap { state in places.first { $0.state == state } }.first
    if fixture.hop != .dns || fixture.verdict == .fault {
      #expect(first?.hop == fixture.hop, "\(told)")
    }
    for hop in trace.hops {
      #expect(
        hop.says.english.hasSuffix(".") && !hop.says.english.contains("  "), "\(hop.says.english)")
    }
    for fault in trace.faults {
      #expect(FaultCatalogue.kind(fault.id) != nil, "\(fault.id)")
      #expect(!fault.fix.english.contains("  ") && fault.fix.english.hasSuffix("."))
    }
    if let root = trace.rootCause { #expect(trace.faults.first?.id == root) }
  }

  @Test func `hops come in the order of the way`() throws {
    let order: [FaultKind.Hop] = [
      .dns, .tls, .listener, .route, .service, .selector, .endpoints, .policy, .pod, .response,
    ]
    for fixture in TraceCase.all {
      let places = try fixture.trace.hops.compactMap { order.firstIndex(of: $0.hop) }
      #expect(places == places.sorted(), "\(fixture.testDescription)")
      #expect(Set(places).count == places.count, "\(fixture.testDescription)")
    }
  }

  @Test func `shares are told for each endpoint`() throws {
    let trace = try TraceCase.trace("http://shop.local/", in: TraceCase.canary(weight: 25))
    #expect(trace.backends.map(\.service.name) == ["web", "next"])
    #expect(trace.backends.map(\.share) == [0.75, 0.25])
    #expect(trace.backends[0].endpoints.map(\.share) == [0.375, 0.375])
    #expect(trace.backends[1].endpoints.map(\.share) == [0.25, 0])
    #expect(trace.backends[1].endpoints.map(\.isReady) == [true, false])
  }

  @Test func `a header or a cookie chooses the canary before weights do`() throws {
    let annotations = [
      Canary.annotation(""): "true", Canary.annotation("weight"): "10",
      Canary.annotation("by-header"): "X-Next", Canary.annotation("by-cookie"): "next",
    ]
    let inventory = TraceCase.canary(annotations: annotations)
    func services(_ line: String) throws -> [String] {
      try TraceCase.trace(line, in: inventory).backends.map(\.service.name)
    }
    #expect(try services("http://shop.local/") == ["web", "next"])
    #expect(try services("http://shop.local/ -H x-next:always") == ["next"])
    #expect(try services("http://shop.local/ -H x-next:never") == ["web"])
    #expect(try services("http://shop.local/ -H Cookie:a=b;next=always") == ["next"])
  }

  @Test func `the winner is told with its place, and the losers with their reasons`() throws {
    var cluster = SmallCluster()
    FaultFixture.shop(&cluster)
    cluster.ingress(
      "old", created: "2026-01-01T00:00:00Z", "shop.local/a Prefix web:80",
      "shop.local/a/b Prefix web:80", "/ Prefix web:80")
    cluster.ingress(
      "new", created: "2026-02-01T00:00:00Z", "shop.local/a/b Prefix web:80")
    let trace = try TraceCase.trace("http://shop.local/a/b/c", in: cluster.inventory)
    #expect(trace.matched?.route.path == "/a/b")
    #expect(trace.matched?.route.source.name.name == "old")
    #expect(trace.matched?.rule == 1 && trace.matched?.count == 3)
    #expect(trace.matched?.field == "spec.rules[1].http.paths[0]")
    #expect(
      trace.losers.map { "\($0.route.host)\($0.route.path) \($0.why.english)" } == [
        "shop.local/a/b duplicate of ingress/shop/old, which is older",
        "shop.local/a would match, shorter", "shop.local/ would match, shorter",
        "/ would match, less specific host",
      ])
  }

  @Test func `the chain of causes ends at its beginning`() throws {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.pod("web-1", app: "web", reason: "ImagePullBackOff")
    cluster.ingress("web", "shop.local/ Prefix web:80")
    let trace = try TraceCase.trace("http://shop.local/", in: cluster.inventory)
    #expect(trace.rootCause == "pod-image-pull")
    #expect(trace.status == 503)
    #expect(trace.hops.first { $0.state == .fault }?.hop == .endpoints)
    #expect(trace.hops.first { $0.hop == .pod }?.state == .fault)
    #expect(
      trace.faults.filter { $0.severity == .fault }.map(\.id) == [
        "pod-image-pull", "ingress-backend-no-ready-endpoints", "endpoints-none-ready",
      ])
  }

  @Test func `names from a cluster do not steer a terminal`() throws {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app\u{1B}[31m": "\u{202E}web"])
    cluster.ingress("web\u{1B}[2J", "shop.local/ Prefix web:80", "shop.local/b Prefix \u{9B}x:80")
    for path in ["", "b", "c"] {
      let trace = try TraceCase.trace("http://shop.local/\(path)", in: cluster.inventory)
      for hop in trace.hops { #expect(hop.says.english == hop.says.english.cleaned) }
    }
  }

  @Test func `every sentence can be said in French`() throws {
    var missing: Set<String> = []
    for fixture in TraceCase.all {
      let trace = try fixture.trace
      let faults = trace.faults.filter { fault in
        TraceFaults.reports.contains { $0.id == fault.id }
      }
      for says in trace.hops.map(\.says) + trace.losers.map(\.why)
        + faults.flatMap({
          [$0.says, $0.fix]
        })
      {
        let french = Language.$current.withValue(.french) { says.localized }
        if french == says.english { missing.insert(says.template) }
      }
    }
    #expect(missing.sorted() == [])
  }
}

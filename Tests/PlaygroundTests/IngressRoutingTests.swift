import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// The rows of the Ingress rules, each by a request over a socket.
@Suite(.realTime) struct IngressRoutingTests {
  @Test func `every row of the path and host rules is answered by its backend`() async throws {
    let rules: [(host: String, path: String, type: Route.PathType)] = [
      ("exact.test", "/foo", .exact), ("slash.test", "/foo/", .exact),
      ("prefix.test", "/foo", .prefix), ("deep.test", "/aaa/bbb", .prefix),
      ("deep.test", "/aaa", .prefix), ("mixed.test", "/foo", .prefix),
      ("mixed.test", "/foo", .exact), ("*.wild.test", "/", .prefix),
      ("one.wild.test", "/one", .prefix), ("", "/every", .prefix),
      ("tail.test", "/aaa/bbb/", .prefix),
    ]
    let expected: [(host: String, target: String, rule: Int?)] = [
      ("exact.test", "/foo", 0), ("exact.test", "/foo/", nil), ("exact.test", "/FOO", nil),
      ("exact.test", "/bar", nil), ("EXACT.test:8080", "/foo?x=/bar", 0),
      ("exact.test.", "/foo", 0),
      ("slash.test", "/foo", nil), ("slash.test", "/foo/", 1), ("prefix.test", "/foo", 2),
      ("prefix.test", "/foo/", 2), ("prefix.test", "/FOO", nil), ("prefix.test", "/foobar", nil),
      ("deep.test", "/aaa/bbb/ccc", 3), ("deep.test", "/aaa/ccc", 4), ("deep.test", "/aaaccc", nil),
      ("mixed.test", "/foo", 6), ("mixed.test", "/foo/x", 5), ("bar.wild.test", "/", 7),
      ("baz.bar.wild.test", "/", nil), ("wild.test", "/", nil), ("one.wild.test", "/one", 8),
      ("one.wild.test", "/two", 7), ("other.test", "/every/thing", 9), ("exact.test", "/every", 9),
      ("tail.test", "/aaa/bbb", 10), ("tail.test", "/aaa/bbb/c", 10),
      ("tail.test", "/aaa/bbbb", nil),
    ]
    try await IngressFixture.run { fixture in
      var services: [String: [BackendAddress]] = [:]
      for index in rules.indices {
        services["s\(index)"] = [
          try await IngressScriptedBackend.named("rule \(index)", on: fixture.backends).address
        ]
      }
      let routes = rules.enumerated().map {
        Route.test($1.host, $1.path, $1.type, to: "s\($0)")
      }
      try await fixture.serve(routes, services)
      for row in expected {
        let answer = row.rule.map { "rule \($0)" } ?? "default backend - 404\n"
        #expect(
          try fixture.body(row.target, host: row.host) == answer, "\(row.host)\(row.target)")
      }
    }
  }

  @Test func `the table of the proxy and the table of the console agree`() async throws {
    let hosts = ["a.test", "*.test", "b.a.test", "*.a.test", ""]
    let paths = ["/", "/x", "/x/", "/x/y", "/xy", "/x/y/z"]
    var routes: [Route] = []
    for (index, host) in hosts.enumerated() {
      for (offset, path) in paths.enumerated() where (index + offset) % 3 > 0 {
        let type: Route.PathType = (index * 7 + offset) % 4 == 0 ? .exact : .prefix
        routes.append(.test(host, path, type, to: "s", ingress: "i\(index)-\(offset)"))
      }
    }
    let table = RoutingTable(routes)
    try await IngressFixture.run { fixture in
      let backend = try await IngressScriptedBackend.named("here", on: fixture.backends)
      try await fixture.serve(routes, ["s": [backend.address]])
      var sent: [ProxyCounterKey: UInt64] = [:]
      var count: UInt64 = 0
      for host in ["a.test", "b.test", "b.a.test", "c.b.a.test", "test"] {
        for path in ["/", "/x", "/x/", "/x/y", "/x/yy", "/xy", "/xyz", "/x/y/z/"] {
          _ = try fixture.body(path, host: host)
          let route = table.match(host: host, path: path)
          let key = ProxyCounterKey(
            ingress: route?.source.name.description ?? "", host: route?.host ?? "",
            path: route?.path ?? "", pathType: route?.pathType.rawValue ?? "",
            service: route == nil ? "" : "test/s",
            backend: route == nil ? "" : backend.address.description)
          sent[key, default: 0] += 1
          count += 1
        }
      }
      let counted = try await fixture.tallies(requests: count).mapValues(\.requests)
      #expect(counted == sent)
    }
  }

  @Test func `a default backend answers what no rule of its hosts takes`() async throws {
    try await IngressFixture.run { fixture in
      let web = try await IngressScriptedBackend.named("web", on: fixture.backends)
      let other = try await IngressScriptedBackend.named("other", on: fixture.backends)
      try await fixture.serve(
        [.test("a.test", "/web", to: "web"), .test("", "", to: "other")],
        ["web": [web.address], "other": [other.address]])
      #expect(try fixture.body("/web") == "web")
      #expect(try fixture.body("/elsewhere") == "other")
      #expect(try fixture.body("/", host: "unknown.test") == "other")
    }
  }

  @Test func `a Service without endpoints is a 503, an unknown host a 404, a deaf one a 502`()
    async throws
  {
    try await IngressFixture.run { fixture in
      let deaf = try await IngressScriptedBackend.named("deaf", on: fixture.backends)
      await deaf.stop()
      try await fixture.serve(
        [.test("a.test", "/empty", to: "empty"), .test("a.test", "/deaf", to: "deaf")],
        ["deaf": [deaf.address]])
      let request = { (path: String, host: String) in
        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
      }
      #expect(try fixture.exchange(request("/empty", "a.test")).hasPrefix("HTTP/1.1 503 "))
      #expect(try fixture.exchange(request("/deaf", "a.test")).hasPrefix("HTTP/1.1 502 "))
      #expect(try fixture.exchange(request("/", "b.test")).hasPrefix("HTTP/1.1 404 "))
      let tallies = try await fixture.tallies(requests: 3)
      let classes = tallies.map { "\($0.key.path) \($0.key.service) \($0.value.classes[3...4])" }
      #expect(
        classes.sorted() == [
          "  [1, 0]", "/deaf test/deaf [0, 1]", "/empty test/empty [0, 1]",
        ])
    }
  }

  @Test func `two thousand requests spread evenly over the endpoints and by weight over Services`()
    async throws
  {
    try await IngressFixture.run { fixture in
      var addresses: [BackendAddress] = []
      for index in 0..<6 {
        addresses.append(
          try await IngressScriptedBackend.named("pod \(index)", on: fixture.backends).address)
      }
      var route = Route.test("a.test", "/", to: "v1")
      route.backends[0].weight = 75
      route.backends.append(
        Route.Backend(service: NamespacedName("test", "v2"), port: .number(80), weight: 25))
      try await fixture.serve(
        [route], ["v1": Array(addresses[..<4]), "v2": Array(addresses[4...])])
      let client = try IngressRawClient(port: fixture.proxy.httpPort)
      defer { client.close() }
      for _ in 0..<20 {
        client.send(
          String(repeating: "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", count: 100))
        _ = client.receive { $0.occurrences(of: "pod ") == 100 }
      }
      let tallies = try await fixture.tallies(requests: 2000)
      let expected: [Double] = [375, 375, 375, 375, 250, 250]
      let chiSquared = Statistics.chiSquared(
        observed: addresses.map { address in
          Double(tallies.first { $0.key.backend == address.description }?.value.requests ?? 0)
        }, shares: expected.map { $0 / 2000 })
      #expect(chiSquared < Statistics.critical(degreesOfFreedom: 5))
    }
  }

  @Test func `a canary takes who asks for it by header or cookie`() async throws {
    try await IngressFixture.run { fixture in
      let old = try await IngressScriptedBackend.named("old", on: fixture.backends)
      let new = try await IngressScriptedBackend.named("new", on: fixture.backends)
      var route = Route.test("a.test", "/", to: "old")
      let canary = Canary(
        source: ObjectReference("Ingress", "test", "canary"),
        service: NamespacedName("test", "new"),
        port: .number(80),
        annotations: [
          Canary.annotation("by-header"): "X-New", Canary.annotation("by-cookie"): "beta",
          Canary.annotation("weight"): "0",
        ])
      route.canary = canary
      route.backends[0].weight = 100
      route.backends.append(
        Route.Backend(service: canary.service, port: canary.port, weight: 0))
      try await fixture.serve([route], ["old": [old.address], "new": [new.address]])
      func answer(_ header: String) throws -> String {
        try fixture.exchange(
          "GET / HTTP/1.1\r\nHost: a.test\r\n\(header)Connection: close\r\n\r\n"
        ).components(after: "\r\n\r\n")
      }
      #expect(try answer("") == "old")
      #expect(try answer("x-new: always\r\n") == "new")
      #expect(try answer("X-New: never\r\nCookie: beta=always\r\n") == "old")
      #expect(try answer("Cookie: a=b; beta=always\r\n") == "new")
      #expect(try answer("X-New: perhaps\r\n") == "old")
    }
  }
}

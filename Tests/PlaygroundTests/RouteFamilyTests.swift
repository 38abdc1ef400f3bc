import Playground
import TestSupport
import Testing
import Topology

/// What the playground's proxy does with requests to routes of every system is what the trace says, and what the
/// system's documents ask for.
@Suite(.realTime) struct RouteFamilyTests {
  typealias Row = RouteFixture.Row

  @Test func `HTTPProxies of Contour`() async throws {
    let rows = [
      Row(url: "http://shop.example.com/", status: 200, pod: "web-"),
      Row(url: "http://shop.example.com/", headers: ["X-Beta: 1"], status: 200, pod: "web-v2"),
      Row(url: "http://shop.example.com/", headers: ["X-Beta: 2"], status: 200, pod: "web-"),
      Row(
        url: "http://shop.example.com/api/x?a=/b", status: 200, pod: "web-v1",
        target: "/v1/x?a=/b"),
      Row(url: "http://shop.example.com/blog/feed", status: 200, pod: "posts"),
      Row(url: "http://shop.example.com/blog/x", status: 200, pod: "posts"),
      Row(url: "http://pay.example.com/x?y", status: 301, location: "https://pay.example.com/x?y"),
      Row(url: "http://pay.example.com/health", status: 200, pod: "web-v1"),
      Row(url: "http://blog.example.com/", status: 404),
      Row(
        url: "http://a.old.example.com/x", status: 301, location: "https://shop.example.com/x"),
      Row(url: "http://a.old.example.com/ping", status: 200, body: "pong"),
      Row(url: "http://broken.example.com/blog/x", status: 502),
      Row(url: "http://broken.example.com/x", status: 200, pod: "web-v1"),
      Row(url: "http://twice.example.com/", status: 404),
      Row(url: "http://nobody.example.com/", status: 404),
    ]
    try await RouteFixture.run(RouteFixture.folder("contour")) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://shop.example.com/")
    }
  }

  @Test func `Ingresses with annotations of ingress-nginx`() async throws {
    let rows = [
      Row(url: "http://shop.example.com/", status: 200, pod: "web-"),
      Row(url: "http://shop.example.com/", headers: ["X-Canary: beta"], status: 200, pod: "web-v2"),
      Row(
        url: "http://shop.example.com/", headers: ["Cookie: canary=always"], status: 200,
        pod: "web-v2"),
      Row(
        url: "http://shop.example.com/", headers: ["Cookie: canary=never"], status: 200,
        pod: "web-v1"),
      Row(
        url: "http://www.example.com/x", headers: ["Cookie: canary=never"], status: 200,
        pod: "web-v1"),
      Row(url: "http://nobody.example.com/", status: 404),
      Row(url: "http://pay.example.com/x?y", status: 308, location: "https://pay.example.com/x?y"),
      Row(url: "http://forced.example.com/", status: 308, location: "https://forced.example.com/"),
      Row(url: "http://moved.example.com/x", status: 308, location: "https://shop.example.com/new"),
      Row(url: "http://away.example.com/x", status: 302, location: "https://status.example.com/"),
      Row(url: "http://root.example.com/?a", status: 302, location: "http://root.example.com/app"),
      Row(url: "http://root.example.com/app", status: 200, pod: "web-v1"),
      Row(
        url: "http://api.example.com/api/x?a=/b", status: 200, pod: "web-v1",
        target: "/v1/x?a=/b"),
      Row(url: "http://api.example.com/API", status: 200, pod: "web-v1", target: "/v1/"),
      Row(url: "http://api.example.com/docsx", status: 200, pod: "web-v2"),
      Row(url: "http://api.example.com/health/x", status: 200, pod: "web-v2"),
      Row(url: "http://api.example.com/x", status: 404),
      Row(url: "http://inner.example.com/empty", status: 502),
      Row(url: "http://broken.example.com/", status: 200, pod: "sorry"),
      Row(url: "http://gone.example.com/", status: 503),
      Row(url: "http://flat.example.com/flat/x", status: 200, pod: "web-v1", target: "/"),
    ]
    try await RouteFixture.run(RouteFixture.folder("nginx")) { fixture in
      for row in rows { try fixture.check(row) }
      let inner = try fixture.ask(Row(url: "http://inner.example.com/", status: 200))
      #expect(inner.words.last == "web.internal")
      try fixture.checkShares("http://shop.example.com/")
      try fixture.checkShares("http://www.example.com/")
    }
  }

  @Test func `VirtualServices of Istio`() async throws {
    let rows = [
      Row(url: "http://www.shop.test/", status: 200, pod: "web-"),
      Row(url: "http://www.shop.test/", headers: ["x-beta: 1"], status: 200, pod: "web-v2"),
      Row(url: "http://www.shop.test/old/x", status: 308, location: "http://www.shop.test/new"),
      Row(url: "http://www.shop.test/pay/status", status: 204, body: ""),
      Row(method: "POST", url: "http://www.shop.test/pay/status", status: 200, pod: "pay"),
      Row(url: "http://www.shop.test/pay/x", status: 200, pod: "pay"),
      Row(url: "http://broken.shop.test/a", status: 503),
      Row(url: "http://broken.shop.test/c", status: 404),
      // A host that no server of the gateway has.
      Row(url: "http://www.example.com/", status: 404),
    ]
    try await RouteFixture.run(RouteFixture.folder("istio")) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://www.shop.test/")
    }
  }

  @Test func `routes of the Gateway API`() async throws {
    let rows = [
      Row(url: "http://a.test/", status: 200, pod: "web-"),
      Row(url: "http://a.test/", headers: ["X-Env: canary"], status: 200, pod: "web-v2"),
      Row(method: "DELETE", url: "http://a.test/", status: 200, pod: "web-v2"),
      Row(url: "http://a.test/?debug=1", status: 200, pod: "web-v2"),
      Row(url: "http://a.test/app/x?q=1", status: 200, pod: "web-v1", target: "/x?q=1"),
      Row(url: "http://a.test/app", status: 200, pod: "web-v1", target: "/"),
      Row(url: "http://a.test/full/x", status: 200, pod: "web-v1", target: "/whole"),
      Row(
        url: "http://a.test/old/x?y", status: 301, location: "https://b.test/new/x?y"),
      Row(url: "http://a.test/gone", status: 500),
      Row(url: "http://a.test/foreign", status: 500),
      Row(url: "http://a.test/granted", status: 200, pod: "other"),
      Row(url: "http://a.test/zero", status: 503),
      Row(url: "http://sub.deep.wild.test/", status: 200, pod: "web-v1"),
      Row(url: "http://other.test/", status: 404),
      Row(url: "http://secure.test/", status: 404),
      Row(method: "POST", url: "http://calls.test/shop.Cart/Add", status: 200, pod: "web-v2"),
      Row(method: "POST", url: "http://calls.test/shop.Cart/Take", status: 200, pod: "web-v1"),
      Row(method: "POST", url: "http://calls.test/shop.Order/Add", status: 404),
      Row(url: "http://nowhere.test/", status: 404),
    ]
    try await RouteFixture.run(RouteFixture.folder("gateway")) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://a.test/")
    }
  }

  @Test func `IngressRoutes of Traefik`() async throws {
    let rows = [
      Row(url: "http://t.test/", status: 200, pod: "web-"),
      Row(url: "http://t.test/api/x?a", status: 200, pod: "web-v2"),
      Row(url: "http://t.test/gone/x", status: 200, pod: "web-"),
      Row(url: "http://lost.test/", status: 404),
      Row(url: "http://u.test/", status: 404),
    ]
    try await RouteFixture.run(RouteFixture.text(Self.webs + Self.traefik)) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://t.test/")
    }
  }

  @Test func `rules of Traefik that ask for the same or lead to nothing, and its Ingresses`()
    async throws
  {
    let rows = [
      Row(url: "http://r.test/x", status: 200, pod: "web-v1"),
      Row(url: "http://r.test/x/y", status: 200, pod: "web-v2"),
      Row(url: "http://r.test/away", status: 200, pod: "web-v1"),
      Row(url: "http://s.test/", status: 404),
      Row(url: "http://e.test/v12", status: 200, pod: "web-v2"),
      Row(url: "http://e.test/v1//a%2Fb?c;d", status: 200, pod: "web-v2", target: "/v1/a%2Fb?c&d"),
      Row(url: "http://e.test/", status: 404),
      Row(url: "http://f.test/", status: 404),
    ]
    let all = Self.webs + Self.traefikDetails + Self.traefikWithout
    try await RouteFixture.run(RouteFixture.text(all)) { fixture in
      for row in rows { try fixture.check(row) }
    }
  }

  @Test func `the kinds of Traefik, with middlewares`() async throws {
    let rows = [
      Row(url: "http://shop.example.com/", status: 200, pod: "web-"),
      Row(url: "http://shop.example.com/", headers: ["X-Beta: 1"], status: 200, pod: "web-v2"),
      Row(
        url: "http://shop.example.com/api/x?a=/b", status: 200, pod: "web-", target: "/v1/x?a=/b"),
      Row(method: "POST", url: "http://shop.example.com/api/x", status: 200, pod: "web-"),
      Row(
        url: "http://www.example.com/x?y", status: 301, location: "https://www.example.com/x?y"),
      Row(
        url: "http://old.example.com/item/7", status: 302,
        location: "https://shop.example.com/7"),
      Row(url: "http://older.example.com/item/x", status: 404),
      Row(url: "http://nobody.example.com/", status: 404),
    ]
    try await RouteFixture.run(RouteFixture.folder("traefik")) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://shop.example.com/")
      try fixture.checkShares("http://shop.example.com/api/")
    }
  }

  @Test func `Ingresses with a canary, beside the others`() async throws {
    let rows = [
      Row(url: "http://i.test/", status: 200, pod: "web-"),
      Row(url: "http://i.test/", headers: ["X-Canary: always"], status: 200, pod: "web-v2"),
      Row(url: "http://i.test/", headers: ["X-Canary: never"], status: 200, pod: "web-v1"),
      Row(url: "http://i.test/gone", status: 503),
      Row(url: "http://j.test/", status: 404),
      // A path of the Ingress is longer than what the IngressRoute of the host asks for.
      Row(url: "http://t.test/ingress/x", status: 200, pod: "web-v2"),
      Row(url: "http://t.test/", status: 200, pod: "web-"),
    ]
    let all = Self.webs + Self.traefik + Self.ingress
    try await RouteFixture.run(RouteFixture.text(all)) { fixture in
      for row in rows { try fixture.check(row) }
      try fixture.checkShares("http://i.test/")
    }
  }

  @Test func `hosts and headers change on the way to the pod`() async throws {
    let manifests = RouteFixture.text(Self.webs + Self.istio)
    try await RouteFixture.run(manifests) { fixture in
      let row = Row(
        url: "http://h.test/in/x?q", headers: ["X-Gone: 1", "X-Set: old"], status: 200)
      let words = try fixture.ask(row).words
      #expect(words.suffix(2) == ["/out/x?q", "b.test"])
      fixture.continuation.finish()
      for await request in fixture.asked {
        let lines = request.lowercased()
        #expect(lines.includes("\r\nx-set: new\r\n") && !lines.includes("x-set: old"), "\(lines)")
        #expect(!lines.includes("x-gone"), "\(lines)")
        #expect(lines.occurrences(of: "\r\nhost: ") == 1, "\(lines)")
        #expect(lines.includes("\r\nx-forwarded-host: h.test\r\n"), "\(lines)")
      }
    }
  }

  @Test func `copies go to the Services that a rule names, and nobody waits for them`()
    async throws
  {
    for (folder, host, path, mirror) in [
      ("contour", "shop.example.com", "/api/", "web-v2"), ("istio", "www.shop.test", "/", "web-v2"),
    ] {
      try await RouteFixture.run(RouteFixture.folder(folder)) { fixture in
        // Contour sends copies of one request in five.
        for _ in 0..<40 {
          _ = try fixture.ask(Row(url: "http://\(host)\(path)", status: 200))
        }
        try await Task.sleep(for: .milliseconds(500))
        fixture.continuation.finish()
        var copies = 0
        for await pod in fixture.asked where pod.hasPrefix(mirror) { copies += 1 }
        #expect(copies >= 4, "\(folder)")
      }
    }
  }
}

import Routing
import TestSupport
import Testing
import Topology

@Suite struct HostOrderTests {
  private func order(_ host: String, _ build: (inout SmallCluster) -> Void) -> [String] {
    var cluster = SmallCluster()
    cluster.nginx()
    build(&cluster)
    return RoutingTable(cluster.inventory).order(for: host).rules.map {
      "\($0.route.host)\($0.route.path) \($0.route.source.name.name): \($0.why)"
    }
  }

  @Test func `rules come in the order in which they are tried`() {
    #expect(
      order("Shop.Local:80") {
        $0.ingress("a", "shop.local/a Prefix web:80", "shop.local/a/b Exact web:80")
        $0.ingress("b", "*.local/ Prefix web:80", "/x Prefix web:80")
      } == [
        "shop.local/a/b a: answers what no rule before it matches",
        "shop.local/a a: answers what no rule before it matches",
        "*.local/ b: answers what no rule before it matches",
        "/x b: *.local/ goes first and matches all of it",
      ])
  }

  @Test func `equal claims are conflicts, and the older one wins`() {
    #expect(
      order("shop.local") {
        $0.ingress("new", created: "2026-02-01T00:00:00Z", "shop.local/a/ Prefix web:80")
        $0.ingress("old", created: "2026-01-01T00:00:00Z", "shop.local/a Prefix web:80")
      } == [
        "shop.local/a old: answers what no rule before it matches",
        "shop.local/a/ new: the same path is stated by ingress/shop/old, which goes first",
      ])
  }

  @Test func `a prefix of a host shadows the paths of its wildcard, and an Exact does not`() {
    let rules = order("a.local") {
      $0.ingress("a", "a.local/x Prefix web:80", "a.local/y Exact web:80")
      $0.ingress(
        "b", "*.local/x/1 Prefix web:80", "*.local/xx Prefix web:80", "*.local/y Prefix web:80",
        defaultBackend: ["service": ["name": "web", "port": ["number": 80]]])
    }
    #expect(
      rules.map { $0.contains("goes first") } == [false, false, true, false, false, false])
  }

  @Test func `a prefix of everything leaves nothing for the default`() {
    let rules = order("shop.local") {
      $0.ingress(
        "a", "shop.local/ Prefix web:80",
        defaultBackend: ["service": ["name": "web", "port": ["number": 80]]])
    }
    #expect(rules.count == 2 && rules[1].hasSuffix("shop.local/ goes first and matches all of it"))
  }

  @Test func `rules of other controllers do not meet`() {
    let routes = ["x.io/one", "x.io/two"].map { name -> Route in
      var route = Route(
        id: Route.ID(source: ObjectReference("Ingress", "shop", name), host: "a.b", path: "/"),
        backends: [])
      route.implementation = name
      return route
    }
    #expect(RoutingTable(routes).order(for: "a.b").idle.isEmpty)
  }

  @Test func `ten thousand rules on one host cost what they are`() {
    let routes = (0..<10_000).map { number in
      Route(
        id: Route.ID(
          source: ObjectReference("Ingress", "shop", "i\(number / 10)"), host: "shop.local",
          path: "/part-\(number % 5000)/\(number)"), controller: "nginx", backends: [])
    }
    let table = RoutingTable(routes)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(table.order(for: "shop.local").rules.count == 10_000)
      #expect(table.match(host: "shop.local", path: "/part-4999/9999") != nil)
      let found = table.explanation(
        host: "shop.local", path: "/part-4999/9999", withMismatches: false)
      #expect(found.candidates.count == 1)
    }
    // Quadratic cost would take minutes without optimization.
    #expect(time < .seconds(10))
  }
}

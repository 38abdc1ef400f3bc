import TestSupport
import Testing
import Topology

@testable import Routing

/// Traefik's own routes.
@Suite struct TraefikTests {
  private func routes(_ spec: String) throws -> [Route] {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRoute",
         "metadata":{"name":"shop","namespace":"web"},"spec":\(spec)}
        """)
    var inventory = Inventory()
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    return RoutingTable(inventory).routes
  }

  private func ways(_ rule: String) -> [String]? {
    TraefikRule(rule)?.alternatives.map { "\($0.host) \($0.pathType.rawValue) \($0.path)" }
  }

  @Test(
    arguments: [
      ("Host(`Shop.test`)", ["shop.test Prefix "]),
      ("Host(\"a\") && PathPrefix(`/p`)", ["a Prefix /p"]),
      ("PathPrefix(`/p`)&&Host(`a`)", ["a Prefix /p"]),
      ("Host(`a`) || Host(`b`) && Path(`/x`)", ["a Prefix ", "b Exact /x"]),
      (
        "(Host(`a`) || Host(`b`)) && (Path(`/x`) || PathPrefix(`/y/`))",
        ["a Exact /x", "a Prefix /y/", "b Exact /x", "b Prefix /y/"]
      ),
      ("Host(`a`, `b`)", ["a Prefix ", "b Prefix "]),
    ])
  func `a rule of hosts and paths is written out`(rule: String, expected: [String]) {
    #expect(ways(rule) == expected)
  }

  @Test(
    arguments: [
      "", "Host(`a`", "Host(a)", "Host()", "Host(`a`) Path(`/`)", "Host(`a`) &&", "!Host(`a`)",
      "Host(`a`) && Method(`GET`)", "HostRegexp(`.+`)", "Host(`*.a`)", "Host(`a`) && Host(`b`)",
      "((Host(`a`))", "Header(`x`, `y`)",
    ])
  func `a rule that asks for more, or is broken, is none of hosts and paths`(rule: String) {
    #expect(ways(rule) == nil)
  }

  @Test func `a rule whose ways are too many is not written out`() {
    let group = "(" + (0..<9).map { "Host(`h\($0)`)" }.joined(separator: "||") + ")"
    let paths = "(" + (0..<9).map { "Path(`/\($0)`)" }.joined(separator: "||") + ")"
    #expect(ways("\(group)&&\(paths)") == nil)
    #expect(ways(group)?.count == 9)
  }

  @Test func `every way of a rule is a route with the weights of its Services`() throws {
    let routes = try routes(
      """
      {"ingressClassName":"edge","tls":{"secretName":"cert"},"routes":[
        {"match":"Host(`a.test`) && (PathPrefix(`/`) || Path(`/x`))","services":[
          {"name":"v1","port":80,"weight":3},{"name":"v2","port":"http"}]},
        {"match":"Host(`b.test`)","services":[{"name":"v1","port":80}]}]}
      """)
    #expect(routes.map(\.id.host) == ["a.test", "a.test", "b.test"])
    #expect(routes.map(\.id.path) == ["/", "/x", "/"])
    #expect(routes.allSatisfy { $0.controller == "edge" && $0.isTLS })
    #expect(routes[0].tlsSecret == NamespacedName("web", "cert"))
    #expect(routes[0].backends.map(\.weight) == [3, 1])
    #expect(routes[0].backends.map { routes[0].share(of: $0) } == [0.75, 0.25])
    #expect(
      routes[0].backends.map(\.weightPlace) == [
        Route.WeightPlace(rule: 0, service: 0), Route.WeightPlace(rule: 0, service: 1),
      ])
    #expect(routes[2].backends.map(\.weightSource) == [nil])
  }

  @Test
  func `a rule that asks for more stands as it is written, and no request is matched with it`()
    throws
  {
    let match = "Host(`a.test`) && Header(`x`, `1`)"
    let spec = #"{"routes":[{"match":"\#(match)","services":[{"name":"v1","port":80}]}]}"#
    let routes = try routes(spec)
    #expect(routes.map(\.id.path) == [match])
    #expect(RoutingTable(routes).match(host: "a.test", path: "/") == nil)
  }

  @Test func `beside a TraefikService no weight can be shifted`() throws {
    let routes = try routes(
      """
      {"routes":[{"match":"Host(`a.test`)","services":[
        {"name":"v1","port":80},{"name":"v2","kind":"TraefikService"},{"name":"v3","port":80}]}]}
      """)
    #expect(routes.flatMap(\.backends).map(\.service.name) == ["v1", "v3"])
    #expect(routes.flatMap(\.backends).allSatisfy { $0.weightSource == nil })
  }

  @Test func `an IngressRoute of another group is not Traefik's`() throws {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"contour.heptio.com/v1beta1","kind":"IngressRoute",
         "metadata":{"name":"old","namespace":"web"},
         "spec":{"routes":[{"match":"/","services":[{"name":"v1","port":80}]}]}}
        """)
    var inventory = Inventory()
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    #expect(RoutingTable(inventory).routes.isEmpty)
  }
}

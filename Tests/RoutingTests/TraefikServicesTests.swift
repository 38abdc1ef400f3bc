import Testing
import Topology

@testable import Routing

/// What rules of Traefik lead to by way of TraefikServices, and what middlewares make of requests.
@Suite struct TraefikServicesTests {
  private struct Objects {
    var inventory = Inventory()

    mutating func add(_ kind: ResourceKind, _ name: String, _ spec: String) throws {
      let object = try JSONValue(
        parsing:
          #"{"apiVersion":"traefik.io/v1alpha1","metadata":{"name":"\#(name)","namespace":"web"},"spec":\#(spec)}"#
      )
      inventory.apply(.applied(Resource(object, kind: kind)))
    }

    mutating func route(_ services: String, middlewares: String = "") throws {
      let names = middlewares.split(separator: " ").map { #"{"name":"\#($0)"}"# }
      try add(
        .ingressRoute, "shop",
        #"{"routes":[{"match":"Host(`a`)","services":[\#(services)],"middlewares":[\#(names.joined(separator: ","))]}]}"#
      )
    }

    var route: Route? { RoutingTable(inventory).routes.first }
  }

  private static func traefikService(_ name: String) -> String {
    #"{"name":"\#(name)","kind":"TraefikService"}"#
  }

  private static let split =
    #"{"weighted":{"services":[{"name":"v1","port":80,"weight":3},{"name":"v2","port":80}]}}"#

  @Test func `the weights of a TraefikService are shifted in it`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("split"))
    try objects.add(.traefikService, "split", Self.split)
    let route = try #require(objects.route)
    #expect(route.backends.map(\.weight) == [3, 1])
    #expect(
      route.backends.map(\.weightSource)
        == Array(repeating: ObjectReference("TraefikService", "web", "split"), count: 2))
    #expect(route.backends.map(\.weightPlace?.group) == ["weighted", "weighted"])
    #expect(route.backends.map(\.weightPlace?.service) == [0, 1])
  }

  @Test func `weights of several levels are multiplied, and not shifted`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("split") + #",{"name":"v3","port":80,"weight":3}"#)
    try objects.add(.traefikService, "split", Self.split)
    let route = try #require(objects.route)
    #expect(route.backends.map(\.weight) == [1875, 625, 7500])
    #expect(route.backends.allSatisfy { $0.weightSource == nil && $0.weightPlace == nil })
  }

  @Test func `beside a TraefikService of one Service weights are shifted`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("copy") + #",{"name":"v3","port":80,"weight":3}"#)
    try objects.add(
      .traefikService, "copy",
      #"{"mirroring":{"name":"v1","port":80,"mirrors":[{"name":"v2","port":80,"percent":10},{"name":"v4","port":80}]}}"#
    )
    let route = try #require(objects.route)
    #expect(route.backends.map(\.service.name) == ["v1", "v3"])
    #expect(route.backends.map(\.weight) == [1, 3])
    #expect(route.backends.map(\.weightPlace?.service) == [0, 1])
    #expect(route.terms?.mirrors.map(\.name) == ["v2"])
  }

  @Test func `what is missing and what leads back is a gap`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("one"))
    #expect(objects.route?.terms?.traefik?.gaps.map(\.problem) == [.missing])
    try objects.add(
      .traefikService, "one", #"{"weighted":{"services":[\#(Self.traefikService("two"))]}}"#)
    try objects.add(
      .traefikService, "two", #"{"weighted":{"services":[\#(Self.traefikService("one"))]}}"#)
    let gaps = objects.route?.terms?.traefik?.gaps ?? []
    #expect(gaps.map(\.problem) == [.cycle] && gaps.first?.way.map(\.name) == ["one", "two"])
    #expect(gaps.first?.field == "spec.routes[0].services[0]")
    try objects.add(.traefikService, "two", "{}")
    #expect(objects.route?.terms?.traefik?.gaps.map(\.problem) == [.empty])
  }

  @Test func `TraefikServices that branch without end are followed so far only`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("s0"))
    for number in 0..<40 {
      let next = Self.traefikService("s\(number + 1)")
      try objects.add(
        .traefikService, "s\(number)", #"{"weighted":{"services":[\#(next),\#(next)]}}"#)
    }
    #expect(objects.route?.terms?.traefik?.gaps.contains { $0.problem == .tooDeep } == true)
  }

  @Test func `what Traefik answers by itself leads to no Service`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("noop@internal"))
    #expect(objects.route?.terms?.traefik?.internalService == "noop@internal")
    #expect(objects.route?.backends == [])
  }

  /// Middlewares in order, a path, and what comes of it.
  @Test(
    arguments: [
      ("strip", "/api/x", "/x"), ("strip", "/api", "/"), ("strip", "/apix", "/x"),
      ("strip", "/other", nil), ("add", "/x", "/v1/x"), ("strip add", "/api/x", "/v1/x"),
      ("replace", "/x", "/fixed"), ("pattern", "/old/x", "/new/x"), ("pattern", "/x", nil),
      ("stripPattern", "/v12/x", "/x"), ("both", "/api/x", "/v1/x"), ("limit", "/x", nil),
      ("https", "/x", "302 https://a/x"), ("moved", "/x", "301 http://b/x"),
      ("strip https", "/api/x", "302 https://a/x"),
      ("strip", "/api%2Fx", "/x"), ("strip", "/%61pi/a%20b", "/a%20b"),
      ("strip", "/api/%2561", "/%2561"),
      ("strip", "/api%2F..", "400"), ("strip add", "/api", "/v1"), ("replace", "/a%20b", "/fixed"),
      ("blank", "/a%20b", "/a%20c"), ("empty", "/old/x", "/x"), ("wrong", "/x", "500"),
      ("add", "/a%2Fb", "/v1/a%2Fb"), ("limit", "//x", nil),
    ] as [(String, String, String?)])
  func `middlewares change the path or lead elsewhere`(
    names: String, path: String, expected: String?
  ) throws {
    var objects = Objects()
    try objects.route(#"{"name":"v1","port":80}"#, middlewares: names)
    for (name, spec) in Self.middlewares { try objects.add(.middleware, name, spec) }
    let route = try #require(objects.route)
    let passage = TraefikPassage(
      route, GatewayRequest(method: "GET", host: "a", path: path), objects.inventory)
    #expect(passage.unknown == nil)
    let found =
      passage.refusal.map { "\($0)" }
      ?? passage.redirect.map { "\($0.status) \($0.location)" } ?? passage.changedPath
    #expect(found == expected)
  }

  private static let middlewares = [
    ("strip", #"{"stripPrefix":{"prefixes":["/none","/api"]}}"#),
    ("add", #"{"addPrefix":{"prefix":"/v1"}}"#),
    ("replace", #"{"replacePath":{"path":"/fixed"}}"#),
    ("pattern", #"{"replacePathRegex":{"regex":"^/old/(.*)","replacement":"/new/$1"}}"#),
    ("stripPattern", #"{"stripPrefixRegex":{"regex":["/v[0-9]+"]}}"#),
    ("both", #"{"chain":{"middlewares":[{"name":"strip"},{"name":"add"}]}}"#),
    ("blank", #"{"replacePathRegex":{"regex":"^/a%20b$","replacement":"/a%20c"}}"#),
    ("empty", #"{"replacePathRegex":{"regex":"^/old"}}"#),
    ("wrong", #"{"replacePath":{"path":"/%zz"}}"#),
    ("limit", #"{"rateLimit":{"average":1}}"#),
    ("https", #"{"redirectScheme":{"scheme":"https"}}"#),
    (
      "moved",
      #"{"redirectRegex":{"regex":"^http://a/(.*)","replacement":"http://b/${1}","permanent":true}}"#
    ),
  ]

  @Test func `other methods are redirected by other statuses, and https not to itself`() throws {
    var objects = Objects()
    try objects.route("", middlewares: "https")
    try objects.add(
      .middleware, "https", #"{"redirectScheme":{"scheme":"https","permanent":true}}"#)
    let route = try #require(objects.route)
    func status(_ method: String, isSecure: Bool) -> Int? {
      let request = GatewayRequest(method: method, host: "a", path: "/", isSecure: isSecure)
      return TraefikPassage(route, request, objects.inventory).redirect?.status
    }
    #expect(status("GET", isSecure: false) == 301 && status("POST", isSecure: false) == 308)
    #expect(status("GET", isSecure: true) == nil)
  }

  @Test func `redirects keep the port, unless it is the one of the scheme`() throws {
    var objects = Objects()
    try objects.route("", middlewares: "https")
    let route = try #require(objects.route)
    func location(_ spec: String, port: Int?) throws -> String? {
      try objects.add(.middleware, "https", spec)
      let request = GatewayRequest(
        method: "GET", host: "a", path: "/x", query: "q=1;p", port: port)
      return TraefikPassage(route, request, objects.inventory).redirect?.location
    }
    let scheme = #"{"redirectScheme":{"scheme":"http"}}"#
    #expect(try location(scheme, port: 80) == nil)
    #expect(try location(scheme, port: 443) == "http://a/x?q=1;p")
    let pattern = #"{"redirectRegex":{"regex":"^http://a(.*)/x","replacement":"http://b$1/y"}}"#
    #expect(try location(pattern, port: 80) == "http://b:80/y?q=1;p")
    let arrived = GatewayRequest(
      method: "GET", host: "a", path: "/x", port: 81,
      arrival: .init(authority: "A:81", hasBareQuery: true))
    try objects.add(.middleware, "https", #"{"redirectScheme":{"scheme":"https"}}"#)
    #expect(
      TraefikPassage(route, arrived, objects.inventory).redirect?.location == "https://A/x?")
  }

  @Test func `a list of weights in which none is leads to nothing`() throws {
    var objects = Objects()
    try objects.route(Self.traefikService("none"))
    try objects.add(
      .traefikService, "none", #"{"weighted":{"services":[{"name":"v1","port":80,"weight":0}]}}"#)
    #expect(objects.route?.backends.map(\.weight) == [0])
    try objects.route(Self.traefikService("none") + #",{"name":"v2","port":80}"#)
    #expect(objects.route.map { route in route.backends.map(route.share) } == [0, 1])
  }

  @Test func `an Ingress names middlewares by namespace and name with dashes`() throws {
    var objects = Objects()
    try objects.add(.middleware, "strip-it", "{}")
    func gaps(_ key: String) -> Int {
      let reference = TraefikReference(
        key: key, name: NamespacedName("web", key), field: "f")
      return TraefikMiddlewares([reference], objects.inventory).gaps.count
    }
    #expect(gaps("web-strip-it@kubernetescrd") == 0)
    #expect(gaps("web-strip@kubernetescrd") == 1)
    #expect(gaps("web-strip-it") == 1)
    #expect(gaps("strip@file") == 0)
  }

  @Test func `chains that lead back are followed once`() throws {
    var objects = Objects()
    try objects.add(.middleware, "a", #"{"chain":{"middlewares":[{"name":"b"},{"name":"b"}]}}"#)
    try objects.add(.middleware, "b", #"{"chain":{"middlewares":[{"name":"a"}]}}"#)
    let reference = TraefikReference(name: NamespacedName("web", "a"), field: "f")
    let gaps = TraefikMiddlewares([reference], objects.inventory).gaps
    #expect(gaps.map(\.isCycle) == [true, true])
  }

  @Test func `chains that branch without end are followed so far only`() throws {
    var objects = Objects()
    for number in 0..<40 {
      let names = Array(repeating: #"{"name":"m\#(number + 1)"}"#, count: 50)
      try objects.add(
        .middleware, "m\(number)",
        #"{"chain":{"middlewares":[\#(names.joined(separator: ","))]}}"#)
    }
    let reference = TraefikReference(name: NamespacedName("web", "m0"), field: "f")
    #expect(TraefikMiddlewares([reference], objects.inventory).gaps.count < 256)
  }

  @Test func `connections are routes by the name in their greeting`() throws {
    var objects = Objects()
    try objects.add(
      .ingressRouteTCP, "db",
      #"{"tls":{"passthrough":true},"routes":[{"match":"HostSNI(`db.test`)","services":[{"name":"v1","port":5432}]}]}"#
    )
    let route = try #require(objects.route)
    #expect(route.host == "db.test" && route.path == "HostSNI(`db.test`) passthrough")
    #expect(route.isTLS && route.backends.map(\.service.name) == ["v1"])
    #expect(RoutingTable([route]).match(host: "db.test", path: "/") == nil)
  }
}

import TestSupport
import Testing
import Topology

@testable import Routing

/// What the proxy of Istio beside a client makes of a request for a Service.
@Suite struct IstioSidecarTests {
  private static let web = #"{"destination":{"host":"web"}}"#

  /// A VirtualService that leads every request of its hosts to `web`, unless other rules are given.
  private static func virtual(
    _ name: String, hosts: String = #"["web"]"#, _ http: String = #"{"route":[\#(web)]}"#,
    more: String = "", namespace: String = "shop", created: String = ""
  ) throws -> GenericResource {
    try IstioObjects.object(
      .virtualService, name, #"{"hosts":\#(hosts),"http":[\#(http)]\#(more)}"#,
      namespace: namespace, created: created)
  }

  private static func service(_ port: String = "http", protocolName: String = "") -> Service {
    Service(
      metadata: Metadata(name: "web", namespace: "shop"), clusterIP: "10.0.0.1",
      ports: [
        Service.Port(name: port, number: 80, target: .number(8080), appProtocol: protocolName)
      ], selector: ["app": "web"])
  }

  private static func contest(
    _ objects: [GenericResource], host: String = "web", path: String = "/",
    headers: [(name: String, value: String)] = [], from namespace: String = "shop",
    labels: [String: String] = [:], to service: Service = service()
  ) throws -> IstioSidecarContest? {
    let client = Pod(metadata: Metadata(name: "client", namespace: namespace, labels: labels))
    let table = RoutingTable(
      Inventory(try (objects + [IstioObjects.gateway()]).map(Resource.generic)))
    return IstioSidecarContest(
      GatewayRequest(method: "GET", host: host, path: path, headers: headers), to: service,
      port: 80, from: client, table)
  }

  @Test(arguments: [
    ("web", "shop", true), ("web", "other", false), ("web.shop", "other", true),
    ("web.shop.svc", "other", true), ("web.shop.svc.cluster.local", "other", true),
    ("web.shop.svc.cluster.local.", "other", true), ("10.0.0.1", "other", true),
    ("web.other", "other", false), ("www.shop.test", "shop", false),
    ("web.shop.svc.c", "shop", false),
  ]) func `a request is for a Service by each of its names`(
    _ host: String, _ namespace: String, _ isAsked: Bool
  ) throws {
    let found = try Self.contest([Self.virtual("web")], host: host, from: namespace)
    #expect((found != nil) == isAsked)
  }

  @Test func `the Service's own name goes before wildcards, the longest of them first`() throws {
    let own = try Self.virtual("own")
    let near = try Self.virtual("near", hosts: #"["*.shop.svc.cluster.local"]"#)
    let far = try Self.virtual("far", hosts: #"["*.local"]"#, namespace: "other")
    let all = try Self.virtual("all", hosts: #"["*"]"#, namespace: "other")
    #expect(try Self.contest([all, far, near, own])?.source.name.name == "own")
    #expect(try Self.contest([all, far, near])?.source.name.name == "near")
    #expect(try Self.contest([all, far])?.source.name.name == "far")
    #expect(try Self.contest([all])?.chosen?.source.name.name == "all")
  }

  @Test func `of two with one host the oldest has all, also what it has no rule for`() throws {
    let young = try Self.virtual("a", created: "2026-02-01T00:00:00Z")
    let old = try Self.virtual(
      "b", #"{"match":[{"uri":{"prefix":"/api"}}],"route":[\#(Self.web)]}"#,
      created: "2026-01-01T00:00:00Z")
    let found = try #require(try Self.contest([young, old], path: "/other"))
    #expect(found.source.name.name == "b" && found.chosen == nil)
    #expect(try Self.contest([young, old], path: "/api/x")?.chosen?.source.name.name == "b")
  }

  @Test(arguments: [
    (#"["."]"#, "shop", true), (#"["."]"#, "other", false), (#"["other"]"#, "other", true),
    (#"["other"]"#, "shop", false), (#"["*"]"#, "other", true), ("[]", "other", true),
  ]) func `it is for clients of the namespaces that it is exported to`(
    _ exports: String, _ namespace: String, _ isAsked: Bool
  ) throws {
    let virtual = try Self.virtual("web", more: #","exportTo":\#(exports)"#)
    let found = try Self.contest([virtual], host: "web.shop", from: namespace)
    #expect((found != nil) == isAsked)
  }

  @Test func `labels and the namespace of the client are asked for`() throws {
    let virtual = try Self.virtual(
      "web",
      #"""
      {"match":[{"sourceLabels":{"app":"a","tier":"x"}}],"route":[{"destination":{"host":"one"}}]},
      {"match":[{"sourceNamespace":"other"}],"route":[{"destination":{"host":"two"}}]},
      {"match":[{"port":81}],"route":[{"destination":{"host":"three"}}]},
      {"match":[{"port":80}],"route":[{"destination":{"host":"four"}}]}
      """#)
    func target(_ namespace: String, _ labels: [String: String]) throws -> String? {
      try Self.contest([virtual], host: "web.shop", from: namespace, labels: labels)?
        .chosen?.backends.first?.service.name
    }
    #expect(try target("shop", ["app": "a", "tier": "x"]) == "one")
    #expect(try target("shop", ["app": "a"]) == "four")
    #expect(try target("other", ["tier": "x"]) == "two")
    let missed = try Self.contest([virtual], labels: ["app": "b", "tier": "x"])
    #expect(missed?.misses.first?.condition == "app=a")
  }

  @Test func `rules for requests hold at ports that may have requests`() throws {
    let virtual = try Self.virtual("web")
    for (name, protocolName, isAsked) in [
      ("http", "", true), ("http-web", "", true), ("grpc", "", true), ("", "", true),
      ("web", "", true), ("tcp-web", "", false), ("https", "", false), ("redis", "", false),
      ("tcp-web", "http", true), ("http", "tcp", false), ("web", "kubernetes.io/h2c", true),
    ] {
      let found = try Self.contest([virtual], to: Self.service(name, protocolName: protocolName))
      #expect((found != nil) == isAsked, "\(name) \(protocolName)")
    }
  }

  @Test func `what is for a gateway alone is not for clients, and what is for both is`() throws {
    let gateways = #","gateways":["istio-system/public"]"#
    #expect(try Self.contest([Self.virtual("web", more: gateways)]) == nil)
    let both = try Self.virtual(
      "web",
      #"""
      {"match":[{"uri":{"prefix":"/out"},"gateways":["istio-system/public"]}],"route":[\#(Self.web)]},
      {"match":[{"uri":{"prefix":"/in"},"gateways":["mesh"]}],"route":[\#(Self.web)]},
      {"match":[{"uri":{"prefix":"/all"}}],"route":[\#(Self.web)]}
      """#, more: #","gateways":["istio-system/public","mesh"]"#)
    func isTaken(_ path: String) throws -> Bool {
      try #require(try Self.contest([both], path: path)).chosen != nil
    }
    #expect(try !isTaken("/out"))
    #expect(try isTaken("/in") && isTaken("/all"))
  }

  @Test func `nothing is asked where there are rules for connections alone, or a delegate`() throws
  {
    let connections = try IstioObjects.object(
      .virtualService, "web", #"{"hosts":["web"],"tcp":[{"route":[\#(Self.web)]}]}"#)
    #expect(try Self.contest([connections]) == nil)
    let delegate = try IstioObjects.object(
      .virtualService, "web", #"{"http":[{"route":[\#(Self.web)]}]}"#)
    #expect(try Self.contest([delegate]) == nil)
  }
}

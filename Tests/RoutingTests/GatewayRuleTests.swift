import TestSupport
import Testing
import Topology

@testable import Routing

/// The rules of attachment, hostnames, grants and matches, with the examples of the API's documentation.
@Suite struct GatewayRuleTests {
  static func object(
    _ kind: String, _ spec: String, name: String = "a", namespace: String = "shop",
    status: String = "{}", version: String = "v1"
  ) throws -> GenericResource {
    let object = try JSONValue(
      parsing: """
        {"metadata":{"name":"\(name)","namespace":"\(namespace)","generation":2},
         "spec":\(spec),"status":\(status)}
        """)
    return GenericResource(
      kind: ResourceKind(
        group: GatewayAPI.group, version: version, kind: kind, plural: "\(kind.lowercased())s"),
      object: object)
  }

  // `HTTPRouteSpec.hostnames`: the examples of its comment.
  @Test(
    arguments: [
      ("test.example.com", "test.example.com", "test.example.com"),
      ("test.example.com", "*.example.com", "test.example.com"),
      ("*.example.com", "*.example.com", "*.example.com"),
      ("*.example.com", "test.example.com", "test.example.com"),
      ("*.example.com", "foo.test.example.com", "foo.test.example.com"),
      ("*.example.com", "example.com", nil),
      ("*.example.com", "test.example.net", nil),
      ("*.example.com", "*.foo.example.com", "*.foo.example.com"),
      ("*.foo.example.com", "*.example.com", "*.foo.example.com"),
      ("*.example.com", "*.example.net", nil),
      ("*.example.com", "testexample.com", nil),
      ("", "test.example.com", "test.example.com"),
      ("*.example.com", "", "*.example.com"),
      ("", "", ""),
      ("very.specific.com", "non.matching.com", nil),
    ] as [(String, String, String?)])
  func `hostnames intersect as the API says`(left: String, right: String, common: String?) {
    #expect(GatewayHostnames.intersection(left, right) == common)
    #expect(GatewayHostnames.intersection(right, left) == common)
  }

  /// The outcome of a route at a Gateway of namespace `infra`.
  private func attachment(
    listeners: String, parent: String = "{}", kind: String = "HTTPRoute", hostnames: String = "[]",
    namespace: String = "shop", labels: [String: String]? = ["team": "web"]
  ) throws -> GatewayAttachment {
    let owner = GatewayDocument(
      try Self.object("Gateway", #"{"listeners":[\#(listeners)]}"#, namespace: "infra"))
    var reference = try JSONValue(parsing: parent)
    reference["name"] = "a"
    let route = GatewayRouteDocument(
      try Self.object(
        kind, #"{"parentRefs":[\#(reference.text)],"hostnames":\#(hostnames)}"#,
        namespace: namespace))
    return GatewayAttachment(
      of: route, by: try #require(route.parents.first), to: owner, namespaceLabels: labels)
  }

  private func listener(
    _ name: String, _ port: Int = 80, _ protocolName: String = "HTTP", hostname: String = "",
    allowed: String = #"{"namespaces":{"from":"All"}}"#
  ) -> String {
    let host = hostname.isEmpty ? "" : #""hostname":"\#(hostname)","#
    return
      #"{"name":"\#(name)",\#(host)"port":\#(port),"protocol":"\#(protocolName)","allowedRoutes":\#(allowed)}"#
  }

  @Test func `name and port of a listener must fit the same one`() throws {
    let listeners = listener("a", 80) + "," + listener("b", 81) + "," + listener("c", 81)
    func names(_ parent: String) throws -> [String] {
      try attachment(listeners: listeners, parent: parent).listeners.map(\.name)
    }
    #expect(try names("{}") == ["a", "b", "c"])
    #expect(try names(#"{"sectionName":"a"}"#) == ["a"])
    #expect(try names(#"{"port":81}"#) == ["b", "c"])
    #expect(try names(#"{"sectionName":"b","port":81}"#) == ["b"])
    let outcome = try attachment(listeners: listeners, parent: #"{"sectionName":"a","port":81}"#)
    #expect(outcome == .refused(.noMatchingListener))
  }

  @Test(
    arguments: [
      (#"{}"#, "infra", true), (#"{}"#, "shop", false),
      (#"{"namespaces":{"from":"Same"}}"#, "shop", false),
      (#"{"namespaces":{"from":"All"}}"#, "shop", true),
      (#"{"namespaces":{"from":"None"}}"#, "infra", false),
      (
        #"{"namespaces":{"from":"Selector","selector":{"matchLabels":{"team":"web"}}}}"#, "shop",
        true
      ),
      (
        #"{"namespaces":{"from":"Selector","selector":{"matchLabels":{"team":"db"}}}}"#, "shop",
        false
      ),
      (#"{"namespaces":{"from":"Selector","selector":{}}}"#, "shop", true),
      (#"{"namespaces":{"from":"Selector"}}"#, "infra", false),
      (
        #"{"namespaces":{"from":"Selector","selector":{"matchExpressions":[{"key":"team","operator":"Exists"}]}}}"#,
        "shop", true
      ),
    ])
  func `namespaces are allowed by origin and by their own labels`(
    allowed: String, namespace: String, isAllowed: Bool
  ) throws {
    let outcome = try attachment(
      listeners: listener("a", allowed: allowed), namespace: namespace)
    #expect(outcome.listeners.isEmpty == !isAllowed)
    if !isAllowed { #expect(outcome == .refused(.notAllowed)) }
  }

  @Test func `of a namespace that is not known only its name is`() throws {
    let byName =
      #"{"namespaces":{"from":"Selector","selector":{"matchLabels":{"kubernetes.io/metadata.name":"shop"}}}}"#
    let byTeam =
      #"{"namespaces":{"from":"Selector","selector":{"matchLabels":{"team":"db"}}}}"#
    func isAttached(_ allowed: String, _ namespace: String) throws -> Bool {
      try !attachment(
        listeners: listener("a", allowed: allowed), namespace: namespace, labels: nil
      ).listeners.isEmpty
    }
    #expect(try isAttached(byName, "shop"))
    #expect(try !isAttached(byName, "other"))
    #expect(try isAttached(byTeam, "other"))
  }

  @Test(
    arguments: [
      ("HTTP", "HTTPRoute", true), ("HTTPS", "GRPCRoute", true), ("HTTP", "TLSRoute", false),
      ("TLS", "TLSRoute", true), ("TLS", "HTTPRoute", false), ("TCP", "TCPRoute", true),
      ("TCP", "UDPRoute", false), ("UDP", "UDPRoute", true), ("example.com/x", "HTTPRoute", true),
    ])
  func `a protocol takes its kinds of routes`(protocolName: String, kind: String, takes: Bool)
    throws
  {
    let outcome = try attachment(listeners: listener("a", 80, protocolName), kind: kind)
    #expect(outcome.listeners.isEmpty == !takes)
  }

  @Test func `kinds that are stated are the only ones`() throws {
    let grpc = #"{"namespaces":{"from":"All"},"kinds":[{"kind":"GRPCRoute"}]}"#
    let foreign = #"{"namespaces":{"from":"All"},"kinds":[{"group":"x.io","kind":"HTTPRoute"}]}"#
    for allowed in [grpc, foreign] {
      let outcome = try attachment(listeners: listener("a", allowed: allowed))
      #expect(outcome == .refused(.notAllowed))
    }
  }

  @Test func `any one listener suffices, and the first class of reasons counts`() throws {
    let closed = listener("closed", allowed: "{}")
    let other = listener("other", hostname: "b.test")
    let open = listener("open", 81, hostname: "*.a.test")
    let hosts = #"["x.a.test"]"#
    #expect(
      try attachment(listeners: "\(closed),\(other),\(open)", hostnames: hosts).listeners
        .map(\.name) == ["open"])
    #expect(
      try attachment(listeners: "\(closed),\(other)", hostnames: hosts)
        == .refused(.noCommonHostname))
    #expect(try attachment(listeners: closed, hostnames: hosts) == .refused(.notAllowed))
    #expect(
      try attachment(listeners: closed, parent: #"{"sectionName":"x"}"#, hostnames: hosts)
        == .refused(.noMatchingListener))
  }

  @Test func `hostnames count for routes that have some, and not for TCP`() throws {
    let tls = listener("a", 443, "TLS", hostname: "a.test")
    #expect(
      try attachment(listeners: tls, kind: "TLSRoute", hostnames: #"["b.test"]"#)
        == .refused(.noCommonHostname))
    let tcp = listener("a", 443, "TCP", hostname: "a.test")
    #expect(
      try attachment(listeners: tcp, kind: "TCPRoute", hostnames: #"["b.test"]"#).listeners.count
        == 1)
  }

  @Test func `references have the defaults of the API`() throws {
    let route = GatewayRouteDocument(
      try Self.object(
        "HTTPRoute",
        #"""
        {"parentRefs":[{"name":"g"},{"group":"","kind":"Service","name":"s","namespace":"x"}],
         "rules":[{"backendRefs":[{"name":"web","port":80},
                                  {"name":"api","namespace":"x","port":81,"weight":0}]}]}
        """#))
    #expect(route.parents.map(\.object.description) == ["gateway/shop/g", "service/x/s"])
    #expect(route.parents[0].reference.group == GatewayAPI.group)
    #expect(route.parents.map(\.reference.isListenerOwner) == [true, false])
    let rule = try #require(route.rules.first)
    #expect(
      rule.backends.map(\.reference.object.description) == ["service/shop/web", "service/x/api"])
    #expect(rule.backends.map(\.weight) == [1, 0])
    #expect(rule.matches.map(\.path) == ["/"])
    #expect(rule.matches.map(\.pathType) == ["PathPrefix"])
  }

  @Test func `an HTTPRoute without rules has one that matches everything`() throws {
    #expect(GatewayRouteDocument(try Self.object("HTTPRoute", "{}")).rules.count == 1)
    #expect(GatewayRouteDocument(try Self.object("GRPCRoute", "{}")).rules.isEmpty)
  }

  @Test(
    arguments: [
      (#"{"service":"a.B","method":"C"}"#, "/a.B/C", "Exact"),
      (#"{"service":"a.B"}"#, "/a.B", "PathPrefix"),
      (#"{"method":"C"}"#, "/[^/]+/C", "RegularExpression"),
      (#"{}"#, "/", "PathPrefix"),
      (
        #"{"type":"RegularExpression","service":"a.*","method":"C"}"#, "/a.*/C", "RegularExpression"
      ),
    ])
  func `a gRPC method is a path of HTTP`(method: String, path: String, type: String) throws {
    let route = GatewayRouteDocument(
      try Self.object("GRPCRoute", #"{"rules":[{"matches":[{"method":\#(method)}]}]}"#))
    let match = try #require(route.rules.first?.matches.first)
    #expect(match.path == path)
    #expect(match.pathType == type)
  }

  @Test func `matches that hold for the same requests have the same text`() throws {
    func text(_ match: String) throws -> String {
      let route = GatewayRouteDocument(
        try Self.object("HTTPRoute", #"{"rules":[{"matches":[\#(match)]}]}"#))
      return try #require(route.rules.first?.matches.first?.canonicalText)
    }
    #expect(try text("{}") == text(#"{"path":{"type":"PathPrefix","value":"/"}}"#))
    #expect(try text(#"{"path":{"value":"/a/"}}"#) == text(#"{"path":{"value":"/a"}}"#))
    #expect(
      try text(#"{"path":{"type":"Exact","value":"/a/"}}"#)
        != text(#"{"path":{"type":"Exact","value":"/a"}}"#))
    #expect(
      try text(#"{"headers":[{"name":"A","value":"1"},{"name":"b","value":"2"}]}"#)
        == text(#"{"headers":[{"name":"B","value":"2"},{"name":"a","value":"1"}]}"#))
    #expect(try text(#"{"method":"GET"}"#) != text("{}"))
  }

  @Test func `a grant permits what both of its halves name`() throws {
    let route = try Self.object("HTTPRoute", "{}", namespace: "web")
    let backend = GatewayBackend(
      ["name": "api", "namespace": "shop", "port": 80], in: "web", field: "", position: 0)
    func permits(_ from: String, _ to: String, namespace: String = "shop") throws -> Bool {
      GatewayGrant(
        try Self.object(
          "ReferenceGrant", #"{"from":[\#(from)],"to":[\#(to)]}"#, namespace: namespace)
      ).permits(route, backend.reference)
    }
    let from = #"{"group":"gateway.networking.k8s.io","kind":"HTTPRoute","namespace":"web"}"#
    let to = #"{"group":"","kind":"Service"}"#
    #expect(try permits(from, to))
    #expect(try permits(from, #"{"group":"","kind":"Service","name":"api"}"#))
    #expect(try !permits(from, #"{"group":"","kind":"Service","name":"web"}"#))
    #expect(try !permits(from, #"{"group":"","kind":"Secret"}"#))
    #expect(try !permits(from, to, namespace: "web"))
    #expect(try !permits(from.replacing("HTTPRoute", with: "GRPCRoute"), to))
    #expect(try !permits(from.replacing(#""web""#, with: #""x""#), to))
    #expect(try !permits(#"{"group":"","kind":"HTTPRoute","namespace":"web"}"#, to))
  }

  @Test func `a condition of an older generation says nothing of the object as it is`() throws {
    let conditions = GatewayConditions(
      of: try Self.object(
        "Gateway", "{}",
        status: #"""
          {"conditions":[{"type":"Accepted","status":"True","observedGeneration":1},
                         {"type":"Programmed","status":"False","observedGeneration":2}]}
          """#))
    #expect(conditions["Accepted"] == nil)
    #expect(conditions["Programmed"]?.isFalse == true)
    #expect(conditions.stale?.type == "Accepted")
  }

  @Test func `ListenerSets are allowed by the Gateway only where it says so`() throws {
    let set = GatewayDocument(
      try Self.object("ListenerSet", #"{"parentRef":{"name":"g","namespace":"infra"}}"#))
    #expect(set.parent?.object.description == "gateway/infra/g")
    func isAllowed(_ spec: String) throws -> Bool {
      GatewayDocument(try Self.object("Gateway", spec, namespace: "infra"))
        .allows(set, in: Inventory())
    }
    #expect(try !isAllowed("{}"))
    #expect(try !isAllowed(#"{"allowedListeners":{"namespaces":{"from":"Same"}}}"#))
    #expect(try isAllowed(#"{"allowedListeners":{"namespaces":{"from":"All"}}}"#))
  }
}

import Diagnosis
import Routing
import TestSupport
import Topology

extension TraceCase {
  static let gateways = [
    TraceCase("a path of an HTTPRoute", "http://shop.local/", .ok, gateway()),
    TraceCase(
      "a header that the rule asks for", "http://shop.local/ -H env:canary", .ok,
      gateway(#"{"matches":[{"headers":[{"name":"env","value":"canary"}]}],\#(backend)}"#)),
    TraceCase(
      "a header that the request lacks", "http://shop.local/", .fault, at: .route, status: 404,
      root: "url-method-or-header-not-matched",
      gateway(#"{"matches":[{"headers":[{"name":"env","value":"canary"}]}],\#(backend)}"#)),
    TraceCase(
      "a method of another rule", "POST http://shop.local/", .fault, at: .route, status: 404,
      root: "url-method-or-header-not-matched",
      gateway(#"{"matches":[{"method":"GET"}],\#(backend)}"#)),
    TraceCase(
      "a backend that a route may not refer to", "http://shop.local/", .fault, at: .service,
      status: 500, root: "route-backend-not-found",
      gateway(#"{"backendRefs":[{"name":"none","port":80}]}"#)),
    TraceCase(
      "a redirect of a rule", "http://shop.local/", .ok, status: 301,
      gateway(
        #"{"filters":[{"type":"RequestRedirect","requestRedirect":{"statusCode":301}}]}"#)),
    TraceCase(
      "https without such a listener", "https://shop.local/", .fault, at: .tls,
      root: "url-scheme-has-no-listener", gateway()),
    TraceCase(
      "a port of no listener", "http://shop.local:8080/", .fault, at: .listener,
      root: "url-port-not-exposed", gateway()),
    TraceCase(
      "a pattern that every implementation reads its own way", "http://shop.local/", .unknown,
      at: .route,
      gateway(
        #"{"matches":[{"path":{"type":"RegularExpression","value":"/.*"}}],\#(backend)}"#)),
  ]

  private static let backend = #""backendRefs":[{"name":"web","port":80}]"#

  /// A Gateway with one listener, and a route of `shop.local` with one rule.
  private static func gateway(
    _ rule: String = #"{"backendRefs":[{"name":"web","port":80}]}"#
  ) -> @Sendable (inout SmallCluster) -> Void {
    { cluster in
      cluster.edge()
      cluster.gatewayObject(
        "HTTPRoute", "shop", "web",
        #"{"parentRefs":[{"name":"edge"}],"hostnames":["shop.local"],"rules":[\#(rule)]}"#)
    }
  }
}

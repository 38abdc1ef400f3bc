import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// Requests inside of the mesh, followed from hop to hop.
@Suite struct LinkerdTraceTests {
  private static let split =
    #"{"parentRefs":[{"group":"","kind":"Service","name":"web"}],"rules":[{"matches":[{"path":{"value":"/api"}}],"backendRefs":[{"name":"web-v1","port":80,"weight":3},{"name":"web-v2","port":80,"weight":1}]},{"matches":[{"path":{"value":"/in"}}],"filters":[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/out"}}}],"backendRefs":[{"name":"web-v1","port":80}]}]}"#

  /// A client, a Service and its two versions.
  private func trace(
    _ url: String, meshed: Bool = true, extent: DiagnosisExtent = .cluster, second: Int = 1,
    spec: String = split
  ) throws -> Trace {
    var cluster = SmallCluster()
    cluster.namespace("shop")
    for (name, count) in [("web", 1), ("web-v1", 2), ("web-v2", second)] {
      cluster.service(name, selector: ["app": name])
      cluster.pods(name, count, labels: ["app": name])
    }
    cluster.pods(
      "client", 1,
      labels: meshed ? ["app": "client", "linkerd.io/control-plane-ns": "linkerd"] : [:])
    cluster.add(
      ResourceKind(
        group: GatewayAPI.group, version: "v1", kind: "HTTPRoute", plural: "httproutes"),
      [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": ["name": "web", "namespace": "shop"], "spec": try JSONValue(parsing: spec),
      ])
    let inventory = cluster.inventory
    let routes = RoutingTable(inventory)
    return Trace(
      try TraceRequest(["GET", url], headers: [], from: "pod/client-1", namespace: "shop"),
      in: TraceWorld(
        inventory, routes: routes,
        diagnosis: Diagnosis(inventory, routes: routes, extent: extent, now: FaultFixture.now),
        now: FaultFixture.now))
  }

  private func says(_ trace: Trace, _ hop: FaultKind.Hop = .route) -> String? {
    trace.hops.first { $0.hop == hop }?.says.english
  }

  @Test func `the proxy beside the client divides its requests`() throws {
    let trace = try trace("http://web/api/x")
    #expect(trace.backends.map(\.service.name) == ["web-v1", "web-v2"])
    #expect(trace.backends.map(\.share) == [0.75, 0.25])
    #expect(
      says(trace)
        == "/api Prefix of httproute/shop/web leads to web-v1:80 (75 %) and web-v2:80 (25 %).")
    #expect(trace.verdict != .fault)
  }

  @Test func `a client outside of the mesh gets the Service itself`() throws {
    let trace = try trace("http://web/api/x", meshed: false)
    #expect(trace.backends.map(\.service.name) == ["web"])
    #expect(
      says(trace) == "httproute/shop/web is for clients in the mesh, and client-1 is not in it.")
  }

  @Test func `paths change, and what no rule takes is answered by the proxy`() throws {
    let changed = try trace("http://web/in/x")
    #expect(says(changed)?.hasSuffix("The Service gets the path /out/x.") == true)
    #expect(changed.backends.map(\.service.name) == ["web-v1"])
    let missed = try trace("http://web/other")
    #expect(missed.status == 404 && missed.verdict == .fault)
    #expect(
      says(missed) == "No rule of httproute/shop/web takes the request: the proxy answers 404.")
  }

  @Test func `a Service that nobody is behind leaves its share to the others`() throws {
    let trace = try trace("http://web/api", second: 0)
    #expect(trace.backends.map(\.service.name) == ["web-v1"] && trace.backends[0].share == 1)
    #expect(
      says(trace)?.hasSuffix("Nobody is behind web-v2, so the others get its share.") == true)
  }

  @Test func `what comes by https the proxy passes on as it is`() throws {
    let trace = try trace("https://web:80/api")
    #expect(trace.backends.map(\.service.name) == ["web"] && says(trace) == nil)
  }
}

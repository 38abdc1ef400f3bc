import Routing
import Testing
import Topology

@testable import Traffic

/// The lines follow Istio's documentation of its standard metrics (1.2x); no real mesh wrote them.
@Suite struct IstioTrafficTests {
  private func objects() throws -> SystemObjects {
    var objects = SystemObjects()
    try objects.service("shop/web", address: "10.1.0.1")
    try objects.service("shop/cart", address: "10.1.0.2", more: #",{"name":"more","port":90}"#)
    try objects.pod(
      "istio-system/gateway-0", "10.0.0.9", labels: #""istio":"ingressgateway""#,
      ports: #"{"name":"http-envoy-prom","containerPort":15090}"#)
    try objects.add(
      .istioGateway, "shop/gw",
      #""spec":{"servers":[{"port":{"number":80,"name":"http","protocol":"HTTP"},"hosts":["*"]}]}"#)
    try objects.add(
      .virtualService, "shop/web",
      #""spec":{"hosts":["web.test"],"gateways":["gw"],"http":[{"route":[{"destination":{"host":"web"}}]}]}"#
    )
    return objects
  }

  private func line(
    _ reporter: String, _ service: String = "web", code: String = "200", flags: String = "-",
    grpc: String = "", value: Int = 1
  ) -> String {
    #"istio_requests_total{reporter="\#(reporter)",source_workload="x",destination_service="\#(service).shop.svc.cluster.local",destination_service_name="\#(service)",destination_service_namespace="shop",request_protocol="\#(grpc.isEmpty ? "http" : "grpc")",response_code="\#(code)",grpc_response_status="\#(grpc)",response_flags="\#(flags)",connection_security_policy="unknown"} \#(value)"#
  }

  private func counts(_ pages: [(pod: String, lines: [String])]) throws -> [String] {
    let objects = try objects()
    return objects.lines(
      pages.map { (objects.target("Istio", $0.pod), $0.lines.joined(separator: "\n")) })
  }

  @Test func `a gateway alone knows what its routes get`() throws {
    #expect(
      try counts([("istio-system/gateway-0", [line("source"), line("source", code: "503")])]) == [
        "web.test/ > shop/web: 2xx=1 5xx=1"
      ])
  }

  @Test func `requests are never counted at both ends`() throws {
    #expect(
      try counts([
        (
          "istio-system/gateway-0",
          [line("source", value: 4), line("source", code: "503", flags: "UH", value: 2)]
        ),
        ("shop/client", [line("source", value: 3), line("source", "cart")]),
        ("shop/web-0", [line("destination", value: 7)]),
      ]) == [
        "? > shop/cart: 2xx=1", "? > shop/web > 10.1.0.1:8080: 2xx=7",
        "web.test/ > shop/web (route): 2xx=4", "web.test/ > shop/web: 5xx=2",
      ])
  }

  @Test func `a waypoint is asked before pods`() throws {
    #expect(
      try counts([
        ("shop/waypoint", [line("waypoint", value: 9)]),
        ("shop/web-0", [line("destination", value: 9)]), ("shop/x", [line("source", value: 5)]),
      ]) == ["? > shop/web: 2xx=9"])
  }

  @Test func `a pod with several ports has no backend, and what no Service is is nobody's`() throws
  {
    #expect(
      try counts([
        ("shop/cart-0", [line("destination", "cart")]),
        ("shop/x", [line("source", "PassthroughCluster"), line("source", "unknown")]),
        ("shop/y", [line("destination", "unknown"), line("somebody")]),
      ]) == ["? > ?: 2xx=2", "? > shop/cart: 2xx=1"])
  }

  @Test(
    arguments: [
      ("200", "", "2xx=1"), ("0", "", "none=1"), ("404", "", "4xx=1"), ("200", "0", "2xx=1"),
      ("200", "14", "5xx=1"), ("200", "5", "4xx=1"), ("503", "14", "5xx=1"),
    ])
  func `gRPC is judged by its own status`(
    _ code: String, _ status: String, _ expected: String
  ) throws {
    let page = line("destination", code: code, grpc: status)
    #expect(
      try counts([("shop/web-0", [page])]) == ["? > shop/web > 10.1.0.1:8080: \(expected)"])
  }

  @Test func `pages are those of gateways and of the pods on screen that have a sidecar`() throws {
    var objects = try objects()
    #expect(
      IstioTraffic.targets(in: objects.inventory, shown: [NamespacedName("shop", "web")]).map {
        "\($0.pod):\($0.port)\($0.path)"
      } == ["istio-system/gateway-0:15090/stats/prometheus"])
    try objects.pod(
      "shop/web-0", "10.1.0.1", labels: #""app":"web","security.istio.io/tlsMode":"istio""#)
    let targets = IstioTraffic.targets(
      in: objects.inventory, shown: [NamespacedName("shop", "web")])
    #expect(targets.map(\.pod.name) == ["gateway-0", "web-0"])
    #expect(targets.last?.port == 15020)
  }

  @Test func `Prometheus is asked for one end's pods too`() {
    #expect(
      IstioTraffic.queries.first?.text(window: 60)
        == "sum by (exported_reporter, reporter, exported_destination_service_namespace, "
        + "destination_service_namespace, exported_destination_service_name, "
        + "destination_service_name, exported_response_flags, response_flags, response_code, "
        + "request_protocol, grpc_response_status, namespace, pod, kubernetes_namespace, "
        + #"kubernetes_pod_name) (increase(istio_requests_total{reporter=~"source|destination|waypoint"}[60s]))"#
    )
    let sample = TrafficSample(
      labels: [
        "reporter": "destination", "destination_service_name": "web",
        "destination_service_namespace": "shop", "response_code": "200", "namespace": "shop",
        "pod": "web-0",
      ], value: 3)
    let increases = IstioTraffic.increases(in: [(IstioTraffic.queries[0], [sample])])
    #expect(increases.map(\.origin.pod) == [NamespacedName("shop", "web-0")])
  }
}

/// The lines follow Linkerd's documentation of its proxies' metrics (2.1x); no real proxy wrote them.
@Suite struct LinkerdTrafficTests {
  private func objects() throws -> SystemObjects {
    var objects = SystemObjects()
    try objects.service("shop/web", address: "10.1.0.1")
    try objects.service("shop/cart")
    return objects
  }

  private let inbound = #"""
    response_total{direction="inbound",tls="true",status_code="200",classification="success"} 5
    response_total{direction="inbound",tls="true",status_code="200",classification="failure",grpc_status_code="14"} 1
    response_total{direction="inbound",tls="true",status_code="404",classification="success"} 2
    response_total{direction="outbound",status_code="200",classification="success"} 50
    """#

  private func outbound(_ service: String, _ kind: String = "Service") -> String {
    #"outbound_http_route_backend_response_statuses_total{parent_namespace="shop",parent_name="web",backend_kind="\#(kind)",backend_namespace="shop",backend_name="\#(service)",http_status="200",error=""} 4"#
  }

  @Test func `a pod counts what it answers for its only Service`() throws {
    let objects = try objects()
    let pages = [(objects.target("Linkerd", "shop/web-0"), inbound)]
    #expect(objects.lines(pages) == ["? > shop/web > 10.1.0.1:8080: 2xx=5 4xx=2 5xx=1"])
    let unknown = [(objects.target("Linkerd", "shop/nobody-0"), inbound)]
    #expect(objects.lines(unknown) == ["? > ?: 2xx=5 4xx=2 5xx=1"])
  }

  @Test func `a pod of two Services is of neither`() throws {
    var objects = try objects()
    try objects.add(.service, "shop/also", #""spec":{"selector":{"app":"web"},"ports":[]}"#)
    let pages = [(objects.target("Linkerd", "shop/web-0"), inbound)]
    #expect(objects.lines(pages) == ["? > ?: 2xx=5 4xx=2 5xx=1"])
  }

  @Test func `who asks counts for Services that nobody else counts`() throws {
    let objects = try objects()
    let page = [outbound("cart"), outbound("", "default"), outbound("gone")]
      .joined(separator: "\n")
    let client = (objects.target("Linkerd", "shop/client"), page)
    #expect(
      objects.lines([client]) == ["? > ?: 2xx=4", "? > shop/cart: 2xx=4", "? > shop/web: 2xx=4"])
    #expect(
      objects.lines([client, (objects.target("Linkerd", "shop/web-0"), inbound)]) == [
        "? > ?: 2xx=4", "? > shop/cart: 2xx=4", "? > shop/web > 10.1.0.1:8080: 2xx=5 4xx=2 5xx=1",
      ])
  }
}

/// The lines follow Cilium's documentation of Hubble's metrics (1.1x); no real agent wrote them.
@Suite struct HubbleTrafficTests {
  private func objects() throws -> SystemObjects {
    var objects = SystemObjects()
    try objects.service("shop/web", address: "10.1.0.1")
    try objects.service("shop/cart")
    try objects.add(
      .deployment, "shop/cart-app",
      #""spec":{"selector":{"matchLabels":{"app":"cart"}},"template":{"metadata":{"labels":{"app":"cart"}}}}"#
    )
    return objects
  }

  private func line(
    _ labels: String, _ name: String = "requests_total", reporter: String = "server"
  ) -> String {
    #"hubble_http_\#(name){method="GET",reporter="\#(reporter)",\#(labels)} 3"#
  }

  @Test(
    arguments: [
      (#"destination_namespace="shop",destination_pod="web-0""#, "? > shop/web > 10.1.0.1:8080"),
      (
        #"destination_namespace="shop",destination_pod="shop/web-0""#,
        "? > shop/web > 10.1.0.1:8080"
      ),
      (#"destination="shop/web-0""#, "? > shop/web > 10.1.0.1:8080"),
      (#"destination_namespace="shop",destination_workload="cart-app""#, "? > shop/cart"),
      (#"destination="shop/cart-app""#, "? > shop/cart"),
      (#"destination="reserved:world""#, "? > ?"),
      (#"destination_namespace="shop",destination_workload="web""#, "? > ?"), (#"x="y""#, "? > ?"),
    ])
  func `pods and workloads lead to their only Service`(
    _ labels: String, _ expected: String
  ) throws {
    let page = line(#"status="200",\#(labels)"#)
    #expect(try objects().lines("Hubble", page) == ["\(expected): 2xx=3"])
  }

  @Test func `the client's count is left out`() throws {
    let page = line(#"status="200",destination="shop/web-0""#, reporter: "client")
    #expect(try objects().lines("Hubble", page) == [])
  }

  @Test func `the first form has its status elsewhere, and durations of the wrong end`() throws {
    let page = [
      line(#"destination="shop/web-0""#),
      line(#"status="503",destination="shop/web-0""#, "responses_total"),
      line(#"destination="shop/web-0",le="+Inf""#, "request_duration_seconds_bucket"),
    ].joined(separator: "\n")
    let objects = try objects()
    #expect(objects.lines("Hubble", page) == ["? > shop/web > 10.1.0.1:8080: 5xx=3"])
    let durations =
      #"hubble_http_request_duration_seconds_bucket{reporter="server",destination="shop/web-0",le="+Inf"} 3"#
    #expect(objects.lines("Hubble", durations) == ["? > shop/web > 10.1.0.1:8080: "])
  }
}

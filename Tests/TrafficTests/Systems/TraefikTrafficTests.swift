import Routing
import Testing
import Topology

@testable import Traffic

/// The lines are from the page that Traefik 3.7.15 wrote (histograms are left out) with these objects from an API
/// server, `--metrics.prometheus.addRoutersLabels=true`, after twelve requests.
@Suite struct TraefikTrafficTests {
  private static let services = #"""
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-api-80@kubernetescrd"} 1
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-api-v2-http@kubernetescrd"} 1
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-split-118e8f86564c31c5d842@kubernetescrd"} 2
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-web-80@kubernetes"} 1
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-web-80@kubernetescrd"} 2
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-web-v2-80@kubernetescrd"} 1
    traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop-web-v2-http@kubernetes"} 1
    traefik_service_requests_total{code="404",method="GET",protocol="http",service="shop-web-80@kubernetes"} 1
    traefik_service_requests_total{code="503",method="GET",protocol="http",service="shop-web-80@kubernetescrd"} 1
    """#

  private static let routers = #"""
    traefik_router_requests_total{code="200",method="GET",protocol="http",router="shop-api-452295e8e2220148a0ec@kubernetescrd",service="shop-parts@kubernetescrd"} 2
    traefik_router_requests_total{code="200",method="GET",protocol="http",router="shop-shop-shop-local-api@kubernetes",service="shop-web-80@kubernetes"} 1
    traefik_router_requests_total{code="404",method="GET",protocol="http",router="shop-shop-shop-local-api@kubernetes",service="shop-web-80@kubernetes"} 1
    traefik_router_requests_total{code="200",method="GET",protocol="http",router="shop-split-8b4cac53f4607491e45d@kubernetescrd",service="shop-split-8b4cac53f4607491e45d@kubernetescrd"} 3
    """#

  private func objects() throws -> SystemObjects {
    var objects = SystemObjects()
    for name in ["web", "web-v2", "api", "api-v2"] { try objects.service("shop/\(name)") }
    try objects.add(
      .ingressClass, "traefik", #""spec":{"controller":"traefik.io/ingress-controller"}"#)
    try objects.add(
      .ingress, "shop/shop",
      #""spec":{"ingressClassName":"traefik","rules":[{"host":"shop.local","http":{"paths":["#
        + #"{"path":"/api","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80}}}},"#
        + #"{"path":"/","pathType":"Prefix","backend":{"service":{"name":"web-v2","port":{"name":"http"}}}}]}}]}"#
    )
    try objects.add(
      .ingressRoute, "shop/split",
      #""spec":{"routes":[{"match":"Host(`split.local`)","services":["#
        + #"{"name":"web","port":80,"weight":3},{"name":"web-v2","port":80,"weight":1}]},"#
        + #"{"match":"Host(`one.local`) && PathPrefix(`/`)","services":[{"name":"web","port":80}]}]}"#
    )
    try objects.add(
      .traefikService, "shop/parts",
      #""spec":{"weighted":{"services":[{"name":"api","port":80},{"name":"api-v2","port":"http"}]}}"#
    )
    try objects.add(
      .ingressRoute, "shop/api",
      #""spec":{"routes":[{"match":"Host(`api.local`)","services":[{"name":"parts","kind":"TraefikService"}]}]}"#
    )
    return objects
  }

  @Test func `names of Services lead to their routes`() throws {
    #expect(
      try objects().lines("Traefik", Self.services) == [
        "api.local/ > shop/api-v2: 2xx=1", "api.local/ > shop/api: 2xx=1",
        "one.local/ > shop/web: 2xx=2", "shop.local/ > shop/web-v2: 2xx=1",
        "shop.local/api > shop/web: 2xx=1 4xx=1", "split.local/ > shop/web-v2: 2xx=1",
        "split.local/ > shop/web: 2xx=2 5xx=1",
      ])
  }

  @Test func `what routers count is for the route, what Services count for the Service`() throws {
    #expect(
      try objects().lines("Traefik", Self.services + "\n" + Self.routers) == [
        "api.local/ > ? (route): 2xx=2", "api.local/ > shop/api (services): 2xx=1",
        "api.local/ > shop/api-v2 (services): 2xx=1", "one.local/ > shop/web: 2xx=2",
        "shop.local/ > shop/web-v2: 2xx=1", "shop.local/api > ? (route): 2xx=1 4xx=1",
        "shop.local/api > shop/web (services): 2xx=1 4xx=1",
        "split.local/ > ? (route): 2xx=3", "split.local/ > shop/web (services): 2xx=2 5xx=1",
        "split.local/ > shop/web-v2 (services): 2xx=1",
      ])
  }

  @Test func `a Service of two routes is of neither, and the rest of a route is not all of it`()
    throws
  {
    var objects = try objects()
    try objects.add(
      .ingressRoute, "shop/late",
      #""spec":{"routes":[{"match":"Host(`late.local`)","services":[{"name":"web","port":80,"weight":1},{"name":"api","port":80,"weight":1}]}]}"#
    )
    let lines = objects.lines("Traefik", Self.services)
    #expect(lines.contains("? > shop/web: 2xx=2 5xx=1"))
    #expect(lines.contains("? > shop/api: 2xx=1"))
    #expect(lines.contains("split.local/ > shop/web-v2 (services): 2xx=1"))
    #expect(lines.contains("api.local/ > shop/api-v2 (services): 2xx=1"))
  }

  @Test(
    arguments: [
      (#"service="nobody-80@kubernetes""#, ["? > ?: 2xx=1"]),
      (#"service="prometheus@internal""#, []),
      (#"service="shop-web-80@file""#, ["? > ?: 2xx=1"]),
      ("", ["? > ?: 2xx=1"]),
      (
        #"service="shop-web-80@kubernetes",x="\#(String(repeating: "a", count: 9000))""#,
        ["shop.local/api > shop/web: 2xx=1"]
      ),
      (#"service="\#(String(repeating: "a", count: 9000))""#, []),
    ])
  func `names that nothing explains are nobody's`(_ label: String, _ expected: [String]) throws {
    let page = #"traefik_service_requests_total{code="200",\#(label)} 1"#
    #expect(try objects().lines("Traefik", page) == expected)
  }

  @Test(
    arguments: [
      ("200", "2xx=1"), ("404", "4xx=1"), ("499", "4xx=1"), ("504", "5xx=1"), ("0", "2xx=1"),
      ("14", "5xx=1"), ("5", "4xx=1"), ("17", ""), ("600", ""), ("abc", ""), ("2000", ""),
    ])
  func `codes of gRPC are told from those of HTTP`(_ code: String, _ expected: String) throws {
    let page = #"""
      traefik_service_requests_total{code="\#(code)",service="shop-web-80@kubernetes"} 1
      traefik_service_requests_total{code="101",service="shop-web-80@kubernetes"} 1
      """#
    #expect(
      try objects().lines("Traefik", page) == [
        "shop.local/api > shop/web: 1xx=1\(expected.isEmpty ? "" : " \(expected)")"
      ])
  }

  @Test func `a copy is nobody's request`() throws {
    var objects = try objects()
    try objects.add(
      .traefikService, "shop/parts",
      #""spec":{"mirroring":{"name":"api","port":80,"mirrors":[{"name":"api-v2","port":"http","percent":50}]}}"#
    )
    let lines = objects.lines("Traefik", Self.services)
    #expect(lines.contains("api.local/ > shop/api: 2xx=1"))
    #expect(lines.contains("? > shop/api-v2: 2xx=1"))
  }

  @Test func `Services of the Gateway API are found in Traefik's long names`() throws {
    var objects = try objects()
    try objects.add(
      .httpRoute, "shop/cart",
      #""spec":{"parentRefs":[{"name":"gw"}],"hostnames":["cart.local"],"rules":[{"backendRefs":[{"name":"web","port":80},{"name":"web-v2","port":80}]}]}"#
    )
    func page(_ rule: Int) -> String {
      let name = "httproute-shop-cart-gw-infra-gw-ep-web-\(rule)-1c0cf64bde37d9d0df06"
      return
        #"traefik_service_requests_total{code="200",service="\#(name)-svc-shop-web-v2-1@kubernetesgateway"} 4"#
    }
    #expect(objects.lines("Traefik", page(0)) == ["cart.local/ > shop/web-v2: 2xx=4"])
    #expect(objects.lines("Traefik", page(1)) == ["? > ?: 2xx=4"])
  }

  @Test func `its pods are found by their label, and its pages by their port`() throws {
    var objects = try objects()
    let label = #""app.kubernetes.io/name":"traefik""#
    try objects.pod(
      "infra/traefik-0", "10.0.0.1", labels: label,
      ports: #"{"name":"metrics","containerPort":9101},{"name":"traefik","containerPort":8080}"#)
    try objects.pod(
      "infra/traefik-1", "10.0.0.2", labels: label,
      ports: #"{"name":"traefik","containerPort":9000}"#)
    try objects.pod("infra/other", "10.0.0.3", labels: #""app":"traefik""#)
    let targets = TraefikTraffic.targets(in: objects.inventory, shown: [])
    #expect(
      targets.map { "\($0.address):\($0.port)\($0.path)" } == [
        "10.0.0.1:9101/metrics", "10.0.0.2:9000/metrics",
      ])
  }

  @Test func `digests are those of the standard`() {
    #expect(TraefikName.hash(of: "Host(`split.local`)") == "8b4cac53f4607491e45d")
    #expect(TraefikName.hash(of: "") == "e3b0c44298fc1c149afb")
    #expect(
      TraefikName.hash(of: String(repeating: "a", count: 119)) == "31eba51c313a5c08226a")
    #expect(TraefikName.normal("-shop--x.local/*/ä_b-") == "shop-x-local-ä-b")
  }
}

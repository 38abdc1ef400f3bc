import Routing
import Testing
import Topology

@testable import Traffic

/// The lines follow ingress-nginx's documentation of its metrics (v1.12); no real controller wrote them.
@Suite struct NginxTrafficTests {
  private func objects() throws -> SystemObjects {
    var objects = SystemObjects()
    for name in ["web", "web-v2", "admin"] { try objects.service("shop/\(name)") }
    try objects.add(.ingressClass, "nginx", #""spec":{"controller":"k8s.io/ingress-nginx"}"#)
    func path(_ path: String, _ service: String, _ type: String = "Prefix") -> String {
      #"{"path":"\#(path)","pathType":"\#(type)","backend":{"service":{"name":"\#(service)","port":{"number":80}}}}"#
    }
    try objects.add(
      .ingress, "shop/main",
      #""spec":{"ingressClassName":"nginx","rules":[{"host":"shop.local","http":{"paths":["#
        + path("/", "web") + "," + path("/admin", "admin")
        + #"]}},{"host":"*.shop.local","http":{"paths":["# + path("/", "web") + "]}}]}")
    let annotations =
      #"{"nginx.ingress.kubernetes.io/canary":"true","nginx.ingress.kubernetes.io/canary-weight":"20"}"#
    let canary = """
      {"metadata":{"name":"canary","namespace":"shop","annotations":\(annotations)},
       "spec":{"ingressClassName":"nginx","rules":[{"host":"shop.local","http":{"paths":[\(path("/", "web-v2"))]}}]}}
      """
    objects.apply(Resource(try JSONValue(parsing: canary), kind: .ingress))
    return objects
  }

  private func line(
    _ more: String = "", status: String = "200", ingress: String = "main", service: String = "web",
    canary: String = "", namespace: String = "namespace", value: Int = 1
  ) -> String {
    #"nginx_ingress_controller_requests{canary="\#(canary)",controller_class="k8s.io/ingress-nginx",controller_namespace="ingress-nginx",ingress="\#(ingress)",method="GET",\#(namespace)="shop",service="\#(service)",status="\#(status)"\#(more)} \#(value)"#
  }

  @Test func `host, path and canary tell whose requests they are`() throws {
    let page = [
      line(#",host="shop.local",path="/""#, value: 8),
      line(#",host="shop.local",path="/""#, canary: "shop-web-v2-80", value: 2),
      line(#",host="shop.local",path="/""#, status: "503", canary: "shop-web-v2-80"),
      line(#",host="shop.local",path="/admin""#, status: "4xx", service: "admin", value: 3),
      line(#",host="a.shop.local",path="/""#, value: 5),
    ].joined(separator: "\n")
    #expect(
      try objects().lines("ingress-nginx", page) == [
        "*.shop.local/ > shop/web: 2xx=5", "shop.local/ > shop/web-v2: 2xx=2 5xx=1",
        "shop.local/ > shop/web: 2xx=8", "shop.local/admin > shop/admin: 4xx=3",
      ])
  }

  @Test(
    arguments: [
      // Without host two rules have this path, one has the other.
      (#",path="/""#, "main", "web", "", "? > shop/web"),
      (#",path="/admin""#, "main", "admin", "", "shop.local/admin > shop/admin"),
      (#",host="_",path="/admin""#, "main", "admin", "", "shop.local/admin > shop/admin"),
      (#",host="other.local",path="/""#, "main", "web", "", "? > shop/web"),
      (#",host="shop.local",path="/""#, "main", "admin", "", "? > shop/admin"),
      (#",host="shop.local",path="/""#, "main", "gone", "", "? > ?"),
      (#",host="shop.local",path="/""#, "main", "web", "shop-web-v3-80", "shop.local/ > ?"),
      (
        #",host="shop.local",path="/admin""#, "main", "admin", "shop-web-v2-80",
        "shop.local/admin > ?"
      ),
      (#",host="shop.local",path="/""#, "", "", "", "? > ?"),
      (#",host="shop.local",path="/""#, "other", "web", "", "? > shop/web"),
    ])
  func `what does not fit is never another's`(
    _ more: String, _ ingress: String, _ service: String, _ canary: String, _ expected: String
  ) throws {
    let page = line(more, ingress: ingress, service: service, canary: canary)
    #expect(try objects().lines("ingress-nginx", page) == ["\(expected): 2xx=1"])
  }

  @Test func `a namespace that Prometheus renamed is found`() throws {
    let page = line(
      #",host="shop.local",path="/",namespace="ingress-nginx""#, namespace: "exported_namespace")
    #expect(try objects().lines("ingress-nginx", page) == ["shop.local/ > shop/web: 2xx=1"])
  }

  @Test func `its pods are those of the controller`() throws {
    var objects = try objects()
    let labels = #""app.kubernetes.io/name":"ingress-nginx","app.kubernetes.io/component":"#
    try objects.pod("infra/nginx-0", "10.0.0.1", labels: labels + #""controller""#)
    try objects.pod("infra/webhook-0", "10.0.0.2", labels: labels + #""admission-webhook""#)
    let targets = TrafficSystems.targets(in: objects.inventory, shown: [])
    #expect(targets.map { "\($0.address):\($0.port)\($0.path)" } == ["10.0.0.1:10254/metrics"])
  }
}

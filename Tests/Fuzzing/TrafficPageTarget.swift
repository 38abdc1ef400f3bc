import Routing
import Topology
import Traffic

/// Pages of every system's metrics, one after the other, and what Envoy tells of its addresses.
struct TrafficPageTarget: FuzzTarget {
  let name = "traffic"
  let corpus = [
    #"""
    traefik_service_requests_total{code="200",service="shop-web-80@kubernetes"} 1
    traefik_service_request_duration_seconds_bucket{service="shop-web-80@kubernetes",le="0.1"} 1
    nginx_ingress_controller_requests{namespace="shop",ingress="a",service="web",canary="",status="2xx"} 3
    process_start_time_seconds 1e9
    ---
    traefik_service_requests_total{code="200",service="shop-web-80@kubernetes"} 4
    """#,
    #"""
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="shop_web_80"} 2
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_web_80",le="+Inf"} 5
    istio_requests_total{reporter="source",destination_service_name="web",destination_service_namespace="shop",response_code="0",response_flags="UH"} 1
    response_total{direction="inbound",status_code="200"} 1
    hubble_http_requests_total{reporter="server",status="500",destination="shop/web-0"} 1
    """#,
    #"""
    {"cluster_statuses":[{"name":"outbound|80|v1|web.shop.svc","host_statuses":[{"address":{"socket_address":{"address":"::1","port_value":1}},"stats":[{"name":"rq_success","value":"9"}],"health_status":{"failed_outlier_check":true}}]}]}
    """#,
  ]
  let words = [
    "---\n", "le=\"", "+Inf", "NaN", "-1", "1e308", "code=\"", "status=\"", "_bucket", "_sum",
    "@kubernetesgateway", "httproute-a-b-gw-", "-svc-", "|", "_", "/", "\"value\":", "\"stats\":",
  ]

  func check(_ input: [UInt8]) throws {
    let service = NamespacedName("shop", "web")
    let inventory = Inventory([
      .service(
        Service(
          metadata: Metadata(name: service.name, namespace: service.namespace),
          ports: [Service.Port(number: 80, target: .number(80))]))
    ])
    let names = TrafficNames(RoutingTable([]), inventory)
    let pages = String(decoding: input, as: UTF8.self).split(separator: "---\n").prefix(4)
    for system in TrafficSystems.all {
      var collector = TrafficCollector()
      collector.use(names)
      let target = MetricsTarget(system: system.name, pod: service, address: "::1", port: 1)
      for (number, page) in pages.enumerated() {
        let increment = collector.take(Array(page.utf8), of: target, at: Double(number))
        try Violation.unless(number > 0 || increment == nil, "the first page counts")
        for (key, counters) in increment?.counters ?? [:] { try check(counters, key) }
      }
    }
    for (key, counters) in EnvoyEndpoints(input)?.counters ?? [:] { try check(counters, key) }
  }

  private func check(_ counters: TrafficCounters, _ key: TrafficKey) throws(Violation) {
    let numbers = counters.classes + counters.buckets + [counters.seconds]
    try Violation.unless(!numbers.contains { $0.isNaN || $0 < 0 }, "\(numbers) of \(key)")
  }
}

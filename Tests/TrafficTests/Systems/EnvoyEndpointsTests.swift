import Testing
import Topology

@testable import Traffic

/// The page is what Envoy 1.40.0 wrote at `/clusters?format=json` after twelve requests, of which the second address of
/// the last cluster answered three with 503 and was ejected; counters of connections and limits are left out.
@Suite struct EnvoyEndpointsTests {
  private static let page = #"""
    {"cluster_statuses":[
    {"name":"web/api-v2/80/da39a3ee5e","host_statuses":[{"address":{"socket_address":{"address":"127.0.0.1","port_value":18993}},"stats":[{"name":"rq_error"},{"name":"rq_success"},{"name":"rq_timeout"},{"name":"rq_total"},{"type":"GAUGE","name":"rq_active"}],"health_status":{"eds_health_status":"HEALTHY"},"weight":1,"locality":{}}],"observability_name":"web_api-v2_80"},
    {"name":"outbound|80|v1|web.shop.svc.cluster.local","host_statuses":[{"address":{"socket_address":{"address":"127.0.0.1","port_value":18993}},"stats":[{"name":"rq_error"},{"name":"rq_success"},{"name":"rq_timeout"},{"name":"rq_total"},{"type":"GAUGE","name":"rq_active"}],"health_status":{"eds_health_status":"HEALTHY"},"weight":1,"locality":{}}],"observability_name":"outbound|80|v1|web.shop.svc.cluster.local"},
    {"name":"empty","observability_name":"empty"},
    {"name":"web/api-v1/80/da39a3ee5e","host_statuses":[{"address":{"socket_address":{"address":"127.0.0.1","port_value":18991}},"stats":[{"name":"rq_error"},{"value":"9","name":"rq_success"},{"name":"rq_timeout"},{"value":"9","name":"rq_total"},{"type":"GAUGE","name":"rq_active"}],"health_status":{"eds_health_status":"HEALTHY"},"weight":1,"locality":{}},{"address":{"socket_address":{"address":"127.0.0.1","port_value":18992}},"stats":[{"value":"3","name":"rq_error"},{"name":"rq_success"},{"name":"rq_timeout"},{"value":"3","name":"rq_total"},{"type":"GAUGE","name":"rq_active"}],"health_status":{"failed_outlier_check":true,"eds_health_status":"HEALTHY"},"weight":1,"locality":{}}],"observability_name":"web_api-v1_80"}
    ]}
    """#

  private func read(_ page: String) -> EnvoyEndpoints? { EnvoyEndpoints(Array(page.utf8)) }

  @Test func `every address of a Service is read, with its ejection`() throws {
    let hosts = try #require(read(Self.page)).hosts
    #expect(
      hosts.map { host in
        "\(host.service):\(host.port) \(host.subset) \(host.address) \(Int(host.successes))/\(Int(host.errors))"
          + (host.isEjected ? " ejected" : "")
      } == [
        "web/api-v2:80  127.0.0.1:18993 0/0", "shop/web:80 v1 127.0.0.1:18993 0/0",
        "web/api-v1:80  127.0.0.1:18991 9/0", "web/api-v1:80  127.0.0.1:18992 0/3 ejected",
      ])
  }

  @Test func `counters are for the backends alone, and since an earlier page`() throws {
    let first = try #require(read(Self.page))
    let second = try #require(
      read(Self.page.replacing(#""value":"9""#, with: #""value":"12""#)))
    #expect(
      SystemObjects.lines(second.counters(since: first)).filter { !$0.hasSuffix(" ") } == [
        "? > web/api-v1 > 127.0.0.1:18991 (backend): 2xx=3"
      ])
    // Envoy began anew.
    let third = try #require(read(Self.page.replacing(#""value":"9""#, with: #""value":"2""#)))
    #expect(
      SystemObjects.lines(third.counters(since: second)).filter { !$0.hasSuffix(" ") } == [
        "? > web/api-v1 > 127.0.0.1:18991 (backend): 2xx=2"
      ])
    #expect(
      try #require(first.counters.keys.first { $0.backend?.port == 18991 }).subjects == [
        .key(
          TrafficKey(
            service: NamespacedName("web", "api-v1"),
            backend: BackendAddress(address: "127.0.0.1", port: 18991), scope: .backend)),
        .backend(
          NamespacedName("web", "api-v1"), BackendAddress(address: "127.0.0.1", port: 18991)),
        .address("127.0.0.1"),
      ])
  }

  @Test(
    arguments: [
      ("", nil), ("{}", nil), ("[]", nil), (#"{"cluster_statuses":3}"#, nil),
      (#"{"cluster_statuses":[]}"#, 0), (#"{"cluster_statuses":[3,{}]}"#, 0),
      (
        #"{"cluster_statuses":[{"name":"a_b_1","host_statuses":[{},{"address":{"pipe":"/x"}},{"address":{"socket_address":{"address":"1.2.3.4","port_value":70000}}}]}]}"#,
        0
      ),
      (
        #"{"cluster_statuses":[{"name":"outbound|80||example.com","host_statuses":[{"address":{"socket_address":{"address":"1.2.3.4","port_value":1}}}]}]}"#,
        0
      ),
      (
        #"{"cluster_statuses":[{"name":"a_b_1","host_statuses":[{"address":{"socket_address":{"address":"::1","port_value":1}},"stats":[{"name":"rq_success","value":"-4"},{"name":"rq_error","value":"99999999999999999999"}]}]}]}"#,
        1
      ),
    ] as [(String, Int?)])
  func `pages that are broken or strange give no figure`(_ page: String, _ count: Int?) {
    let read = read(page)
    #expect(read?.hosts.count == count)
    #expect(read?.hosts.allSatisfy { $0.successes == 0 && $0.errors == 0 } != false)
  }
}

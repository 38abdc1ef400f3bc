import Routing
import Testing
import Topology

@testable import Traffic

/// The lines are from the page that Envoy 1.40.0 wrote with a bootstrap that names clusters as Contour does.
@Suite struct ContourTrafficTests {
  private static let page = #"""
    envoy_cluster_external_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="web_api-v1_80"} 2
    envoy_cluster_upstream_rq_completed{envoy_cluster_name="web_api-v1_80"} 5
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="web_api-v1_80"} 2
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="4",envoy_cluster_name="web_api-v1_80"} 1
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="web_api-v1_80"} 2
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="web_api-v2_80"} 1
    envoy_cluster_upstream_rq_xx{envoy_response_code_class="4",envoy_cluster_name="web_api-v2_80"} 1
    envoy_server_uptime{} 5
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="web_api-v1_80",le="0.5"} 1
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="web_api-v1_80",le="5"} 2
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="web_api-v1_80",le="25"} 3
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="web_api-v1_80",le="50"} 5
    envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="web_api-v1_80",le="+Inf"} 5
    envoy_cluster_upstream_rq_time_sum{envoy_cluster_name="web_api-v1_80"} 86.517833660776361170974269043654
    """#

  private func objects(_ specs: [String]) throws -> SystemObjects {
    var objects = SystemObjects()
    for name in ["api-v1", "api-v2"] {
      try objects.service("web/\(name)", more: #",{"name":"more","port":90}"#)
    }
    for (number, spec) in specs.enumerated() {
      try objects.add(
        .httpProxy, "web/p\(number)",
        #""spec":{"virtualhost":{"fqdn":"h\#(number).test"},"routes":[{"services":[\#(spec)]}]}"#)
    }
    return objects
  }

  private let v1 = #"{"name":"api-v1","port":80,"weight":90}"#
  private let v2 = #"{"name":"api-v2","port":80,"weight":10}"#

  @Test func `clusters of one route are its own`() throws {
    #expect(
      try objects(["\(v1),\(v2)"]).lines("Contour", Self.page) == [
        "h0.test/ > web/api-v1: 2xx=2 4xx=1 5xx=2", "h0.test/ > web/api-v2: 2xx=1 4xx=1",
      ])
  }

  @Test func `a cluster of two routes is neither's, another port is another cluster`() throws {
    #expect(
      try objects(["\(v1),\(v2)", v2]).lines("Contour", Self.page) == [
        "? > web/api-v2: 2xx=1 4xx=1", "h0.test/ > web/api-v1 (services): 2xx=2 4xx=1 5xx=2",
      ])
    #expect(
      try objects(["\(v1),\(v2)", #"{"name":"api-v2","port":90}"#]).lines("Contour", Self.page)
        == [
          "h0.test/ > web/api-v1: 2xx=2 4xx=1 5xx=2", "h0.test/ > web/api-v2: 2xx=1 4xx=1",
        ])
  }

  @Test func `copies make a cluster nobody's`() throws {
    let mirror = #"{"name":"api-v2","port":80,"mirror":true}"#
    #expect(
      try objects(["\(v1),\(mirror)", v2]).lines("Contour", Self.page) == [
        "? > web/api-v2: 2xx=1 4xx=1", "h0.test/ > web/api-v1: 2xx=2 4xx=1 5xx=2",
      ])
  }

  @Test func `durations are milliseconds`() throws {
    var reader = TrafficPageReader(ContourTraffic.self)
    _ = reader.read(Array("x 1\n".utf8))
    let counters = reader.read(Array((Self.page + "\n").utf8)).increases
      .first { $0.counters.seconds > 0 }?.counters
    #expect(counters.map { abs($0.seconds - 0.0865178) < 1e-6 } == true)
    #expect(counters?.buckets[5] == 2)
    #expect(counters?.buckets.reduce(0, +) == 5)
    #expect(!reader.isLatencyExact)
  }

  @Test(
    arguments: [
      "web/api-v1/80/da39a3ee5e", "web_api-v1_80",
    ])
  func `both forms of a name are read`(_ name: String) throws {
    let page =
      #"envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="\#(name)"} 1"#
    #expect(try objects([v1]).lines("Contour", page) == ["h0.test/ > web/api-v1: 5xx=1"])
  }

  @Test(
    arguments: [
      "contour", "web_api-v1_0", "web_api-v1_x", "_api-v1_80", "web_gone_80", "a_b_c_80",
      "extension/web/api-v1", "outbound|80|v1|web", "",
      "web/api-v1/80/\(String(repeating: "0", count: 60))",
    ])
  func `clusters of no Service are not counted`(_ name: String) throws {
    let page =
      #"envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="\#(name)"} 1"#
    #expect(try objects([v1]).lines("Contour", page) == [])
  }
}

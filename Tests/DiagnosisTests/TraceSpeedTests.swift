import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

@Suite struct TraceSpeedTests {
  /// So many Services with two pods each, and Ingresses of a host each, or all of one host.
  private func inventory(services: Int, ingresses: Int, host: (Int) -> String) -> Inventory {
    var cluster = SmallCluster()
    cluster.nginx()
    for number in 0..<services {
      cluster.service("s\(number)", selector: ["app": "s\(number)"])
    }
    cluster.pods("s0", 2, labels: ["app": "s0"])
    for number in 0..<ingresses {
      cluster.ingress("i\(number)", "\(host(number))/p\(number) Prefix s\(number % services):80")
    }
    return cluster.inventory
  }

  private func measured(
    _ inventory: Inventory, _ lines: [String], isDiagnosed: Bool = true
  ) throws -> [Duration] {
    let routes = RoutingTable(inventory)
    let diagnosis = isDiagnosed ? Diagnosis(inventory, routes: routes) : Diagnosis()
    let world = TraceWorld(inventory, routes: routes, diagnosis: diagnosis)
    let requests = try lines.map(TraceCase.request)
    let clock = ContinuousClock()
    return requests.map { request in
      clock.measure { #expect(Trace(request, in: world).hops.count > 1) }
    }
  }

  @Test func `a trace does not cost what the cluster is`() throws {
    let times = try measured(
      inventory(services: 2000, ingresses: 500) { "host-\($0).example.com" },
      [
        "http://host-0.example.com/p0", "http://host-499.example.com/none",
        "http://host-999.exampel.com/", "service/shop/s0", "service/shop/s00x",
      ])
    // Without optimization; the benchmark measures what it costs with.
    for time in times { #expect(time < .milliseconds(400), "\(times)") }
  }

  @Test func `ten thousand rules on one host are answered`() throws {
    let times = try measured(
      inventory(services: 10, ingresses: 10_000) { _ in "shop.local" },
      ["http://shop.local/p0", "http://shop.local/p9999/x", "http://shop.local/q"],
      isDiagnosed: false)
    for time in times { #expect(time < .seconds(3), "\(times)") }
  }

  @Test func `five thousand HTTPProxies, and a root of five thousand more, are followed`() throws {
    var cluster = SmallCluster()
    cluster.proxy()
    for number in 0..<5000 {
      cluster.proxy(
        "own\(number)", more: #""virtualhost":{"fqdn":"host-\#(number).example.com"}"#)
      cluster.proxy("child\(number)", more: "")
    }
    let includes = (0..<5000).map {
      #"{"name":"child\#($0)","conditions":[{"prefix":"/p\#($0)"}]}"#
    }.joined(separator: ",")
    cluster.proxy(
      "big", more: #""virtualhost":{"fqdn":"big.local"},"includes":[\#(includes)]"#)
    let inventory = cluster.inventory
    let clock = ContinuousClock()
    var count = 0
    let time = clock.measure { count = RoutingTable(inventory).routes.count }
    #expect(count == 10_002 && time < .seconds(5), "\(count) routes, \(time)")
    let times = try measured(
      inventory, ["http://host-4999.example.com/x", "http://big.local/p4999"])
    #expect(times[0] < .milliseconds(400) && times[1] < .seconds(3), "\(times)")
  }
}

import Routing
import Testing
import Topology

@testable import Traffic

/// What Envoys know of each address behind them, and when it is nobody's figure.
@Suite struct EndpointRoundsTests {
  private static let web = NamespacedName("shop", "web")
  private static let first = BackendAddress(address: "10.1.0.1", port: 8080)
  private static let second = BackendAddress(address: "10.1.0.2", port: 8080)

  private func target(_ pod: String) -> MetricsTarget {
    MetricsTarget(
      system: "Contour", pod: NamespacedName("projectcontour", pod), address: "10.0.0.1",
      port: 9001, path: EnvoyEndpoints.path)
  }

  /// An admin page: how many requests of each of the two addresses went well and failed; nil does not answer.
  private func page(
    _ pod: String, at time: Double, _ counts: [(Int, Int)]?, ejected: Bool = false
  ) -> MetricsPage {
    guard let counts else {
      return MetricsPage(of: target(pod), at: time, from: .here, bytes: nil, problem: "refused")
    }
    let hosts = zip([Self.first, Self.second], counts).map { address, count in
      #"{"address":{"socket_address":{"address":"\#(address.address)","port_value":8080}},"#
        + #""stats":[{"name":"rq_success","value":"\#(count.0)"},{"name":"rq_error","value":"\#(count.1)"}],"#
        + #""health_status":{"failed_outlier_check":\#(ejected && address == Self.second)}}"#
    }
    let text =
      #"{"cluster_statuses":[{"name":"shop/web/80/da39a3ee5e","host_statuses":[\#(hosts.joined(separator: ","))]}]}"#
    return MetricsPage(of: target(pod), at: time, from: .here, bytes: Array(text.utf8))
  }

  private func rate(_ address: BackendAddress, _ readings: Readings) -> Double? {
    readings.rate(.backend(Self.web, address)).map { ($0 * 100).rounded() / 100 }
  }

  @Test func `requests and failures of each address add up over all Envoys`() {
    var rounds = TrafficRounds()
    var readings = Readings()
    for step in 0..<3 {
      let time = 100 + Double(step) * 5
      let pages = [
        page("a", at: time, [(1000 + step * 50, 0), (step * 20, step * 5)]),
        page("b", at: time, [(step * 25, 0), (7, 0)]),
      ]
      readings.ingest(rounds.take([], endpoints: pages, at: time))
      if step == 0 { #expect(rate(Self.first, readings) == nil) }
    }
    #expect(rate(Self.first, readings) == 15)
    #expect(rate(Self.second, readings) == 5)
    #expect(readings.errorShare(.backend(Self.web, Self.second)) == 0.2)
    #expect(readings.rate(.service(Self.web)) == nil, "its page of metrics says that")
  }

  @Test func `an Envoy that begins anew is no spike`() {
    var rounds = TrafficRounds()
    var readings = Readings()
    for (time, count) in [(100, 90_000), (105, 90_050), (110, 20), (115, 70)] {
      let time = Double(time)
      readings.ingest(
        rounds.take([], endpoints: [page("a", at: time, [(count, 0), (0, 0)])], at: time))
    }
    let history = readings.history(.backend(Self.web, Self.first), columns: 14, now: 115)
    #expect(history.compactMap { $0 }.allSatisfy { $0 > 3.9 && $0 < 10.1 }, "\(history)")
  }

  @Test func `while one Envoy does not tell, what a backend gets is unknown`() {
    var rounds = TrafficRounds()
    var readings = Readings()
    func take(_ time: Double, _ a: Int?, _ b: Int?) -> TrafficRound {
      let pages = [("a", a), ("b", b)].map { pod, count in
        page(pod, at: time, count.map { [($0, 0), (0, 0)] })
      }
      let round = rounds.take([], endpoints: pages, at: time)
      readings.ingest(round)
      return round
    }
    _ = take(100, 0, 0)
    _ = take(105, 50, 50)
    #expect(rate(Self.first, readings) == 20)
    _ = take(110, 100, nil)
    let round = take(115, 150, nil)
    #expect(rate(Self.first, readings) == nil)
    #expect(round.missing.contains { $0.backend == Self.first })
    #expect(round.verdicts[.backend(Self.web, Self.first)]?.proxies == 1)
    _ = take(120, 200, 200)
    _ = take(125, 250, 250)
    #expect(rate(Self.first, readings) == 20, "neither a spike nor a zero")
  }

  @Test func `an admin page that is closed from the beginning makes nothing known`() {
    var rounds = TrafficRounds()
    for time in [100.0, 105] {
      let round = rounds.take([], endpoints: [page("a", at: time, nil)], at: time)
      #expect(round.increases.isEmpty && round.missing.isEmpty && round.verdicts.isEmpty)
      #expect(round.sources.isEmpty, "it is no row of the sources")
    }
  }

  @Test func `an ejected address is told with how many Envoys eject it`() {
    var rounds = TrafficRounds()
    let pages = [
      page("a", at: 100, [(1, 0), (0, 9)], ejected: true), page("b", at: 100, [(1, 0), (0, 2)]),
    ]
    let round = rounds.take([], endpoints: pages, at: 100)
    #expect(
      round.verdicts == [
        .backend(Self.web, Self.first): ProxyVerdict(system: "Contour", proxies: 2),
        .backend(Self.web, Self.second): ProxyVerdict(system: "Contour", proxies: 2, ejecting: 1),
      ])
  }

  @Test func `what another system counts as well is left to it`() throws {
    let ingress = MetricsTarget(
      system: "ingress-nginx", pod: NamespacedName("ingress", "n-0"), address: "10.0.0.2", port: 1)
    var objects = SystemObjects()
    try objects.service("shop/web")
    try objects.add(
      .ingress, "shop/web",
      #""spec":{"rules":[{"host":"web.test","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}"#
    )
    func backends(_ isCountedTwice: Bool) -> Int {
      var rounds = TrafficRounds()
      rounds.use(objects.names)
      var found = 0
      for time in [100.0, 105] {
        let text =
          #"nginx_ingress_controller_requests{namespace="shop",ingress="web",service="web",status="200"} \#(time)"#
        let own = MetricsPage(
          of: ingress, at: time, from: .here, bytes: Array("\(text)\n".utf8))
        let admin = page("a", at: time, [(Int(time), 0), (0, 0)])
        let round = rounds.take(isCountedTwice ? [own] : [], endpoints: [admin], at: time)
        found = round.increases.keys.count { $0.scope == .backend }
      }
      return found
    }
    #expect(backends(false) == 2)
    #expect(backends(true) == 0)
  }

  @Test func `the admin port is the one that is named so, or Contour's own`() throws {
    var objects = SystemObjects()
    try objects.pod("projectcontour/a", "10.0.0.1", labels: #""app":"envoy""#)
    try objects.pod(
      "projectcontour/b", "10.0.0.2", labels: #""app":"envoy""#,
      ports: #"{"name":"admin","containerPort":19000}"#)
    try objects.pod("shop/web-0", "10.0.0.3", labels: #""app":"web""#)
    #expect(
      TrafficSystems.endpointPages(in: objects.inventory).map {
        "\($0.address):\($0.port)\($0.path)"
      } == ["10.0.0.1:9001/clusters?format=json", "10.0.0.2:19000/clusters?format=json"])
    for number in 0..<EndpointRounds.mostPages {
      try objects.pod("more/e\(number)", "10.0.1.\(number)", labels: #""app":"envoy""#)
    }
    #expect(TrafficSystems.endpointPages(in: objects.inventory).isEmpty, "a part is no whole")
  }

  @Test func `a page that never answered is left alone for minutes, another one never`() {
    var patience = EndpointPatience()
    let targets = ["a", "b"].map(target)
    func ask(_ time: Double, a: Bool, b: Bool) -> String {
      let due = patience.due(targets, at: time)
      let pages = due.map { target in
        let answers = target.pod.name == "a" ? a : b
        return page(target.pod.name, at: time, answers ? [(1, 0), (1, 0)] : nil)
      }
      let complete = patience.complete(pages, of: targets, at: time)
      return "\(due.map(\.pod.name).joined()) asked, \(complete.count) pages"
    }
    #expect(ask(0, a: true, b: false) == "ab asked, 2 pages")
    #expect(ask(5, a: false, b: false) == "a asked, 2 pages")
    #expect(ask(10, a: true, b: false) == "a asked, 2 pages")
    #expect(ask(EndpointPatience.pause, a: true, b: true) == "ab asked, 2 pages")
    #expect(ask(EndpointPatience.pause + 5, a: true, b: true) == "ab asked, 2 pages")
  }

  @Test func `pages that are too long in all are no pages, and are left alone for minutes`() {
    var patience = EndpointPatience()
    let targets = ["a", "b"].map(target)
    func pages(_ bytes: Int) -> [MetricsPage] {
      targets.map {
        MetricsPage(of: $0, at: 0, from: .here, bytes: Array(repeating: 32, count: bytes / 2))
      }
    }
    let enough = patience.complete(pages(EndpointPatience.mostBytes), of: targets, at: 0)
    #expect(enough.allSatisfy { $0.bytes != nil } && patience.due(targets, at: 5) == targets)
    let tooMany = patience.complete(pages(EndpointPatience.mostBytes + 2), of: targets, at: 5)
    #expect(tooMany.allSatisfy { $0.bytes == nil } && patience.due(targets, at: 10).isEmpty)
    #expect(patience.due(targets, at: 5 + EndpointPatience.pause) == targets)
  }
}

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Routing
import TestSupport
import Testing
import Topology
import Traffic

@testable import Probing

/// A real Envoy with the names that Contour and Istio give its clusters, in front of servers that say words.
@Suite(.realTime) struct EnvoyTests {
  private static let web = NamespacedName("shop", "web")
  private static let api = NamespacedName("shop", "api")

  private func address(_ port: Int) -> JSONValue {
    ["socket_address": ["address": "127.0.0.1", "port_value": .integer(Int64(port))]]
  }

  private func cluster(_ name: String, _ statistics: String, _ ports: [Int]) -> JSONValue {
    let endpoints = ports.map { port -> JSONValue in ["endpoint": ["address": address(port)]] }
    return [
      "name": .string(name), "alt_stat_name": .string(statistics), "type": "STATIC",
      "connect_timeout": "2s",
      "outlier_detection": [
        "consecutive_5xx": 5, "base_ejection_time": "300s", "max_ejection_percent": 100,
      ],
      "load_assignment": [
        "cluster_name": .string(name), "endpoints": [["lb_endpoints": .array(endpoints)]],
      ],
    ]
  }

  /// Envoy's configuration with a listener that leads hosts to clusters.
  private func bootstrap(_ hosts: [(host: String, cluster: JSONValue)]) -> JSONValue {
    let types = "type.googleapis.com/envoy.extensions.filters"
    let virtualHosts = hosts.map { host, cluster -> JSONValue in
      [
        "name": .string(host), "domains": [.string(host)],
        "routes": [["match": ["prefix": "/"], "route": ["cluster": cluster["name"]]]],
      ]
    }
    let manager: JSONValue = [
      "@type": .string(
        types + ".network.http_connection_manager.v3.HttpConnectionManager"),
      "stat_prefix": "ingress_http",
      "route_config": ["name": "ingress_http", "virtual_hosts": .array(virtualHosts)],
      "http_filters": [
        ["name": "router", "typed_config": ["@type": .string(types + ".http.router.v3.Router")]]
      ],
    ]
    return [
      "admin": ["address": address(0)],
      "static_resources": [
        "clusters": .array(hosts.map(\.cluster)),
        "listeners": [
          [
            "name": "ingress_http", "address": address(0),
            "filter_chains": [["filters": [["name": "hcm", "typed_config": manager]]]],
          ]
        ],
      ],
    ]
  }

  /// Runs a test beside an Envoy: `requests` is the port that takes them.
  private func withEnvoy(
    _ configuration: JSONValue, _ test: (_ requests: Int, _ admin: Int) async throws -> Void
  ) async throws {
    let path = Program.peer("envoy")
    try #require(
      FileManager.default.isExecutableFile(atPath: path), "envoy is missing: run Tests/peers envoy")
    let folder = FileManager.default.temporaryDirectory.appending(path: "envoy-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, place) = (folder.appending(path: "a.json"), folder.appending(path: "admin"))
    try Data(configuration.text.utf8).write(to: file)
    let input = try ChildPipe()
    let envoy = try ChildProcess(
      path,
      [
        "-c", file.path, "--admin-address-path", place.path, "--concurrency", "1",
        "--disable-hot-restart", "--log-level", "error",
      ],
      input: input.reading.fileDescriptor, output: FileHandle.standardError.fileDescriptor,
      errors: FileHandle.standardError.fileDescriptor)
    let outcome: Result<Void, any Error>
    do {
      let (requests, admin) = try await ports(place)
      outcome = .success(try await test(requests, admin))
    } catch {
      outcome = .failure(error)
    }
    envoy.signal(SIGTERM)
    envoy.wait()
    try outcome.get()
  }

  /// The ports that it chose, as soon as it takes requests.
  private func ports(_ place: URL) async throws -> (requests: Int, admin: Int) {
    for _ in 0..<200 {
      try await Task.sleep(for: .milliseconds(100))
      let text = (try? String(contentsOf: place, encoding: .utf8)) ?? ""
      guard let admin = text.split(separator: ":").last.flatMap({ Int($0) }),
        let page = try? await MetricsFetch(
          client: .shared, url: "http://127.0.0.1:\(admin)/listeners?format=json"
        ).text(),
        let listener = try? JSONValue(parsing: page)["listener_statuses"].array.first,
        let port = listener["local_address"]["socket_address"]["port_value"].integer
      else { continue }
      return (Int(port), admin)
    }
    throw MetricsFetch.Failure.unreachable("Envoy does not begin")
  }

  /// How many requests of a host were answered with which status.
  private func ask(_ host: String, _ count: Int, port: Int) async throws -> [Int: Int] {
    var statuses: [Int: Int] = [:]
    for _ in 0..<count {
      var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/")
      request.headers.replaceOrAdd(name: "Host", value: host)
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
      _ = try await response.body.collect(upTo: 1 << 16)
      statuses[Int(response.status.code), default: 0] += 1
    }
    return statuses
  }

  private var names: TrafficNames {
    let inventory = Inventory(
      [Self.web, Self.api].map { name in
        .service(
          Service(
            metadata: Metadata(name: name.name, namespace: name.namespace),
            ports: [Service.Port(number: 80, target: .number(80))]))
      })
    return TrafficNames(RoutingTable(inventory), inventory)
  }

  @Test func `what is counted of Services and of each endpoint is what was sent`() async throws {
    let broken = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    try await WordServer.with(says: WordServer.answer("well")) { well in
      try await WordServer.with(says: broken) { broken in
        let contour = cluster("shop/web/80/da39a3ee5e", "shop_web_80", [well, broken])
        let istio = "outbound|80||api.shop.svc.cluster.local"
        let hosts = [("web.test", contour), ("api.test", cluster(istio, istio, [well]))]
        try await withEnvoy(bootstrap(hosts)) { requests, admin in
          try await compare(well: well, broken: broken, requests: requests, admin: admin)
        }
      }
    }
  }

  private func compare(well: Int, broken: Int, requests: Int, admin: Int) async throws {
    var rounds = TrafficRounds()
    rounds.use(names)
    func take(at time: Double) async -> TrafficRound {
      let scraper = MetricsScraper(
        client: .shared, throughServer: { _ in throw MetricsFetch.Failure.status(503) },
        clock: { time })
      let targets = ["/stats/prometheus", "/clusters?format=json"].map { path in
        MetricsTarget(
          system: "Contour", pod: NamespacedName("projectcontour", "envoy"), address: "127.0.0.1",
          port: admin, path: path)
      }
      let pages = await scraper.pages(of: targets)
      return rounds.take(
        pages.filter { $0.target == targets[0] },
        endpoints: pages.filter { $0.target == targets[1] },
        at: time)
    }
    func counts(_ round: TrafficRound, _ service: NamespacedName, _ port: Int?) -> [Double]? {
      let backend = port.map { BackendAddress(address: "127.0.0.1", port: $0) }
      let key = TrafficKey(
        service: service, backend: backend, scope: backend == nil ? .all : .backend)
      return round.increases[key].map { [$0.classes[1], $0.classes[4]] }
    }
    _ = try await ask("web.test", 4, port: requests)
    _ = await take(at: 100)
    let web = try await ask("web.test", 40, port: requests)
    let api = try await ask("api.test", 7, port: requests)
    let round = await take(at: 105)
    let (fine, failed) = (Double(web[200] ?? 0), Double(web[503] ?? 0))
    #expect(fine + failed == 40 && failed >= 3 && failed <= 5 && api == [200: 7])
    #expect(counts(round, Self.web, nil) == [fine, failed])
    #expect(counts(round, Self.web, well) == [fine, 0])
    #expect(counts(round, Self.web, broken) == [0, failed])
    // Istio counts in metrics of its own; of its clusters Envoy tells the endpoints alone.
    #expect(counts(round, Self.api, nil) == nil)
    #expect(counts(round, Self.api, well) == [7, 0])
    func verdict(_ service: NamespacedName, _ port: Int) -> ProxyVerdict? {
      round.verdicts[.backend(service, BackendAddress(address: "127.0.0.1", port: port))]
    }
    #expect(verdict(Self.web, broken) == ProxyVerdict(system: "Contour", proxies: 1, ejecting: 1))
    #expect(verdict(Self.web, well) == ProxyVerdict(system: "Contour", proxies: 1))
    #expect(round.sources.map(\.system) == ["Contour"] && round.sources[0].isLatencyExact == false)
  }
}

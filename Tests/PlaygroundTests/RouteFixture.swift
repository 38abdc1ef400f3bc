import Diagnosis
import Foundation
import Kubernetes
import Language
import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// The playground's proxy with the routes of manifests, and with backends that say which pod they are and what they got.
struct RouteFixture: Sendable {
  /// What a client gets.
  struct Reply: Hashable {
    var status: Int
    var location: String?
    var body: String

    /// `POD METHOD TARGET HOST` of an answer of a pod.
    var words: [String] { body.split(separator: " ").map(String.init) }
    var pod: String { words.count == 4 ? words[0] : "" }
    var target: String { words.count == 4 ? words[2] : "" }

    init(_ text: String) {
      let head = text.components(separatedBy: "\r\n\r\n").first ?? ""
      let lines = head.components(separatedBy: "\r\n")
      status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
      location = lines.first { $0.lowercased().hasPrefix("location: ") }.map {
        String($0.dropFirst("location: ".count))
      }
      body = text.components(after: "\r\n\r\n")
    }
  }

  /// A request with what becomes of it.
  struct Row: Sendable {
    var method = "GET"
    let url: String
    var headers: [String] = []
    let status: Int
    /// How the name of the pod that answers begins.
    var pod = ""
    /// What the pod gets, with the query; nil for the path of the request.
    var target: String?
    var location: String?
    var body: String?
  }

  let inventory: Inventory
  let world: TraceWorld
  let ingress: IngressFixture
  /// The requests that came to pods, each behind the name of its pod.
  let asked: AsyncStream<String>
  let continuation: AsyncStream<String>.Continuation

  /// The folder of manifests of a system.
  static func folder(_ name: String) -> [JSONValue] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return ManifestReader().read([root.appending(path: "Manifests/\(name)").path]).manifests.map(
      \.object)
  }

  static func text(_ text: String) -> [JSONValue] {
    ManifestReader().read(text: text, file: "test.yaml").manifests.map(\.object)
  }

  /// Whether the playground serves a route.
  static func isServed(_ route: Route) -> Bool {
    PlayedControllers.hold(route)
  }

  static func run(
    _ manifests: [JSONValue], _ body: (RouteFixture) async throws -> Void
  ) async throws {
    let offline = await Playground.offline(manifests: manifests, clock: { 1_700_000_000 })
    #expect(offline.refusals.isEmpty, "\(offline.refusals)")
    let inventory = offline.inventory
    let (asked, continuation) = AsyncStream.makeStream(of: String.self)
    let routes = RoutingTable(inventory)
    let world = TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: .playground))
    try await IngressFixture.run { ingress in
      var places: [String: BackendAddress] = [:]
      for case .pod(let pod) in offline.resources {
        let name = pod.metadata.name
        let backend = try await IngressScriptedBackend.start(on: ingress.backends) { request, _ in
          answer(request, of: name, continuation)
        }
        for address in pod.addresses { places[address] = backend.address }
      }
      let known = places
      try await ingress.proxy.apply(
        IngressConfiguration(
          inventory, resolution: .init(dialled: { known[$0.address] ?? $0 }),
          serving: isServed))
      try await body(
        RouteFixture(
          inventory: inventory, world: world, ingress: ingress, asked: asked,
          continuation: continuation))
    }
  }

  private static func answer(
    _ request: String, of pod: String, _ asked: AsyncStream<String>.Continuation
  ) -> IngressScriptedBackend.Step {
    guard request.includes("\r\n\r\n") else { return .wait }
    asked.yield("\(pod) \(request)")
    let lines = request.components(separatedBy: "\r\n")
    let host = lines.first { $0.lowercased().hasPrefix("host: ") }?.dropFirst(6) ?? ""
    let words = lines[0].split(separator: " ")
    let text = "\(pod) \(words[0]) \(words[1]) \(host)"
    return .send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
  }

  /// The host of a URL, and its path with the query.
  private static func parts(of url: String) -> (host: String, target: String) {
    let rest = url.dropFirst("http://".count)
    let host = rest.prefix { $0 != "/" }
    return (String(host), String(rest.dropFirst(host.count)))
  }

  func ask(_ row: Row) throws -> Reply {
    let (host, target) = Self.parts(of: row.url)
    let lines = (["Host: \(host)", "Connection: close"] + row.headers).joined(separator: "\r\n")
    return Reply(try ingress.exchange("\(row.method) \(target) HTTP/1.1\r\n\(lines)\r\n\r\n"))
  }

  func trace(_ row: Row) throws -> Trace {
    Trace(
      try TraceRequest([row.method, row.url], headers: row.headers, from: "outside"), in: world)
  }

  /// Whether the client gets what it should, and what the trace says.
  func check(_ row: Row) throws {
    let reply = try ask(row)
    let trace = try trace(row)
    let hops = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }
    let told =
      "\(row.method) \(row.url) \(row.headers) got \(reply)\n\(hops.joined(separator: "\n"))"
    #expect(reply.status == row.status, "\(told)")
    if row.status == 200, row.body == nil {
      #expect(trace.status == nil, "\(told)")
      let pods = trace.backends.flatMap(\.endpoints).filter { $0.share > 0 }.compactMap(\.pod?.name)
      #expect(pods.contains(reply.pod) && reply.pod.hasPrefix(row.pod), "\(told)")
      let asked = Self.parts(of: row.url).target
      #expect(reply.target == row.target ?? asked, "\(told)")
      let path = reply.target.prefix { $0 != "?" }
      let says = trace.hops.first { $0.hop == .route }?.says.english ?? ""
      #expect(
        path == asked.prefix { $0 != "?" } || says.contains("gets the path \(path)."), "\(told)")
    } else {
      #expect(trace.status == row.status, "\(told)")
      #expect(reply.location == row.location, "\(told)")
      if let body = row.body { #expect(reply.body == body, "\(told)") }
    }
  }

  /// Sends two thousand requests, and compares what each pod got with what the trace says it should get.
  func checkShares(_ url: String) throws {
    let row = Row(url: url, status: 200)
    let trace = try trace(row)
    let endpoints = trace.backends.flatMap(\.endpoints).filter { $0.share > 0 }
    let (host, target) = Self.parts(of: url)
    let client = try IngressRawClient(port: ingress.proxy.httpPort)
    defer { client.close() }
    var counts: [String: Int] = [:]
    for _ in 0..<20 {
      client.send(
        String(repeating: "GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n", count: 100))
      let answers = client.receive { $0.occurrences(of: " GET ") == 100 }
      for endpoint in endpoints {
        let name = endpoint.pod?.name ?? ""
        counts[name, default: 0] += answers.occurrences(of: "\(name) GET ")
      }
    }
    #expect(counts.values.reduce(0, +) == 2000, "\(url): \(counts)")
    let chiSquared = Statistics.chiSquared(
      observed: endpoints.map { Double(counts[$0.pod?.name ?? ""] ?? 0) },
      shares: endpoints.map(\.share))
    #expect(
      endpoints.count > 1
        && chiSquared < Statistics.critical(degreesOfFreedom: max(1, endpoints.count - 1)),
      "\(url): \(counts)")
  }
}

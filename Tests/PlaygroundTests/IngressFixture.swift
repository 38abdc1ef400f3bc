import NIOCore
import NIOPosix
import Playground
import Routing
import Topology

/// A running proxy with its backends' event loops, stopped at the end of a test.
struct IngressFixture {
  let group: MultiThreadedEventLoopGroup
  let backends: MultiThreadedEventLoopGroup
  let metrics: ProxyMetrics
  let proxy: IngressProxy

  /// Runs a body with a proxy.
  static func run(
    _ options: IngressProxy.Options = .impatient,
    certificates: IngressCertificates = IngressCertificates(),
    _ body: (IngressFixture) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let backends = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let metrics = try await ProxyMetrics.make(on: group)
    let proxy = try await IngressProxy.start(
      options, on: group.next(), metrics: metrics, certificates: certificates)
    let fixture = IngressFixture(group: group, backends: backends, metrics: metrics, proxy: proxy)
    do {
      try await body(fixture)
    } catch {
      await fixture.stop()
      throw error
    }
    await fixture.stop()
  }

  private func stop() async {
    await proxy.stop()
    try? await group.shutdownGracefully()
    try? await backends.shutdownGracefully()
  }

  /// Serves these routes, each to the Services that its backends name.
  func serve(
    _ routes: [Route], _ services: [String: [BackendAddress]],
    certificates: IngressCertificates = IngressCertificates()
  ) async throws {
    let targets = routes.map { route in
      (
        route.id,
        route.backends.map { backend in
          IngressConfiguration.Target(
            service: backend.service, weight: backend.weight,
            endpoints: (services[backend.service.name] ?? []).map { .init(address: $0) })
        }
      )
    }
    try await proxy.apply(
      IngressConfiguration(
        table: RoutingTable(routes),
        targets: Dictionary(targets) { first, _ in first }, certificates: certificates))
  }

  /// Sends one request on a connection of its own and reads until the end.
  func exchange(_ request: String) throws -> String {
    let client = try IngressRawClient(port: proxy.httpPort)
    defer { client.close() }
    client.send(request)
    return client.receive()
  }

  /// The answer's body to a GET.
  func body(_ path: String, host: String = "a.test") throws -> String {
    let answer = try exchange("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    return answer.components(after: "\r\n\r\n")
  }

  /// What was counted, by key, as soon as so many requests are.
  func tallies(requests: UInt64) async throws -> [ProxyCounterKey: ProxyTally] {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(10)
    while true {
      let tallies = try await metrics.tallies()
      if tallies.values.reduce(0, { $0 + $1.requests }) >= requests || clock.now > deadline {
        return tallies.filter { $0.value.requests > 0 }
      }
      try await clock.sleep(for: .milliseconds(5))
    }
  }
}

extension IngressProxy.Options {
  /// Short waits, so that tests of timeouts end.
  static var impatient: Self {
    var options = Self()
    options.sweepInterval = 0.05
    options.answerTimeout = 5
    return options
  }
}

/// Searches by bytes: for a `String` a line end is one character, and `contains` errs beside it.
extension String {
  /// What follows the first occurrence of a text.
  func components(after separator: String) -> String {
    guard let place = places(of: separator).first else { return "" }
    return String(decoding: utf8.dropFirst(place + separator.utf8.count), as: UTF8.self)
  }

  /// How often a text occurs.
  func occurrences(of text: String) -> Int { places(of: text).count }

  /// Whether a text occurs.
  func includes(_ text: String) -> Bool { !places(of: text).isEmpty }

  /// The offsets at which a text occurs.
  func places(of text: String) -> [Int] {
    let bytes = Array(utf8)
    let wanted = Array(text.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return [] }
    return (0...bytes.count - wanted.count).filter {
      bytes[$0] == first && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }
}

extension Route {
  /// A route of one Ingress `test/NAME` to one Service.
  static func test(
    _ host: String, _ path: String, _ type: PathType = .prefix, to service: String,
    ingress: String = "web"
  ) -> Route {
    Route(
      id: ID(
        source: ObjectReference("Ingress", "test", ingress), host: host, path: path,
        pathType: type),
      backends: [Backend(service: NamespacedName("test", service), port: .number(80))])
  }
}

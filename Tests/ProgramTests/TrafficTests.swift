import Foundation
import TestSupport
import Testing
import Topology

/// Requests from another terminal: through the ingress, a NodePort and a ClusterIP they reach the pods in the
/// shares that `sluice get backends` states.
@Suite(.serialized, .realTime) struct TrafficTests {
  private static let requests = 2_000

  /// How often each pod answered, by the first word of what it said.
  private func answers(_ arguments: [String]) async throws -> [String: Double] {
    let outcome = try await Program.run(
      "curl",
      ["-sS", "-Z", "--parallel-immediate", "--parallel-max", "8", "--max-time", "60"] + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").reduce(into: [:]) { counts, line in
      counts[String(line.split(separator: " ").first ?? ""), default: 0] += 1
    }
  }

  /// The shares of a Service's pods as `sluice get backends` prints them.
  private func shares(
    of service: String, in playground: ServedPlayground
  ) async throws -> [String: Double] {
    let items = try await playground.items("backends", service, "-n", "shop") { items in
      !items.isEmpty && items.allSatisfy { $0["ready"].bool == true }
    }
    return items.reduce(into: [:]) { shares, item in
      guard let share = item["share"].double, share > 0 else { return }
      shares[item["pod"].string?.split(separator: "/").last.map(String.init) ?? "", default: 0] =
        share
    }
  }

  private func expectFit(_ counts: [String: Double], _ shares: [String: Double]) {
    let pods = shares.keys.sorted()
    #expect(Set(counts.keys) == Set(pods), "answers came from \(counts)")
    let value = Statistics.chiSquared(
      observed: pods.map { counts[$0] ?? 0 }, shares: pods.map { shares[$0] ?? 0 })
    #expect(value < Statistics.critical(degreesOfFreedom: max(1, pods.count - 1)), "\(counts)")
  }

  @Test func `ingress, NodePort and ClusterIP share requests as shown`() async throws {
    let playground = try await ServedPlayground("--seed", "7", "--load", "0")
    defer { playground.stop() }
    let web = try await shares(of: "web", in: playground)
    #expect(web.count == 3)
    let ingress = try await answers([
      "-H", "Host: shop.local", "\(playground.addresses.ingress)/?n=[1-\(Self.requests)]",
    ])
    expectFit(ingress, web)

    let services = try await playground.sluice([
      "get", "services", "web", "-n", "shop", "-o", "json",
    ])
    let service = try JSONValue(parsing: services.output)["items"].array.first ?? .null
    let clusterIP = try #require(service["clusterIP"].string)
    let node = clusterIP.split(separator: ".")[1]
    let nodeAddress = "127.\((Int(node) ?? 128) + 64).0.2"
    let fresh = ["-H", "Connection: close"]
    expectFit(
      try await answers(fresh + ["http://\(nodeAddress):30080/?n=[1-\(Self.requests)]"]), web)
    let port = getuid() == 0 ? 80 : 10_080
    expectFit(
      try await answers(fresh + ["http://\(clusterIP):\(port)/?n=[1-\(Self.requests)]"]), web)
  }

  @Test func `the canary gets its weight`() async throws {
    let playground = try await ServedPlayground("--seed", "11", "--load", "0")
    defer { playground.stop() }
    _ = try await shares(of: "api-v1", in: playground)
    let counts = try await answers([
      "-H", "Host: shop.local", "\(playground.addresses.ingress)/api?n=[1-\(Self.requests)]",
    ])
    // A few answers of api-v1 and one in twenty of api-v2 are errors by annotation; they name no pod.
    let stable = counts.filter { $0.key.hasPrefix("api-v1") }.values.reduce(0, +)
    let canary = counts.filter { $0.key.hasPrefix("api-v2") }.values.reduce(0, +)
    let value = Statistics.chiSquared(
      observed: [stable, canary], shares: [0.9 * 0.998, 0.1 * 0.95].normalised)
    #expect(value < Statistics.critical(degreesOfFreedom: 1), "\(counts)")
  }

  @Test func `TLS is trusted through the throw-away authority alone`() async throws {
    let playground = try await ServedPlayground("--load", "0")
    defer { playground.stop() }
    let port = try #require(URL(string: playground.addresses.ingressTLS)?.port)
    _ = try await shares(of: "web", in: playground)
    let authority = playground.addresses.authority
    let url = "https://shop.local:\(port)/"
    let resolve = ["--resolve", "shop.local:\(port):127.0.0.1"]
    let trusted = try await Program.run("curl", ["-sS", "--cacert", authority] + resolve + [url])
    #expect(trusted.status == 0, "\(trusted.errors)")
    #expect(trusted.output.hasPrefix("web-"))
    let untrusted = try await Program.run("curl", ["-sS"] + resolve + [url])
    #expect(untrusted.status == 60)
  }

  @Test func `a pod whose readiness is taken away through the API leaves the rotation`()
    async throws
  {
    let playground = try await ServedPlayground("--load", "0")
    defer { playground.stop() }
    let pods = try await shares(of: "web", in: playground).keys.sorted()
    let victim = try #require(pods.first)
    try await annotate(victim, "false", in: playground)
    let clock = ContinuousClock()
    let start = clock.now
    let rest = try await playground.items("backends", "web", "-n", "shop") { items in
      items.contains { $0["pod"].string == victim && $0["ready"].bool == false }
    }
    #expect(clock.now - start < .seconds(1), "out of rotation after \(clock.now - start)")
    #expect(rest.first { $0["pod"].string == victim }?["share"].double == 0)
    #expect(rest.count { $0["share"].double == 0.5 } == 2)
    let counts = try await answers([
      "-H", "Host: shop.local", "\(playground.addresses.ingress)/?n=[1-200]",
    ])
    #expect(Set(counts.keys) == Set(pods.dropFirst()))

    try await annotate(victim, "true", in: playground)
    #expect(try await shares(of: "web", in: playground).count == 3)
  }

  /// Sets `demo/ready` on a pod by a merge patch, as any client of the API would.
  private func annotate(
    _ pod: String, _ value: String, in playground: ServedPlayground
  ) async throws {
    let outcome = try await Program.run(
      "curl",
      [
        "-sS", "--fail", "--cacert", playground.addresses.authority, "-X", "PATCH",
        "-H", "Authorization: Bearer \(playground.token)",
        "-H", "Content-Type: application/merge-patch+json", "-d",
        #"{"metadata":{"annotations":{"demo/ready":"\#(value)"}}}"#,
        "\(playground.addresses.api)/api/v1/namespaces/shop/pods/\(pod)",
      ])
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}

extension [Double] {
  /// The same proportions, adding up to 1.
  fileprivate var normalised: [Double] {
    let sum = reduce(0, +)
    return map { $0 / sum }
  }
}

import Foundation
import TestSupport
import Testing
import Topology

/// Weights that are shifted from the console, in the resources of every family: real traffic moves as forecast, and undo
/// moves it back.
@Suite(.serialized, .realTime) struct FamilyWeightsTests {
  /// Where the weights of a family stand.
  struct Family: Sendable, CustomTestStringConvertible {
    let folder: String
    let host: String
    /// As the dialog names it.
    let resource: String
    /// What is typed to have its row selected.
    let filter: String
    /// The Service that a pod of the mesh asks; empty where the ingress is asked.
    var service = ""
    /// How many rows stand above it.
    var rowsAbove = 0

    var testDescription: String { resource }
  }

  static let families = [
    Family(
      folder: "nginx", host: "shop.example.com", resource: "Ingress shop/shop",
      filter: "shop.example.com"),
    Family(
      folder: "traefik", host: "shop.example.com", resource: "IngressRoute shop/shop",
      filter: "web-v2"),
    Family(
      folder: "contour", host: "shop.example.com", resource: "HTTPProxy shop/shop",
      filter: "shop.example.com"),
    Family(
      folder: "istio", host: "www.shop.test", resource: "VirtualService shop/www",
      filter: "www.shop.test"),
    Family(
      folder: "istio-mesh", host: "web", resource: "VirtualService shop/web", filter: "web.shop",
      service: "web"),
    Family(
      folder: "gateway", host: "a.test", resource: "HTTPRoute shop/a", filter: "a.test"),
    Family(
      folder: "linkerd", host: "web", resource: "HTTPRoute shop/web", filter: "web.shop",
      service: "web", rowsAbove: 1),
    Family(
      folder: "linkerd", host: "cart", resource: "ServiceProfile shop/cart", filter: "cart",
      service: "cart"),
    Family(
      folder: "linkerd", host: "old", resource: "TrafficSplit shop/old", filter: "old.shop",
      service: "old"),
  ]

  private static let requests = 2_000

  @Test(arguments: families)
  func `half and half, and back`(_ family: Family) async throws {
    let port = QuietPort.free()
    let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-\(port)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let manifests = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Manifests/\(family.folder)").path
    try await Tmux.withDemo(
      "-f \(manifests) --seed 7 --load 40 --screen routes --ingress-port \(port)", width: 150,
      height: 45, environment: "TMPDIR=\(folder.path)"
    ) { console in
      let routes = try JSONValue(
        parsing: String(contentsOfFile: "\(manifests).expected/routes.json", encoding: .utf8))
      let count = routes["items"].array.count
      try await console.wait(for: "\(count) of \(count) rows")
      try await console.press("/")
      try await console.type(family.filter)
      try await console.press("Enter")
      try await console.wait(for: "a filter") { $0.contains("filter: \(family.filter)") }
      for _ in 0..<family.rowsAbove { try await console.press("Down") }
      try await console.wait(for: "the row selected") { screen in
        let row = screen.split(separator: "\n").firstIndex { $0.contains("►") }
        let first = screen.split(separator: "\n").firstIndex { $0.contains(" HOST ") }
        return row == first.map { $0 + 1 + family.rowsAbove }
      }
      try await console.press("W")
      try await console.wait(for: "Shift weights · \(family.resource)")
      try await console.press("=")
      try await console.wait(for: "dry run: accepted")
      try await console.press("Y")
      let client = try await WeightsClient(family, port: port, folder)
      let halves = try await forecast(1, console)
      #expect(halves.count > 1)
      try await client.expect(halves, Self.requests)
      try await console.press("U")
      try await console.wait(for: "dry run: accepted")
      try await console.press("Y")
      let before = try await forecast(2, console)
      #expect(before.count == halves.count && before != halves)
      try await client.expect(before, Self.requests)
    }
  }

  /// The share of each pod that the journal's newest entry foretold, once it is observed.
  private func forecast(_ count: Int, _ console: Tmux) async throws -> [String: Double] {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      let lines = try console.journal().split(separator: "\n").compactMap {
        try? JSONValue(parsing: String($0))
      }
      let numbers = Set(lines.compactMap { $0["id"].integer })
      if numbers.count == count, let last = lines.last, last["result"] == "observed" {
        return last["predicted"].array.reduce(into: [:]) { shares, line in
          shares[line["backend"].string ?? "", default: 0] += line["after"].double ?? 0
        }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    let screen = try await console.capture()
    Issue.record("no change was observed: \(screen)\n\(try console.journal())")
    return [:]
  }
}

/// Who asks the routes of a family, from where its clients are.
private struct WeightsClient {
  private let arguments: [String]

  /// Asks the ingress, or a Service from the pod of a client.
  init(_ family: FamilyWeightsTests.Family, port: Int, _ folder: URL) async throws {
    guard !family.service.isEmpty else {
      arguments = ["-H", "Host: \(family.host)", "http://127.0.0.1:\(port)/"]
      return
    }
    let places = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let place = try #require(places.first { $0.hasPrefix("sluice-") })
    let config = folder.appending(path: "\(place)/kubeconfig").path
    let services = try await Program.sluice(
      "get", "services", family.service, "-n", "shop", "-o", "json", "--kubeconfig", config)
    let address = try JSONValue(parsing: services.output)["items"].array.first?["clusterIP"].string
    let pods = try await Program.run(
      Program.peer("kubectl-new"),
      [
        "--kubeconfig", config, "-n", "shop", "get", "pods", "-l", "app=client", "-o",
        "jsonpath={.items[0].status.podIP}",
      ])
    arguments = [
      "--interface", pods.output,
      "http://\(try #require(address)):\(getuid() == 0 ? 80 : 10_080)/",
    ]
  }

  /// Whether the pods get requests as foretold; those that are to get none are left out.
  func expect(_ shares: [String: Double], _ requests: Int) async throws {
    var words = arguments
    words.append((words.popLast() ?? "") + "?n=[1-\(requests)]")
    let outcome = try await Program.run(
      "curl",
      ["-sS", "-Z", "--parallel-immediate", "--parallel-max", "8", "--max-time", "60"] + words)
    try #require(outcome.status == 0, "\(outcome.errors)")
    var counts: [String: Double] = [:]
    for line in outcome.output.split(separator: "\n") {
      counts[String(line.split(separator: " ").first ?? ""), default: 0] += 1
    }
    let pods = shares.filter { $0.value > 0 }.keys.sorted()
    #expect(Set(counts.keys) == Set(pods), "\(counts) for \(shares)")
    let value = Statistics.chiSquared(
      observed: pods.map { counts[$0] ?? 0 }, shares: pods.map { shares[$0] ?? 0 })
    #expect(
      value < Statistics.critical(degreesOfFreedom: max(1, pods.count - 1)),
      "\(counts) for \(shares)")
  }
}

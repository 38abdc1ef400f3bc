import Foundation
import TestSupport
import Testing
import Topology

/// Requests by https to the routes of each system: what the playground answers is what `sluice trace` says.
@Suite(.serialized, .realTime) struct FamilyTLSTests {
  /// A request with what comes of it.
  struct Row: Sendable {
    let folder: String
    let host: String
    let path: String
    let status: Int
    /// How the name of the pod that answers begins.
    var pod = ""
  }

  static let rows = [
    Row(folder: "contour", host: "pay.example.com", path: "/x", status: 200, pod: "web-v1"),
    Row(folder: "contour", host: "pay.example.com", path: "/health", status: 200, pod: "web-v1"),
    Row(folder: "nginx", host: "pay.example.com", path: "/x", status: 200, pod: "web-v1"),
    Row(folder: "istio", host: "www.shop.test", path: "/", status: 200, pod: "web-"),
    Row(folder: "istio", host: "www.shop.test", path: "/old/x", status: 308),
    Row(folder: "istio", host: "broken.shop.test", path: "/a", status: 404),
    Row(folder: "gateway", host: "secure.test", path: "/", status: 200, pod: "web-v1"),
    Row(folder: "gateway", host: "a.test", path: "/", status: 404),
    Row(folder: "traefik", host: "shop.example.com", path: "/", status: 200, pod: "web-v1"),
    Row(folder: "traefik", host: "www.example.com", path: "/x", status: 200, pod: "web-v1"),
  ]

  @Test(arguments: Set(rows.map(\.folder)).sorted())
  func `a request by https is answered as its trace says`(_ folder: String) async throws {
    let manifests = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Manifests/\(folder)").path
    let playground = try await ServedPlayground("-f", manifests, "--load", "0")
    defer { playground.stop() }
    _ = try await playground.items("backends", "-A") { items in
      items.count > 2 && items.allSatisfy { $0["ready"] == true }
    }
    let port = try #require(playground.addresses.ingressTLS.split(separator: ":").last)
    for row in Self.rows where row.folder == folder {
      let url = "https://\(row.host)\(row.path)"
      let outcome = try await Program.run(
        "curl",
        [
          "-sk", "--noproxy", "*", "--max-time", "20", "--connect-to",
          "\(row.host):443:127.0.0.1:\(port)", "-w", "\n%{http_code}", url,
        ])
      let lines = outcome.output.split(separator: "\n")
      let pod = String(lines.first?.split(separator: " ").first ?? "")
      let traced = try await playground.sluice(["trace", url, "-o", "json"])
      let trace = try JSONValue(parsing: traced.output)
      let told = "\(url): \(outcome.output)\n\(traced.output)"
      #expect(lines.last.flatMap { Int($0) } == row.status, "\(told)")
      guard row.status != 404 else {
        // Nobody greets for the host: a client that verifies ends there, which this one does not.
        #expect(trace["verdict"] == "fault", "\(told)")
        #expect(trace["rootCause"] == "url-scheme-has-no-listener", "\(told)")
        continue
      }
      guard row.status == 200 else {
        #expect(trace["status"].integer == row.status, "\(told)")
        continue
      }
      #expect(trace["status"] == .null, "\(told)")
      let pods = trace["backends"].array.flatMap { $0["endpoints"].array }
        .compactMap { $0["pod"].string?.split(separator: "/").last.map(String.init) }
      #expect(pod.hasPrefix(row.pod) && pods.contains(pod), "\(told)")
    }
  }
}

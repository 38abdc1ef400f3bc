import Foundation
import TestSupport
import Testing
import Topology

/// The command `sluice trace` on manifests: exit codes, both forms, bad input.
@Suite(.realTime) struct TraceCommandTests {
  private static let shop = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/sluice/Resources/shop.yaml").path

  private func trace(_ arguments: String...) async throws -> Program.Outcome {
    try await Program.run(Program.path, ["trace"] + arguments + ["-f", Self.shop])
  }

  @Test(arguments: [
    (["http://shop.local/"], 0), (["POST", "https://shop.local/api"], 0),
    (["http://shop.local/pay"], 1), (["http://other.local/"], 1), (["service/shop/web:http"], 0),
    (["service/shop/pay"], 1), (["http://web/", "-n", "shop", "--from", "deployment/pay"], 0),
  ])
  func `a request that does not arrive ends with 1`(_ words: [String], _ status: Int) async throws {
    let outcome = try await Program.run(Program.path, ["trace"] + words + ["-f", Self.shop])
    #expect(outcome.status == Int32(status), "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors == "")
    #expect(outcome.output.hasPrefix("trace   "))
  }

  @Test(arguments: [
    ["shop.local"], ["ftp://shop.local/"], ["get", "http://a.b/"],
    ["http://shop.local/", "-H", "x"], ["http://shop.local/", "--from", "moon"],
    ["http://shop.local/", "--from", "pod/shop/none"],
  ])
  func `what is no request ends with 2 and one line`(_ words: [String]) async throws {
    let outcome = try await Program.run(Program.path, ["trace"] + words + ["-f", Self.shop])
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(
      outcome.errors.hasPrefix("sluice: ") && outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `JSON is the contract's`() async throws {
    let outcome = try await trace("https://shop.local/pay", "-o", "json")
    let value = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(outcome.status == 1)
    #expect(value["kind"] == "Trace" && value["status"] == 503)
    #expect(value["rootCause"] == "service-selector-matches-nothing")
    #expect(value["faults"].array.first?["file"].string?.hasSuffix("shop.yaml") == true)
  }

  @Test func `--probe with manifests is a usage error of one line`() async throws {
    let outcome = try await trace("http://shop.local/", "--probe")
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(outcome.errors == "sluice: --probe asks a cluster, and with -f there is none to ask\n")
  }

  @Test func `--probe of a cluster that is not there ends with 3`() async throws {
    let nowhere = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: nowhere) }
    let text = """
      apiVersion: v1
      kind: Config
      current-context: none
      contexts: [{name: none, context: {cluster: none, user: none}}]
      clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
      users: [{name: none, user: {}}]
      """
    try text.write(to: nowhere, atomically: true, encoding: .utf8)
    let outcome = try await Program.run(
      Program.path, ["trace", "service/a/b", "--probe", "--kubeconfig", nowhere.path])
    #expect(outcome.status == 3 && outcome.output == "")
  }
}

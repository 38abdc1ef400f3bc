import Foundation
import TestSupport
import Testing
import Topology

/// What `sluice trace … -o json` says of folders with policies of one system each, and of their broken twins.
@Suite(.serialized, .realTime) struct ManifestPoliciesTests {
  private static let manifests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Manifests")

  @Test(arguments: ["calico", "cilium", "admin", "istio", "linkerd"], ["", "-broken"])
  func `manifests with policies of one system give exactly the expected trace`(
    _ system: String, _ ending: String
  ) async throws {
    let folder = Self.manifests.appending(path: "policies-\(system)\(ending)").path
    let outcome = try await Program.sluice(
      "trace", "http://web.shop.svc/items/1", "--from", "deployment/shop/client", "-f", folder,
      "-o", "json")
    let wanted = try String(contentsOfFile: "\(folder).expected/trace.json", encoding: .utf8)
    #expect(try JSONValue(parsing: outcome.output) == JSONValue(parsing: wanted))
    #expect(outcome.errors == "")
    #expect(outcome.status == (ending.isEmpty ? 0 : 1))
  }
}

import Foundation
import TestSupport
import Testing

/// What `sluice check` and `sluice trace` print for a folder of manifests of each system, as the file beside it has it.
@Suite(.serialized, .realTime) struct ManifestSessionTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: [
    "contour", "gateway", "istio", "istio-mesh", "linkerd", "nginx", "traefik",
  ])
  func `every command of the session prints what stands below it`(_ system: String) async throws {
    let folder = Self.root.appending(path: "Tests/Manifests/\(system)").path
    let session = try String(contentsOfFile: "\(folder).expected/session.txt", encoding: .utf8)
    let blocks = session.components(separatedBy: "$ sluice ").dropFirst()
    #expect(blocks.count >= 7)
    for block in blocks {
      let line = String(block.prefix { $0 != "\n" })
      let words = line.split(separator: " ").map { $0 == "." ? folder : String($0) }
      let outcome = try await Program.run(Program.path, words)
      let printed = outcome.output.replacing(Self.root.path + "/", with: "")
      #expect("\(line)\n\(printed)[exit \(outcome.status)]\n\n" == block)
      #expect(outcome.errors == "")
    }
  }
}

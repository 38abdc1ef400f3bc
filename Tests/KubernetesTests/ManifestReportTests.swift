import Foundation
import Kubernetes
import Playground
import Reporting
import Testing
import Topology

/// What `sluice get … -f … -o json` prints, compared with files line by line.
@Suite struct ManifestReportTests {
  private static let lists = Report.List.allCases

  /// The report of a folder of manifests.
  private func report(_ folder: String) async -> Report {
    let set = ManifestReader().read([Fixture.path(folder)])
    #expect(set.problems == [])
    let cluster = await Playground.offline(manifests: set.manifests.map(\.object)) { 0 }
    #expect(cluster.refusals == [])
    let manifests = Dictionary(
      set.manifests.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
    let path = Fixture.path(folder)
    return Report(cluster.inventory) { object, field in
      manifests[object].map {
        SourceLocation(
          file: $0.source.file.replacing(path, with: "Tests/Manifests/\(folder)"),
          line: $0.line(of: field ?? ""))
      }
    }
  }

  @Test(arguments: ["course", "shop", "edges"], lists)
  func `manifests give exactly the expected lists`(_ folder: String, _ list: Report.List)
    async throws
  {
    let text = await report(folder).text(list, as: .json)
    let expected = try String(
      contentsOfFile: Fixture.path("\(folder).expected/\(list.rawValue).json"), encoding: .utf8)
    #expect(text == expected)
  }

  @Test func `every manifest of the course says what is missing for it`() async {
    let faults = await report("course").json(.faults)["items"].array
      .filter { $0["severity"] != "info" }
    #expect(
      faults.map { "\($0["object"].string ?? "") \($0["id"].string ?? "")" } == [
        "service/default/frontend service-selector-matches-nothing",
        "ingress/default/osones ingress-api-deprecated",
        "ingress/default/osones ingress-backend-service-missing",
      ])
  }
}

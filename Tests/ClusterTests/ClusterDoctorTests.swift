import TestSupport
import Testing
import Topology

/// What `doctor` and `--snapshot` say of a real cluster, by user, and how they end.
@Suite(.serialized) struct ClusterDoctorTests {
  @Test(arguments: [
    ("admin", Int32(0), "ok", "kinds in all namespaces"),
    ("viewer", 0, "warning", "not in all namespaces: endpointslices, nodes"),
    ("nobody", 4, "failure", "you may not list services in default"),
  ])
  func `doctor tells what may be read, and ends accordingly`(
    _ user: String, _ code: Int32, _ state: String, _ says: String
  ) async throws {
    let text = try await RealCluster.sluice(as: user, "doctor")
    #expect(text.status == code)
    #expect(text.output.contains("server       Kubernetes v"))
    let json = try await RealCluster.sluice(as: user, "doctor", "-o", "json")
    let reading = try JSONValue(parsing: json.output)["items"].array
      .first { $0["check"].string == "reading" }
    #expect(reading?["state"].string == state)
    #expect(reading?["says"].string?.contains(says) == true)
  }

  @Test func `a token that is not known is told as the server tells it`() async throws {
    let outcome = try await RealCluster.sluice(as: "expired", "doctor")
    #expect(outcome.status == 4)
    #expect(outcome.output.contains("failure  server       Unauthorized; sign in again"))
  }

  @Test func `a snapshot is one picture of the cluster`() async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      let outcome = try await RealCluster.sluice(
        "--snapshot", "--size", "100x24", "--screen", "services", "-n", namespace)
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 25, "24 rows and the last line's end")
      #expect(lines.first?.contains("admin LIVE CLUSTER  ns:\(namespace)") == true)
      #expect(outcome.output.contains("2/2"))
      #expect(!outcome.output.contains("\u{1B}"), "no colours in a pipe")
    }
  }

  @Test(arguments: [("nobody", "forbidden"), ("expired", "Unauthorized")])
  func `a snapshot of what may not be seen ends with the refusal`(
    _ user: String, _ word: String
  ) async throws {
    let outcome = try await RealCluster.sluice(as: user, "--snapshot", "--size", "80x24")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains(word))
    #expect(outcome.output.contains("The cluster shows nothing"))
  }
}

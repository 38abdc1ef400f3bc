import TestSupport
import Testing
import Topology

/// The console on a real control plane, in a real terminal.
@Suite(.serialized) struct ClusterConsoleTests {
  private func withConsole(
    _ arguments: String, as user: String = "admin", width: Int = 120,
    _ test: (Tmux) async throws -> Void
  ) async throws {
    let config = try RealCluster.kubeconfig(user)
    try await Tmux.with(
      "{} --kubeconfig \(config) \(arguments)", width: width, height: 40, test: test)
  }

  @Test func `what kubectl does shows within a second`() async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await withConsole("-n \(namespace) --screen services") { console in
        let first = try await console.wait(for: "2/2")
        #expect(first.contains("LIVE CLUSTER") && first.contains("[READ]"))
        try await RealCluster.kubectl(
          "-n", namespace, "apply", "-f", "-", input: RealCluster.application("api", replicas: 1))
        try await console.wait(for: "api", seconds: 1)
        try await RealCluster.kubectl("-n", namespace, "scale", "deployment/web", "--replicas=3")
        try await RealCluster.waitForRollout("web", in: namespace)
        try await console.wait(for: "3/3", seconds: 1)
        try await RealCluster.kubectl("-n", namespace, "delete", "service", "api")
        try await console.wait(for: "the Service gone", seconds: 1) { !$0.contains(" api ") }
      }
    }
  }

  @Test func `a real cluster opens read-only, and a change is made after :write on and observed`()
    async throws
  {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await withConsole("-n \(namespace) --screen services") { console in
        try await console.wait(for: "2/2")
        try await console.press("S")
        try await console.wait(for: "read-only")
        try await console.type(":write on")
        try await console.press("Enter")
        try await console.wait(for: "[WRITE 0")
        try await console.press("S")
        try await console.wait(for: "Scale Deployment \(namespace)/web")
        try await console.press("BSpace", "3")
        try await console.wait(for: "dry run: accepted")
        try await console.press("Y")
        try await console.wait(for: "3/3")
        let real = try await RealCluster.objects("deployments", in: namespace)
        #expect(real.first?["spec"]["replicas"] == 3)
      }
    }
  }
}

import Foundation
import Kubernetes
import TestSupport
import Testing
import Topology

/// Credentials that wear out and rights that come and go while the console runs.
@Suite(.serialized) struct ClusterAccessTests {
  @Test func `a token that no longer counts is told, and the renewed file heals`() async throws {
    try await RealCluster.withFolder { folder in
      let file = folder.appending(path: "token")
      try RealCluster.token.write(to: file, atomically: true, encoding: .utf8)
      try await FaultProxy.with(as: .tokenFile(file.path)) { proxy, live, namespace in
        try "worn-out".write(to: file, atomically: true, encoding: .utf8)
        proxy.cutAll()
        try await live.wait(for: "the refusal to be told") {
          await $0.isForbidden("Service", "Pod")
        }
        #expect(await live.services(in: namespace) == 1)
        try await RealCluster.label("renewed", in: namespace)
        try RealCluster.token.write(to: file, atomically: true, encoding: .utf8)
        try await live.wait(for: "the feeds to be current again") {
          await $0.isSynced("Service", "Pod")
        }
        try await live.waitForTruth()
      }
    }
  }

  @Test func `a plugin's token that is refused is asked for anew once, and nobody notices`()
    async throws
  {
    try await RealCluster.withFolder { folder in
      let runs = folder.appending(path: "runs")
      let token = folder.appending(path: "token")
      let script = """
        echo run >> '\(runs.path)'
        printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
        printf '"status":{"token":"%s"}}' "$(cat '\(token.path)')"
        """
      // The first token is worn out already; the plugin gives the good one as soon as it is asked again.
      try "worn-out".write(to: token, atomically: true, encoding: .utf8)
      let renewal = "\(script)\nprintf %s \(RealCluster.token) > '\(token.path)'"
      let plugin = ExecPlugin(command: "sh", arguments: ["-c", renewal])
      try await FaultProxy.with(as: .plugin(plugin)) { proxy, live, namespace in
        proxy.cutAll()
        try await RealCluster.label("anew", in: namespace)
        try await live.waitForTruth()
        let conditions = await live.conditions.values.joined()
        let refusals = conditions.count { if case .forbidden = $0 { true } else { false } }
        #expect(refusals == 0)
        let count = try String(contentsOf: runs, encoding: .utf8).split(separator: "\n").count
        #expect(count == 2)
      }
    }
  }

  @Test func `rights that are taken away and given back leave no gap and no ghost`() async throws {
    let role = "everything"
    let binding = ["clusterrolebinding", role]
    let give = ["create"] + binding + ["--clusterrole=\(role)", "--user=nobody"]
    try await RealCluster.kubectl(
      "create", "clusterrole", role, "--verb=get,list,watch", "--resource=*.*")
    try await RealCluster.kubectl(give)
    let outcome: Result<Void, any Error>
    do {
      try await FaultProxy.with(as: .token("nobody-token")) { proxy, live, namespace in
        try await RealCluster.kubectl(["delete"] + binding)
        proxy.cutAll()
        try await live.wait(for: "the refusal to be told") {
          await $0.isForbidden("Service", "EndpointSlice", "Pod")
        }
        #expect(await live.services(in: namespace) == 1)
        #expect(await !live.inventory.slices.isEmpty)
        try await RealCluster.kubectl("-n", namespace, "delete", "service/web")
        try await RealCluster.kubectl(give)
        try await live.wait(for: "the feeds to be current again") {
          await $0.isSynced("Service", "EndpointSlice", "Pod")
        }
        try await live.waitForTruth()
      }
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    _ = try? await RealCluster.kubectl(["delete"] + binding)
    try await RealCluster.kubectl("delete", "clusterrole", role)
    try outcome.get()
  }
}

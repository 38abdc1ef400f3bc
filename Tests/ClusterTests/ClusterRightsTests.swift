import Foundation
import NIOHTTP1
import TestSupport
import Testing
import Topology

/// What a user without rights sees and may do, and what changes when rights do.
@Suite(.serialized) struct ClusterRightsTests {
  /// Runs a test in which the user `scaler` has a role with these rules, as `kubectl create clusterrole` takes them.
  private func withRole(_ rules: [String], _ test: (String) async throws -> Void) async throws {
    let role = "sluice-test"
    try await RealCluster.kubectl(["create", "clusterrole", role] + rules)
    try await RealCluster.kubectl(
      "create", "clusterrolebinding", role, "--clusterrole=\(role)", "--user=scaler")
    do {
      try await test(role)
    } catch {
      try await remove(role)
      throw error
    }
    try await remove(role)
  }

  private func remove(_ role: String) async throws {
    try await RealCluster.kubectl("delete", "clusterrolebinding/\(role)", "clusterrole/\(role)")
  }

  private func withConsole(
    as user: String, _ arguments: String, _ test: (Tmux) async throws -> Void
  ) async throws {
    let config = try RealCluster.kubeconfig(user)
    try await Tmux.with(
      "{} --kubeconfig \(config) \(arguments)", width: 120, height: 40, test: test)
  }

  @Test func `backends that may not be seen are unknown, and known as soon as they may`()
    async throws
  {
    let reading = "--verb=get,list,watch"
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await withRole([reading, "--resource=services"]) { role in
        try await withConsole(as: "scaler", "-n \(namespace) --screen services") { console in
          // Every kind is refused by an answer of its own; the last one completes the mark.
          let blind = try await console.wait(for: "both kinds in the mark") {
            $0.contains("not allowed: ") && $0.contains("EndpointSlice") && $0.contains("Pod")
          }
          let row = try #require(blind.split(separator: "\n").first { $0.contains(" web ") })
          #expect(row.contains(" ? ") && !row.contains("0/0"))
          try await RealCluster.kubectl(
            "patch", "clusterrole", role, "--type=json", "-p",
            #"[{"op":"add","path":"/rules/-","value":{"apiGroups":[""],"resources":["endpoints"],"#
              + #""verbs":["get","list","watch"]}}]"#)
          try await console.wait(for: "2/2", seconds: 40)
        }
      }
    }
  }

  @Test func `a viewer's keys say what RBAC forbids, before and after :write on`() async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await withConsole(as: "viewer", "-n \(namespace) --screen services") { console in
        try await console.wait(for: "2/2")
        let words = "you may not patch deployments/scale in \(namespace) (RBAC)"
        try await console.wait(for: "the reason of the key") { screen in
          try await console.press("S")
          return screen.contains(words)
        }
        try await console.type(":write on")
        try await console.press("Enter")
        try await console.wait(for: "[WRITE 0")
        try await console.type(":scale web 5")
        try await console.press("Enter")
        try await console.wait(for: words)
        try await console.press("Y")
        let real = try await RealCluster.objects("deployments", in: namespace)
        #expect(real.first?["spec"]["replicas"] == 2)
      }
    }
  }

  @Test func `nothing that a viewer may not do is sent, whatever is pressed`() async throws {
    let proxy = try await HTTPFaultProxy.start()
    do {
      try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) {
        namespace in
        try await RealCluster.waitForRollout("web", in: namespace)
        try await RealCluster.withFolder { folder in
          let config = folder.appending(path: "config")
          try RealCluster.kubeconfig(server: proxy.url, token: "viewer-token")
            .write(to: config, atomically: true, encoding: .utf8)
          try await Tmux.with(
            "{} --kubeconfig \(config.path) -n \(namespace) --screen services", width: 120,
            height: 40
          ) { console in
            try await console.wait(for: "2/2")
            try await console.type(":write on")
            try await console.press("Enter")
            try await console.wait(for: "[WRITE 0")
            for line in [":scale web 5", ":selector web app=none", ":restart web"] {
              try await console.type(line)
              try await console.press("Enter")
              try await console.wait(for: "you may not")
              try await console.press("Y")
              try await console.press("Escape")
              try await console.wait(for: "the list") { !$0.contains("(RBAC)") }
            }
            for key in ["S", "E", "W", "U"] { try await console.press(key, "Y") }
            try await console.press("Q")
            try await console.exitStatus()
          }
        }
      }
    } catch {
      await proxy.stop()
      throw error
    }
    let others = proxy.requests.filter { $0.method != .GET }
    await proxy.stop()
    #expect(!others.isEmpty, "the rights were asked for")
    let unexpected = others.filter {
      !$0.path.hasPrefix("/apis/authorization.k8s.io/v1/selfsubject")
    }
    #expect(unexpected.isEmpty, "\(unexpected.map { "\($0.method) \($0.path)" })")
  }

  @Test func `users whom the cluster does not know see why`() async throws {
    try await withConsole(as: "nobody", "--screen services") { console in
      try await console.wait(for: #"The cluster shows nothing: services is forbidden"#)
    }
    try await withConsole(as: "expired", "--screen services") { console in
      try await console.wait(for: "The cluster shows nothing: Unauthorized")
    }
  }
}

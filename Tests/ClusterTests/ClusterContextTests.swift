import Foundation
import TestSupport
import Testing
import Topology

/// Contexts of a kubeconfig, what each of them allows, and what is remembered of them.
@Suite(.serialized) struct ClusterContextTests {
  /// A kubeconfig like a user's, with words of it exchanged.
  private func kubeconfig(
    of user: String, _ replacements: [String: String], in folder: URL
  ) throws -> String {
    var text = try String(contentsOfFile: try RealCluster.kubeconfig(user), encoding: .utf8)
    for (old, new) in replacements {
      #expect(text.contains(old), "the kubeconfig has \(old)")
      text = text.replacingOccurrences(of: old, with: new)
    }
    let file = folder.appending(path: "\(user).kubeconfig")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  private func typeLine(_ line: String, _ console: Tmux) async throws {
    try await console.type(":\(line)")
    try await console.press("Enter")
  }

  @Test func `the console goes from context to context, each with its own rights`() async throws {
    let files = [try RealCluster.kubeconfig("admin"), try RealCluster.kubeconfig("viewer")]
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await Tmux.with(
        "KUBECONFIG=\(files.joined(separator: ":")) {} --screen services", width: 120, height: 30
      ) { console in
        try await console.wait(for: "1/1")
        try await typeLine("write on", console)
        try await console.wait(for: "[WRITE 0")
        try await typeLine("ctx", console)
        try await console.wait(for: "Contexts")
        try await console.press("2")
        let screen = try await console.wait(for: "viewer's cluster") {
          $0.contains("viewer LIVE CLUSTER") && $0.contains("1/1")
        }
        #expect(screen.contains("[READ]"), "the right to write stays where it was given")
        try await typeLine("ctx amdin", console)
        try await console.wait(for: "did you mean admin?")
        try await typeLine("ctx admin", console)
        try await console.wait(for: "admin's cluster") {
          $0.contains("admin LIVE CLUSTER") && $0.contains("1/1")
        }
      }
    }
  }

  @Test func `who may list one namespace sees that one, and it is said`() async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await RealCluster.kubectl(
        "-n", namespace, "create", "rolebinding", "only", "--clusterrole=view", "--user=nobody")
      try await RealCluster.withFolder { folder in
        let config = try kubeconfig(
          of: "nobody", ["namespace: default": "namespace: \(namespace)"], in: folder)
        try await Tmux.with("{} --kubeconfig \(config) --screen services", width: 120, height: 30) {
          console in
          try await console.wait(for: "the one namespace") {
            $0.contains("ns:\(namespace) only") && $0.contains("1/1")
          }
          try await typeLine("ns all", console)
          try await console.wait(for: "You may not list all namespaces")
          try await typeLine("ns kube-system", console)
          let other = try await console.wait(for: "ns:kube-system only")
          #expect(!other.contains("1/1"))
          try await typeLine("ns \(namespace)", console)
          try await console.wait(for: "1/1")
        }
      }
    }
  }

  @Test func `a change is undone after a restart, with who made it`() async throws {
    let start = "{} --kubeconfig \(try RealCluster.kubeconfig()) --screen services -n"
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await Tmux.with("\(start) \(namespace)", width: 120, height: 30) { console in
        try await console.wait(for: "1/1")
        try await typeLine("write on", console)
        try await typeLine("scale web 2", console)
        try await console.wait(for: "dry run: accepted")
        try await console.press("Y")
        try await console.wait(for: "2/2")
        try await console.wait(for: "observed in the journal") { _ in
          try console.journal().contains("\"result\":\"observed\"")
        }
        try await console.start("\(start) \(namespace)")
        try await console.wait(for: "2/2")
        try await console.press("u")
        try await console.wait(for: "as admin")
        try await console.press("u")
        try await typeLine("write on", console)
        try await console.wait(for: "[WRITE 0")
        try await console.press("U")
        try await console.wait(for: "Scale Deployment \(namespace)/web")
        try await console.wait(for: "dry run: accepted")
        try await console.type("web")
        try await console.press("Y")
        try await console.wait(for: "1/1")
      }
      let real = try await RealCluster.objects("deployments", in: namespace)
      #expect(real.first?["spec"]["replicas"] == 1)
    }
  }

  @Test func `a protected context says so and asks for its name`() async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await RealCluster.withFolder { folder in
        try "protected: [\"adm*\"]\ncolour: red\n".write(
          to: folder.appending(path: "config.yaml"), atomically: true, encoding: .utf8)
        let config = try RealCluster.kubeconfig()
        try await Tmux.with(
          "SLUICE_CONFIG_DIR=\(folder.path) {} --kubeconfig \(config) -n \(namespace)"
            + " --screen services", width: 120, height: 30
        ) { console in
          let first = try await console.wait(for: "PROTECTED CLUSTER")
          #expect(first.contains("config.yaml:2: there is no setting colour"))
          try await console.wait(for: "1/1")
          try await typeLine("write on", console)
          try await typeLine("scale web 2", console)
          try await console.wait(for: "admin web")
          try await console.press("Y")
          try await console.wait(for: "type \"admin web\" first")
        }
      }
      let real = try await RealCluster.objects("deployments", in: namespace)
      #expect(real.first?["spec"]["replicas"] == 1)
    }
  }

  @Test func `a certificate that is not checked is marked`() async throws {
    try await RealCluster.withFolder { folder in
      let text = try String(contentsOfFile: try RealCluster.kubeconfig(), encoding: .utf8)
      let lines = text.split(separator: "\n").map {
        $0.contains("certificate-authority-data:") ? "    insecure-skip-tls-verify: true" : $0
      }
      let config = folder.appending(path: "insecure.kubeconfig")
      try lines.joined(separator: "\n").write(to: config, atomically: true, encoding: .utf8)
      try await Tmux.with("{} --kubeconfig \(config.path)", width: 80, height: 24) { console in
        try await console.wait(for: "INSECURE")
        try await console.wait(for: "LIVE as of")
      }
    }
  }
}

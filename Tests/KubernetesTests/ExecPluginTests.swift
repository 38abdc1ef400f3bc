import Foundation
import NIOHTTP1
import Synchronization
import Testing
import Topology

@testable import Kubernetes

/// Programs that sign the user in: what they are given, what they answer, and when they are run again.
@Suite struct ExecPluginTests {
  /// Runs the body with a script that is the plugin, and the folder in which it lies.
  private func withPlugin(
    _ script: String, _ body: (ExecPlugin, String) async throws -> Void
  ) async throws {
    try await Fixture.withFolderAsync { folder in
      let path = "\(folder)/sign in"
      try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
      try await body(ExecPlugin(command: path), folder)
    }
  }

  private static func answer(_ status: String) -> String {
    #"echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":"#
      + "{\(status)}}'"
  }

  @Test func `a plugin gets its arguments, its environment and what the cluster is`() async throws {
    let script =
      #"printf '%s' "$KUBERNETES_EXEC_INFO" > "$OUT"; "# + #"read -r line && exit 9; "#
      + Self.answer(#""token":"'"$1"'-'"$EXTRA"'""#)
    try await withPlugin(script) { plugin, folder in
      var plugin = plugin
      plugin.arguments = ["one two; three"]
      plugin.environment = ["EXTRA": "more", "OUT": "\(folder)/info"]
      plugin.cluster = ["server": "https://api"]
      let credential = try await plugin.credential()
      #expect(credential.token == "one two; three-more")
      #expect(credential.expires == nil)
      let told = try JSONValue(parsing: Data(contentsOf: URL(filePath: "\(folder)/info")))
      #expect(told["apiVersion"].string == ExecPlugin.current)
      #expect(told["spec"] == ["interactive": false, "cluster": ["server": "https://api"]])
    }
  }

  @Test func `a certificate and an expiry with an offset are understood`() async throws {
    let script = Self.answer(
      #""clientCertificateData":"chain","clientKeyData":"key","#
        + #""expirationTimestamp":"2026-01-01T01:00:00+01:00""#)
    try await withPlugin(script) { plugin, _ in
      let credential = try await plugin.credential()
      #expect(credential.certificate?.chain == Array("chain".utf8))
      #expect(credential.certificate?.key == Array("key".utf8))
      #expect(credential.expires == Timestamp.seconds("2026-01-01T00:00:00Z"))
    }
  }

  @Test(arguments: [
    (#"echo first >&2; echo "no \033[31msession" >&2; exit 3"#, "no ·[31msession"),
    ("exit 1", "it said nothing"), ("echo hello", "did not answer with an ExecCredential"),
    (ExecPluginTests.answer(""), "neither a token nor a certificate"),
    (ExecPluginTests.answer(#""clientCertificateData":"c""#), "without its key"),
    (#"echo '{"apiVersion":"v9","kind":"ExecCredential"}'"#, "answers in another version"),
  ])
  func `what goes wrong is said`(script: String, reason: String) async throws {
    try await withPlugin(script) { plugin, _ in
      let error = await #expect(throws: ClientError.self) { try await plugin.credential() }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  @Test func `a missing program is named with the hint of the kubeconfig`() async throws {
    let plugin = ExecPlugin(
      command: "no-such-sign-in-program", installHint: "get it\nwith apt\u{1B}[0m")
    await #expect(
      throws: ClientError.untrusted(
        "`no-such-sign-in-program` is not installed: get it with apt·[0m")
    ) { try await plugin.credential() }
  }

  @Test func `a plugin that needs the terminal is not run`() async throws {
    try await withPlugin("touch \"$OUT\"") { plugin, folder in
      var plugin = plugin
      plugin.interactiveMode = .always
      plugin.environment = ["OUT": "\(folder)/ran"]
      await #expect(throws: ClientError.self) { try await plugin.credential() }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/ran"))
    }
  }

  /// Counts its runs in a file and answers with their number as the token.
  private static let counting =
    #"n=$(($(cat "$OUT" 2>/dev/null || echo 0) + 1)); echo $n > "$OUT"; "#

  /// Requests with a server that takes only these tokens, at these times.
  private func tokens(
    expiring expiry: String, accepted: @escaping @Sendable (String) -> Bool, times: [Double]
  ) async throws -> [String] {
    let script =
      Self.counting + Self.answer(#""token":"'$n'","expirationTimestamp":"\#(expiry)""#)
    let seen = Mutex<[String]>([])
    try await withPlugin(script) { plugin, folder in
      var plugin = plugin
      plugin.environment = ["OUT": "\(folder)/count"]
      let server = try await CannedServer.start { _, authorization in
        seen.withLock { $0.append(authorization) }
        return accepted(authorization)
          ? .init(pieces: ["{}"]) : .init(status: .unauthorized, pieces: ["{}"])
      }
      let now = Mutex(0.0)
      let client = try KubernetesClient(
        ClusterAccess(server: server.url, credentials: .plugin(plugin))
      ) { now.withLock { $0 } }
      for time in times {
        now.withLock { $0 = time }
        _ = try? await client.get(.service, NamespacedName("shop", "web"))
      }
      await client.shutdown()
      try await server.stop()
    }
    return seen.withLock { $0 }
  }

  @Test func `a credential is kept until ten seconds before its expiry`() async throws {
    let tokens = try await tokens(
      expiring: "1970-01-01T00:01:40Z", accepted: { _ in true }, times: [0, 50, 89, 91])
    #expect(tokens == ["Bearer 1", "Bearer 1", "Bearer 1", "Bearer 2"])
  }

  @Test func `a clock that jumps costs a run of the plugin at most`() async throws {
    // Ahead by two months, and back again by more than the credential is good for.
    let tokens = try await tokens(
      expiring: "1970-01-01T00:01:40Z", accepted: { _ in true }, times: [50, 5e6, -1e6, 60])
    #expect(tokens == ["Bearer 1", "Bearer 2", "Bearer 2", "Bearer 2"])
    let refused = try await self.tokens(
      expiring: "1970-01-01T00:01:40Z", accepted: { $0 == "Bearer 2" }, times: [-1e6])
    #expect(refused == ["Bearer 1", "Bearer 2"])
  }

  @Test func `a refused credential is got anew once, not without end`() async throws {
    let tokens = try await tokens(
      expiring: "2100-01-01T00:00:00Z", accepted: { $0 == "Bearer 2" }, times: [0, 1])
    #expect(tokens == ["Bearer 1", "Bearer 2", "Bearer 2"])
    let refused = try await self.tokens(
      expiring: "2100-01-01T00:00:00Z", accepted: { _ in false }, times: [0])
    #expect(refused == ["Bearer 1", "Bearer 2"])
  }

  @Test func `many requests at once run the plugin once`() async throws {
    let script = Self.counting + Self.answer(#""token":"'$n'""#)
    try await withPlugin(script) { plugin, folder in
      var plugin = plugin
      plugin.environment = ["OUT": "\(folder)/count"]
      let server = try await CannedServer.start { _, authorization in
        .init(pieces: [JSONValue.object(["token": .string(authorization)]).text])
      }
      let client = try KubernetesClient(
        ClusterAccess(server: server.url, credentials: .plugin(plugin)))
      let answers = await withTaskGroup { group in
        for _ in 0..<8 {
          group.addTask {
            try? await client.get(.service, NamespacedName("a", "b"))["token"].string
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers == Array(repeating: "Bearer 1", count: 8))
      await client.shutdown()
      try await server.stop()
    }
  }
}

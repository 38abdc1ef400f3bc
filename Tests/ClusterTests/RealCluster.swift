import Foundation
import Kubernetes
import TestSupport
import Topology

/// The real control plane that `.ci/cluster` has started for this suite.
enum RealCluster {
  /// What went wrong with it, not with what is tested.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder that `Tests/RealCluster/cluster` keeps its files in.
  static var folder: String {
    get throws {
      guard let folder = ProcessInfo.processInfo.environment["SLUICE_REAL_CLUSTER"] else {
        throw Failure(description: "no real cluster is running: start this suite with .ci/cluster")
      }
      return folder
    }
  }

  /// The kubeconfig of `admin`, `viewer`, `nobody` or `expired`.
  static func kubeconfig(_ user: String = "admin") throws -> String {
    "\(try folder)/\(user).kubeconfig"
  }

  /// A kubeconfig of whom a token names, for the server at another address.
  static func kubeconfig(server: String, token: String) throws -> String {
    """
    clusters: [{name: a, cluster: {server: "\(server)",
      certificate-authority: \(try folder)/pki/ca.crt}}]
    users: [{name: a, user: {token: \(token)}}]
    contexts: [{name: a, context: {cluster: a, user: a}}]
    current-context: a
    """
  }

  /// Where the API server listens.
  static let serverHost = "10.200.0.2"
  static let serverPort = 6443

  /// Runs a test with a client of the administrator, perhaps over another way or signed in otherwise, that takes
  /// a connection for dead after some seconds of silence, or spreads already short lists.
  static func withClient(
    server: String? = nil, silence: Double = 90, spreadsFrom: Int = 5000,
    as credentials: ClusterAccess.Credentials? = nil,
    _ test: (KubernetesClient) async throws -> Void
  ) async throws {
    var access = try Kubeconfig(path: kubeconfig()).access()
    if let server { access.server = server }
    if let credentials { access.credentials = credentials }
    let client = try KubernetesClient(access, silence: silence, spreadsFrom: spreadsFrom)
    do {
      try await test(client)
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
  }

  /// Runs `sluice` as a user.
  static func sluice(
    as user: String = "admin", _ arguments: String...
  ) async throws -> Program.Outcome {
    try await Program.run(
      Program.path, arguments, environment: ["KUBECONFIG": try kubeconfig(user)])
  }

  /// Runs kubectl of the cluster's own version as the administrator and returns what it prints.
  @discardableResult
  static func kubectl(_ arguments: String..., input: String = "") async throws -> String {
    try await kubectl(arguments, input: input)
  }

  /// The same with a list of arguments.
  @discardableResult
  static func kubectl(_ arguments: [String], input: String = "") async throws -> String {
    let outcome = try await Program.run(
      kubectlPath, arguments,
      environment: ["KUBECONFIG": try kubeconfig()], input: input)
    guard outcome.status == 0 else {
      throw Failure(description: "kubectl \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output
  }

  /// The kubectl of the cluster's own version.
  static var kubectlPath: String {
    let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask)[0].path
    let cache = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"] ?? caches
    return "\(cache)/sluice-peers/kubectl-old"
  }

  /// The objects of a kind as kubectl has them.
  static func objects(_ kind: String, in namespace: String) async throws -> [JSONValue] {
    try JSONValue(parsing: await kubectl("-n", namespace, "get", kind, "-o", "json"))["items"].array
  }

  /// Stops a part of the control plane and starts it again after some seconds.
  static func restart(_ part: String, after seconds: Double = 0) async throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "RealCluster/cluster").path
    let outcome = try await Program.run(
      script, ["restart", part, "--dir", try folder, "--wait", "\(seconds)"])
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
  }

  /// Lets etcd forget all history before now.
  static func compact() async throws {
    let node = try JSONValue(parsing: await etcd("kv/range", #"{"key":"AA=="}"#))
    let revision = node["header"]["revision"].string ?? ""
    _ = try await etcd("kv/compaction", #"{"revision":"\#(revision)","physical":true}"#)
  }

  private static func etcd(_ path: String, _ body: String) async throws -> String {
    let outcome = try await Program.run(
      "ip",
      [
        "netns", "exec", "kctl", "curl", "-sS", "--fail", "-d", body,
        "http://127.0.0.1:2379/v3/\(path)",
      ])
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return outcome.output
  }

  /// Runs a test while this machine has no route to the pods.
  static func withoutWayToPods(_ test: () async throws -> Void) async throws {
    func route(_ verb: String) async throws {
      let outcome = try await Program.run(
        "ip", ["route", verb, "10.244.0.0/16", "via", serverHost])
      guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }
    try await route("del")
    do {
      try await test()
    } catch {
      try await route("replace")
      throw error
    }
    try await route("replace")
  }

  /// Runs a test in a namespace of its own, in which the manifests have been applied.
  static func withNamespace(
    _ manifests: String, isAwaitingDeletion: Bool = false, _ test: (String) async throws -> Void
  ) async throws {
    let name = "test-\(UUID().uuidString.prefix(8).lowercased())"
    try await kubectl("create", "namespace", name)
    do {
      try await kubectl("-n", name, "apply", "-f", "-", input: manifests)
      try await test(name)
    } catch {
      _ = try? await kubectl("delete", "namespace", name, "--wait=false")
      throw error
    }
    try await kubectl("delete", "namespace", name, "--wait=\(isAwaitingDeletion)")
  }

  /// Waits until every pod of a Deployment is ready.
  static func waitForRollout(_ deployment: String, in namespace: String) async throws {
    try await kubectl(
      "-n", namespace, "rollout", "status", "deployment/\(deployment)", "--timeout=60s")
  }

  /// A Deployment with a Service before it, as two documents.
  static func application(_ name: String, replicas: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name)}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec:
          containers:
          - name: main
            image: none
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /readyz, port: http}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec:
      selector: {app: \(name)}
      ports: [{name: web, port: 80, targetPort: http}]

    """
  }
}

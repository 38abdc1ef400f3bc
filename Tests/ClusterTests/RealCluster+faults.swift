import Foundation
import Kubernetes
import TestSupport
import Topology

/// What befalls the real cluster.
extension RealCluster {
  /// A token that the API server takes for the administrator's.
  static let token = "admin-token"

  /// Runs a test while a part of the control plane hangs: it lives, holds its connections, and does nothing.
  static func whileHung(_ part: String, _ test: () async throws -> Void) async throws {
    let text = try String(contentsOfFile: "\(try folder)/pids/\(part)", encoding: .utf8)
    guard let process = Int32(text), kill(process, SIGSTOP) == 0 else {
      throw Failure(description: "\(part) cannot be stopped")
    }
    defer { kill(process, SIGCONT) }
    try await test()
  }

  /// Runs a test while the link between the console and the cluster is down; the cluster itself goes on.
  static func whileCutOff(_ test: () async throws -> Void) async throws {
    try await ip("link", "set", "kctl0", "down")
    do {
      try await test()
    } catch {
      try await restoreLink()
      throw error
    }
    try await restoreLink()
  }

  /// The kernel drops the routes of a link that goes down.
  private static func restoreLink() async throws {
    try await ip("link", "set", "kctl0", "up")
    for network in ["10.244.0.0/16", "10.96.0.0/16"] {
      try await ip("route", "replace", network, "via", serverHost)
    }
  }

  /// Runs kubectl inside the cluster, where no link to the console is needed.
  @discardableResult
  static func kubectlInside(_ arguments: String...) async throws -> String {
    let command = [
      "netns", "exec", "kctl", kubectlPath, "--kubeconfig", try kubeconfig(),
      "--server", "https://127.0.0.1:\(serverPort)",
    ]
    return try await ip(command + arguments)
  }

  @discardableResult
  private static func ip(_ arguments: String...) async throws -> String { try await ip(arguments) }

  @discardableResult
  private static func ip(_ arguments: [String]) async throws -> String {
    let outcome = try await Program.run("ip", arguments)
    guard outcome.status == 0 else {
      throw Failure(description: "ip \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output
  }

  /// Whether the API server reads every kind from etcd, and takes what is written.
  ///
  /// It has a connection to etcd for each kind, each of which waits up to two minutes between its attempts after an
  /// outage; `/readyz` knows of one. The check of quotas, which every writer waits for ten seconds for, has five
  /// workers that a read which waits holds up.
  static func isWhole(_ namespace: String) async -> Bool {
    do {
      let kinds = try await kubectl("api-resources", "--verbs=list", "-o", "name").split(
        separator: "\n")
      try await kubectl(
        "get", kinds.joined(separator: ","), "-A", "-o", "name", "--request-timeout=5s")
      try await kubectl(
        "-n", namespace, "create", "configmap", "whole", "--dry-run=server", "--request-timeout=5s")
      try await kubectl(
        "create", "namespace", "\(namespace)-whole", "--dry-run=server", "--request-timeout=5s")
      return true
    } catch {
      return false
    }
  }

  /// Gives a Service a label.
  static func label(
    _ value: String, _ service: String = "web", in namespace: String
  ) async throws {
    try await kubectl(
      "-n", namespace, "label", "--overwrite", "service/\(service)", "storm=\(value)")
  }

  /// Runs a test with a folder of its own.
  static func withFolder(_ test: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await test(folder)
  }
}

extension FaultProxy {
  /// Runs a test with an inventory that is fed over a proxy which can misbehave, and with an application in a
  /// namespace of its own.
  static func with(
    silence: Double = 90, as credentials: ClusterAccess.Credentials? = nil,
    _ test: @Sendable (FaultProxy, LiveInventory, String) async throws -> Void
  ) async throws {
    let proxy = try await start()
    let manifests = RealCluster.application("web", replicas: 1)
    try await RealCluster.withClient(server: proxy.url, silence: silence, as: credentials) {
      client in
      try await RealCluster.withNamespace(manifests) { namespace in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          try await test(proxy, live, namespace)
        }
      }
    }
    await proxy.stop()
  }
}

extension HTTPFaultProxy {
  /// Runs a test with a client whose requests go through a proxy that can misbehave, and with an application in a
  /// namespace of its own.
  static func with(
    silence: Double = 90,
    _ test: @Sendable (HTTPFaultProxy, KubernetesClient, String) async throws -> Void
  ) async throws {
    let proxy = try await start()
    let manifests = RealCluster.application("web", replicas: 1)
    try await RealCluster.withClient(
      server: proxy.url, silence: silence, as: .token(RealCluster.token)
    ) { client in
      try await RealCluster.withNamespace(manifests) { namespace in
        try await test(proxy, client, namespace)
      }
    }
    await proxy.stop()
  }
}

import Foundation
import Topology

/// A real API server over an etcd that was filled once and kept; the processes end with the benchmark.
///
/// Everything runs in a network of its own (`Tests/RealCluster/alone`), so that nothing collides.
final class FilledCluster {
  /// How much of the full size: 1 is 10,000 Services and 150,000 pods.
  let scale: Double
  let folder: URL
  /// The program on client-go.
  let peer: String

  /// The kubeconfig of its administrator.
  var kubeconfig: String { folder.appending(path: "admin.kubeconfig").path }
  var pods: Int { services * 15 }
  var services: Int { deployments * 5 }
  private var deployments: Int { Int(2000 * scale) }

  private static let script = "Tests/RealCluster/cluster"

  /// Where the filled etcd folders are kept.
  static func stored(_ scale: Double) -> URL {
    let environment = ProcessInfo.processInfo.environment
    let caches =
      environment["CLUSTER_CACHE"].map { URL(filePath: $0) }
      ?? (environment["XDG_CACHE_HOME"].map { URL(filePath: $0) }
      ?? URL.homeDirectory.appending(path: ".cache"))
      .appending(path: "k8s-control-plane")
    return caches.appending(path: "1.20.2/filled-\(scale)")
  }

  /// Whether a cluster of this size was filled before.
  static func isStored(_ scale: Double) -> Bool {
    FileManager.default.fileExists(atPath: stored(scale).path)
  }

  /// Fetches and builds what it takes, while there is a network to fetch it from.
  static func prepare() throws {
    _ = try RunningProgram.output(
      ".ci/setup", ["etcd-server", "iproute2", "iptables", "openssl", "curl", "python3-pip"])
    for (script, arguments) in [
      ("Tests/RealCluster/build", []), ("Tests/Benchmarks/Peer/build", []),
      ("Tests/peers", ["kubectl-old"]),
    ] {
      let path =
        try RunningProgram.output(script, arguments)
        .split(separator: "\n").last.map(String.init) ?? ""
      guard FileManager.default.fileExists(atPath: path) else {
        throw RunningProgram.Failure(description: "\(script) has made nothing")
      }
    }
  }

  /// Starts it; where nothing is kept yet it is filled first, which takes some ten minutes at full size.
  init(scale: Double) throws {
    self.scale = scale
    folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-cluster-\(ProcessInfo.processInfo.processIdentifier)")
    peer = try RunningProgram.output("Tests/Benchmarks/Peer/build", [])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard FileManager.default.isExecutableFile(atPath: peer) else {
      throw RunningProgram.Failure(description: "the program on client-go was not built")
    }
    if !Self.isStored(scale) { try fill() }
    try call(["up", "--bare", "--stored", Self.stored(scale).path])
    try waitForCaches()
  }

  /// Ends it.
  func end() throws { try call(["down"]) }

  deinit { try? end() }

  private func fill() throws {
    try call(["up", "--bare", "--filling"])
    // It tells its steps on standard error, for who waits.
    let status = try RunningProgram(
      peer, ["fill", "-kubeconfig", kubeconfig, "-scale", "\(scale)"]
    ).status()
    guard status == 0 else {
      throw RunningProgram.Failure(description: "the cluster was not filled: exit \(status)")
    }
    try call(["save", Self.stored(scale).path])
  }

  private func call(_ arguments: [String]) throws {
    let report = try RunningProgram.output(Self.script, arguments + ["--dir", folder.path])
    let isUp = FileManager.default.fileExists(atPath: kubeconfig)
    guard isUp == (arguments[0] == "up") else {
      throw RunningProgram.Failure(description: "the cluster does not start: \(report)")
    }
  }

  /// A list from the server's cache waits until that is filled; the lists that are measured need not.
  private func waitForCaches() throws {
    for path in [
      "/api/v1/pods", "/api/v1/services", "/api/v1/nodes", "/apis/apps/v1/replicasets",
      "/apis/apps/v1/deployments", "/apis/discovery.k8s.io/v1beta1/endpointslices",
      "/apis/networking.k8s.io/v1/ingresses",
    ] {
      _ = try kubectl(["get", "--raw", "\(path)?resourceVersion=0&labelSelector=no=thing"])
    }
  }

  /// What the kubectl of the cluster's age says.
  func kubectl(_ arguments: [String]) throws -> String {
    try RunningProgram.output(Self.kubectl(), ["--kubeconfig", kubeconfig] + arguments)
  }

  /// The kubectl of the cluster's age.
  static func kubectl() throws -> String {
    let folder = try RunningProgram.output("Tests/peers", ["kubectl-old"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return "\(folder)/kubectl-old"
  }
}

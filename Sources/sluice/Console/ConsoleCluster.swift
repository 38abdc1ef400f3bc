import Kubernetes
import State

/// A cluster that the console can be opened on: the playground, or what a kubeconfig leads to.
protocol ConsoleCluster: Sendable {
  /// What the console says of it before anything has answered.
  func connection(isReadOnly: Bool) -> Connection

  /// Starts it, or prepares the way to it; what cannot be reached yet is told by its feed.
  func start() async throws -> RunningCluster

  /// The cluster of another context; throws where there is none of this name or its kubeconfig is wrong.
  func other(context: String) throws -> any ConsoleCluster

  /// The same cluster, read in one namespace alone.
  func only(_ namespace: String) -> any ConsoleCluster
}

/// A cluster with everything that the console asks of it.
struct RunningCluster: Sendable {
  let client: KubernetesClient
  /// What it holds, and how current that is.
  let feed: ClusterFeed
  /// Reads the counters once; throws when they cannot be had.
  ///
  /// Nil where nothing measures.
  var counters: (@Sendable () async throws -> [UInt8])?
  /// Reads what the cluster's own systems count into the store until it is cancelled; nil where `counters` say all.
  var measure: (@Sendable (Store) async -> Void)?
  /// What the user has to be told at once, a line each.
  let warnings: [String]
  /// Runs beside the console until it is cancelled: the load of a playground.
  let drive: @Sendable () async -> Void
  /// Ends what was started.
  let stop: @Sendable () async -> Void
}

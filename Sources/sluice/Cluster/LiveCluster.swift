import Kubernetes
import State

/// A real cluster, as a context of a kubeconfig leads to it; nothing is started.
struct LiveCluster: ConsoleCluster {
  let access: ClusterAccess

  /// A real cluster starts read-only, whatever the flags say.
  func connection(isReadOnly: Bool) -> Connection {
    Connection(context: access.context, kind: .live)
  }

  func start() async throws -> RunningCluster {
    let client = try KubernetesClient(access)
    return RunningCluster(
      client: client, feed: ClusterFeed(discovering: client), counters: nil, warnings: [],
      drive: {}, stop: { await client.shutdown() })
  }
}

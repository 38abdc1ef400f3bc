import Foundation
import Kubernetes
import Language
import Probing
import State
import Topology

/// A real cluster, as a context of a kubeconfig leads to it; nothing is started.
struct LiveCluster: ConsoleCluster {
  /// Where its context stands, and the others.
  let options: ClusterOptions
  let access: ClusterAccess
  let configuration: Configuration
  /// The Prometheus server that was named.
  var prometheus: PrometheusURL?
  /// The only namespace that is read; nil reads all that may be read.
  var namespace: String?

  /// A real cluster starts read-only, whatever the flags say.
  func connection(isReadOnly: Bool) -> Connection {
    var connection = Connection(
      context: access.context, kind: .live,
      isProtected: configuration.isProtected(access.context))
    connection.isInsecure = access.isInsecure
    connection.who = access.user.isEmpty ? NSUserName() : "\(NSUserName()) as \(access.user)"
    connection.contexts = options.contextNames
    return connection
  }

  func start() async throws -> RunningCluster {
    let client = try KubernetesClient(access)
    let feed = ClusterFeed(
      discovering: client, namespace: namespace, otherwise: access.namespace)
    var warnings: [String] = []
    if case .plugin(let plugin) = access.credentials {
      warnings.append(localized("Signing in with `\(plugin.line)`, as the kubeconfig says."))
    }
    return RunningCluster(
      client: client, feed: feed, counters: nil,
      measure: { [prometheus] store in
        await TrafficMeasuring(client: client, prometheus: prometheus, clock: SystemClock.now)
          .run(store)
      }, warnings: warnings, drive: {}, stop: { await client.shutdown() })
  }

  func other(context: String) throws -> any ConsoleCluster {
    var options = options
    options.context = context
    return LiveCluster(
      options: options, access: try options.access(), configuration: configuration,
      prometheus: prometheus)
  }

  func only(_ namespace: String) -> any ConsoleCluster {
    var other = self
    other.namespace = namespace
    return other
  }
}

import Kubernetes
import Probing
import State
import Topology
import Traffic

/// The cluster that the console is on now; what is asked of it goes through here, whichever it is.
actor ClusterSeat {
  private var running: RunningCluster?
  private var prober: Prober?

  /// Sits down on a cluster.
  func take(_ cluster: RunningCluster) {
    running = cluster
    prober = Prober(cluster: Prober.Cluster(cluster.client), clock: SystemClock.now)
  }

  /// Leaves it: what is asked between two clusters finds none.
  func leave() { (running, prober) = (nil, nil) }

  /// Asks a backend whether it answers; nil between two clusters.
  func probe(_ target: ProbeTarget) async -> ProbeReading? { await prober?.probe(target) }

  /// Sends a write, or asks for its dry run.
  func perform(_ write: WriteRequest, isDryRun: Bool) async -> WriteOutcome {
    guard let client = running?.client else { return .unreachable("no cluster is connected") }
    return await client.outcome(of: write, isDryRun: isDryRun)
  }

  /// What the user may do in a namespace; nil where the cluster does not say.
  func review(_ namespace: String) async -> Rights? {
    guard let client = running?.client else { return nil }
    return try? await client.rights(in: namespace)
  }
}

extension KubernetesClient {
  /// Makes a write and says how it ended in the store's words.
  fileprivate func outcome(of write: WriteRequest, isDryRun: Bool) async -> WriteOutcome {
    do throws(ClientError) {
      let object = try await perform(write, isDryRun: isDryRun)
      return .accepted(resourceVersion: object["metadata"]["resourceVersion"].string ?? "")
    } catch {
      guard let status = error.status else { return .unreachable("\(error)".cleaned) }
      return status.code == 409 ? .conflict(status.message) : .refused(status.message)
    }
  }
}

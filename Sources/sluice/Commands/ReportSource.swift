import Diagnosis
import Foundation
import Kubernetes
import Playground
import Reporting
import Topology

/// What the commands report on: manifests without a cluster, or a cluster as it is now.
enum ReportSource {
  /// Manifests, with what a cluster's own controllers would derive from them.
  static func offline(_ input: inout ManifestInput) async -> Report {
    let now = Date().timeIntervalSince1970
    let cluster = await Playground.offline(manifests: input.objects) { now }
    input.report(cluster.refusals)
    return Report(cluster.inventory, now: now, locate: input.locator)
  }

  /// One look at a cluster; kinds that may not be listed are said and left out.
  static func live(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> Report {
    let snapshot = try await snapshot(access, namespace: namespace)
    return Report(
      snapshot.inventory, unreadableKinds: Set(snapshot.unreadable.map(\.keptName)),
      extent: namespace == nil ? .cluster : .namespace, now: Date().timeIntervalSince1970)
  }

  /// The objects of a cluster as they are now.
  static func snapshot(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> ClusterSnapshot {
    do throws(ClientError) {
      let client = try KubernetesClient(access)
      let snapshot: ClusterSnapshot
      do throws(ClientError) {
        snapshot = try await ClusterSnapshot(client, namespace: namespace)
      } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
      if !snapshot.unreadable.isEmpty {
        let kinds = snapshot.unreadable.map(\.plural).joined(separator: ", ")
        StandardStreams.message("sluice: you may not list \(kinds) here; they are left out")
      }
      return snapshot
    } catch {
      throw ProgramExit(error)
    }
  }
}

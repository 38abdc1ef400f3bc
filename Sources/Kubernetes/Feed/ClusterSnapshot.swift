import Routing
package import Topology

/// Everything that the lists of commands need of a cluster, read once.
package struct ClusterSnapshot: Sendable {
  package private(set) var inventory = Inventory()
  /// Kinds that may not be listed or are not served.
  package private(set) var unreadable: [ResourceKind] = []

  /// Lists every kind; fails when Services cannot be listed, since nothing is left to say then.
  package init(
    _ client: KubernetesClient, queries: [ResourceQuery] = ClusterFeed.queries()
  ) async throws(ClientError) {
    for query in queries {
      do throws(ClientError) {
        let objects = try await client.list(query)
        inventory.apply(
          .listed(
            kind: query.kind,
            resources: objects.map { Resource(IngressVersions.toCurrent($0), kind: query.kind) }))
      } catch {
        guard let code = error.status?.code, code == 403 || code == 404, query.kind != .service
        else { throw error }
        unreadable.append(query.kind)
      }
    }
  }
}

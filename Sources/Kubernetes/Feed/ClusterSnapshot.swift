package import Topology

/// Everything that the lists of commands need of a cluster, read once.
package struct ClusterSnapshot: Sendable {
  package private(set) var inventory = Inventory()
  /// Kinds that may not be listed.
  package private(set) var unreadable: [ResourceKind] = []

  /// Lists every kind of a namespace, or (nil) of all, side by side in the versions that are served.
  ///
  /// Fails when Services cannot be listed, since nothing is left to say then.
  package init(_ client: KubernetesClient, namespace: String? = nil) async throws(ClientError) {
    let queries = ClusterKinds.queries(
      namespace: namespace, discovery: try await client.discover())
    let answers = await withTaskGroup { group in
      for (index, query) in queries.enumerated() {
        group.addTask { (index, await Self.resources(of: query, client)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for (index, query) in queries.enumerated() {
      guard let answer = answers[index] else { continue }
      do throws(ClientError) {
        inventory.apply(.listed(kind: ObjectDecoder.kept(query.kind), resources: try answer.get()))
      } catch {
        guard let code = error.status?.code, query.kind != .service, [403, 404].contains(code)
        else { throw error }
        if code == 403 { unreadable.append(query.kind) }
      }
    }
  }

  private static func resources(
    of query: ResourceQuery, _ client: KubernetesClient
  ) async -> Result<[Resource], ClientError> {
    do throws(ClientError) {
      if query.kind.plural == ResourceKind.endpointSlice.plural {
        return .success(try await slices(query, client))
      }
      return .success(try await client.list(query))
    } catch {
      return .failure(error)
    }
  }

  /// The slices, or where they are refused or not served slices made of Endpoints.
  private static func slices(
    _ query: ResourceQuery, _ client: KubernetesClient
  ) async throws(ClientError) -> [Resource] {
    do throws(ClientError) {
      return try await client.list(query)
    } catch {
      guard error.isRefusalOfKind else { throw error }
      let endpoints = try await client.list(ResourceQuery(.endpoints, namespace: query.namespace))
      return endpoints.flatMap(EndpointsConversion.slices).map { .endpointSlice($0) }
    }
  }
}

package import Topology

/// Everything that the lists of commands need of a cluster, read once.
package struct ClusterSnapshot: Sendable {
  package private(set) var inventory = Inventory()
  /// Kinds that may not be listed.
  package private(set) var unreadable: [ResourceKind] = []

  /// What came of one list.
  private typealias Answer = Result<[Resource], ClientError>

  /// Lists every kind of a namespace, or (nil) of all, side by side in the versions that are served.
  ///
  /// Fails when Services cannot be listed, since nothing is left to say then.
  package init(_ client: KubernetesClient, namespace: String? = nil) async throws(ClientError) {
    let (queries, answers) = try await Self.answers(client, namespace).get()
    for query in queries {
      guard let answer = answers[query] else { continue }
      do throws(ClientError) {
        inventory.apply(.listed(kind: ObjectDecoder.kept(query.kind), resources: try answer.get()))
      } catch {
        guard let code = error.status?.code, query.kind != .service, [403, 404].contains(code)
        else { throw error }
        if code == 403 { unreadable.append(query.kind) }
      }
    }
  }

  /// What came of each list; what is certain to be served is listed while the rest is discovered.
  private static func answers(
    _ client: KubernetesClient, _ namespace: String?
  ) async -> Result<([ResourceQuery], [ResourceQuery: Answer]), ClientError> {
    await withTaskGroup { group in
      let certain = ClusterKinds.certain(namespace: namespace)
      for query in certain { group.addTask { (query, await resources(of: query, client)) } }
      let discovery: Discovery
      do throws(ClientError) {
        discovery = try await client.discover()
      } catch {
        group.cancelAll()
        return .failure(error)
      }
      let queries = ClusterKinds.queries(namespace: namespace, discovery: discovery)
      for query in queries where !certain.contains(query) {
        group.addTask { (query, await resources(of: query, client)) }
      }
      return .success((queries, await group.reduce(into: [:]) { $0[$1.0] = $1.1 }))
    }
  }

  private static func resources(
    of query: ResourceQuery, _ client: KubernetesClient
  ) async -> Answer {
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

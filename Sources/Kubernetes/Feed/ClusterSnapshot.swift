package import Topology

/// Everything that the lists of commands need of a cluster, read once.
package struct ClusterSnapshot: Sendable {
  package private(set) var inventory = Inventory()
  /// Kinds that may not be listed.
  package private(set) var unreadable: [ResourceKind] = []

  /// What is served of the kinds that were asked for.
  package private(set) var queries: [ResourceQuery] = []

  /// What came of one list.
  private typealias Answer = Result<[Resource], ClientError>
  /// How a query is listed.
  private typealias Lister = @Sendable (ResourceQuery) async -> Answer

  /// Lists every kind of a namespace, or (nil) of all, side by side in the versions that are served.
  ///
  /// Fails when Services cannot be listed, since nothing is left to say then.
  package init(_ client: KubernetesClient, namespace: String? = nil) async throws(ClientError) {
    let (queries, answers) = try await Self.answers(client, namespace) {
      await Self.resources(of: $0, client)
    }.get()
    self.queries = queries
    for query in queries { try take(answers[query], of: query, isMore: false) }
  }

  /// Lists some kinds of a namespace, or (nil) of all, and some objects beside them: as they are now where they are few,
  /// and otherwise as the server has them in its cache, as controllers and proxies see them.
  ///
  /// More kinds can be read afterwards. Fails when Services cannot be listed.
  package init(
    _ client: KubernetesClient, namespace: String?, kinds: Set<String>, beside: [ResourceQuery]
  ) async throws(ClientError) {
    let list: Lister = { await Self.brief($0, client) }
    async let others = Self.answers(beside, list)
    let (queries, answers) = try await Self.answers(client, namespace, kinds, list).get()
    self.queries = queries
    for query in queries where kinds.contains(query.kind.kind) {
      try take(answers[query], of: query, isMore: false)
    }
    let more = await others
    for query in beside { try take(more[query], of: query, isMore: true) }
  }

  /// Lists more objects, as they are now where they are few, and adds them to those that were read.
  package mutating func read(
    _ queries: [ResourceQuery], _ client: KubernetesClient
  ) async throws(ClientError) {
    let answers = await Self.answers(queries) { await Self.brief($0, client) }
    for query in queries { try take(answers[query], of: query, isMore: true) }
  }

  private mutating func take(
    _ answer: Answer?, of query: ResourceQuery, isMore: Bool
  ) throws(ClientError) {
    guard let answer else { return }
    do throws(ClientError) {
      let resources = try answer.get()
      guard isMore else {
        return inventory.apply(
          .listed(kind: ObjectDecoder.kept(query.kind), resources: resources))
      }
      for resource in resources { inventory.apply(.applied(resource)) }
    } catch {
      guard let code = error.status?.code, query.kind != .service, [403, 404].contains(code)
      else { throw error }
      if code == 403, !unreadable.contains(query.kind) { unreadable.append(query.kind) }
    }
  }

  /// What came of each list; what is certain to be served is listed while the rest is discovered.
  private static func answers(
    _ client: KubernetesClient, _ namespace: String?, _ kinds: Set<String>? = nil,
    _ list: @escaping Lister
  ) async -> Result<([ResourceQuery], [ResourceQuery: Answer]), ClientError> {
    await withTaskGroup { group in
      let certain = ClusterKinds.certain(namespace: namespace)
        .filter { kinds?.contains($0.kind.kind) ?? true }
      for query in certain { group.addTask { (query, await list(query)) } }
      let discovery: Discovery
      do throws(ClientError) {
        discovery = try await client.discover()
      } catch {
        group.cancelAll()
        return .failure(error)
      }
      let queries = ClusterKinds.queries(
        namespace: namespace, discovery: discovery,
        withNetwork: kinds?.contains(ResourceKind.configMap.kind) ?? false,
        withPolicies: kinds == nil)
      for query in queries where !certain.contains(query) {
        guard kinds?.contains(query.kind.kind) ?? true else { continue }
        group.addTask { (query, await list(query)) }
      }
      return .success((queries, await group.reduce(into: [:]) { $0[$1.0] = $1.1 }))
    }
  }

  private static func answers(
    _ queries: [ResourceQuery], _ list: @escaping Lister
  ) async -> [ResourceQuery: Answer] {
    await withTaskGroup { group in
      var waiting = queries[...]
      var answers: [ResourceQuery: Answer] = [:]
      for query in waiting.prefix(lanes) { group.addTask { (query, await list(query)) } }
      waiting = waiting.dropFirst(lanes)
      while let (query, answer) = await group.next() {
        answers[query] = answer
        guard let next = waiting.popFirst() else { continue }
        group.addTask { (next, await list(next)) }
      }
      return answers
    }
  }

  /// How many lists are asked for at a time.
  private static let lanes = 6

  private static func brief(_ query: ResourceQuery, _ client: KubernetesClient) async -> Answer {
    let isSlices = query.kind.plural == ResourceKind.endpointSlice.plural
    do throws(ClientError) {
      return .success(try await client.brief(query))
    } catch {
      guard isSlices, error.isRefusalOfKind else { return .failure(error) }
      return await resources(of: query, client)
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

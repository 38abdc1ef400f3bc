import NIOHTTP1
import Topology

extension KubernetesClient {
  /// More namespaces than these are not asked one by one: for each the server looks at everything it has cached.
  private static let mostNamespaces = 200
  /// How many namespaces are listed at a time.
  private static let lanes = 4
  /// The kinds of which there are very many.
  private static let spreadKinds: Set<String> = ["pods", "endpointslices"]

  /// Lists a long list of all namespaces by several requests side by side; nil where one request is as good.
  ///
  /// An API server writes one answer on one core. A list that need not be of now has the version of the server's cache
  /// before the first of them: a watch from there tells again what the later ones knew already, and brings what none
  /// knew. A list that must be of now waits until the cache has the version of the store.
  func spread(
    _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String? {
    guard Self.spreadKinds.contains(query.kind.plural), query.namespace == nil,
      Self.selectors(query).allSatisfy(\.1.isEmpty)
    else { return nil }
    let first = try await send(.GET, Self.collection(query), query: [("limit", "1")])["metadata"]
    guard first["remainingItemCount"].integer ?? 0 >= spreadsFrom,
      let namespaces = await namespaceNames(), (2...Self.mostNamespaces).contains(namespaces.count)
    else { return nil }
    guard freshness == .newest else {
      guard let version = try await cachedVersion(of: query) else { return nil }
      try await list(namespaces, of: query, since: version, receive)
      return version
    }
    guard let version = first["resourceVersion"].string else { return nil }
    return try await whole(namespaces, of: query, asOf: version, receive)
  }

  /// Lists everything as of a version, from the server's cache; nil where that does not have the version.
  ///
  /// The cache of a kind of which nothing changes does not follow the store: a server of 1.20 waits three seconds and
  /// refuses then (`Too large resource version`).
  private func whole(
    _ namespaces: [String], of query: ResourceQuery, asOf version: String,
    _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String? {
    var all: [Resource] = []
    do throws(ClientError) {
      try await list(namespaces, of: query, since: version) { all += $0 }
    } catch {
      guard error.status?.code == 504 else { throw error }
      return nil
    }
    await receive(all)
    return version
  }

  /// The version of a kind's objects that the server has in its cache, by a list that can have none of them.
  private func cachedVersion(of query: ResourceQuery) async throws(ClientError) -> String? {
    var none = query
    none.namespace = "default"
    let list = try await send(
      .GET, Self.collection(none),
      query: [("resourceVersion", "0"), ("fieldSelector", "metadata.name=-")])
    return list["metadata"]["resourceVersion"].string
  }

  /// The names of all namespaces as of now; nil where they may not be listed.
  private func namespaceNames() async -> [String]? {
    try? await list(ResourceQuery(.namespace)).map(\.metadata.name)
  }

  /// Every lane has a decoder of its own, which keeps its strings from namespace to namespace.
  private func list(
    _ namespaces: [String], of query: ResourceQuery, since version: String,
    _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) {
    var waiting = namespaces[...]
    var batch: [Resource] = []
    let failure: ClientError? = await withTaskGroup { group in
      for _ in 0..<Self.lanes {
        guard let namespace = waiting.popFirst() else { break }
        let decoder = ObjectDecoder(query.kind)
        group.addTask { await part(query, namespace, version, decoder) }
      }
      while let (answer, decoder) = await group.next() {
        do throws(ClientError) {
          batch += try answer.get()
        } catch {
          group.cancelAll()
          return error
        }
        if let namespace = waiting.popFirst() {
          group.addTask { await part(query, namespace, version, decoder) }
        }
        guard batch.count >= Self.batchSize else { continue }
        await receive(batch)
        batch = []
      }
      if !batch.isEmpty { await receive(batch) }
      return nil
    }
    if let failure { throw failure }
  }

  /// The objects of one namespace, not older than a version, and the decoder for the next one.
  private func part(
    _ query: ResourceQuery, _ namespace: String, _ version: String, _ decoder: ObjectDecoder
  ) async -> (Result<[Resource], ClientError>, ObjectDecoder) {
    var decoder = decoder
    var part = query
    part.namespace = namespace
    var all: [Resource] = []
    do throws(ClientError) {
      _ = try await list(part, resourceVersion: version, &decoder) { all += $0 }
      return (.success(all), decoder)
    } catch {
      return (.failure(error), decoder)
    }
  }
}

import NIOHTTP1
import Topology

extension KubernetesClient {
  /// More namespaces than these are not asked one by one: each question costs the server's store a round.
  private static let mostNamespaces = 200
  /// How many namespaces are listed at a time; what has come of each and was not read yet takes up to 8 MiB.
  private static let lanes = 2
  /// The kinds of which there are very many.
  private static let spreadKinds: Set<String> = ["pods", "endpointslices"]

  /// Lists a long list of all namespaces by several requests side by side; nil where one request is as good.
  ///
  /// An API server writes one answer on one core, whole before its first byte, and its cache looks at every object of
  /// the kind for each namespace that is asked for; its store has the objects of a namespace in a row. So every part is
  /// read from the store. All of them are as new as the first question, whose version comes back: a watch from there
  /// tells again what the later parts knew already, and brings what none knew.
  func spread(
    _ query: ResourceQuery, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String? {
    guard Self.spreadKinds.contains(query.kind.plural), query.namespace == nil,
      Self.selectors(query).allSatisfy(\.1.isEmpty)
    else { return nil }
    let first = try await send(.GET, Self.collection(query), query: [("limit", "1")])["metadata"]
    guard first["remainingItemCount"].integer ?? 0 >= spreadsFrom,
      let version = first["resourceVersion"].string, let namespaces = await namespaceNames(),
      (2...Self.mostNamespaces).contains(namespaces.count)
    else { return nil }
    try await list(namespaces, of: query, receive)
    return version
  }

  /// The names of all namespaces as of now; nil where they may not be listed.
  private func namespaceNames() async -> [String]? {
    try? await list(ResourceQuery(.namespace)).map(\.metadata.name)
  }

  /// Every lane has a decoder of its own, which keeps its strings from namespace to namespace.
  private func list(
    _ namespaces: [String], of query: ResourceQuery, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) {
    var waiting = namespaces[...]
    var batch: [Resource] = []
    let failure: ClientError? = await withTaskGroup { group in
      for _ in 0..<Self.lanes {
        guard let namespace = waiting.popFirst() else { break }
        let decoder = ObjectDecoder(query.kind)
        group.addTask { await part(query, namespace, decoder) }
      }
      while let (answer, decoder) = await group.next() {
        do throws(ClientError) {
          batch += try answer.get()
        } catch {
          group.cancelAll()
          return error
        }
        if let namespace = waiting.popFirst() {
          group.addTask { await part(query, namespace, decoder) }
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

  /// The objects of one namespace as they are now, and the decoder for the next one.
  private func part(
    _ query: ResourceQuery, _ namespace: String, _ decoder: ObjectDecoder
  ) async -> (Result<[Resource], ClientError>, ObjectDecoder) {
    var decoder = decoder
    var part = query
    part.namespace = namespace
    var all: [Resource] = []
    do throws(ClientError) {
      _ = try await list(part, resourceVersion: "", &decoder) { all += $0 }
      return (.success(all), decoder)
    } catch {
      return (.failure(error), decoder)
    }
  }
}

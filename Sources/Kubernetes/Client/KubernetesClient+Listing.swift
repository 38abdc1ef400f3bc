import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import Topology

extension KubernetesClient {
  /// How many objects one page of a list in JSON has.
  private static let pageSize = 500
  /// How many objects are handed over together.
  static let batchSize = 2000

  /// Lists all objects that a query means, in batches as they arrive.
  ///
  /// Core kinds come as one protobuf answer that is decoded while it arrives; the others in pages of JSON.
  package func list(
    _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String {
    var decoder = ObjectDecoder(query.kind)
    guard decoder.isCompact else { return try await pages(query, decoder, receive) }
    if let version = try await spread(query, receive) { return version }
    return try await list(
      query, resourceVersion: freshness == .cached ? "0" : "", &decoder, receive
    ).version
  }

  /// All objects that a query means: as they are now where a page holds them, and otherwise as the server has them in
  /// its cache, which is where controllers and proxies look.
  ///
  /// A store cannot look for what a selector means, a cache can.
  func brief(_ query: ResourceQuery) async throws(ClientError) -> [Resource] {
    var all: [Resource] = []
    var decoder = ObjectDecoder(query.kind)
    if !decoder.isCompact || !Self.selectors(query).allSatisfy(\.1.isEmpty) {
      _ = try await list(query, decoder.isCompact ? .cached : .newest) { all += $0 }
      return all
    }
    let page = try await list(query, resourceVersion: "", limit: Self.pageSize, &decoder) {
      all += $0
    }
    guard !page.isWhole else { return all }
    all = []
    _ = try await list(query, .cached) { all += $0 }
    return all
  }

  /// Lists a core kind by one request, all of it or the first so many objects.
  func list(
    _ query: ResourceQuery, resourceVersion: String, limit: Int? = nil,
    _ decoder: inout ObjectDecoder, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> (version: String, isWhole: Bool) {
    let accept = decoder.accept
    let response = try await answer(timeout: .minutes(10)) { line in
      Self.request(
        line, .GET, Self.collection(query),
        query: [("resourceVersion", resourceVersion), ("limit", limit.map(String.init) ?? "")]
          + Self.selectors(query), accept: accept)
    }
    do {
      guard Self.isProtobuf(response) else {
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        let list = try Self.json(body)
        let (objects, version) = try Self.contents(of: list, decoder)
        await receive(objects)
        return (version, (list["metadata"]["continue"].string ?? "").isEmpty)
      }
      return try await Self.stream(response, &decoder, receive)
    } catch {
      throw ClientError(error, server: access.server)
    }
  }

  private static func stream(
    _ response: HTTPClientResponse, _ decoder: inout ObjectDecoder,
    _ receive: ([Resource]) async -> Void
  ) async throws -> (version: String, isWhole: Bool) {
    var reader = ProtobufListReader()
    var batch: [Resource] = []
    for try await piece in response.body {
      for bytes in try reader.objects(after: piece) {
        batch.append(try decoder.checkedResource(bytes))
      }
      guard batch.count >= batchSize else { continue }
      await receive(batch)
      batch = []
    }
    try reader.finish()
    guard !reader.metadata.resourceVersion.isEmpty else { throw Self.noList }
    if !batch.isEmpty { await receive(batch) }
    return (reader.metadata.resourceVersion, reader.metadata.continue.isEmpty)
  }

  private func pages(
    _ query: ResourceQuery, _ decoder: ObjectDecoder, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String {
    var continuation = ""
    while true {
      let list = try await send(
        .GET, Self.collection(query),
        query: [("limit", String(Self.pageSize)), ("continue", continuation)]
          + Self.selectors(query))
      let (objects, version) = try Self.contents(of: list, decoder)
      await receive(objects)
      continuation = list["metadata"]["continue"].string ?? ""
      if continuation.isEmpty { return version }
    }
  }

  /// The objects of a list in JSON and its version; what is no list must not count as an empty one.
  private static func contents(
    of list: JSONValue, _ decoder: ObjectDecoder
  ) throws(ClientError) -> (objects: [Resource], version: String) {
    let version = list["metadata"]["resourceVersion"].string ?? ""
    let items = list["items"]
    guard !version.isEmpty, items == .null || items == .array(items.array) else { throw noList }
    var objects: [Resource] = []
    objects.reserveCapacity(items.array.count)
    for item in items.array { objects.append(try decoder.checked(decoder.resource(item))) }
    return (objects, version)
  }

  private static let noList = ClientError.malformed("it is no list")

  static func collection(_ query: ResourceQuery) -> String {
    query.kind.path(namespace: query.namespace.map(escaped))
  }

  static func selectors(_ query: ResourceQuery) -> [(String, String)] {
    [("labelSelector", query.labelSelector), ("fieldSelector", query.fieldSelector)]
  }

  static func isProtobuf(_ response: HTTPClientResponse) -> Bool {
    response.headers.first(name: "Content-Type")?.hasPrefix(ObjectDecoder.protobuf) ?? false
  }

  static func json(_ bytes: ByteBuffer) throws(ClientError) -> JSONValue {
    guard let value = try? JSONValue(parsing: bytes.readableBytesView) else {
      throw .malformed("it is not JSON")
    }
    return value
  }
}

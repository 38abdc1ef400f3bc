import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Topology

extension KubernetesClient: ResourceSource {
  /// Receives what changes after a version until the server ends the watch; the first call, without events, says
  /// that the watch is open.
  ///
  /// A watch over which nothing comes, not even a bookmark, ends as one that the server ended, unless the whole
  /// connection is dead.
  package func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError) {
    var decoder = ObjectDecoder(query.kind)
    var used: ServerConnection.Line?
    let response = try await answer(timeout: .seconds(Int64(seconds) + 60)) { line in
      used = line
      return Self.request(
        line, .GET, Self.collection(query),
        query: [
          ("watch", "1"), ("resourceVersion", resourceVersion), ("allowWatchBookmarks", "true"),
          ("timeoutSeconds", String(seconds)),
        ] + Self.selectors(query), accept: decoder.accept)
    }
    await receive([])
    do {
      var reader: any WatchReader =
        Self.isProtobuf(response) ? ProtobufWatchReader() : JSONWatchReader()
      for try await piece in response.body {
        let batch = reader.batch(after: piece, &decoder)
        if !batch.events.isEmpty { await receive(batch.events) }
        if let failure = batch.failure { throw failure }
      }
    } catch let error as HTTPClientError where error.isSilence {
      guard let used, await isAlive(used) else {
        throw .unreachable("\(access.server) says nothing any more")
      }
    } catch {
      throw ClientError(error, server: access.server)
    }
  }
}

/// Turns the bytes of a watch into events.
protocol WatchReader: Sendable {
  /// Takes in a piece: the events that it completes, and what went wrong after them.
  mutating func batch(
    after piece: ByteBuffer, _ decoder: inout ObjectDecoder
  ) -> (events: [WatchEvent], failure: ClientError?)
}

extension WatchReader {
  /// Reads events one by one up to the first that cannot be read, or that is an error.
  static func read<Raw>(
    _ raws: [Raw], _ event: (Raw) throws(ClientError) -> WatchEvent
  ) -> (events: [WatchEvent], failure: ClientError?) {
    var events: [WatchEvent] = []
    for raw in raws {
      do throws(ClientError) {
        events.append(try event(raw))
      } catch {
        return (events, error)
      }
    }
    return (events, nil)
  }
}

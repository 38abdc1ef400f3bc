import NIOCore
import Topology

/// Cuts the protobuf of a watch into its events: four bytes of length, then a `WatchEvent`, each.
struct ProtobufWatchReader: WatchReader {
  /// One event: its type, and the object without its envelope.
  struct Event: Hashable {
    var type: String
    var object: [UInt8]
  }

  private var buffer = ByteBuffer()
  private let limit: Int

  init(limit: Int = 16 << 20) { self.limit = limit }

  /// Takes in a piece and returns the events that it completes.
  mutating func events(after piece: ByteBuffer) throws(ClientError) -> [Event] {
    buffer.writeImmutableBuffer(piece)
    var events: [Event] = []
    while let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) {
      guard length <= limit else { throw .malformed("an event of \(length >> 20) MiB") }
      guard buffer.readableBytes >= 4 + Int(length) else { break }
      buffer.moveReaderIndex(forwardBy: 4)
      events.append(try Self.event(buffer.readBytes(length: Int(length)) ?? []))
    }
    buffer.discardReadBytes()
    return events
  }

  private static func event(_ bytes: [UInt8]) throws(ClientError) -> Event {
    let event = try Wire_WatchEvent(kubernetes: bytes)
    return Event(type: event.type, object: try object(in: Array(event.object.raw)))
  }

  /// The object inside its magic and its `runtime.Unknown`.
  static func object(in bytes: [UInt8]) throws(ClientError) -> [UInt8] {
    guard bytes.starts(with: ProtobufFraming.magic) else {
      throw .malformed("it is no protobuf of Kubernetes")
    }
    return Array(
      try Wire_Unknown(kubernetes: Array(bytes.dropFirst(ProtobufFraming.magic.count))).raw)
  }
}

extension ProtobufWatchReader {
  mutating func batch(
    after piece: ByteBuffer, _ decoder: inout ObjectDecoder
  ) -> (events: [WatchEvent], failure: ClientError?) {
    let raws: [Event]
    do throws(ClientError) {
      raws = try events(after: piece)
    } catch {
      return ([], error)
    }
    var reader = decoder
    let batch = Self.read(raws) { raw throws(ClientError) in try WatchEvent(raw, &reader) }
    decoder = reader
    return batch
  }
}

extension WatchEvent {
  /// Reads an event in protobuf; an `ERROR` is thrown as what its `Status` says.
  fileprivate init(
    _ event: ProtobufWatchReader.Event, _ decoder: inout ObjectDecoder
  ) throws(ClientError) {
    switch event.type {
    case "ADDED", "MODIFIED":
      self = .applied(try decoder.checkedResource(event.object))
    case "DELETED": self = .deleted(try decoder.checkedResource(event.object))
    case "BOOKMARK":
      let bookmark = try decoder.resource(event.object)
      self = try .bookmark(checked: bookmark.metadata.resourceVersion)
    case "ERROR": throw .refused(APIStatus(try Wire_Status(kubernetes: event.object)))
    default: throw .malformed("a watch event of an unknown type")
    }
  }
}

extension APIStatus {
  /// Reads a `Status` with its magic and its envelope, as the body of a refusal carries it.
  init(protobuf bytes: [UInt8]) throws(ClientError) {
    self.init(try Wire_Status(kubernetes: ProtobufWatchReader.object(in: bytes)))
  }

  /// Reads a `Status` of the wire.
  fileprivate init(_ wire: Wire_Status) {
    self.init(
      code: wire.hasCode ? Int(wire.code) : 500, reason: wire.reason, message: wire.message,
      causes: wire.details.causes.map {
        Cause(reason: $0.reason, field: $0.field, message: $0.message)
      },
      retryAfter: wire.details.retryAfterSeconds > 0
        ? Double(wire.details.retryAfterSeconds) : nil,
      continuation: wire.metadata.continue)
  }
}

import NIOCore
import SwiftProtobuf

/// Cuts the protobuf of a list into its objects while it arrives, so that no list is ever whole in memory.
///
/// The body is the magic, then `runtime.Unknown`, whose `raw` is the list: `metadata` is field 1, `items` are
/// field 2.
struct ProtobufListReader {
  /// Where the reader stands.
  private enum Stage {
    case magic
    case envelope
    /// Inside the list, with so many bytes of it to come.
    case list(Int)
  }

  /// The list's own metadata, once it has come.
  private(set) var metadata = Wire_ListMeta()
  private var buffer = ByteBuffer()
  private var stage = Stage.magic
  /// Bytes of a field that is passed over.
  private var skipping = 0
  private let limit: Int

  /// `limit` is the most bytes that one object may have; the API allows some 1.5 MB.
  init(limit: Int = 16 << 20) { self.limit = limit }

  /// Takes in a piece and returns the objects that it completes.
  mutating func objects(after piece: ByteBuffer) throws(ClientError) -> [[UInt8]] {
    buffer.writeImmutableBuffer(piece)
    var objects: [[UInt8]] = []
    while let object = try next() { objects.append(object) }
    buffer.discardReadBytes()
    return objects
  }

  /// Says whether the list has come whole; otherwise it was cut off.
  func finish() throws(ClientError) {
    if case .envelope = stage, buffer.readableBytes == 0, skipping == 0, isListSeen { return }
    throw .malformed("a list that was cut off")
  }

  private var isListSeen = false

  private mutating func next() throws(ClientError) -> [UInt8]? {
    while true {
      guard skip() else { return nil }
      switch stage {
      case .magic:
        guard buffer.readableBytes >= 4 else { return nil }
        guard buffer.readBytes(length: 4) == ProtobufFraming.magic else {
          throw .malformed("it is no protobuf of Kubernetes")
        }
        stage = .envelope
      case .envelope:
        guard let head = try ProtobufFraming.head(of: &buffer) else { return nil }
        if head.field == 2, head.type == .bytes {
          stage = .list(head.value)
          isListSeen = true
        } else if head.type != .varint {
          skipping = head.value
        }
      case .list(0): stage = .envelope
      case .list(let left):
        let before = buffer
        guard let head = try ProtobufFraming.head(of: &buffer) else { return nil }
        let whole =
          buffer.readerIndex - before.readerIndex + (head.type == .varint ? 0 : head.value)
        guard whole <= left else { throw .malformed("an object that is longer than its list") }
        guard head.type == .bytes, head.field <= 2 else {
          stage = .list(left - whole)
          if head.type != .varint { skipping = head.value }
          continue
        }
        guard head.value <= limit else { throw .malformed("an object of \(head.value >> 20) MiB") }
        guard let bytes = buffer.readBytes(length: head.value) else {
          buffer.moveReaderIndex(to: before.readerIndex)
          return nil
        }
        stage = .list(left - whole)
        if head.field == 2 { return bytes }
        metadata = try Wire_ListMeta(kubernetes: bytes)
      }
    }
  }

  /// Passes over what is to be skipped; false when more of it must come.
  private mutating func skip() -> Bool {
    let count = min(skipping, buffer.readableBytes)
    buffer.moveReaderIndex(forwardBy: count)
    skipping -= count
    return skipping == 0
  }
}

extension Message {
  /// Reads a message of the API; fields that are not in `objects.proto` are passed over and dropped.
  init(kubernetes bytes: [UInt8]) throws(ClientError) {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    do {
      try self.init(serializedBytes: bytes, partial: true, options: options)
    } catch {
      throw .malformed("a broken object: \(error)")
    }
  }
}

import NIOCore

/// Reads the wire format of Protocol Buffers just far enough to find where messages begin and end.
///
/// Format: protobuf.dev/programming-guides/encoding.
enum ProtobufFraming {
  /// The wire types that Kubernetes uses.
  enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  /// One field's head: its number and its type, and the length or the value that follows.
  struct Head {
    var field: Int
    var type: WireType
    /// The length of `bytes`, the value of a `varint`, otherwise the number of bytes.
    var value: Int
  }

  /// Four bytes before every object: `k8s` and zero (apimachinery, serializer/protobuf).
  static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

  /// Takes a head from the front; nil, with nothing taken, when not all of it is there.
  static func head(of buffer: inout ByteBuffer) throws(ClientError) -> Head? {
    let start = buffer.readerIndex
    guard let key = try varint(of: &buffer) else { return nil }
    guard let type = WireType(rawValue: key & 7), key >> 3 > 0, key >> 3 < 1 << 29 else {
      throw .malformed("a field of an unknown type")
    }
    let value: Int
    switch type {
    case .varint, .bytes:
      guard let number = try varint(of: &buffer) else {
        buffer.moveReaderIndex(to: start)
        return nil
      }
      guard type == .varint || number < 1 << 32 else {
        throw .malformed("a message of \(number >> 20) MiB")
      }
      value = Int(truncatingIfNeeded: number)
    case .fixed64: value = 8
    case .fixed32: value = 4
    }
    return Head(field: Int(key >> 3), type: type, value: value)
  }

  private static func varint(of buffer: inout ByteBuffer) throws(ClientError) -> UInt64? {
    let view = buffer.readableBytesView
    var (result, shift, count) = (UInt64(0), UInt64(0), 0)
    for byte in view.prefix(10) {
      result |= UInt64(byte & 0x7F) << shift
      count += 1
      guard byte & 0x80 != 0 else {
        buffer.moveReaderIndex(forwardBy: count)
        return result
      }
      shift += 7
    }
    guard count < 10 else { throw .malformed("a number that does not end") }
    return nil
  }
}

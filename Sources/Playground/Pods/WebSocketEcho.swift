import Crypto
import Foundation
import NIOCore

/// The other side of a WebSocket: it says back what it hears (RFC 6455, frames up to 1 MiB).
enum WebSocketEcho {
  private static let magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
  private static let frameLimit = 1 << 20

  /// The answer that accepts the upgrade.
  static func handshake(_ key: String) -> String {
    let digest = Insecure.SHA1.hash(data: Data((key + magic).utf8))
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Accept: \(Data(digest).base64EncodedString())\r\n\r\n"
  }

  /// Answers the next frame; returns whether there was a whole one.
  static func answer(_ input: inout ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
    guard let frame = Frame(input) else { return false }
    guard frame.payload <= frameLimit, frame.isMasked else {
      context.close(promise: nil)
      return false
    }
    guard input.readableBytes >= frame.header + frame.payload else { return false }
    let bytes = input.readBytes(length: frame.header + frame.payload) ?? []
    let mask = bytes[(frame.header - 4)..<frame.header]
    var output = context.channel.allocator.buffer(capacity: frame.payload + 10)
    let isPing = frame.opcode == 0x9
    output.writeInteger(isPing ? 0x8A : frame.first)
    switch frame.payload {
    case ..<126: output.writeInteger(UInt8(frame.payload))
    case ..<65_536:
      output.writeInteger(UInt8(126))
      output.writeInteger(UInt16(frame.payload))
    default:
      output.writeInteger(UInt8(127))
      output.writeInteger(UInt64(frame.payload))
    }
    for (index, byte) in bytes[frame.header...].enumerated() {
      output.writeInteger(byte ^ mask[mask.startIndex + index % 4])
    }
    if frame.opcode != 0xA { context.writeAndFlush(NIOAny(output), promise: nil) }
    guard frame.opcode != 0x8 else {
      context.close(promise: nil)
      return false
    }
    return true
  }

  /// The start of a frame.
  private struct Frame {
    let first: UInt8
    let isMasked: Bool
    let payload: Int
    /// The length of everything before the payload.
    let header: Int

    var opcode: UInt8 { first & 0x0F }

    /// Reads the start; nil while it has not arrived.
    init?(_ input: ByteBuffer) {
      let start = input.readerIndex
      guard let first: UInt8 = input.getInteger(at: start),
        let second: UInt8 = input.getInteger(at: start + 1)
      else { return nil }
      self.first = first
      isMasked = second & 0x80 != 0
      let mask = isMasked ? 4 : 0
      switch second & 0x7F {
      case 126:
        guard let length: UInt16 = input.getInteger(at: start + 2) else { return nil }
        (payload, header) = (Int(length), 4 + mask)
      case 127:
        guard let length: UInt64 = input.getInteger(at: start + 2) else { return nil }
        (payload, header) = (Int(clamping: length), 10 + mask)
      case let length: (payload, header) = (Int(length), 2 + mask)
      }
    }
  }
}

import NIOCore
import NIOPosix

/// A connection that sends bytes and keeps what comes back until the other side closes.
enum RawConnection {
  static func exchange(
    _ address: String, _ port: Int, _ text: String, on group: any EventLoopGroup
  ) async throws -> String {
    let bytes = try await exchange(address, port, bytes: Array(text.utf8), on: group)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func exchange(
    _ address: String, _ port: Int, bytes: [UInt8], closesOutput: Bool = false,
    on group: any EventLoopGroup
  ) async throws -> [UInt8] {
    let channel = try await ClientBootstrap(group: group)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: address, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(bytes: bytes))
      if closesOutput { outbound.finish() }
      var result: [UInt8] = []
      for try await part in inbound { result += Array(buffer: part) }
      return result
    }
  }
}

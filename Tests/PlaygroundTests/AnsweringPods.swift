import NIOCore
import NIOPosix
import Topology

/// A fixed set of real listeners that stand for the pods of many clusters, and answer with their own address.
struct AnsweringPods: Sendable {
  /// One pod: where it listens, and what it declares.
  struct Member: Sendable {
    let name: String
    let address: String
    let ports: [Pod.ContainerPort]
  }

  /// The port that nearly all have under the name `http`.
  let port: Int
  /// The port that most have under the name `alt`.
  let secondPort: Int
  let members: [Member]
  private let listeners: [any Channel]

  /// Opens listeners on addresses of 127.77.0.0/16, on ports that the system gives.
  static func start(on group: any EventLoopGroup) async throws -> AnsweringPods {
    let first = try await listen("127.77.0.1", 0, group)
    let second = try await listen("127.77.0.1", 0, group)
    let port = first.localAddress?.port ?? 0
    let other = second.localAddress?.port ?? 0
    var listeners = [first, second]
    var members: [Member] = []
    for number in 1...8 {
      let address = "127.77.0.\(number)"
      let ports: [Pod.ContainerPort] =
        switch number {
        case 1...4:
          [.init(name: "http", number: port), .init(name: "alt", number: other)]
        case 5...6: [.init(name: "http", number: port)]
        case 7: [.init(name: "alt", number: other), .init(name: "http", number: other)]
        default: [.init(name: "http", number: port, transport: .udp)]
        }
      for place in Set(ports.filter { $0.transport == .tcp }.map(\.number)) where number > 1 {
        listeners.append(try await listen(address, place, group))
      }
      members.append(Member(name: "pod-\(number)", address: address, ports: ports))
    }
    return AnsweringPods(port: port, secondPort: other, members: members, listeners: listeners)
  }

  /// Whether anything listens at an address.
  func isListening(_ address: BackendAddress) -> Bool {
    members.contains { member in
      member.address == address.address
        && member.ports.contains { $0.number == address.port && $0.transport == .tcp }
    }
  }

  func stop() async {
    for listener in listeners { try? await listener.close() }
  }

  private static func listen(
    _ address: String, _ port: Int, _ group: any EventLoopGroup
  ) async throws -> any Channel {
    try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let name = channel.localAddress.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" } ?? ""
          try channel.pipeline.syncOperations.addHandler(Answerer(name: name))
        }
      }
      .bind(host: address, port: port).get()
  }

  /// Answers every request with a name.
  private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String
    private var received = ""

    init(name: String) {
      answer = "HTTP/1.1 200 OK\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)"
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      received += String(buffer: unwrapInboundIn(data))
      guard received.hasSuffix("\r\n\r\n") else { return }
      received = ""
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
  }
}

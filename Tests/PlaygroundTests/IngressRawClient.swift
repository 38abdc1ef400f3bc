#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A client that sends and reads bytes as they are, for requests that no library would send.
final class IngressRawClient {
  struct Failure: Error {}

  private let socket: Int32
  private var isOpen = true

  /// Connects to a port of this machine, from an address of it if one is given; no read waits longer than ten seconds.
  init(port: Int, address host: String = "127.0.0.1", from source: String? = nil) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let socket = socket
    let isBound = source.map { Self.with($0, 0) { bind(socket, $0, $1) } == 0 } ?? true
    guard isBound, Self.with(host, port, { connect(socket, $0, $1) }) == 0 else {
      _ = Glibc.close(socket)
      throw Failure()
    }
  }

  /// An address with a port as the system calls take it.
  private static func with(
    _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Sends a text; what the other side no longer takes is dropped.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Reads until the text satisfies a condition, the connection ends or patience does.
  func receive(until isEnough: (String) -> Bool = { _ in false }) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(&chunk)
      guard count > 0 else { break }
      bytes += chunk[..<count]
      if isEnough(String(decoding: bytes, as: UTF8.self)) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads and counts what comes until the connection ends.
  func receivedBytes() -> Int {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var total = 0
    while true {
      let count = read(&chunk)
      guard count > 0 else { return total }
      total += count
    }
  }

  /// Whether the other side has ended the connection.
  func isAtEnd() -> Bool {
    var chunk: [UInt8] = [0]
    return read(&chunk) == 0
  }

  /// Reads once; a signal to the process does not count as an end.
  private func read(_ chunk: inout [UInt8]) -> Int {
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      guard count < 0, errno == EINTR else { return count }
    }
  }

  /// Closes the socket, once.
  func close() {
    if isOpen { _ = Glibc.close(socket) }
    isOpen = false
  }
}

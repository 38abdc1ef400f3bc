import Foundation

/// Serves pages of metrics at one port of every address of this machine, so that each loopback address is a target.
struct PageServer: Sendable {
  /// What was asked for.
  struct Served: Sendable {
    var requests = 0
    /// The addresses at which it was asked.
    var addresses: Set<UInt32> = []
  }

  /// The pages, each for some seconds.
  let pages: [[UInt8]]
  let seconds: Double
  private let listener: Int32
  /// Both ends of a pipe: closing the second one ends the serving.
  private let ends: (watched: Int32, closed: Int32)

  init(port: UInt16, pages: [[UInt8]], seconds: Double) throws {
    self.pages = pages
    self.seconds = seconds
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var isReused: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReused, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    let outcome = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        bind(listener, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var pipe: [Int32] = [0, 0]
    guard outcome == 0, listen(listener, 512) == 0, Glibc.pipe(&pipe) == 0 else {
      throw RunningProgram.Failure(description: "port \(port) cannot be served: errno \(errno)")
    }
    self.listener = listener
    ends = (pipe[0], pipe[1])
  }

  /// Ends the serving.
  func end() { close(ends.closed) }

  /// Serves until `end`.
  func run() -> Served {
    var served = Served()
    var connections: [Int32] = []
    let start = Date()
    defer { for descriptor in connections + [listener, ends.watched] { close(descriptor) } }
    while true {
      var events = ([ends.watched, listener] + connections).map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      guard poll(&events, nfds_t(events.count), -1) >= 0, events[0].revents == 0 else {
        return served
      }
      let page = pages[min(pages.count - 1, Int(Date().timeIntervalSince(start) / seconds))]
      for event in events.dropFirst(2) where event.revents != 0 {
        guard Self.answer(event.fd, page) else {
          close(event.fd)
          connections.removeAll { $0 == event.fd }
          continue
        }
        served.requests += 1
      }
      guard events[1].revents != 0 else { continue }
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      connections.append(connection)
      served.addresses.insert(Self.address(of: connection))
    }
  }

  /// Reads a request, which is small enough to come at once, and answers it; whether the connection is kept.
  private static func answer(_ connection: Int32, _ page: [UInt8]) -> Bool {
    var request = [UInt8](repeating: 0, count: 4096)
    guard recv(connection, &request, request.count, 0) > 0 else { return false }
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: \(page.count)\r\n\r\n"
    let bytes = Array(head.utf8) + page
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map {
          send(connection, $0 + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
      }
      guard let count, count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// The address of this machine at which a connection came in.
  private static func address(of connection: Int32) -> UInt32 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        getsockname(connection, $0.baseAddress, &length)
      }
    }
    return address.sin_addr.s_addr
  }
}

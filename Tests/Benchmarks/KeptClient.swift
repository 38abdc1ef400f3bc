import Foundation

/// A client that asks one thing after the other over one connection.
final class KeptClient {
  private let connection: Int32
  private let request: [UInt8]

  /// Connects to a port of this machine.
  init(port: Int, host: String) throws {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.connection = connection
    request = Array("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let outcome = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        connect(connection, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else {
      throw RunningProgram.Failure(description: "no connection to port \(port): errno \(errno)")
    }
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(connection) }

  /// The body of the answer to a request.
  func ask() throws -> String {
    guard send(connection, request, request.count, 0) == request.count else {
      throw RunningProgram.Failure(description: "the proxy closes the connection")
    }
    var answer = ""
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let body = Self.body(of: answer) { return body }
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else {
        throw RunningProgram.Failure(description: "no answer but '\(answer)'")
      }
      answer += String(decoding: chunk[..<count], as: UTF8.self)
    }
  }

  /// The body of an answer; nil while anything of it is missing.
  private static func body(of answer: String) -> String? {
    guard let end = answer.range(of: "\r\n\r\n"),
      let field = answer.range(of: "content-length: ", options: .caseInsensitive),
      let length = Int(answer[field.upperBound...].prefix { $0.isNumber }),
      answer[end.upperBound...].utf8.count >= length
    else { return nil }
    return String(answer[end.upperBound...])
  }
}

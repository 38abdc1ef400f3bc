import Foundation

/// A port of 127.0.0.1 that is taken and where nobody listens: connections to it are refused, and nobody else can
/// come to listen there meanwhile.
package final class SilentPort: Sendable {
  private let descriptor: Int32
  /// Its number.
  package let number: Int

  /// Takes a free port; it is given back when the object goes.
  package init() {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    number = Int(in_port_t(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}

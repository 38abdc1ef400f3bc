import Foundation

/// Ports of 127.0.0.1 that the system gives to nobody by itself.
package enum QuietPort {
  /// A free one below the range from which outgoing connections take theirs.
  package static func free() -> Int {
    while true {
      let number = Int.random(in: 20_000..<30_000)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(number).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let outcome = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if outcome == 0 { return number }
    }
  }
}

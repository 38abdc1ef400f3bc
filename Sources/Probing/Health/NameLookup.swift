import Foundation
import NIOCore
import NIOPosix
import Traffic

/// Asks this machine's resolver for the addresses of a name.
struct NameLookup: Sendable {
  let group: any EventLoopGroup
  /// Seconds after which nothing more is awaited.
  let patience: Double

  /// glibc's `EAI_NODATA`: the name is known, but has no address.
  private static let noData: Int32 = -5

  /// The addresses in the resolver's order, each once.
  func ask(_ name: String) async -> ProbeReading.Outcome {
    let promise = group.any().makePromise(of: ProbeReading.Outcome.self)
    // The resolver cannot be interrupted: its thread goes on, and what it finds too late is dropped.
    NIOThreadPool.singleton.submit { _ in promise.succeed(Self.outcome(name)) }
    promise.futureResult.eventLoop.scheduleTask(in: .milliseconds(Int64(patience * 1000))) {
      promise.succeed(.silent)
    }
    return (try? await promise.futureResult.get()) ?? .silent
  }

  private static func outcome(_ name: String) -> ProbeReading.Outcome {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    switch code {
    case 0: return .resolved(addresses(found))
    case EAI_NONAME, Self.noData: return .resolved([])
    default: return .failed("the resolver fails: " + String(cString: gai_strerror(code)))
    }
  }

  private static func addresses(_ first: UnsafeMutablePointer<addrinfo>?) -> [String] {
    var addresses: [String] = []
    var next = first
    while let entry = next {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let code = getnameinfo(
        entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
        NI_NUMERICHOST)
      let address = String(
        decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if code == 0, !addresses.contains(address) { addresses.append(address) }
      next = entry.pointee.ai_next
    }
    return addresses
  }
}

import NIOCore

/// Writes heads for the other side: the lines as they came, without those that stay behind, and with
/// what a proxy adds.
enum HeadWriter {
  private static let upgrade = Array("Connection: upgrade\r\n".utf8)
  private static let close = Array("Connection: close\r\n".utf8)
  private static let keepAlive = Array("Connection: keep-alive\r\n".utf8)
  private static let host = Array("Host: ".utf8)
  private static let requestID = Array("\r\nX-Request-ID: ".utf8)
  private static let newVersion = Array(" HTTP/1.1\r\n".utf8)
  private static let oldVersion = Array(" HTTP/1.0\r\n".utf8)

  /// The lines about a client's connection, written once for all of its requests; they end where the
  /// request's host follows.
  static func forwarding(client: String, isTLS: Bool, port: Int) -> [UInt8] {
    let lines = [
      "X-Forwarded-For: \(client)", "X-Real-IP: \(client)",
      "X-Forwarded-Proto: \(isTLS ? "https" : "http")", "X-Forwarded-Port: \(port)",
      "X-Forwarded-Host: ",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// Writes the head of a request for its backend.
  ///
  /// A client of HTTP/1.0 must get an answer that it can read: its backend is asked in HTTP/1.0 too.
  static func write(
    _ head: RequestHead, _ view: ByteView, forwarding: [UInt8], id: (UInt64, UInt64),
    changed: HeadChange? = nil, to buffer: inout ByteBuffer
  ) {
    let room = head.length + forwarding.count + head.host.count * 2 + 160 + (changed?.size ?? 0)
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
      guard let base = target.baseAddress else { return 0 }
      var sink = ByteSink(base)
      sink.append(view, head.method)
      sink.append(0x20)
      if let changed { sink.append(changed.target) } else { sink.append(view, head.target) }
      sink.append(head.isOldVersion ? oldVersion : newVersion)
      sink.append(view, head.lines..<head.length - 2, without: changed?.cuts ?? head.cuts)
      if let changed { sink.append(changed.lines) }
      if let other = changed?.host {
        sink.append(host)
        sink.append(other)
        sink.appendLineEnd()
      } else if head.isAbsolute {
        sink.append(host)
        sink.append(view, head.host)
        sink.appendLineEnd()
      }
      if head.isUpgrade { sink.append(upgrade) } else if head.isOldVersion { sink.append(close) }
      sink.append(forwarding)
      sink.append(view, head.host)
      if head.requestID == nil {
        sink.append(requestID)
        sink.append(hexadecimal: id.0)
        sink.append(hexadecimal: id.1)
      }
      sink.appendLineEnd()
      sink.appendLineEnd()
      return sink.count
    }
  }

  /// What a client is told about its connection.
  enum Persistence {
    /// Nothing: it stays open, as is usual.
    case usual
    case keepAlive
    case close
    case upgrade
  }

  /// Writes the head of an answer for its client.
  static func write(
    _ head: ResponseHead, _ view: ByteView, _ persistence: Persistence, to buffer: inout ByteBuffer
  ) {
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: head.length + 32) { target in
      guard let base = target.baseAddress else { return 0 }
      var sink = ByteSink(base)
      sink.append(view, 0..<head.length - 2, without: head.cuts)
      switch persistence {
      case .usual: break
      case .keepAlive: sink.append(keepAlive)
      case .close: sink.append(close)
      case .upgrade: sink.append(upgrade)
      }
      sink.appendLineEnd()
      return sink.count
    }
  }
}

/// Appends bytes to memory that is known to be big enough.
private struct ByteSink {
  private let base: UnsafeMutableRawPointer
  private(set) var count = 0

  init(_ base: UnsafeMutableRawPointer) { self.base = base }

  mutating func appendLineEnd() {
    append(0x0D)
    append(0x0A)
  }

  mutating func append(_ byte: UInt8) {
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  mutating func append(_ view: ByteView, _ range: Range<Int>) {
    (base + count).copyMemory(from: view.base + range.lowerBound, byteCount: range.count)
    count += range.count
  }

  mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      guard let source = $0.baseAddress else { return }
      (base + count).copyMemory(from: source, byteCount: bytes.count)
    }
    count += bytes.count
  }

  /// Appends a range without the parts that lie in it, which are in order.
  mutating func append(_ view: ByteView, _ range: Range<Int>, without cuts: [Range<Int>]) {
    var start = range.lowerBound
    for cut in cuts {
      append(view, start..<cut.lowerBound)
      start = cut.upperBound
    }
    append(view, start..<range.upperBound)
  }

  mutating func append(hexadecimal number: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 15
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}

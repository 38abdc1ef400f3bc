import NIOCore
import Routing

extension ClientConnection {
  var isHead: Bool { exchange.isHead }
  var isUpgrading: Bool { exchange.isUpgrade }
  /// Whether the whole request has been passed on.
  var isRequestComplete: Bool { phase == .answer }

  /// Passes on the head of an answer with what has arrived of its body.
  func writeAnswer(
    _ head: ResponseHead, _ buffer: ByteBuffer, body: ByteBuffer, framing: BodyFraming
  ) {
    exchange.isAnswered = true
    exchange.status = head.status
    if framing == .untilClose || phase == .body { exchange.keepsAlive = false }
    let persistence: HeadWriter.Persistence =
      exchange.keepsAlive ? (exchange.isOldVersion ? .keepAlive : .usual) : .close
    scratch.clear()
    writeHead(head, buffer, persistence)
    if body.readableBytes > 0, body.readableBytes <= core.options.copyLimit {
      var body = body
      scratch.writeBuffer(&body)
      write(scratch)
    } else {
      write(scratch)
      if body.readableBytes > 0 { write(body) }
    }
  }

  private func writeHead(
    _ head: ResponseHead, _ buffer: ByteBuffer, _ persistence: HeadWriter.Persistence
  ) {
    buffer.withUnsafeReadableBytes { bytes in
      guard let view = ByteView(bytes) else { return }
      HeadWriter.write(head, view, persistence, to: &scratch)
    }
  }

  /// Passes on an answer before the answer; an old client would not understand it.
  func writeInterim(_ head: ResponseHead, _ buffer: ByteBuffer) {
    guard !exchange.isOldVersion, head.status != 100 else { return }
    scratch.clear()
    writeHead(head, buffer, .usual)
    write(scratch)
    flush()
  }

  /// The backend has changed the protocol: from now on bytes pass through in both directions.
  func beginTunnel(_ head: ResponseHead, _ buffer: ByteBuffer) {
    scratch.clear()
    writeHead(head, buffer, .upgrade)
    write(scratch)
    flush()
    exchange.record(status: 101)
    phase = .tunnel
    if input.readableBytes > 0 {
      upstream?.send(input)
      input = ByteBuffer()
    }
    resumeReading()
  }

  /// The answer is complete: the next request may come.
  func finishAnswer() {
    let isWhole = phase == .answer
    upstream = nil
    flush()
    exchange.record(status: exchange.status)
    guard exchange.keepsAlive, isWhole else {
      close()
      return
    }
    guard phase == .answer else { return }
    phase = .head
    process()
    resumeReading()
  }

  /// The backend has ended the connection before the answer was complete.
  func upstreamEnded(_ connection: UpstreamConnection) {
    upstream = nil
    if phase == .tunnel {
      close()
      return
    }
    let mayRetry =
      connection.isReused && !exchange.isAnswered && !exchange.isRetried
      && exchange.isReplayable && exchange.isIdempotent
    guard mayRetry, let endpoint = exchange.target?.next() else {
      fail(502)
      return
    }
    exchange.isRetried = true
    dispatch(to: endpoint, fresh: true)
  }

  /// The backend failed: tells the client if it has heard nothing yet, else breaks off.
  func fail(_ status: Int) {
    upstream = nil
    exchange.isConnecting = false
    if exchange.isAnswered { breakOff(status: status) } else { answer(status) }
  }

  /// Counts a failure in the middle of an answer, and ends the connection: a client must not take
  /// half an answer for a whole one.
  func breakOff(status: Int) {
    exchange.record(status: status)
    close()
  }

  /// Refuses what cannot be understood: nothing after it can be trusted to be a request.
  func refuse(_ status: Int) {
    if !exchange.isOpen {
      exchange = Exchange()
      exchange.begin(core.table.misses)
    }
    exchange.keepsAlive = false
    answer(status)
  }

  /// Answers without a backend.
  func answer(_ status: Int, _ own: RouteAnswer? = nil) {
    exchange.keepsAlive = exchange.keepsAlive && phase == .answer
    let text = Self.reasons[status] ?? (status < 400 ? "Answer" : "Error")
    let content =
      own?.body ?? (status == 404 ? "default backend - 404\n" : "\(status) \(text)\n")
    var head = "HTTP/1.1 \(status) \(text)\r\n"
    // Some answers have no body by their definition (RFC 9110, section 6.4.1).
    if status != 204, status != 304 {
      head += "Content-Type: text/plain; charset=utf-8\r\n"
      head += "Content-Length: \(content.utf8.count)\r\n"
    }
    if let location = own?.location {
      head += "Location: \(String(decoding: HeadChange.safe(location), as: UTF8.self))\r\n"
    }
    if !exchange.keepsAlive {
      head += "Connection: close\r\n"
    } else if exchange.isOldVersion {
      head += "Connection: keep-alive\r\n"
    }
    write(
      ByteBuffer(
        string: head + "\r\n" + (exchange.isHead || status == 204 || status == 304 ? "" : content)))
    exchange.status = status
    flush()
    exchange.record(status: status)
    guard exchange.keepsAlive else {
      close()
      return
    }
    phase = .head
    process()
    resumeReading()
  }

  private static let reasons = [
    200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
    304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout",
    410: "Gone", 500: "Internal Server Error", 431: "Request Header Fields Too Large",
    502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
  ]
}

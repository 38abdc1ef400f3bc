import NIOCore

/// Follows HTTP/1.1 on a connection that passes by, and counts every request with its answer.
///
/// It changes nothing. As soon as the bytes are not HTTP, or the connection was upgraded, it stops looking.
struct HTTPFollower {
  /// One side of the connection.
  private struct Side {
    var head = ByteBuffer()
    var body = BodyScanner()
    var isInBody = false
  }

  /// A request that waits for its answer.
  private struct Waiting {
    let isHead: Bool
    let start: NIODeadline
  }

  private var requests = Side()
  private var answers = Side()
  private var waiting: CircularBuffer<Waiting> = []
  private var status = 0
  private(set) var isFollowing = true
  private let counter: ProxyCounters.Counter

  private static let headLimit = 65_536

  init(_ counter: ProxyCounters.Counter) { self.counter = counter }

  /// Looks at bytes from the client.
  mutating func request(_ buffer: ByteBuffer, now: NIODeadline) {
    var rest = buffer
    while isFollowing, rest.readableBytes > 0 {
      if requests.isInBody {
        skipBody(&rest, \.requests)
        continue
      }
      requests.head.writeBuffer(&rest)
      guard let head = requestHead() else { return }
      waiting.append(Waiting(isHead: head.isHead, start: now))
      requests.body.begin(head.framing)
      requests.isInBody = !requests.body.isEmpty
      swap(&rest, &requests.head)
      requests.head = ByteBuffer()
    }
  }

  private mutating func requestHead() -> (framing: BodyFraming, isHead: Bool)? {
    let found = requests.head.withUnsafeReadableBytes { bytes -> RequestHead.Scan in
      ByteView(bytes).map { RequestHead.scan($0, searched: 0) } ?? .incomplete
    }
    switch found {
    case .incomplete:
      isFollowing = requests.head.readableBytes < Self.headLimit
      return nil
    case .malformed:
      isFollowing = false
      return nil
    case .complete(let head):
      let isHead = requests.head.withUnsafeReadableBytes { bytes in
        ByteView(bytes).map { head.hasMethod("head", in: $0) } ?? false
      }
      requests.head.moveReaderIndex(forwardBy: head.length)
      return (head.framing, isHead)
    }
  }

  /// Looks at bytes from the backend.
  mutating func answer(_ buffer: ByteBuffer, now: NIODeadline) {
    var rest = buffer
    while isFollowing, rest.readableBytes > 0 {
      if answers.isInBody {
        skipBody(&rest, \.answers)
        if !answers.isInBody { finish(now) }
        continue
      }
      answers.head.writeBuffer(&rest)
      guard let head = answerHead() else { return }
      swap(&rest, &answers.head)
      answers.head = ByteBuffer()
      if head.isInterim { continue }
      status = head.status
      answers.body.begin(head.framing(isHead: waiting.first?.isHead ?? false))
      answers.isInBody = !answers.body.isEmpty
      if !answers.isInBody { finish(now) }
      if head.status == 101 { isFollowing = false }
    }
  }

  private mutating func answerHead() -> ResponseHead? {
    let found = answers.head.withUnsafeReadableBytes { bytes -> ResponseHead.Scan in
      ByteView(bytes).map { ResponseHead.scan($0, searched: 0) } ?? .incomplete
    }
    switch found {
    case .incomplete:
      isFollowing = answers.head.readableBytes < Self.headLimit
      return nil
    case .malformed:
      isFollowing = false
      return nil
    case .complete(let head):
      answers.head.moveReaderIndex(forwardBy: head.length)
      return head
    }
  }

  private mutating func skipBody(
    _ rest: inout ByteBuffer, _ side: WritableKeyPath<HTTPFollower, Side>
  ) {
    switch rest.withUnsafeReadableBytes({ self[keyPath: side].body.scan($0) }) {
    case .more: rest.clear()
    case .done(let count):
      rest.moveReaderIndex(forwardBy: count)
      self[keyPath: side].isInBody = false
    case .malformed: isFollowing = false
    }
  }

  private mutating func finish(_ now: NIODeadline) {
    guard let request = waiting.popFirst() else { return }
    counter.record(status: status, seconds: Self.seconds(from: request.start, to: now))
  }

  /// The connection is over: an answer that its end completes counts, a request without one too.
  mutating func end(now: NIODeadline) {
    guard isFollowing else { return }
    if answers.isInBody, answers.body.framing == .untilClose { finish(now) }
    while let request = waiting.popFirst() {
      counter.record(status: 0, seconds: Self.seconds(from: request.start, to: now))
    }
    isFollowing = false
  }

  private static func seconds(from start: NIODeadline, to end: NIODeadline) -> Double {
    Double((end - start).nanoseconds) / 1e9
  }
}

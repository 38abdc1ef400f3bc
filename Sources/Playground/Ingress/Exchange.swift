import NIOCore

/// One request on its way: what it asks, where it went, what came of it.
struct Exchange {
  var isHead = false
  var isUpgrade = false
  var isOldVersion = false
  var keepsAlive = false
  /// Whether a method may be sent twice (RFC 9110, idempotent methods).
  var isIdempotent = false
  /// Whether the first byte of an answer has been passed on.
  var isAnswered = false
  /// Whether the connection to the backend is being opened.
  var isConnecting = false
  /// Whether it has been sent to a second backend already.
  var isRetried = false
  /// Whether `outgoing` still holds everything that was sent.
  var isReplayable = true
  /// Grows with each attempt, so that a late connection finds out that nobody waits for it.
  var attempt = 0
  var status = 0
  var target: IngressTable.Target?
  var rule: IngressTable.Rule?
  private(set) var isOpen = false
  private var counter: ProxyCounters.Counter?
  private var start = NIODeadline.uptimeNanoseconds(0)

  /// Starts the clock.
  mutating func begin(_ counter: ProxyCounters.Counter) {
    isOpen = true
    self.counter = counter
    start = .now()
  }

  /// Names what the request counts for.
  mutating func count(in counter: ProxyCounters.Counter) { self.counter = counter }

  /// Counts the request, once.
  mutating func record(status: Int) {
    guard isOpen else { return }
    isOpen = false
    let nanoseconds = (NIODeadline.now() - start).nanoseconds
    counter?.record(status: status, seconds: Double(nanoseconds) * 1e-9)
    counter = nil
  }
}

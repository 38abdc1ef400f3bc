import Dispatch
import Foundation

/// SIGINT, SIGTERM and SIGHUP as something to wait for.
struct EndingSignals {
  private let stream: AsyncStream<Int32>
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from the system's default.
  init() {
    let (stream, continuation) = AsyncStream<Int32>.makeStream()
    self.stream = stream
    sources = [(SIGINT, Int32(130)), (SIGTERM, 143), (SIGHUP, 129)].map { number, code in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield(code) }
      source.resume()
      return source
    }
  }

  /// The exit codes of the signals, in the order in which they come.
  var codes: AsyncStream<Int32> { stream }
}

/// The time of this machine; everything else is told it.
enum SystemClock {
  /// Seconds since 1970.
  static let now: @Sendable () -> Double = { Date().timeIntervalSince1970 }
}

import Foundation

/// Feeds one reader for a while; runs in a process of its own, since it may crash or hang.
struct FuzzWorker {
  let target: any FuzzTarget
  let seed: UInt64
  let seconds: Double
  /// Where the input stands that is read right now, for whoever watches.
  let path: String

  /// Runs until the time is over; the exit code is 1 after a violation.
  func run() throws -> Int32 {
    let file = try FuzzFile(path)
    var mutator = FuzzMutator(target, seed: seed)
    let end = Date().addingTimeInterval(seconds)
    var (count, slowest, slow) = (0, 0.0, [UInt8]())
    while Date() < end {
      // Some at once: the clock is asked less often.
      for _ in 0..<64 {
        let input = mutator.next()
        file.note(input, number: count)
        let start = Self.processorTime()
        do {
          try target.check(input)
        } catch {
          print("\(target.name): seed \(seed), input \(count): \(error)")
          print(FuzzFile.hex(input))
          return 1
        }
        let time = Self.processorTime() - start
        if time > slowest { (slowest, slow) = (time, input) }
        count += 1
      }
    }
    print(
      "\(target.name): seed \(seed): \(count) inputs, the slowest took "
        + String(format: "%.1f ms", slowest * 1000) + " for \(slow.count) bytes")
    return 0
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The file in which a worker leaves the input that it reads: its number, its length, its bytes.
struct FuzzFile {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_CREAT | O_RDWR | O_TRUNC, 0o600)
    guard descriptor >= 0 else {
      throw Violation(description: "\(path) cannot be written: errno \(errno)")
    }
  }

  func note(_ input: [UInt8], number: Int) {
    var record: [UInt8] = []
    for value in [number, input.count] {
      withUnsafeBytes(of: UInt64(value).littleEndian) { record.append(contentsOf: $0) }
    }
    record += input
    _ = record.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// What the worker was reading last.
  static func read(_ path: String) -> (number: Int, input: [UInt8])? {
    guard let data = FileManager.default.contents(atPath: path), data.count >= 16 else {
      return nil
    }
    let bytes = Array(data)
    func value(_ start: Int) -> Int {
      Int(
        truncatingIfNeeded: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) }
      )
    }
    return (value(0), Array(bytes[16...].prefix(max(0, value(8)))))
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The bytes of a text in hexadecimal digits.
  static func bytes(hex text: String) -> [UInt8] {
    let digits = text.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

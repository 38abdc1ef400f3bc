import Foundation

/// Watches a worker: says with which input it crashed, and ends it when one input takes too long.
struct FuzzWatch {
  /// The processor time that one input may take; a busy machine does not count.
  static let limit = 10.0

  let target: any FuzzTarget
  let seed: UInt64
  let seconds: Double

  /// Whether the worker came to its end without a violation.
  func run() async throws -> Bool {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "sluice-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(target.name)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let worker = Process()
    worker.executableURL = URL(
      filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    worker.arguments = [
      "--worker", path, "--seed", "\(seed)", "--seconds", "\(seconds)", target.name,
    ]
    try worker.run()
    guard try await watch(worker, path) else {
      kill(worker.processIdentifier, SIGKILL)
      worker.waitUntilExit()
      say("takes longer than \(Self.limit) s", path)
      return false
    }
    worker.waitUntilExit()
    if worker.terminationReason == .uncaughtSignal {
      say("crashes with signal \(worker.terminationStatus)", path)
    }
    return worker.terminationReason == .exit && worker.terminationStatus == 0
  }

  /// Whether the worker has ended by itself.
  private func watch(_ worker: Process, _ path: String) async throws -> Bool {
    var (number, since) = (-1, 0.0)
    while worker.isRunning {
      try await Task.sleep(for: .milliseconds(200))
      let time = Self.processorSeconds(of: worker.processIdentifier)
      let current = FuzzFile.read(path)?.number ?? -1
      if current != number { (number, since) = (current, time) }
      if time - since > Self.limit { return false }
    }
    return true
  }

  private func say(_ what: String, _ path: String) {
    let last = FuzzFile.read(path)
    print("\(target.name): seed \(seed), input \(last?.number ?? 0) \(what):")
    print(FuzzFile.hex(last?.input ?? []))
  }

  private static func processorSeconds(of process: Int32) -> Double {
    let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    guard let end = status.lastIndex(of: ")") else { return 0 }
    let fields = status[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return 0
    }
    return (user + system) / 100
  }
}

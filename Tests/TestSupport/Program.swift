import Foundation

/// The built `sluice`, run as a user's shell would run it.
package enum Program {
  /// The binary beside the running tests, or the one that `SLUICE_BINARY` names.
  package static let path: String =
    ProcessInfo.processInfo.environment["SLUICE_BINARY"] ?? built("sluice")

  /// The path of a program of this package.
  package static func built(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/debug/\(name)").path
  }

  /// The path of a program that `Tests/peers` has fetched.
  package static func peer(_ name: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "")/.cache"
    return "\(cache)/sluice-peers/\(name)"
  }

  /// What a finished command left.
  package struct Outcome: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
  }

  /// Runs a command to its end; standard input is empty or the text given.
  package static func run(
    _ command: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = ""
  ) async throws -> Outcome {
    let standardInput = try ChildPipe()
    let output = try ChildPipe()
    let errors = try ChildPipe()
    let process = try ChildProcess(
      command, arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      input: standardInput.reading.fileDescriptor, output: output.writing.fileDescriptor,
      errors: errors.writing.fileDescriptor)
    for end in [standardInput.reading, output.writing, errors.writing] { try end.close() }
    async let outputData = output.reading.readWhole()
    async let errorData = errors.reading.readWhole()
    await standardInput.writing.writeWhole(Data(input.utf8))
    let texts = await (outputData, errorData)
    return Outcome(
      status: process.wait(), output: String(decoding: texts.0, as: UTF8.self),
      errors: String(decoding: texts.1, as: UTF8.self))
  }

  /// Runs `sluice` to its end.
  package static func sluice(
    _ arguments: String..., environment: [String: String] = [:], input: String = ""
  ) async throws -> Outcome {
    try await run(path, arguments, environment: environment, input: input)
  }
}

extension FileHandle {
  /// Reads to the end without holding up the caller's thread.
  fileprivate func readWhole() async -> Data {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: (try? self.readToEnd()) ?? Data())
      }
    }
  }

  /// Writes everything that the reader takes, and closes.
  fileprivate func writeWhole(_ data: Data) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      Thread.detachNewThread {
        try? self.write(contentsOf: data)
        try? self.close()
        continuation.resume()
      }
    }
  }
}

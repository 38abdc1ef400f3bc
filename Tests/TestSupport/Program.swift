import Foundation

/// The built `sluice`, run as a user's shell would run it.
package enum Program {
  /// The binary beside the running tests, or the one that `SLUICE_BINARY` names.
  package static let path: String = {
    if let path = ProcessInfo.processInfo.environment["SLUICE_BINARY"] { return path }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appending(path: ".build/debug/sluice").path
  }()

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
    let process = Process()
    process.executableURL = URL(filePath: command.hasPrefix("/") ? command : "/usr/bin/env")
    process.arguments = command.hasPrefix("/") ? arguments : [command] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    let standardInput = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = standardInput
    try process.run()
    async let outputData = output.fileHandleForReading.readWhole()
    async let errorData = errors.fileHandleForReading.readWhole()
    try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? standardInput.fileHandleForWriting.close()
    let texts = await (outputData, errorData)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: texts.0, as: UTF8.self),
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
}

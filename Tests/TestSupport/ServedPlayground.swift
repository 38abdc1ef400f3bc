import Foundation
import Topology

/// A running `sluice demo --serve`, ended with `stop`.
package final class ServedPlayground: Sendable {
  /// What its one line of JSON says.
  package struct Addresses: Sendable {
    package let api: String
    package let kubeconfig: String
    package let ingress: String
    package let ingressTLS: String
  }

  /// Why it did not come up.
  package struct NotReady: Error, CustomStringConvertible {
    package let description: String
  }

  package let addresses: Addresses
  private let process: ChildProcess

  /// Starts it and waits for its line; a program that ends without one is an error.
  package init(_ arguments: String...) async throws {
    let output = try ChildPipe()
    process = try ChildProcess(
      Program.path, ["demo", "--serve"] + arguments,
      input: FileHandle.nullDevice.fileDescriptor, output: output.writing.fileDescriptor,
      errors: FileHandle.standardError.fileDescriptor)
    try output.writing.close()
    let line = await Self.firstLine(of: output.reading)
    guard let value = try? JSONValue(parsing: line), let api = value["api"].string else {
      process.signal(SIGKILL)
      process.wait()
      throw NotReady(description: "no ready line, but: \(line)")
    }
    addresses = Addresses(
      api: api, kubeconfig: value["kubeconfig"].string ?? "",
      ingress: value["ingress"].string ?? "", ingressTLS: value["ingressTLS"].string ?? "")
  }

  private static func firstLine(of handle: FileHandle) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var line = Data()
        while let byte = try? handle.read(upToCount: 1), !byte.isEmpty, byte != Data([0x0A]) {
          line += byte
        }
        continuation.resume(returning: String(decoding: line, as: UTF8.self))
      }
    }
  }

  /// Its process id.
  package var processID: Int32 { process.id }

  /// Ends it with SIGTERM and returns its exit status.
  @discardableResult
  package func stop() -> Int32 {
    process.signal(SIGTERM)
    return process.wait()
  }

  /// Runs `sluice` with this playground's kubeconfig.
  package func sluice(_ arguments: [String]) async throws -> Program.Outcome {
    try await Program.run(
      Program.path, arguments, environment: ["KUBECONFIG": addresses.kubeconfig])
  }
}

package import Foundation
package import Topology

/// A running `sluice demo --serve`, ended with `stop`.
package final class ServedPlayground: Sendable {
  /// What its one line of JSON says.
  package struct Addresses: Sendable {
    package let api: String
    package let kubeconfig: String
    package let ingress: String
    package let ingressTLS: String
    package let authority: String
    /// Which block of loopback addresses it holds: 0 unless another playground was there before.
    package let block: Int
  }

  /// Why it did not come up.
  package struct NotReady: Error, CustomStringConvertible {
    package let description: String
  }

  package let addresses: Addresses
  private let process: ChildProcess

  /// Starts it and waits for its line; a program that ends without one is an error.
  package init(
    _ arguments: String..., errors: FileHandle = .standardError
  ) async throws {
    let output = try ChildPipe()
    process = try ChildProcess(
      Program.path, ["demo", "--serve"] + arguments,
      input: FileHandle.nullDevice.fileDescriptor, output: output.writing.fileDescriptor,
      errors: errors.fileDescriptor)
    try output.writing.close()
    let line = await Self.firstLine(of: output.reading)
    guard let value = try? JSONValue(parsing: line), let api = value["api"].string else {
      process.signal(SIGKILL)
      process.wait()
      throw NotReady(description: "no ready line, but: \(line)")
    }
    addresses = Addresses(
      api: api, kubeconfig: value["kubeconfig"].string ?? "",
      ingress: value["ingress"].string ?? "", ingressTLS: value["ingressTLS"].string ?? "",
      authority: value["authority"].string ?? "", block: value["block"].integer ?? 0)
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

  /// The items of `sluice get … -o json`, as soon as they are as wanted.
  ///
  /// Throws when they are not within half a minute.
  package func items(
    _ arguments: String..., where isWanted: ([JSONValue]) -> Bool
  ) async throws -> [JSONValue] {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(30)
    while true {
      let outcome = try await sluice(["get"] + arguments + ["-o", "json"])
      let items = (try? JSONValue(parsing: outcome.output))?["items"].array ?? []
      if isWanted(items) { return items }
      guard clock.now < deadline else {
        throw NotReady(description: "get \(arguments): \(outcome.output)\(outcome.errors)")
      }
      try await clock.sleep(for: .milliseconds(50))
    }
  }

  /// A kubeconfig's bearer token.
  package var token: String {
    let text = (try? String(contentsOfFile: addresses.kubeconfig, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.contains("token:") } ?? ""
    return line.split(separator: ":").last.map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    } ?? ""
  }

  /// Runs `sluice` with this playground's kubeconfig.
  package func sluice(_ arguments: [String]) async throws -> Program.Outcome {
    try await Program.run(
      Program.path, arguments, environment: ["KUBECONFIG": addresses.kubeconfig])
  }
}

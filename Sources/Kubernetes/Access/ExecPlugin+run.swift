import Foundation
import Subprocess
import SystemPackage
import Topology

extension ExecPlugin {
  /// Seconds after which a plugin that does not end is ended.
  private static let patience = 60

  /// Runs the plugin and reads its answer; what goes wrong is told with the command and the kubeconfig's hint.
  func credential() async throws(ClientError) -> ExecCredential {
    guard interactiveMode != .always else {
      throw .untrusted(
        "`\(line)` asks questions on the terminal, which the console needs for itself;"
          + " sign in with it first, or use another context")
    }
    return try ExecCredential(try await output(), version: apiVersion)
  }

  /// Standard output of one run, without standard input, and without a shell.
  private func output() async throws(ClientError) -> [UInt8] {
    var variables: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": information.text]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    do {
      let settings = Configuration(
        executable: command.contains("/") ? .path(FilePath(command)) : .name(command),
        arguments: Arguments(arguments), environment: .inherit.updating(variables))
      let result = try await Self.limited {
        try await Subprocess.run(
          settings, input: .none, output: .bytes(limit: 1 << 20), error: .string(limit: 64 << 10))
      }
      guard case .exited(0) = result.terminationStatus else {
        throw ClientError.untrusted(
          "`\(line)` failed: \(Self.lastLine(result.standardError))")
      }
      return result.standardOutput
    } catch let error as ClientError {
      throw error
    } catch is CancellationError {
      throw .cancelled
    } catch let error as SubprocessError where error.code == .executableNotFound {
      let hint = installHint.split(whereSeparator: \.isNewline).joined(separator: " ").cleaned
      throw .untrusted("`\(command)` is not installed\(hint.isEmpty ? "" : ": \(hint)")")
    } catch {
      throw .untrusted("`\(line)` cannot be run: \(error)")
    }
  }

  /// Ends the work, and with it the program, when it takes too long.
  private static func limited<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: .seconds(patience))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let value = first else {
        throw ClientError.untrusted("the sign-in program did not end within \(patience) s")
      }
      return value
    }
  }

  private static func lastLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    return line.map { String($0.prefix(200)) } ?? "it said nothing"
  }
}

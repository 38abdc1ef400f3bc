import ArgumentParser
import Foundation

/// When output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether standard output gets colour: only a terminal does by itself, and not with `NO_COLOR`.
  func isColored(environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      guard environment["NO_COLOR", default: ""].isEmpty, environment["TERM"] != "dumb" else {
        return false
      }
      return isatty(STDOUT_FILENO) == 1
    }
  }

  /// The table with its titles in bold.
  static func emphasized(_ table: String) -> String {
    guard let end = table.firstIndex(of: "\n") else { return table }
    return "\u{1B}[1m\(table[..<end])\u{1B}[0m\(table[end...])"
  }
}

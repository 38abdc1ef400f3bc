package import Screen

/// Why a theme file cannot be used: the file has to be mended; the console goes on with another theme.
package enum ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
  case notYAML(String)
  case notATheme
  case unknownFormat(Int)
  case unknownParent(String)
  case cycle(String)
  case wrongColor(role: String, text: String)
  case roleCycle(String)

  package var description: String {
    switch self {
    case .notYAML(let problem): "the theme is no YAML: \(problem)"
    case .notATheme: "the file is no theme: it needs `format: 1` and `roles:`"
    case .unknownFormat(let format): "the theme has format \(format), this program reads format 1"
    case .unknownParent(let name): "the theme inherits \(name), which is no shipped theme"
    case .cycle(let name): "the theme \(name) inherits itself"
    case .wrongColor(let role, let text): "\(role): \(text) is no colour and no role"
    case .roleCycle(let role): "\(role) points to itself"
    }
  }
}

/// A theme as read, and what was strange in its file.
package struct ThemeReading: Hashable, Sendable {
  package var theme: Theme
  /// Unknown roles and keys; they are left out.
  package var warnings: [String]
}

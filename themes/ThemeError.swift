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
    case .notYAML(let problem): "this is no YAML: \(problem)"
    case .notATheme: "the file is no theme: it needs `format: 1` and `roles:`"
    case .unknownFormat(let format): "the theme has format \(format), this program reads format 1"
    case .unknownParent(let name):
      "there is no theme \(name) to inherit; take one that `sluice theme list` shows"
    case .cycle(let name): "the theme \(name) inherits itself"
    case .wrongColor(let role, let text):
      "\(role): `\(text)` is no colour; write default, a name as red, 0 to 255, #rrggbb or a role"
    case .roleCycle(let role): "\(role) points to itself; give it a colour"
    }
  }
}

/// A theme file that cannot be used, and the line that is to be mended.
package struct ThemeProblem: Error, Hashable, Sendable {
  package let error: ThemeError
  /// Counted from 1; nil where no line of the file itself is wrong.
  package let line: Int?
}

/// A theme as read, and what was strange in its file.
package struct ThemeReading: Hashable, Sendable {
  package var theme: Theme
  /// Unknown roles and keys; they are left out.
  package var warnings: [String]
  /// The lines of the file that state a role.
  package var lines: [Role: Int] = [:]

  package init(theme: Theme, warnings: [String]) {
    self.theme = theme
    self.warnings = warnings
  }
}

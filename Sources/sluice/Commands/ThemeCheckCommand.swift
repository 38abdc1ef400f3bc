import ArgumentParser
import Foundation
import Screen
import Themes
import Topology

/// `sluice theme check`: whether everybody can read a theme.
struct ThemeCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the contrast and the states of themes.",
    discussion: """
      Texts need a contrast of 4.5 with their background, or what the theme asks for itself;
      lines need 3. The states ok, warn and fault must look different to every kind of sight.
      Without a file, the shipped themes are checked.

      EXAMPLES:
        sluice theme check
        sluice theme check my-theme.yaml

      EXIT CODES:
        0 all pass, 1 a theme does not, 6 a file is no theme
      """)

  @Argument(help: ArgumentHelp("Theme files.", valueName: "file"))
  var files: [String] = []

  func run() throws {
    var worst = ProgramExit.Code.fine
    if files.isEmpty {
      for name in Themes.names {
        guard let theme = Themes.shipped(name) else { continue }
        worst = max(worst, report(ThemeReading(theme: theme, warnings: []), as: name))
      }
    }
    for file in files { worst = max(worst, check(file)) }
    if worst != .fine { throw ProgramExit(worst) }
  }

  private func max(_ left: ProgramExit.Code, _ right: ProgramExit.Code) -> ProgramExit.Code {
    left.rawValue >= right.rawValue ? left : right
  }

  /// Checks one file; what cannot be read is told with its line.
  private func check(_ file: String) -> ProgramExit.Code {
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      StandardStreams.message("sluice: \(file): cannot be read; name a theme file".cleaned)
      return .invalidFile
    }
    do throws(ThemeProblem) {
      let name = URL(filePath: file).deletingPathExtension().lastPathComponent
      return report(try Themes.load(text, named: name), as: file)
    } catch {
      let place = error.line.map { "\(file):\($0)" } ?? file
      StandardStreams.message("sluice: \(place): \(error.error)".cleaned)
      return .invalidFile
    }
  }

  private func report(_ reading: ThemeReading, as name: String) -> ProgramExit.Code {
    for warning in reading.warnings {
      StandardStreams.message("sluice: \(name): \(warning); it is left out".cleaned)
    }
    let check = ThemeCheck(reading.theme)
    let findings = check.findings
    for finding in findings {
      let place = reading.lines[finding.role].map { "\(name):\($0)" } ?? name
      StandardStreams.output("\(place): \(finding.message)".cleaned + "\n")
    }
    guard findings.isEmpty else { return .negative }
    let least = check.leastContrast.map { "least contrast of text \(ThemeFigures.ratio($0))" }
    let line = "\(name): passes, \(least ?? "the terminal's own colours")"
    StandardStreams.output(line.cleaned + "\n")
    return .fine
  }
}

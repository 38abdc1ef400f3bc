import ArgumentParser
import Foundation
import Language
import State

/// The flags of every command that opens the console.
struct ConsoleOptions: ParsableArguments {
  @Option(help: "The screen to open: flow, services, routes, backends or traffic.")
  var screen: String?

  @Option(help: "The theme; `sluice theme list` shows them.")
  var theme: String?

  @Option(help: "The language: en or fr; by default the locale's.")
  var lang: String?

  @Flag(help: "Draw with characters of ASCII only.")
  var ascii = false

  @Option(help: "Colours: auto, always or never.")
  var color = "auto"

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Show the cursor on the selected row, for magnifiers that follow it.")
  var showCursor = false

  @Flag(help: "Refuse every change.")
  var readOnly = false

  /// The theme of the flag, of `SLUICE_THEME`, or the default one.
  var themeName: String { Self.themeName(theme) }

  /// The theme that was named, of `SLUICE_THEME`, or the default one.
  static func themeName(_ named: String?) -> String {
    let usual = ProcessInfo.processInfo.environment["SLUICE_THEME"] ?? ""
    return named ?? (usual.isEmpty ? "default" : usual)
  }

  /// The language of the flag, or of the locale.
  var language: Language {
    lang.flatMap(Language.init) ?? Language(environment: ProcessInfo.processInfo.environment)
      ?? .english
  }

  func validate() throws {
    if let screen, ScreenName(rawValue: screen)?.isBuilt != true {
      let names = ScreenName.allCases.filter(\.isBuilt).map(\.rawValue).joined(separator: ", ")
      throw ValidationError("There is no screen '\(screen)'; there are \(names).")
    }
    if let lang, Language(rawValue: lang) == nil {
      let names = Language.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("There is no language '\(lang)'; there are \(names).")
    }
    guard ["auto", "always", "never"].contains(color) else {
      throw ValidationError("--color takes auto, always or never.")
    }
  }
}

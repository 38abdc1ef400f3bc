import ArgumentParser
import Curses
import Foundation
import Language
import Screen
import State

/// The flags of every command that opens the console.
struct ConsoleOptions: ParsableArguments {
  @Option(help: "The screen to open: flow, services, routes, backends, traffic or network.")
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

  @Flag(help: "Write one picture of the screen to standard output and end.")
  var snapshot = false

  @Option(help: "The size of that picture, as 120x40; by default the terminal's.")
  var size: String?

  /// The theme of the flag, of `SLUICE_THEME`, of the configuration, or the default one.
  func themeName(_ configuration: Configuration) -> String {
    let named = Self.themeName(theme)
    return named == "default" && theme == nil ? configuration.theme ?? named : named
  }

  /// The theme that was named, of `SLUICE_THEME`, or the default one.
  static func themeName(_ named: String?) -> String {
    let usual = ProcessInfo.processInfo.environment["SLUICE_THEME"] ?? ""
    return named ?? (usual.isEmpty ? "default" : usual)
  }

  /// The language of the flag, of the configuration, or of the locale.
  func language(_ configuration: Configuration) -> Language {
    (lang ?? configuration.lang).flatMap(Language.init)
      ?? Language(environment: ProcessInfo.processInfo.environment) ?? .english
  }

  /// The size of a snapshot: as asked for, or the terminal's.
  var snapshotSize: Size { size.flatMap(Self.size) ?? Terminal.size }

  private static func size(_ text: String) -> Size? {
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, (1...1000).contains(sides[0]), (1...1000).contains(sides[1]) else {
      return nil
    }
    return Size(width: sides[0], height: sides[1])
  }

  /// What is wanted of the console before its first picture.
  func firstIntents(_ configuration: Configuration, namespace: String?) -> [Intent] {
    var intents: [Intent] = []
    if let name = screen, let screen = ScreenName(rawValue: name) { intents.append(.show(screen)) }
    let theme = themeName(configuration)
    if theme != "default" { intents.append(.set(option: "theme", value: theme)) }
    if let namespace { intents.append(.setNamespace(namespace)) }
    if noMouse { intents.append(.set(option: "mouse", value: "off")) }
    for problem in configuration.problems { intents.append(.notice(problem, .warning)) }
    return intents
  }

  func validate() throws {
    if let size, Self.size(size) == nil {
      throw ValidationError("--size takes columns and rows, as 120x40.")
    }
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

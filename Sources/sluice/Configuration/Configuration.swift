import Foundation
import Kubernetes
import Topology

/// What the user set for good, in `config.yaml`, as here.
///
///     protected: ["prod-*"]   contexts whose changes are typed out, by pattern
///     theme: high-contrast
///     lang: fr
///     probing: off            no live probes until the key asks for them
///
/// A wrong file never keeps the program from starting: what is wrong is told by line, the rest counts.
struct Configuration: Sendable, Equatable {
  /// Patterns of contexts, with `*` for anything.
  var protected: [String] = []
  var theme: String?
  var lang: String?
  var isProbing = true
  /// What is wrong with the file, a line each.
  var problems: [String] = []

  /// Whether changes in a context ask for its name.
  func isProtected(_ context: String) -> Bool {
    protected.contains { context.matches(pattern: $0) }
  }

  /// Reads `$SLUICE_CONFIG_DIR`, `$XDG_CONFIG_HOME/sluice` or `~/.config/sluice`.
  static func load(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Configuration {
    let path = folder(environment).appending(path: "config.yaml").path
    guard let data = FileManager.default.contents(atPath: path) else { return Configuration() }
    return Configuration(String(decoding: data, as: UTF8.self), file: path)
  }

  /// The folder that the file is looked for in; relative paths count as none (XDG Base Directory Specification).
  static func folder(_ environment: [String: String]) -> URL {
    if let own = environment["SLUICE_CONFIG_DIR"], own.hasPrefix("/") { return URL(filePath: own) }
    let home = URL(filePath: environment["HOME"] ?? NSHomeDirectory())
    let base = environment["XDG_CONFIG_HOME"].flatMap {
      $0.hasPrefix("/") ? URL(filePath: $0) : nil
    }
    return (base ?? home.appending(path: ".config")).appending(path: "sluice")
  }
}

extension Configuration {
  /// Reads the text of a file.
  init(_ text: String, file: String) {
    let document = SettingsDocument(text)
    problems = document.problems.map { "\(file):\($0.line): \($0.what)".cleaned }
    for (name, value) in document.values.sorted(by: { $0.key < $1.key }) {
      guard let problem = take(name, value) else { continue }
      problems.append("\(file):\(document.line(of: name)): \(problem)".cleaned)
    }
  }

  /// Takes in one setting; what is wrong with it comes back.
  private mutating func take(_ name: String, _ value: JSONValue) -> String? {
    switch name {
    case "protected":
      let patterns = value.string.map { [$0] } ?? value.array.compactMap(\.string)
      guard !patterns.isEmpty || value.array.isEmpty && value.isArray else {
        return "protected takes a list of context names, with * for anything"
      }
      protected = patterns
    case "theme":
      guard let text = value.string else { return "theme takes a name: `sluice theme list`" }
      theme = text
    case "lang":
      guard let text = value.string, ["en", "fr"].contains(text) else { return "lang is en or fr" }
      lang = text
    case "probing":
      guard let word = value.string ?? value.bool.map({ $0 ? "on" : "off" }),
        ["on", "off"].contains(word)
      else { return "probing is on or off" }
      isProbing = word == "on"
    default: return "there is no setting \(name): protected, theme, lang, probing"
    }
    return nil
  }
}

extension String {
  /// Whether it fits a pattern in which `*` stands for any text.
  func matches(pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return self == pattern
    }
    guard hasPrefix(first), hasSuffix(last), count >= first.count + last.count else { return false }
    var rest = dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

package import Language
import Topology

extension ConsoleState {
  private static let mostHistory = 200

  /// Runs a line of the command line; what cannot be run is one notice.
  mutating func run(_ command: String) -> [Effect] {
    let line = command.drop { $0 == ":" || $0 == " " }
    if case .command = interface.overlay { interface.overlay = nil }
    guard !line.isEmpty else { return [] }
    remember(String(line))
    let words = CommandWords(String(line))
    guard let known = Command.named(words.command) else {
      let names = Command.all.flatMap { [$0.name] + $0.aliases }
      let near = Spelling.nearest(to: words.command.lowercased(), in: names)
      let hint = near.map { localized("; did you mean :\($0)?") } ?? localized("; :help lists all")
      say(localized("There is no command :\(words.command.cleaned)\(hint)"), .error)
      return []
    }
    do throws(CommandProblem) {
      return try known.intents(words, self).flatMap { apply($0) }
    } catch {
      say(error.reason, .error)
      return []
    }
  }

  private mutating func remember(_ line: String) {
    interface.commandHistory.removeAll { $0 == line }
    interface.commandHistory.append(line)
    interface.commandHistory = Array(interface.commandHistory.suffix(Self.mostHistory))
  }

  /// Speaks a language from now on, as `:lang` does but without a word.
  package mutating func speak(_ language: Language) { interface.options.speak(language) }

  /// Changes an option.
  mutating func set(_ option: String, to value: String) -> [Effect] {
    if option == "write" { return setWriting(value) }
    guard let found = Setting.all.first(where: { $0.name == option }) else {
      let known = Setting.all.map(\.name)
      let near = Spelling.nearest(to: option, in: known).map { localized("; did you mean \($0)?") }
      say(
        localized(
          "There is no option \"\(option.cleaned)\"\(near ?? ": \(known.joined(separator: ", "))")"),
        .error)
      return []
    }
    let values = option == "theme" ? themeNames : found.values
    guard !value.isEmpty, values.isEmpty || values.contains(value) else {
      say(localized("\(option) is one of \(values.joined(separator: ", "))"), .error)
      return []
    }
    found.apply(value, &interface.options)
    say(localized("\(option) is \(value.cleaned) now."))
    return [.applyOptions(interface.options)]
  }

  /// `on`, `on 5m`, `off`.
  private mutating func setWriting(_ value: String) -> [Effect] {
    let words = value.split(separator: " ").map(String.init)
    guard connection.kind == .live else {
      say(localized("The playground may always be changed."))
      return []
    }
    switch words.first {
    case "off":
      connection.writableUntil = nil
      say(localized("Read-only now."))
    case "on":
      guard let seconds = words.count > 1 ? CommandTime.seconds(words[1]) : 300,
        (1...3600).contains(seconds)
      else {
        say(localized("\"\(words[1].cleaned)\" is no time: 30s, 5m, at most 1h"), .error)
        return []
      }
      connection.writableUntil = now + seconds
      say(
        localized(
          "Changes are allowed for \(Int(seconds)) seconds; each one shows its preview first."),
        .warning)
    default: say(localized("write is on or off: :write on 5m"), .error)
    }
    return []
  }
}

/// An option of `:set`.
struct Setting: Sendable {
  let name: String
  /// What it may be; empty for anything.
  let values: [String]
  let apply: @Sendable (String, inout Options) -> Void

  static let all: [Setting] = [
    Setting(name: "theme", values: []) { $1.theme = $0 },
    Setting(name: "glyphs", values: ["unicode", "console", "ascii"]) { $1.glyphs = $0 },
    Setting(name: "plot", values: ["braille", "block", "ascii"]) { $1.plot = $0 },
    Setting(name: "lang", values: Language.allCases.map(\.rawValue)) {
      $1.speak(Language(rawValue: $0) ?? .english)
    },
    Setting(name: "azerty", values: ["on", "off"]) { $1.isAZERTY = $0 == "on" },
    Setting(name: "mouse", values: ["on", "off"]) { $1.isMouseOn = $0 == "on" },
    Setting(name: "delete", values: ["on", "off"]) { $1.isDeleteAllowed = $0 == "on" },
    Setting(name: "probing", values: ["on", "off"]) { $1.isProbing = $0 == "on" },
    Setting(name: "hotkeys", values: ["on", "off"]) { $1.areHotkeysOn = $0 == "on" },
  ]
}

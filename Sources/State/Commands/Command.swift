package import Language

/// One command of the command line, as data: the completion list, the help and the parser read it.
package struct Command: Sendable {
  /// What an argument names, for completion.
  package enum Argument: Hashable, Sendable {
    case service, workload, route, namespace, context, pod, screen, theme, option, optionValue,
      column
    case change, steering
    /// A part of a request to trace: method, URL, Service, source.
    case request
    /// A fault of the catalogue, a route or a Service.
    case explained
    /// One of these words.
    case word([String])
    /// Anything.
    case text
  }

  /// The full word: `services`.
  package let name: String
  /// Other words for it: `svc`.
  package let aliases: [String]
  /// The arguments as the list shows them: `KIND/NAME N`.
  package let usage: Message
  /// What each argument names.
  package let arguments: [Argument]
  /// The key that does the same; empty when there is none.
  package let key: String
  /// One line of help.
  package let help: Message
  /// What it asks for, or why it cannot.
  let intents: @Sendable (CommandWords, ConsoleState) throws(CommandProblem) -> [Intent]

  init(
    _ names: String, _ usage: Message = "", _ arguments: [Argument] = [], key: String = "",
    _ help: Message,
    intents: @escaping @Sendable (CommandWords, ConsoleState) throws(CommandProblem) -> [Intent]
  ) {
    let names = names.split(separator: " ").map(String.init)
    name = names.first ?? ""
    aliases = Array(names.dropFirst())
    self.usage = usage
    self.arguments = arguments
    self.key = key
    self.help = help
    self.intents = intents
  }

  /// The command of a word; nil when no command has this name.
  package static func named(_ word: String) -> Command? {
    let word = word.lowercased()
    return all.first { $0.name == word || $0.aliases.contains(word) }
  }

  /// Every command, in the order of the help.
  package static let all: [Command] = screens + tracing + listing + changing + program
}

/// Why a line of the command line cannot be run; shown as one notice.
struct CommandProblem: Error, Hashable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The words after the command.
struct CommandWords: Sendable {
  let words: [String]
  /// The command as it was typed, for messages.
  let command: String
  /// Everything after the command.
  let rest: String

  init(_ line: String) {
    let all = line.split(separator: " ").map(String.init)
    command = all.first ?? ""
    words = Array(all.dropFirst())
    rest = words.joined(separator: " ")
  }

  /// A word, or a problem that says what is missing.
  func word(_ index: Int, _ what: String) throws(CommandProblem) -> String {
    guard words.indices.contains(index) else {
      let usage = Command.named(command)?.usage ?? .empty
      throw CommandProblem(localized("\(what) is missing: :\(command) \(usage)"))
    }
    return words[index]
  }
}

package import Language
import Routing
import Topology

/// One line of the list under the command line.
package struct Completion: Hashable, Sendable {
  /// The whole line when it is chosen.
  package var line: String
  /// What is listed: a command, or the name of an object.
  package var title: String
  /// The arguments that follow.
  package var usage: Message
  /// The key that does the same; empty when there is none.
  package var key: String
  /// One line of help.
  package var help: Message

  package init(
    line: String, title: String, usage: Message = "", key: String = "", help: Message = ""
  ) {
    self.line = line
    self.title = title
    self.usage = usage
    self.key = key
    self.help = help
  }
}

extension ConsoleState {
  /// What a line may become, best first: commands for the first word, then live objects.
  ///
  /// Ranked exact, prefix, recent, fuzzy; equal ranks keep the order of the catalogue or of the names.
  package func completions(of line: String, limit: Int = 50) -> [Completion] {
    let text = String(line.drop { $0 == ":" || $0 == " " })
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1, let command = Command.named(words[0]) else {
      return commands(words.first ?? "", limit)
    }
    let index = words.count - 2
    guard let argument = index < command.arguments.count ? command.arguments[index] : nil else {
      return [Self.completion(of: command, line: text)]
    }
    let before = words.dropLast().joined(separator: " ")
    let all = candidates(argument, words)
    let found = Self.ranked(words.last ?? "", all, recent: [], limit) { $0 }
    guard !found.isEmpty else { return [Self.completion(of: command, line: text)] }
    return found.map {
      Completion(
        line: "\(before) \($0)", title: $0, usage: command.usage, key: command.key,
        help: command.help)
    }
  }

  private func commands(_ word: String, _ limit: Int) -> [Completion] {
    let recent = Set(
      interface.commandHistory.suffix(20).compactMap {
        Command.named(String($0.prefix { $0 != " " }))?.name
      })
    var seen: Set<String> = []
    let names = Command.all.flatMap { [$0.name] + $0.aliases }
    return Self.ranked(word.lowercased(), names, recent: recent, names.count) { name in name }
      .compactMap { Command.named($0) }.filter { seen.insert($0.name).inserted }.prefix(limit)
      .map { command in Self.completion(of: command, line: command.name) }
  }

  private static func completion(of command: Command, line: String) -> Completion {
    Completion(
      line: line, title: command.name, usage: command.usage, key: command.key, help: command.help)
  }

  /// The candidates that fit a word, best first.
  private static func ranked(
    _ word: String, _ all: [String], recent: Set<String>, _ limit: Int,
    by text: (String) -> String
  ) -> [String] {
    let wanted = word.lowercased()
    let ranked = all.enumerated().compactMap { place, candidate -> (rank: Int, place: Int)? in
      let text = text(candidate).lowercased()
      if text == wanted { return (0, place) }
      let isRecent = recent.contains(candidate)
      if text.hasPrefix(wanted) { return (wanted.isEmpty && isRecent ? 0 : 1, place) }
      if text.split(separator: "/").last?.hasPrefix(wanted) == true { return (1, place) }
      guard text.isFuzzy(wanted) else { return nil }
      return (isRecent ? 2 : text.contains(wanted) ? 3 : 4, place)
    }
    return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(limit).map {
      all[$0.place]
    }
  }

  /// What an argument may be, in order.
  private func candidates(_ argument: Command.Argument, _ words: [String]) -> [String] {
    switch argument {
    case .service: shown.serviceNames.map(text)
    case .workload:
      inventory.sortedWorkloads.filter { $0.metadata.owner == nil }.map {
        "\($0.kind.rawValue.lowercased())/\(text($0.metadata.key))"
      }
    case .route: routing.routes.map { $0.host + $0.path }
    case .namespace: ["all"] + inventory.namespaceNames
    case .context: connection.contexts
    case .pod: podNames
    case .screen: ScreenName.allCases.map(\.rawValue)
    case .theme: themeNames
    case .option: Setting.all.map(\.name)
    case .optionValue: optionValues(words)
    case .column: ["name", "ready", "req/s", "err%", "p95", "age", "type", "health"]
    case .change: journal.reversed().map { "#\($0.id)" }
    case .steering: Command.steerings.map(\.name) + ["well"]
    case .request: requestWords(words)
    case .explained: explainedWords
    case .word(let words): words
    case .text: []
    }
  }

  /// The name alone inside the namespace on show.
  func text(_ name: NamespacedName) -> String {
    name.namespace == interface.namespace ? name.name : name.description
  }

  private var podNames: [String] {
    guard let namespace = interface.namespace else {
      return inventory.namespaceNames.flatMap { inventory.pods(in: $0) }
        .map(\.metadata.key.description)
    }
    return inventory.pods(in: namespace).map(\.metadata.name)
  }

  private func optionValues(_ words: [String]) -> [String] {
    guard words.count > 1 else { return [] }
    return words[1] == "theme"
      ? themeNames : Setting.all.first { $0.name == words[1] }?.values ?? []
  }
}

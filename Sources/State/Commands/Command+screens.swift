import Language
import Topology

extension Command {
  static let screens: [Command] = [
    Command(
      "services service svc", "[NAME | NS | /FILTER | LABEL=VALUE]", [.service], key: "2",
      "the Services, all or those that pass a filter"
    ) { words, state throws(CommandProblem) in try list(.services, words, state) },
    Command(
      "routes route ing ingress", "[/FILTER]", [.route], key: "3",
      "the routes, all or those that pass a filter"
    ) { words, state throws(CommandProblem) in
      if let id = words.words.first.flatMap({ state.routeID($0) }) {
        return [.show(.routes), .select(.route(id), on: .routes, order: [])]
      }
      return try list(.routes, words, state)
    },
    Command(
      "backends backend endpoints ep pods pod po", "[SERVICE]", [.service], key: "4",
      "the backends of a Service, or of all"
    ) { words, state throws(CommandProblem) in
      guard let word = words.words.first, !word.hasPrefix("/") else {
        return try list(.backends, words, state)
      }
      return [.showBackends(of: try state.service(word))]
    },
    Command("flow overview", "[ROUTE]", [.route], key: "1", "how requests flow to the pods") {
      words, state throws(CommandProblem) in
      guard let word = words.words.first else { return [.show(.flow)] }
      guard let id = state.routeID(word) else { throw state.noRoute(word) }
      return [.show(.flow), .select(.route(id), on: .flow, order: [])]
    },
    Command(
      "traffic", "[route|service|backend] [req/s|err/s|p95] [SECONDS] [table]",
      [
        .word([
          "route", "service", "backend", "table", "req/s", "err/s", "p95",
        ])
      ], key: "6",
      "plots of requests, errors and latencies"
    ) { words, state throws(CommandProblem) in
      [.show(.traffic), .setTraffic(try traffic(words, state.interface.traffic))]
    },
    Command("network net", key: "9", "plugins, ranges, peers and load balancers") { _, _ in
      [.show(.network)]
    },
    Command("screen", "NAME", [.screen], key: "1-9", "go to a screen by its name") {
      words, _ throws(CommandProblem) in
      let name = try words.word(0, localized("the screen")).lowercased()
      guard let screen = ScreenName.allCases.first(where: { $0.rawValue.hasPrefix(name) }) else {
        let known = ScreenName.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandProblem(localized("no screen \"\(name.cleaned)\": \(known)"))
      }
      return [.show(screen)]
    },
    Command("journal changes", key: "u", "your changes with their commands") { _, _ in
      [.open(.journal(selected: 0))]
    },
    Command("help keys h", "[WORD]", [.text], key: "?", "every key of this screen, searchable") {
      words, _ in
      [.open(.help(search: LineEditor(words.rest), selected: 0, isSearching: false))]
    },
  ]

  /// A list screen with k9s' forms: a name, a namespace, `/filter`, a label.
  private static func list(
    _ screen: ScreenName, _ words: CommandWords, _ state: ConsoleState
  ) throws(CommandProblem) -> [Intent] {
    guard let word = words.words.first else { return [.show(screen)] }
    if word.hasPrefix("/") {
      return [.show(screen), .setFilter(String(words.rest.dropFirst()))]
    }
    if word.hasPrefix("@") {
      return [.connect(context: try state.context(String(word.dropFirst()))), .show(screen)]
    }
    if word.contains("="), !word.contains("/") || word.contains(",") {
      return [.show(screen), .setFilter("-l \(words.rest)")]
    }
    if state.inventory.namespace(word) != nil, words.words.count == 1 {
      return [.setNamespace(word), .show(screen)]
    }
    let name = try state.service(word)
    return [.show(screen), .select(.service(name), on: screen, order: [])]
  }

  private static func traffic(
    _ words: CommandWords, _ old: TrafficView
  ) throws(CommandProblem) -> TrafficView {
    var view = old
    for word in words.words.map({ $0.lowercased() }) {
      if let group = TrafficView.Group(rawValue: word) {
        view.group = group
      } else if let metric = TrafficView.Metric.allCases.first(where: {
        $0.rawValue.hasPrefix(word)
      }) {
        view.metric = metric
      } else if word == "table" || word == "plot" {
        view.isTable = word == "table"
      } else if let seconds = CommandTime.seconds(word), (10...600).contains(seconds) {
        view.window = seconds
      } else {
        throw CommandProblem(
          localized("\"\(word.cleaned)\" is no grouping, metric or window (10s to 10m)"))
      }
    }
    return view
  }
}

/// Lengths of time as one types them.
enum CommandTime {
  /// `90`, `90s`, `5m`, `1h` in seconds.
  static func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Double(digits) else { return nil }
    return ["": 1.0, "s": 1, "m": 60, "h": 3600][String(text.dropFirst(digits.count))].map {
      $0 * number
    }
  }
}

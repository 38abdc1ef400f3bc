import Actions
import Language
import Routing
import Screen
import State
import Topology

/// The menus that open over a screen, filled for its selection.
enum Menus {
  /// `a` and the right click: every change that fits the selection, with the reason where it cannot be.
  static func actions(_ context: PaneContext) -> Menu {
    let bindings = KeyMap.bindings(context).filter(\.changesCluster)
    let entries = bindings.compactMap { binding -> Menu.Entry? in
      guard case .character(let key) = binding.keys.first else { return nil }
      let reason = binding.disabledReason(context)
      let intent = reason == nil ? binding.intents(context).first : .closeOverlay
      return Menu.Entry(
        key: key, title: localized(binding.sentence), intent: intent ?? .closeOverlay,
        disabledReason: reason)
    }
    let name = Subject(context).name
    return Menu(
      title: name.isEmpty ? localized("Actions") : localized("Actions · \(name)"),
      entries: Fixes.entries(context) + entries)
  }

  /// `y`: what can be copied.
  static func copy(_ context: PaneContext) -> Menu {
    let subject = Subject(context)
    var entries: [Menu.Entry] = []
    func add(_ key: Character, _ title: String, _ text: String) {
      entries.append(Menu.Entry(key: key, title: title, intent: .copy(text, what: title)))
    }
    if !subject.name.isEmpty { add("n", localized("name"), subject.name) }
    if let service = subject.service, !service.selector.isEmpty {
      add("l", localized("selector"), SelectorText.text(service.selector))
    }
    if let command = command(subject) { add("k", localized("kubectl command"), command) }
    let table = PaneCatalogue.pane(context.screen).table(context)
    if !table.isEmpty {
      add("c", localized("table as CSV"), TableText.csv(table))
      add("t", localized("table as TSV"), TableText.tsv(table))
    }
    let picture = Picture.draw(state: context.state, size: context.size, glyphs: context.glyphs)
    add("s", localized("screen as text"), picture.text)
    return Menu(title: localized("Copy"), entries: entries)
  }

  private static func command(_ subject: Subject) -> String? {
    let (kind, key): (String, NamespacedName)
    if let pod = subject.pod {
      (kind, key) = ("pod", pod.metadata.key)
    } else if let route = subject.route {
      (kind, key) = (route.source.kind.lowercased(), route.source.name)
    } else if let service = subject.service {
      (kind, key) = ("service", service.metadata.key)
    } else {
      return nil
    }
    return "kubectl -n \(key.namespace) get \(kind) \(key.name) -o yaml"
  }

  /// `g`: the screens that belong to the selection.
  static func goto(_ context: PaneContext) -> Menu {
    let subject = Subject(context)
    let service = subject.service?.metadata.key
    let none = localized("this row has no Service")
    let rows = PaneCatalogue.pane(context.screen).rows(context)
    let first = rows.first.map { Intent.select($0, on: context.screen, order: rows) }
    return Menu(
      title: localized("Go to"),
      entries: [
        Menu.Entry(key: "g", title: localized("the first row"), intent: first ?? .closeOverlay),
        Menu.Entry(
          key: "s", title: localized("the service"),
          intent: service.map {
            Intent.run(command: "service \($0)")
          } ?? .closeOverlay, disabledReason: service == nil ? none : nil),
        Menu.Entry(key: "r", title: localized("the routes"), intent: .show(.routes)),
        Menu.Entry(
          key: "b", title: localized("the backends"),
          intent: service.map { Intent.showBackends(of: $0) } ?? .show(.backends),
          disabledReason: service == nil ? none : nil),
        Menu.Entry(
          key: "t", title: localized("the trace"),
          intent: Tracing.intents(context).first ?? .show(.trace)),
        Menu.Entry(key: "f", title: localized("the flow"), intent: .show(.flow)),
      ])
  }

  /// `I`: what can be done to a pod of the playground.
  static func inject(_ context: PaneContext) -> Menu {
    guard let pod = Subject(context).pod else {
      return Menu(title: localized("Inject"), entries: [])
    }
    func entry(_ key: Character, _ title: String, _ name: String, _ value: String?) -> Menu.Entry {
      Menu.Entry(
        key: key, title: title,
        intent: .propose(.steer(pod.metadata.key, annotation: name, value: value)))
    }
    var entries = [
      entry("s", localized("slow: answers after 500 ms"), "demo/latency-ms", "500"),
      entry("e", localized("failing: 30 % of its answers are 500"), "demo/error-rate", "0.3"),
      entry("u", localized("unready: its readiness path answers 503"), "demo/ready", "false"),
      entry("d", localized("deaf: nothing listens any more"), "demo/listen", "false"),
    ]
    for (index, name) in pod.metadata.annotations.keys.filter({ $0.hasPrefix("demo/") }).sorted()
      .enumerated() where index < 9
    {
      entries.append(entry(Character("\(index + 1)"), localized("take \(name) away"), name, nil))
    }
    return Menu(title: localized("Inject · \(pod.metadata.name)"), entries: entries)
  }
}

/// Tables as text for other programs.
enum TableText {
  /// Commas, with quotes where a field needs them (RFC 4180).
  static func csv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map { field in
        field.contains { ",\"\n\r".contains($0) }
          ? "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\"" : field
      }.joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }

  /// Tabs; a tab inside a field becomes a blank.
  static func tsv(_ rows: [[String]]) -> String {
    rows.map { row in
      row.map { String($0.map { $0 == "\t" || $0.isNewline ? " " : $0 }) }.joined(separator: "\t")
    }.joined(separator: "\n") + "\n"
  }
}

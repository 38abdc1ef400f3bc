import Language
import Topology

extension Command {
  static let listing: [Command] = [
    Command("namespace ns", "NAME|all", [.namespace], "show one namespace, or all") {
      words, state throws(CommandProblem) in
      let name = try words.word(0, localized("the namespace"))
      if name == "all" || name == "-" { return [.setNamespace(nil)] }
      let known = state.inventory.namespaceNames
      let isKnown = known.contains(name) || state.inventory.podCount(in: name) > 0
      // Where namespaces may not be listed, any name may be one.
      guard isKnown || state.connection.isUnknown("Namespace") else {
        let near =
          Spelling.nearest(to: name, in: known).map { localized("; did you mean \($0)?") } ?? ""
        throw CommandProblem(localized("no namespace \"\(name.cleaned)\"\(near)"))
      }
      return [.setNamespace(name)]
    },
    Command("filter", "TEXT", [.text], key: "/", "filter the list of this screen") { words, _ in
      [.setFilter(words.rest)]
    },
    Command("sort", "COLUMN [reverse]", [.column, .word(["reverse"])], key: "o", "sort the list") {
      words, _ in
      let isReversed = words.words.dropFirst().contains { "reverse".hasPrefix($0) }
      return [.sort(column: words.words.first?.lowercased(), reversed: isReversed)]
    },
    Command(
      "probe", "on | off", [.word(["on", "off"])], key: "v",
      "ask the backends on screen whether they answer"
    ) { words, state throws(CommandProblem) in
      let word = words.words.first ?? (state.interface.options.isProbing ? "off" : "on")
      return [.set(option: "probing", value: word)]
    },
    Command("pause resume", key: "p", "hold the display still; data are collected") { _, _ in
      [.togglePause]
    },
  ]

  static let program: [Command] = [
    Command("write", "on [5m] | off", [.word(["on", "off"])], "allow changes for a while") {
      words, _ throws(CommandProblem) in
      [.set(option: "write", value: try words.word(0, localized("on or off")) + words.second)]
    },
    Command(
      "set", "OPTION VALUE", [.option, .optionValue],
      "theme, lang, glyphs, plot, mouse, probing, delete, hotkeys, azerty"
    ) {
      words, _ throws(CommandProblem) in
      [
        .set(
          option: try words.word(0, localized("the option")),
          value: words.words.dropFirst().joined(separator: " "))
      ]
    },
    Command("theme", "NAME", [.theme], "change the colours") {
      words, _ throws(CommandProblem) in
      [.set(option: "theme", value: try words.word(0, localized("the theme")))]
    },
    Command("lang", "en|fr", [.word(Language.allCases.map(\.rawValue))], "change the language") {
      words, _ throws(CommandProblem) in
      [.set(option: "lang", value: try words.word(0, localized("the language")))]
    },
    Command("context ctx", "[NAME]", [.context], "go to the cluster of another context") {
      words, state throws(CommandProblem) in
      guard let name = words.words.first else { return [.open(try state.contextMenu())] }
      return [.connect(context: try state.context(name))]
    },
    Command("redraw", key: "ctrl-l", "draw the screen anew") { _, _ in [.redraw] },
    Command("quit q q! exit", key: "Q", "leave sluice") { _, _ in [.quit] },
  ]
}

extension CommandWords {
  /// The second word with a blank before it; empty when there is none.
  fileprivate var second: String { words.count > 1 ? " " + words[1] : "" }
}

import Actions
package import Language
package import Screen
package import State
package import Topology

/// What a key does, as data: the hints, the help and the keys themselves all come from this.
package struct Binding: Sendable {
  package var keys: [Key]
  /// The keys that the hint names; empty names the first of `keys`.
  package private(set) var hintKeys: [Key] = []
  /// The word beside the key in the last row; empty for keys that need no hint.
  package var label: Message
  /// The line in the help.
  package var sentence: Message
  /// Whether it leads to a change of the cluster (always by way of a preview).
  package var changesCluster: Bool
  /// Why it does nothing now; nil when it does.
  package var disabledReason: @Sendable (PaneContext) -> String?
  package var intents: @Sendable (PaneContext) -> [Intent]

  package init(
    _ keys: Key..., label: Message = "", sentence: Message,
    intents: @escaping @Sendable (PaneContext) -> [Intent]
  ) {
    self.keys = keys
    self.label = label
    self.sentence = sentence
    changesCluster = false
    disabledReason = { _ in nil }
    self.intents = intents
  }

  /// The same as a change: it needs a writable cluster, and perhaps more.
  package func changing(
    unless reason: @escaping @Sendable (PaneContext) -> String? = { _ in nil },
    writing: @escaping @Sendable (PaneContext) -> WriteRequest? = { _ in nil }
  ) -> Binding {
    var binding = self
    binding.changesCluster = true
    binding.disabledReason = { context in
      // What is forbidden stays so after `:write on`: it is said first.
      if let write = writing(context),
        context.state.rights(in: write.name.namespace)?.allows(write) == false
      {
        return Refusal.notAllowed(write).reason
      }
      return context.readOnlyReason ?? reason(context)
    }
    return binding
  }

  /// The same, disabled where a reason is given.
  package func disabled(
    _ reason: @escaping @Sendable (PaneContext) -> String?
  ) -> Binding {
    var binding = self
    binding.disabledReason = reason
    return binding
  }

  /// The same with a hint that names other keys too: `↑↓:move` stands for both.
  package func hinting(_ keys: Key...) -> Binding {
    var binding = self
    binding.hintKeys = keys
    return binding
  }

  /// The keys as they are written in the hints: `↑↓`, `E`, `esc`.
  package func hintText(_ glyphs: Glyphs) -> String {
    Self.text(of: hintKeys.isEmpty ? Array(keys.prefix(1)) : hintKeys, glyphs)
  }

  /// Keys as they are written in hints: arrows together, everything else by its first key.
  package static func text(of keys: [Key], _ glyphs: Glyphs) -> String {
    let arrows = keys.compactMap { arrow($0, glyphs) }
    if !arrows.isEmpty { return arrows.joined(separator: glyphs.tier == .ascii ? "/" : "") }
    return keys.first.map(name) ?? ""
  }

  private static func arrow(_ key: Key, _ glyphs: Glyphs) -> String? {
    switch key {
    case .up: glyphs.tier == .ascii ? "up" : "↑"
    case .down: glyphs.tier == .ascii ? "dn" : "↓"
    case .left: glyphs.tier == .ascii ? "left" : "←"
    case .right: glyphs.tier == .ascii ? "right" : "→"
    default: nil
    }
  }

  private static func name(_ key: Key) -> String {
    switch key {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(let character): "ctrl-\(character)"
    case .alt(let character): "alt-\(character)"
    case .enter: "enter"
    case .escape: "esc"
    case .tab: "tab"
    case .backTab: "shift-tab"
    case .backspace: "backspace"
    case .delete: "del"
    case .shiftLeft: "shift-left"
    case .shiftRight: "shift-right"
    case .pageUp: "pgup"
    case .pageDown: "pgdn"
    case .home: "home"
    case .end: "end"
    case .function(let number): "f\(number)"
    default: ""
    }
  }
}

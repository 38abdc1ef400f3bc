import Language
package import Screen
package import State

/// From a key to what it asks for: the overlay first, then the focused pane, then what works everywhere.
package enum KeyMap {
  /// The intents of a key as the user sees the screen; empty when the key means nothing here.
  package static func intents(
    for key: Key, state: ConsoleState, size: Size, glyphs: Glyphs
  ) -> [Intent] {
    Language.$current.withValue(state.interface.options.language) {
      meant(by: key, state, size, glyphs)
    }
  }

  private static func meant(
    by key: Key, _ state: ConsoleState, _ size: Size, _ glyphs: Glyphs
  ) -> [Intent] {
    if let intents = ofTerminal(key) { return intents }
    let context = PaneContext(state: state, size: size, glyphs: glyphs).resolved
    if context.layout.form == .tooSmall { return ofTooSmall(key) }
    if case .mouse(let mouse) = key {
      guard state.interface.options.isMouseOn else { return [] }
      return Picture.drawing(context).intents(for: mouse)
    }
    if let overlay = OverlayCatalogue.pane(for: context) {
      return intents(of: overlay, for: key, context)
    }
    if case .paste = key {
      return [.notice(localized("paste ignored: no field is open (: or / opens one)"), .info)]
    }
    return intents(of: bindings(context), for: digit(key, context) ?? key, context) ?? []
  }

  /// The bindings that apply without an overlay: the pane's own win over those of everywhere.
  package static func bindings(_ context: PaneContext) -> [Binding] {
    PaneCatalogue.pane(context.screen).bindings + Everywhere.bindings
  }

  private static func intents(
    of overlay: any OverlayPane, for key: Key, _ context: PaneContext
  ) -> [Intent] {
    if let intents = overlay.typed(key, context) { return intents }
    if let intents = intents(of: overlay.bindings, for: key, context) { return intents }
    switch key {
    case .control("c"), .escape: return [.closeOverlay]
    case .paste: return [.notice(localized("paste ignored: this is no text field"), .info)]
    default: return []
    }
  }

  private static func intents(
    of bindings: [Binding], for key: Key, _ context: PaneContext
  ) -> [Intent]? {
    guard let binding = bindings.first(where: { $0.keys.contains(key) }) else { return nil }
    guard context.interface.options.areHotkeysOn || !key.isHotkey || isOverlayOpen(context) else {
      return []
    }
    if let reason = binding.disabledReason(context) { return [.notice(reason, .warning)] }
    return binding.intents(context)
  }

  /// The digit under an unshifted key of an AZERTY keyboard, where those mean digits and have no other use.
  private static func digit(_ key: Key, _ context: PaneContext) -> Key? {
    guard context.interface.options.isAZERTY, case .character(let character) = key,
      !bindings(context).contains(where: { $0.keys.contains(key) })
    else { return nil }
    return azertyDigits[character].map(Key.character)
  }

  private static let azertyDigits: [Character: Character] = [
    "&": "1", "é": "2", "\"": "3", "'": "4", "(": "5", "-": "6", "è": "7", "_": "8", "à": "0",
  ]

  private static func isOverlayOpen(_ context: PaneContext) -> Bool {
    context.interface.overlay != nil
  }

  /// What the terminal says itself, whatever is shown.
  private static func ofTerminal(_ key: Key) -> [Intent]? {
    switch key {
    case .resize(let size): [.resize(columns: size.width, rows: size.height)]
    case .focusIn: [.focusChanged(true)]
    case .focusOut: [.focusChanged(false)]
    case .control("z"): [.suspend]
    case .control("l"): [.redraw]
    default: nil
    }
  }

  private static func ofTooSmall(_ key: Key) -> [Intent] {
    switch key {
    case .character("q"), .character("Q"), .control("c"): [.quit]
    default: []
    }
  }
}

extension Key {
  /// Whether `:set hotkeys off` silences it: every single printable key but the colon.
  var isHotkey: Bool {
    if case .character(let character) = self { character != ":" } else { false }
  }
}

import Panes
import Screen
import State

/// Between the store and the terminal: turns keys into intents and states into pictures.
///
/// A key is read against the newest state, so that two quick presses move two rows; its picture is drawn
/// at once. Pictures of what the cluster does wait their turn in `follow`.
actor Presenter {
  private let store: Store
  private let glyphs: GlyphChoice
  private let show: @Sendable (Canvas) -> Void
  private var size: Size
  private var shown: Canvas?
  /// When the picture changed last; its header says so.
  private var changed = 0.0
  /// Whether the last drawing brought nothing new.
  private var isQuiet = false
  private var chosen: (options: Options, glyphs: Glyphs)?

  init(
    store: Store, glyphs: GlyphChoice, size: Size, show: @escaping @Sendable (Canvas) -> Void
  ) {
    self.store = store
    self.glyphs = glyphs
    self.size = size
    self.show = show
  }

  /// Reads one key and draws what came of it.
  func press(_ key: Key) async {
    if case .resize(let new) = key { size = new }
    let state = await store.current
    let signs = signs(for: state.interface.options)
    let intents = KeyMap.intents(for: key, state: state, size: size, glyphs: signs)
    for intent in intents { await store.send(.intent(intent)) }
    draw(await store.current)
  }

  /// Draws a state, unless the picture is the one that is shown already but for the time of its header.
  ///
  /// One drawing tells in most cases: while nothing happens one with the old time, while much happens one with the new
  /// time, whose rows below the header differ.
  func draw(_ state: ConsoleState) {
    if isQuiet, picture(of: state, changed: changed) == shown { return }
    let canvas = picture(of: state, changed: state.now)
    let width = canvas.size.width
    if !isQuiet, let shown, shown.size == canvas.size,
      shown.cells.dropFirst(width).elementsEqual(canvas.cells.dropFirst(width)),
      picture(of: state, changed: changed) == shown
    {
      isQuiet = true
      return
    }
    isQuiet = false
    changed = state.now
    shown = canvas
    show(canvas)
  }

  private func picture(of state: ConsoleState, changed: Double) -> Canvas {
    Picture.draw(
      state: state, size: size, glyphs: signs(for: state.interface.options), changed: changed)
  }

  /// The glyphs for these options, chosen once for as long as they stay.
  private func signs(for options: Options) -> Glyphs {
    if let chosen, chosen.options == options { return chosen.glyphs }
    let signs = glyphs.glyphs(for: options)
    chosen = (options, signs)
    return signs
  }

  /// Draws every newest state until the store ends, as often as a screen of 60 Hz shows it.
  ///
  /// What the terminal does not take in time is not drawn: a newer picture replaces it.
  func follow() async {
    for await state in store.snapshots {
      draw(state)
      guard (try? await Task.sleep(for: .milliseconds(12))) != nil else { return }
    }
  }
}

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
    let signs = glyphs.glyphs(for: state.interface.options)
    let intents = KeyMap.intents(for: key, state: state, size: size, glyphs: signs)
    for intent in intents { await store.send(.intent(intent)) }
    draw(await store.current)
  }

  /// Draws a state, unless the picture is the one that is shown already.
  func draw(_ state: ConsoleState) {
    let signs = glyphs.glyphs(for: state.interface.options)
    let canvas = Picture.draw(state: state, size: size, glyphs: signs)
    guard canvas != shown else { return }
    shown = canvas
    show(canvas)
  }

  /// Draws every newest state until the store ends, at most ten times a second.
  func follow() async {
    for await state in store.snapshots {
      draw(state)
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
    }
  }
}

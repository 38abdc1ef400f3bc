import Foundation
import Panes
import Screen
import State
import Themes
import Traffic

/// `--snapshot`: one picture of the console to standard output, once everything has answered.
struct SnapshotProgram {
  let cluster: any ConsoleCluster
  let options: ConsoleOptions
  let configuration: Configuration
  /// The namespace to show; nil shows all.
  var namespace: String?

  /// Seconds to wait for the cluster, and for rates to be measured where something measures.
  private static let patience = 20.0
  private static let measuring = 3.0

  /// Draws once; ends with the code of what stood in the way of seeing anything.
  func run() async throws {
    let name = options.themeName(configuration)
    guard let theme = Themes.shipped(name) else { throw ProgramExit.unknownTheme(name) }
    let store = Store(initialState())
    for intent in options.firstIntents(configuration, namespace: namespace) {
      await store.send(.intent(intent))
    }
    let running = try await cluster.start()
    let session = Task {
      await ConsoleSession(store: store, cluster: running, clock: SystemClock.now).run()
    }
    let isLoaded = await wait(store)
    if running.counters != nil { try? await Task.sleep(for: .seconds(Self.measuring)) }
    if running.measure != nil, isLoaded { await waitForFigures(store) }
    await store.send(.tick(SystemClock.now()))
    let state = await store.current
    session.cancel()
    await session.value
    await running.stop()
    print(state, theme)
    try end(state, isLoaded: isLoaded)
  }

  private func initialState() -> ConsoleState {
    var state = ConsoleState(
      connection: cluster.connection(isReadOnly: options.readOnly), now: SystemClock.now())
    state.speak(options.language(configuration))
    return state
  }

  /// Waits until every kind has answered, or Services cannot be had; says whether all came.
  private func wait(_ store: Store) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    for await state in store.snapshots {
      if state.connection.isLoaded { return true }
      switch state.connection.feeds["Service"] {
      case .stale, .forbidden: return false
      case .loading, .synced, .absent, nil: break
      }
      if ContinuousClock.now > deadline { return false }
    }
    return false
  }

  /// Waits until the cluster's own systems have been read as often as figures take, where there are any.
  private func waitForFigures(_ store: Store) async {
    let deadline = ContinuousClock.now + .seconds(2 * Self.measuring)
    for await state in store.snapshots {
      let isAnswered = state.live.trafficSources.contains { $0.answered > 0 }
      let isMeasured = !isAnswered || state.live.readings.rate(.total) != nil
      if state.live.trafficRounds > 0 && isMeasured || ContinuousClock.now > deadline { return }
    }
  }

  private func print(_ state: ConsoleState, _ theme: Theme) {
    let environment = ProcessInfo.processInfo.environment
    let glyphs = GlyphChoice(environment: environment, isASCII: options.ascii)
      .glyphs(for: state.interface.options)
    let canvas = Picture.draw(state: state, size: options.snapshotSize, glyphs: glyphs)
    let isColored = (ColorChoice(rawValue: options.color) ?? .auto).isColored()
    let text = isColored ? canvas.styledText(theme) : canvas.text
    StandardStreams.output(text + "\n")
  }

  private func end(_ state: ConsoleState, isLoaded: Bool) throws {
    switch state.connection.feeds["Service"] {
    case .stale(_, let reason): throw ProgramExit(.unreachable, reason)
    case .forbidden(let reason): throw ProgramExit(.refused, reason)
    case .loading, nil:
      throw ProgramExit(.unreachable, "the cluster did not answer within \(Int(Self.patience)) s")
    case .synced, .absent:
      if !isLoaded {
        StandardStreams.message("sluice: not everything has answered; see the last line but one")
      }
    }
  }
}

extension Canvas {
  /// The rows as text in the colours of a theme, each row ending in its own plain look.
  fileprivate func styledText(_ theme: Theme) -> String {
    (0..<size.height).map { y in
      var row = ""
      var look: Appearance?
      for x in 0..<size.width {
        let cell = self[x, y]
        let own = theme.appearance(of: cell.style, at: .many)
        if own != look { row += own.escapeSequence }
        look = own
        row += cell.glyph
      }
      return row + "\u{1B}[0m"
    }.joined(separator: "\n")
  }
}

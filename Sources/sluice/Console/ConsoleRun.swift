import Curses
import Foundation
import Kubernetes
import Screen
import State
import Themes
import Topology

/// The console's other half: starts the cluster, feeds the store, carries out effects.
struct ConsoleRun: Sendable {
  let cluster: any ConsoleCluster
  let options: ConsoleOptions
  /// The namespace to show at first; nil shows all.
  let namespace: String?
  let keys: AsyncStream<Key>
  let glyphs: GlyphChoice
  let frames: FrameMailbox

  /// Runs until it is cancelled, and ends the cluster then.
  func run() async {
    let store = Store(initialState())
    let presenter = Presenter(store: store, glyphs: glyphs, size: Terminal.size) { [frames] in
      frames.show($0)
    }
    for intent in firstIntents() { await store.send(.intent(intent)) }
    await withDiscardingTaskGroup { group in
      group.addTask { await follow(store, presenter) }
      group.addTask { for await key in keys { await presenter.press(key) } }
      group.addTask { await presenter.follow() }
    }
  }

  private func initialState() -> ConsoleState {
    var state = ConsoleState(
      connection: cluster.connection(isReadOnly: options.readOnly), now: SystemClock.now())
    state.themeNames = Themes.names
    state.speak(options.language)
    return state
  }

  private func firstIntents() -> [Intent] {
    var intents: [Intent] = []
    if let name = options.screen, let screen = ScreenName(rawValue: name) {
      intents.append(.show(screen))
    }
    if options.themeName != "default" {
      intents.append(.set(option: "theme", value: options.themeName))
    }
    if let namespace { intents.append(.setNamespace(namespace)) }
    if options.noMouse { intents.append(.set(option: "mouse", value: "off")) }
    return intents
  }

  /// Starts the cluster and runs the session on it.
  private func follow(_ store: Store, _ presenter: Presenter) async {
    do {
      let running = try await cluster.start()
      for line in running.warnings { await store.send(.intent(.notice(line, .warning))) }
      await session(running, store, presenter)
      await running.stop()
    } catch {
      await store.send(.intent(.notice("\(error)".cleaned, .error)))
    }
  }

  private func session(
    _ running: RunningCluster, _ store: Store, _ presenter: Presenter
  ) async {
    let client = running.client
    let context = await store.current.connection.context
    let journal = JournalFile(
      environment: ProcessInfo.processInfo.environment, context: context)
    let session = ConsoleSession(
      store: store, presenter: presenter,
      outside: .init(
        facts: running.feed.events, counters: running.counters,
        perform: { write, isDryRun in await client.outcome(of: write, isDryRun: isDryRun) },
        review: { namespace in try? await client.rights(in: namespace) },
        terminal: TerminalEffects(frames: frames, journal: journal), clock: SystemClock.now))
    await withDiscardingTaskGroup { group in
      group.addTask { await running.feed.run() }
      group.addTask { await running.drive() }
      group.addTask { await session.run() }
    }
  }
}

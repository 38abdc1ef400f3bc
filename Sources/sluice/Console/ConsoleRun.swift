import AsyncHTTPClient
import Curses
import Foundation
import Kubernetes
import Playground
import Probing
import Screen
import State
import Themes
import Topology

/// The console's other half: starts the cluster, feeds the store, carries out effects.
struct ConsoleRun: Sendable {
  let cluster: DemoCluster
  let options: ConsoleOptions
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
    let connection = Connection(
      context: "playground", kind: .simulated, writableUntil: options.readOnly ? nil : .infinity)
    var state = ConsoleState(connection: connection, now: SystemClock.now())
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
    if options.noMouse { intents.append(.set(option: "mouse", value: "off")) }
    return intents
  }

  /// Starts the cluster and runs the session on it.
  private func follow(_ store: Store, _ presenter: Presenter) async {
    do {
      let running = try await cluster.start()
      for line in cluster.refusals(running.playground) {
        await store.send(.intent(.notice(line, .warning)))
      }
      await session(running, store, presenter)
      await running.stop()
    } catch {
      await store.send(.intent(.notice("\(error)".cleaned, .error)))
    }
  }

  private var journal: JournalFile {
    JournalFile(environment: ProcessInfo.processInfo.environment, context: "playground")
  }

  private func session(
    _ running: DemoCluster.Running, _ store: Store, _ presenter: Presenter
  ) async {
    let feed = ClusterFeed(running.client)
    let metrics = MetricsFetch(
      client: HTTPClient.shared, url: running.playground.endpoints.metrics)
    let client = running.client
    let session = ConsoleSession(
      store: store, presenter: presenter,
      outside: .init(
        facts: feed.events, counters: { try await metrics.text() },
        perform: { write, isDryRun in await client.outcome(of: write, isDryRun: isDryRun) },
        terminal: TerminalEffects(frames: frames, journal: journal), clock: SystemClock.now))
    await withDiscardingTaskGroup { group in
      group.addTask { await feed.run() }
      group.addTask { await cluster.drive(running) }
      group.addTask { await session.run() }
    }
  }
}

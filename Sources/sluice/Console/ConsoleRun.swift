import Curses
import Foundation
import Screen
import State
import Themes
import Topology

/// The console's other half: starts the cluster, feeds the store, carries out effects.
struct ConsoleRun: Sendable {
  let cluster: any ConsoleCluster
  let options: ConsoleOptions
  let configuration: Configuration
  /// The namespace to show at first; nil shows all.
  let namespace: String?
  let keys: AsyncStream<Key>
  let glyphs: GlyphChoice
  let frames: FrameMailbox

  private var journal: JournalFile {
    JournalFile(environment: ProcessInfo.processInfo.environment)
  }

  /// Runs until it is cancelled, and ends the cluster then.
  func run() async {
    let store = Store(initialState())
    let presenter = Presenter(store: store, glyphs: glyphs, size: Terminal.size) { [frames] in
      frames.show($0)
    }
    for intent in options.firstIntents(configuration, namespace: namespace) {
      await store.send(.intent(intent))
    }
    let seat = ClusterSeat()
    let (moves, move) = AsyncStream<ClusterMove>.makeStream()
    let effects = EffectRun(
      store: store, seat: seat, terminal: TerminalEffects(frames: frames, journal: journal),
      move: move)
    await withDiscardingTaskGroup { group in
      group.addTask { await follow(moves, store, seat) }
      group.addTask { await effects.run() }
      group.addTask { await keepTime(store) }
      group.addTask { for await key in keys { await presenter.press(key) } }
      group.addTask { await presenter.follow() }
    }
  }

  private func initialState() -> ConsoleState {
    let connection = cluster.connection(isReadOnly: options.readOnly)
    var state = ConsoleState(
      connection: connection, journal: entries(connection), now: SystemClock.now())
    state.themeNames = Themes.names
    state.isExaminedAside = true
    state.speak(options.language(configuration))
    if connection.kind == .live, configuration.isProbing { state.startProbing() }
    return state
  }

  /// The changes of earlier runs; a playground lives only once.
  private func entries(_ connection: Connection) -> [JournalEntry] {
    connection.kind == .live ? journal.entries(context: connection.context) : []
  }

  /// Runs a session on the cluster, and on those that the user goes to afterwards.
  private func follow(
    _ moves: AsyncStream<ClusterMove>, _ store: Store, _ seat: ClusterSeat
  ) async {
    var cluster = cluster
    var session = Task { [cluster] in await serve(cluster, store, seat) }
    for await move in moves {
      let next: any ConsoleCluster
      do {
        next = try destination(move, from: cluster)
      } catch {
        await store.send(.intent(.notice("\(error)".cleaned, .error)))
        continue
      }
      session.cancel()
      await session.value
      cluster = next
      await enter(cluster, move, store)
      session = Task { [cluster] in await serve(cluster, store, seat) }
    }
    session.cancel()
    await session.value
  }

  private func destination(
    _ move: ClusterMove, from cluster: any ConsoleCluster
  ) throws -> any ConsoleCluster {
    switch move {
    case .context(let name): try cluster.other(context: name)
    case .namespace(let name): cluster.only(name)
    }
  }

  /// Tells the store where it is now; another namespace of the same cluster keeps the right to write.
  private func enter(_ cluster: any ConsoleCluster, _ move: ClusterMove, _ store: Store) async {
    var connection = cluster.connection(isReadOnly: options.readOnly)
    let before = await store.current
    guard case .namespace(let namespace) = move else {
      await store.send(.connected(connection, journal: entries(connection)))
      return
    }
    connection.writableUntil = before.connection.writableUntil
    await store.send(together: [
      .connected(connection, journal: before.journal), .limited(namespace: namespace),
    ])
  }

  /// Starts a cluster and runs a session on it, until it is cancelled.
  private func serve(_ cluster: any ConsoleCluster, _ store: Store, _ seat: ClusterSeat) async {
    do {
      let running = try await cluster.start()
      for line in running.warnings { await store.send(.intent(.notice(line, .warning))) }
      await seat.take(running)
      await ConsoleSession(store: store, cluster: running, clock: SystemClock.now).run()
      await seat.leave()
      await running.stop()
    } catch {
      await store.send(.intent(.notice("\(error)".cleaned, .error)))
    }
  }

  /// Every second a tick, half a second away from the ticks that come with the counters.
  private func keepTime(_ store: Store) async {
    var next = ContinuousClock.now + .milliseconds(500)
    while (try? await Task.sleep(until: next)) != nil {
      await store.send(.tick(SystemClock.now()))
      next = max(next + .seconds(1), .now)
    }
  }
}

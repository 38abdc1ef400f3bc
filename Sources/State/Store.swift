/// The owner of the state: events in, snapshots and effects out.
///
/// `send` never suspends, so a step is whole or not at all. Snapshots keep the newest only, so a burst of
/// events is one frame; effects are kept until they are taken.
package actor Store {
  private var state: ConsoleState
  private let snapshotsOut: AsyncStream<ConsoleState>.Continuation
  private let effectsOut: AsyncStream<Effect>.Continuation
  /// The newest state whenever it changed.
  package nonisolated let snapshots: AsyncStream<ConsoleState>
  /// Work for the outside, in order.
  package nonisolated let effects: AsyncStream<Effect>

  package init(_ state: ConsoleState) {
    self.state = state
    (snapshots, snapshotsOut) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    (effects, effectsOut) = AsyncStream.makeStream()
    snapshotsOut.yield(state)
  }

  /// The state as it is now.
  package var current: ConsoleState { state }

  /// Takes in one event.
  package func send(_ event: Event) {
    for effect in state.apply(event) { effectsOut.yield(effect) }
    snapshotsOut.yield(state)
  }

  /// Takes in several events as one: there is one snapshot after them.
  package func send(together events: [Event]) {
    for event in events {
      for effect in state.apply(event) { effectsOut.yield(effect) }
    }
    snapshotsOut.yield(state)
  }

  /// Ends both streams.
  package func finish() {
    snapshotsOut.finish()
    effectsOut.finish()
  }
}

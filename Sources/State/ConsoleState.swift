package import Actions

/// Everything that the console knows, as one value.
///
/// Panes read it; only `apply` changes it.
package struct ConsoleState: Sendable {
  package internal(set) var connection: Connection
  /// What is known now; panes read `shown`, which a pause holds still, and plans read this.
  package internal(set) var live = Facts()
  /// What is on show while the display is paused.
  var held: Facts?
  /// How many events the pause has kept from the display.
  package internal(set) var heldChanges = 0
  package internal(set) var interface = Interface()
  package internal(set) var journal: [JournalEntry] = []
  /// The plan of the open dialog, or why there is none.
  package internal(set) var proposed: Result<Plan, Refusal>?
  /// The server's answer to the plan's dry run, when it came.
  package internal(set) var dryRun: DryRunResult?
  /// Counts and rates of everything on show.
  package internal(set) var summary = Summary()
  /// Seconds since 1970, from the last tick.
  package internal(set) var now: Double
  /// The lists that were put in order; renewed at most once a tick while much happens.
  var orders: [ScreenName: ListOrder] = [:]
  /// Whether facts changed since the lists were put in order.
  var isOutdated = true

  package init(connection: Connection, now: Double) {
    self.connection = connection
    self.now = now
    live.time = now
  }
}

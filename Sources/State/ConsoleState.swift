package import Actions
package import Topology

/// Everything that the console knows, as one value.
///
/// Panes read it; only `apply` changes it.
package struct ConsoleState: Sendable {
  package internal(set) var connection: Connection
  package internal(set) var inventory = Inventory()
  package internal(set) var interface = Interface()
  package internal(set) var journal: [JournalEntry] = []
  /// The plan of the open dialog, or why there is none.
  package internal(set) var proposed: Result<Plan, Refusal>?
  /// The server's answer to the plan's dry run, when it came.
  package internal(set) var dryRun: DryRunResult?
  /// Seconds since 1970, from the last tick.
  package internal(set) var now: Double

  package init(connection: Connection, now: Double) {
    self.connection = connection
    self.now = now
  }
}

package import Actions
package import Diagnosis
import Topology

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
  /// The plan of the open dialog, or why there is none; nil while nothing would change.
  package internal(set) var proposed: Result<Plan, Refusal>?
  /// Which faults the plan would mend and cause; nil without plan, and where that cannot be said.
  package internal(set) var faultForecast: FaultForecast?
  /// The server's answer to the plan's dry run, when it came.
  package internal(set) var dryRun: DryRunResult?
  /// What someone else changed while the dialog is open, as a sentence; nil when nobody did.
  package internal(set) var changedByOthers: String?
  /// Counts and rates of everything on show.
  package internal(set) var summary = Summary()
  /// What becomes of the request that is traced, by the facts on show; nil before anything was traced.
  package internal(set) var trace: Trace?
  /// How the network is made, as of the last look at its screen.
  package internal(set) var network = NetworkList()
  /// Every fault of the namespace on show, while they are listed.
  package internal(set) var faultList = FaultList()
  /// The names that `:theme` takes; empty when any may be tried.
  package var themeNames: [String] = []
  /// Seconds since 1970, from the last tick.
  package internal(set) var now: Double
  /// The lists that were put in order; renewed at most once a tick while much happens.
  var orders: [ScreenName: ListOrder] = [:]
  /// Whether facts changed since the lists were put in order.
  var isOutdated = true
  /// Whether faults of large clusters are looked for aside: somebody carries out the effects and sends what was found.
  package var isExaminedAside = false
  /// How many looks for faults were given out.
  var examinations = 0
  /// The namespace that `summary` is of; nil when facts changed since.
  var summarized: String??
  /// What the trace and the list of faults were made of.
  var traced: TraceBasis?
  var listed: FaultListBasis?
  /// What the user may do, by namespace.
  var reviews: [String: RightsReview] = [:]
  /// When addresses were asked whether they answer, while the answer is awaited.
  var asked: [BackendAddress: Double] = [:]
  /// What the open dialog rests on.
  var draft = Draft()

  package init(connection: Connection, journal: [JournalEntry] = [], now: Double) {
    self.connection = connection
    self.journal = journal
    self.now = now
    live.time = now
  }
}

/// What the console remembers of the open dialog besides its form.
struct Draft: Sendable {
  /// The field of the target as it was when the dialog opened or was last looked at again.
  var field: String?
  /// A plan whose dry run is to be asked for with the next tick.
  var dryRunDue: Plan?
  /// The write that the last dry run was asked for.
  var dryRunAsked: Plan?
  /// What the forecast of faults was made of.
  var forecastBasis: ForecastBasis?
  /// The journal entry that the dialog undoes.
  var undoes: Int?
  /// Whether facts changed since the plan was made.
  var isOutdated = false
}

/// A forecast of faults is made again when one of these changed.
struct ForecastBasis: Hashable, Sendable {
  let write: WriteRequest
  let revision: Int
}

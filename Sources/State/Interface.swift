package import Diagnosis
package import Language
package import Routing
package import Topology

/// What identifies a row of a list: the object, never its place.
package enum RowID: Hashable, Sendable {
  /// A Service, by UID where it has one.
  case service(NamespacedName)
  case route(Route.ID)
  /// A backend of a Service: its address, with or without a pod.
  case backend(service: NamespacedName, address: String)
  case host(String)
  case other(String)
}

/// What the user set for one list: selection, filter, order, marks.
package struct ListState: Hashable, Sendable {
  /// A selected row whose object is gone.
  package struct Ghost: Hashable, Sendable {
    package var id: RowID
    /// Since when it is gone.
    package var since: Double
    /// Where it stood.
    package var place: Int
  }

  package var selection: RowID?
  /// The filter as it was typed, and the last one that was valid, which is in force.
  package var filter = ""
  package var validFilter = ""
  /// Why `filter` is no filter; nil when it is one.
  package var filterError: String?
  /// The selected row while its object is gone; it stays for ten seconds.
  package var ghost: Ghost?
  /// The column to sort by, by its title in lower case; nil is the screen's own order (health, then name).
  package var sortColumn: String?
  package var isReversed = false
  package var marks: Set<RowID> = []
  /// Columns scrolled away to the left.
  package var columnOffset = 0
  /// The order that stays as it was while the user moves, until `frozenUntil`.
  package var frozenOrder: [RowID] = []
  package var frozenUntil: Double = 0

  package init() {}
}

/// One line that is being typed.
package struct LineEditor: Hashable, Sendable {
  package var text: [Character]
  /// The place of the cursor, 0…text.count.
  package var cursor: Int

  package init(_ text: String = "") {
    self.text = Array(text)
    cursor = self.text.count
  }

  package var string: String { String(text) }
}

/// A line of the last but one row: what happened, or why something cannot be.
package struct Notice: Hashable, Sendable {
  /// How it is meant.
  package enum Kind: Hashable, Sendable { case info, warning, error }

  package var text: String
  package var kind: Kind
  /// The time at which it goes away.
  package var until: Double

  package init(_ text: String, kind: Kind = .info, until: Double) {
    self.text = text
    self.kind = kind
    self.until = until
  }
}

/// What lies over the screen and takes the keys first.
package enum Overlay: Hashable, Sendable {
  case help(search: LineEditor, selected: Int, isSearching: Bool)
  /// The command line, with the chosen completion.
  case command(LineEditor, choice: Int)
  /// The filter of the current list, typed live; the text to return to when it is cancelled.
  case filter(LineEditor, previous: String)
  /// A menu of one screen: its title, its entries with their intents.
  case menu(Menu, selected: Int)
  case dialog(Dialog)
  case journal(selected: Int)
  /// Every fault of the namespace on show; nil selects the first.
  case faults(selected: FaultIdentity?)
  /// Why something is as it is, with what it was judged by.
  case explanation(Explained, scroll: Int)
  /// A question with one answer key: quit.
  case quitQuestion
}

/// A list of things to do, reached by arrows and enter or by its keys.
package struct Menu: Hashable, Sendable {
  /// One line.
  package struct Entry: Hashable, Sendable {
    package var key: Character
    package var title: String
    package var intent: Intent
    /// Why it cannot be chosen now; nil when it can.
    package var disabledReason: String?

    package init(key: Character, title: String, intent: Intent, disabledReason: String? = nil) {
      self.key = key
      self.title = title
      self.intent = intent
      self.disabledReason = disabledReason
    }
  }

  package var title: String
  package var entries: [Entry]

  package init(title: String, entries: [Entry]) {
    self.title = title
    self.entries = entries
  }
}

/// Everything that the user set or opened; nothing of it comes from the cluster.
package struct Interface: Hashable, Sendable {
  package var screen: ScreenName = .flow
  /// Screens to go back to, the last one first.
  package var history: [ScreenName] = []
  package var lists: [ScreenName: ListState] = [:]
  /// Which Service the Backends screen shows; nil shows all.
  package var backendsService: NamespacedName?
  /// The namespace shown; nil shows all.
  package var namespace: String?
  /// The pane with the focus, counted in reading order.
  package var focus = 0
  package var isDetailShown = true
  package var isZoomed = false
  /// The tab of the detail pane.
  package var detailTab = 0
  package var overlay: Overlay?
  package var notice: Notice?
  /// Lines that were run, the last one last.
  package var commandHistory: [String] = []
  /// Set while the display is paused.
  package var pausedSince: Double?
  /// Until when keys that propose a change do nothing: the selection just moved by itself.
  package var inertUntil: Double = 0
  package var isFocused = true
  package var options = Options()
  /// The Traffic screen's settings.
  package var traffic = TrafficView()
  /// The request that is traced.
  package var trace = TraceView()
  /// The width and height of the terminal in cells, as last reported.
  package var columns = 80
  package var rows = 24

  package init() {}

  /// The list state of a screen; its defaults when nothing was set.
  package func list(_ screen: ScreenName) -> ListState { lists[screen] ?? ListState() }
}

/// What `:set` changes.
package struct Options: Hashable, Sendable {
  package var theme = "default"
  /// `unicode`, `console` or `ascii`.
  package var glyphs = "unicode"
  /// `braille`, `block` or `ascii`.
  package var plot = "braille"
  /// What the console speaks.
  package var language = Language.english
  /// Whether the unshifted digit keys of an AZERTY keyboard mean their digits too.
  package var isAZERTY = false
  package var isMouseOn = true
  package var isDeleteAllowed = false
  package var areHotkeysOn = true
  /// Whether the backends on screen are asked whether they answer.
  package var isProbing = false

  package init() {}

  /// Speaks a language; who reads French mostly types on an AZERTY keyboard.
  mutating func speak(_ language: Language) {
    self.language = language
    isAZERTY = language == .french
  }
}

/// The request that the Trace screen follows.
package struct TraceView: Hashable, Sendable {
  /// nil before anything was traced.
  package internal(set) var request: TraceRequest?
  /// The request as it may be typed after `:trace`.
  package internal(set) var line = ""

  package init() {}
}

/// What the Traffic screen shows.
package struct TrafficView: Hashable, Sendable {
  /// What is plotted.
  package enum Metric: String, Hashable, Sendable, CaseIterable {
    case requests = "req/s"
    case errors = "err/s"
    case latency = "p95 ms"
  }

  /// By what the series are told apart.
  package enum Group: String, Hashable, Sendable, CaseIterable { case route, service, backend }

  package var metric: Metric = .requests
  package var group: Group = .route
  /// The width of the window in seconds.
  package var window: Double = 60
  /// The same data as a table.
  package var isTable = false
  /// How many seconds before the newest value the cursor stands; nil without cursor.
  package var cursor: Int?

  package init() {}
}

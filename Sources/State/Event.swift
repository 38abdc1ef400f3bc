package import Actions
package import Topology
package import Traffic

/// Something that happened; the only way into the store.
package enum Event: Sendable {
  case resource(ResourceEvent)
  /// Many objects at once: one step, one frame.
  case resources([ResourceEvent])
  /// The feed of a kind changed its state.
  case feed(kind: String, FeedState)
  /// A cluster is looked at from now on, with the changes that were made to it before; nothing is known of it yet.
  case connected(Connection, journal: [JournalEntry])
  /// Only one namespace may be listed: what follows is of it alone.
  case limited(namespace: String)
  /// A backend was asked whether it answers.
  case probed(ProbeTarget, ProbeReading)
  /// Every kind that the cluster serves has been asked for.
  case begun
  case scraped(TrafficScrape)
  /// The counters of a cluster's own systems were read.
  case measured(TrafficRound)
  /// A scrape failed; the readings get a gap.
  case scrapeFailed(time: Double)
  /// Time passed: seconds since 1970.
  case tick(Double)
  case intent(Intent)
  /// The server's dry run of the plan on show ended.
  case dryRun(Plan, DryRunResult)
  /// A confirmed plan was answered.
  case performed(changeID: Int, WriteOutcome)
  /// The cluster said what the user may do in a namespace; nil where it does not say.
  case rights(namespace: String, Rights?)
  /// Faults were looked for aside.
  case examined(Examination.Result)
}

/// How current a kind's objects are.
package enum FeedState: Hashable, Sendable {
  case loading
  case synced
  /// The connection is lost since then; objects are the last known.
  case stale(since: Double, reason: String)
  /// We may not see it: what is known of it is nothing, not none.
  case forbidden(reason: String)
  /// The cluster does not serve this kind.
  case absent
}

/// What the server said to a dry run.
package enum DryRunResult: Hashable, Sendable {
  case accepted(resourceVersion: String)
  case refused(String)
}

/// What the server said to a write.
package enum WriteOutcome: Hashable, Sendable {
  case accepted(resourceVersion: String)
  case conflict(String)
  case refused(String)
  case unreachable(String)
}

/// Work that only the outside can do; leaves the store with the step that asked for it.
package enum Effect: Hashable, Sendable {
  case perform(changeID: Int, Plan)
  case dryRun(Plan)
  /// Look for faults, and say what was found.
  case examine(Examination)
  /// Ask what the user may do in a namespace.
  case reviewRights(namespace: String)
  /// Ask these backends whether they answer.
  case probe([ProbeTarget])
  /// Leave this cluster for that of another context.
  case connect(context: String)
  /// Read another namespace, where only one at a time may be listed.
  case follow(namespace: String)
  /// Text for the terminal's clipboard.
  case copy(String)
  case save(name: String, text: String)
  case applyOptions(Options)
  /// A journal entry to append to the journal's file.
  case record(JournalEntry)
  case redraw, suspend
  case quit
}

import Language
import Topology

extension ConsoleState {
  /// One step: takes in an event and returns the work that follows from it.
  ///
  /// What it says is in the language of the options.
  package mutating func apply(_ event: Event) -> [Effect] {
    Language.$current.withValue(interface.options.language) { step(event) }
  }

  private mutating func step(_ event: Event) -> [Effect] {
    var effects: [Effect] = []
    switch event {
    case .resource(let event): takeIn([event])
    case .resources(let events): takeIn(events)
    case .feed(let kind, let feed): note(feed, of: kind)
    case .connected(let connection, let journal): enter(connection, journal)
    case .probed(let target, let reading): note(reading, of: target)
    case .begun:
      connection.isBegun = true
      if connection.isLoaded { live.noteLoaded() }
    case .limited(let namespace):
      connection.limitedTo = namespace
      setNamespace(namespace)
    case .scraped(let scrape):
      live.ingest(scrape)
      connection.lastFact = max(connection.lastFact, now)
      noteChange(ofMany: true)
    case .measured(let round):
      live.ingest(round)
      noteChange(ofMany: live.serviceNames.count <= Self.fewServices)
    case .scrapeFailed(let time): live.noteGap(at: time)
    case .tick(let time): effects = pass(to: time)
    case .intent(let intent): effects = apply(intent)
    case .dryRun(let plan, let result): note(dryRun: result, of: plan)
    case .performed(let id, let outcome): effects = note(outcome, of: id)
    case .rights(let namespace, let rights): note(rights, in: namespace)
    case .examined(let result): if live.takeIn(result) { isOutdated = true }
    }
    return effects
  }

  private mutating func takeIn(_ events: [ResourceEvent]) {
    guard !events.isEmpty else { return }
    live.apply(events)
    connection.lastFact = now
    let isSmall = live.serviceNames.count <= Self.fewServices
    // Pods alone change no list but by the next diagnosis.
    let isMany = events.count > Self.fewServices && !events.allSatisfy(\.isOfPod)
    noteChange(ofMany: isMany || isSmall)
    refreshProposal()
  }

  /// Up to so many Services, every event puts the lists in order at once; with more, only large batches do,
  /// and the tick.
  static let fewServices = 500

  /// Facts changed: a pause counts them, otherwise the lists are renewed now or at the next tick.
  private mutating func noteChange(ofMany isRenewing: Bool) {
    guard held == nil else {
      heldChanges += 1
      return
    }
    isOutdated = true
    if isRenewing { renewFacts() }
  }

  /// Time passed.
  private mutating func pass(to time: Double) -> [Effect] {
    now = time
    live.time = time
    live.setExtent(connection.extent)
    let examination = examine()
    if let notice = interface.notice, notice.until <= time { interface.notice = nil }
    if let until = connection.writableUntil, until.isFinite, until <= time {
      connection.writableUntil = nil
      say(localized("Writing is off again; :write on allows it for five minutes."))
    }
    expireLists()
    if isOutdated, held == nil { renewFacts() }
    return examination + observeJournal() + dueDryRun() + dueReviews() + dueProbes()
  }

  /// Looks for faults where something changed: at once, or in large clusters aside.
  private mutating func examine() -> [Effect] {
    guard isExaminedAside, live.isLarge else {
      if live.diagnose(at: now) { isOutdated = true }
      return []
    }
    guard let examination = live.examination(examinations + 1, at: now) else { return [] }
    examinations += 1
    return [.examine(examination)]
  }

  /// Shows a line for a while.
  mutating func say(_ text: String, _ kind: Notice.Kind = .info) {
    interface.notice = Notice(text, kind: kind, until: now + (kind == .info ? 5 : 10))
  }
}

extension ResourceEvent {
  /// Whether it is about a single pod.
  fileprivate var isOfPod: Bool {
    switch self {
    case .applied(.pod): true
    case .deleted(let reference): reference.kind == "Pod"
    case .applied, .listed: false
    }
  }
}

import Topology

extension ConsoleState {
  /// One step: takes in an event and returns the work that follows from it.
  package mutating func apply(_ event: Event) -> [Effect] {
    switch event {
    case .resource(let event): inventory.apply(event)
    case .resources(let events): for event in events { inventory.apply(event) }
    case .feed(let kind, let feed): connection.feeds[kind] = feed
    case .tick(let time): now = time
    case .scraped, .scrapeFailed, .intent, .dryRun, .performed: break
    }
    return []
  }
}

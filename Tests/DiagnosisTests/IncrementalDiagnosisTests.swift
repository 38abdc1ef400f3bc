import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

/// A diagnosis that follows changes says what a diagnosis of everything would say.
@Suite struct IncrementalDiagnosisTests {
  @Test(arguments: 1...40)
  func `after any changes the faults are those of a fresh look`(_ seed: UInt64) async {
    await follow(FaultFixture.all, seed)
  }

  // Objects of one controller have more to do with each other than those of all.
  @Test(arguments: 1...300)
  func `the same among HTTPProxies`(_ seed: UInt64) async {
    await follow(FaultFixture.contour, seed)
  }

  @Test(arguments: 1...100)
  func `and among the objects of Traefik`(_ seed: UInt64) async {
    await follow(FaultFixture.traefikRoutes, seed)
  }

  private func follow(_ fixtures: [FaultFixture], _ seed: UInt64) async {
    var chance = SeededGenerator(seed)
    // Every object that a fixture ever has, sound or broken: they come, go and turn into each other.
    let versions = fixtures.shuffled(using: &chance).prefix(6).flatMap { fixture in
      [fixture.broken, fixture.sound].flatMap { build -> [Resource] in
        var cluster = SmallCluster()
        build(&cluster)
        return cluster.inventory.resources
      }
    }
    var inventory = Inventory()
    var routes = RoutingTable(inventory)
    var diagnosis = FaultFixture.diagnosis(inventory)
    for step in 0..<60 {
      // Others wait for their connections and clocks meanwhile.
      await Task.yield()
      var log = ChangeLog()
      for _ in 0..<Int.random(in: 1...4, using: &chance) {
        guard let version = versions.randomElement(using: &chance) else { continue }
        let isGoing = Int.random(in: 0..<3, using: &chance) == 0
        inventory.apply(isGoing ? .deleted(version.reference) : .applied(version), noting: &log)
      }
      routes.follow(inventory, changes: log)
      diagnosis.update(inventory, routes: routes, changes: log, now: FaultFixture.now)
      let fresh = FaultFixture.diagnosis(inventory)
      let (left, right) = (diagnosis.faults, fresh.faults)
      guard left == right else {
        let missing = right.filter { !left.contains($0) }
        let extra = left.filter { !right.contains($0) }
        Issue.record(
          """
          step \(step), after \(log.changes.compactMap { $0.reference?.description }):
          missing \(missing.map { "\($0.id) \($0.object): \($0.says)" })
          left over \(extra.map { "\($0.id) \($0.object): \($0.says)" })
          """)
        return
      }
      #expect(diagnosis.counts == fresh.counts)
    }
  }
}

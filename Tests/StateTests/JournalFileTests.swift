import Actions
import Routing
import TestSupport
import Testing
import Topology

@testable import State

/// The journal across restarts: what is read is what was written.
@Suite struct JournalFileTests {
  private let context = "prod-eu"

  private func write(_ shop: ShopState) -> String {
    shop.effects.compactMap { effect -> String? in
      guard case .record(let entry) = effect else { return nil }
      return entry.json(context: context).text + "\n"
    }.joined()
  }

  /// A shop whose web was scaled to four, as seen by the cluster.
  private func scaled() -> ShopState {
    var shop = ShopState(live: true)
    shop.state.connection.who = "alice as admin"
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 4)), .confirm)
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "9")))
    shop.scaled("web", to: 4)
    shop.pass(1)
    return shop
  }

  @Test func `entries come back as they were, with who, diff, command and the way back`() throws {
    let shop = scaled()
    let read = JournalEntry.entries(in: write(shop), context: context)
    let entry = try #require(read.first)
    let old = try #require(shop.state.journal.first)
    #expect(read.count == 1)
    #expect(entry.who == "alice as admin")
    #expect(entry.plan.proposal == old.plan.proposal && entry.plan.inverse == old.plan.inverse)
    #expect(entry.plan.kubectl == old.plan.kubectl)
    #expect(entry.plan.difference == old.plan.difference)
    #expect(entry.plan.sentence == old.plan.sentence)
    #expect(entry.plan.shift.lines.map(\.backend) == old.plan.shift.lines.map(\.backend))
    guard case .observed = entry.result else {
      Issue.record("it was observed, and \(entry.result) was read")
      return
    }
  }

  @Test func `a change of an earlier run is undone, unless somebody changed the object since`() {
    let text = write(scaled())
    var again = ShopState(live: true)
    again.scaled("web", to: 4)
    again.state.journal = JournalEntry.entries(in: text, context: context)
    again.want(.undo(nil))
    #expect(again.plan?.proposal == .scale(ShopCluster.deployment("web"), replicas: 3))

    var other = ShopState(live: true)
    other.scaled("web", to: 7)
    other.state.journal = JournalEntry.entries(in: text, context: context)
    other.want(.undo(nil))
    #expect(other.plan == nil)
    #expect(other.notice.contains("it was 3, you set 4, somebody made it 7"))
  }

  @Test func `what was undone before stays undone, and numbers count on`() {
    var shop = scaled()
    shop.want(.undo(nil))
    guard case .dialog(var dialog) = shop.state.interface.overlay else {
      Issue.record("no dialog")
      return
    }
    dialog.confirmation = LineEditor("web")
    shop.want(.updateOverlay(.dialog(dialog)), .confirm)
    shop.send(.performed(changeID: 2, .accepted(resourceVersion: "10")))
    let read = JournalEntry.entries(in: write(shop), context: context)
    #expect(read.map(\.id) == [1, 2])
    #expect(read.first?.undoneBy == 2)
    var again = ShopState(live: true)
    again.state.journal = read
    again.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 5)), .confirm)
    #expect(again.state.journal.last?.id == 3)
  }

  @Test func `other contexts, half lines and unanswered changes are told apart`() throws {
    let text = write(scaled())
    #expect(JournalEntry.entries(in: text, context: "test-eu") == [])
    let first = try #require(text.split(separator: "\n").first)
    let half = String(text.prefix(40)) + "\n" + first
    let read = JournalEntry.entries(in: half, context: context)
    #expect(read.count == 1)
    guard case .failed(let reason) = read.first?.result else {
      Issue.record("what was only sent is unknown")
      return
    }
    #expect(reason.contains("not known"))
  }

  @Test(arguments: [
    Proposal.scale(ObjectReference("Deployment", "shop", "web"), replicas: 3),
    .selector(NamespacedName("shop", "pay"), ["app": "pay", "tier": "b"]),
    .deletePod(NamespacedName("shop", "web-1")),
    .restart(ObjectReference("StatefulSet", "shop", "db")),
    .steer(NamespacedName("shop", "web-1"), annotation: "demo/ready", value: nil),
    .steer(NamespacedName("shop", "web-1"), annotation: "demo/ready", value: "false"),
    .weights(
      .init(
        source: ObjectReference("Ingress", "shop", "web"), host: "a.example", path: "/x",
        pathType: .exact),
      [NamespacedName("shop", "a"): 10, NamespacedName("shop", "b"): 90]),
  ])
  func `every proposal survives as JSON`(_ proposal: Proposal) throws {
    #expect(Proposal(try JSONValue(parsing: proposal.json.text.utf8)) == proposal)
  }
}

import Language
import Testing
import Topology

@testable import Actions

struct OutcomeTests {
  private func line(_ name: String, before: Double?, after: Double?) -> TrafficShift.Line {
    TrafficShift.Line(
      backend: name, service: NamespacedName("shop", "web"), isReady: true, before: before,
      after: after)
  }

  @Test func `real pods take the places of those that a forecast could not name`() {
    var more = line("web-(2 more)", before: nil, after: 0.5)
    more.newPods = 2
    let predicted = TrafficShift(lines: [line("web-1", before: 1, after: 0.5), more])
    let observed = TrafficShift(lines: [
      line("web-1", before: 1, after: 0.52), line("web-2", before: nil, after: 0.25),
      line("web-3", before: nil, after: 0.23),
    ])
    let outcomes = predicted.outcomes(observed)
    #expect(outcomes.map(\.backend) == ["web-1", "web-2", "web-3"])
    #expect(outcomes.map(\.predicted) == [0.5, 0.25, 0.25])
    #expect(outcomes.map(\.observed) == [0.52, 0.25, 0.23])
    #expect(predicted.outcomes(nil).allSatisfy { $0.observed == nil })
  }

  @Test func `a pod that nobody foresaw has a line of its own`() {
    let predicted = TrafficShift(lines: [line("web-1", before: 1, after: 1)])
    let observed = TrafficShift(lines: [
      line("web-1", before: 1, after: 0.5), line("web-9", before: nil, after: 0.5),
    ])
    let outcomes = predicted.outcomes(observed)
    #expect(outcomes.map(\.backend) == ["web-1", "web-9"])
    #expect(outcomes.last?.predicted == nil && outcomes.last?.observed == 0.5)
  }
}

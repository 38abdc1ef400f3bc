import Testing
import Topology
import Traffic

@Suite struct HealthHistoryTests {
  private let name = NamespacedName("shop", "web-1")

  private func pod(_ isReady: Bool, phase: String = "Running", reason: String = "") -> Resource {
    .pod(
      Pod(
        metadata: Metadata(name: name.name, namespace: name.namespace), phase: phase,
        isReady: isReady, reason: reason))
  }

  @Test func `cells show the worst of their ten seconds`() {
    var history = HealthHistory()
    history.observe(.applied(pod(true)), at: 1000)
    history.observe(.applied(pod(false)), at: 1023)
    history.observe(.applied(pod(true)), at: 1024)
    history.observe(.applied(pod(false, reason: "CrashLoopBackOff")), at: 1041)
    #expect(
      history.cells(of: name, count: 6, now: 1045) == [
        .noData, .ready, .ready, .notReady, .ready, .dead,
      ])
    #expect(history.since(name) == 1041)
  }

  @Test func `a lost connection leaves no data`() {
    var history = HealthHistory()
    history.observe(.applied(pod(true)), at: 1000)
    history.disconnected(at: 1010)
    #expect(history.cells(of: name, count: 3, now: 1029) == [.ready, .noData, .noData])
    history.connected(at: 1030)
    #expect(history.cells(of: name, count: 4, now: 1035) == [.ready, .noData, .noData, .ready])
  }

  @Test func `a pod that is gone is forgotten`() {
    var history = HealthHistory()
    history.observe(.applied(pod(true)), at: 1000)
    history.observe(.deleted(ObjectReference("Pod", name)), at: 1005)
    #expect(history.cells(of: name, count: 1, now: 1006) == [.noData])
    history.observe(.applied(pod(true)), at: 1000)
    history.observe(.listed(kind: .pod, resources: []), at: 1005)
    #expect(history.since(name) == nil)
  }

  @Test func `a pod that flaps keeps a bounded memory and its newest states`() {
    var history = HealthHistory()
    for index in 0..<5000 {
      history.observe(.applied(pod(index % 2 == 0)), at: 1000 + Double(index) / 10)
    }
    #expect(history.cells(of: name, count: 2, now: 1500) == [.notReady, .notReady])
  }

  @Test(arguments: [("Failed", ""), ("Succeeded", ""), ("Pending", "ImagePullBackOff")])
  func `a pod that cannot serve by itself is dead`(_ row: (phase: String, reason: String)) {
    var history = HealthHistory()
    history.observe(.applied(pod(false, phase: row.phase, reason: row.reason)), at: 1)
    #expect(history.cells(of: name, count: 1, now: 2) == [.dead])
  }
}

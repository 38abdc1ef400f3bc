import Diagnosis
import TestSupport
import Testing
import Topology

@Suite struct BackendExplanationTests {
  private func text(_ cluster: SmallCluster, pod: String) -> String {
    let explanation = BackendExplanation(
      service: NamespacedName("shop", "api"), pod: NamespacedName("shop", pod),
      in: cluster.inventory)
    let signs: [BackendExplanation.State: String] = [
      .holds: "•", .fails: "×", .follows: "→", .unknown: "?",
    ]
    return
      ([explanation.title]
      + explanation.lines.map { "\(signs[$0.state] ?? "") \($0.what): \($0.detail)" })
      .joined(separator: "\n")
  }

  private func cluster(ready: Int) -> SmallCluster {
    var cluster = SmallCluster()
    cluster.service("api", selector: ["app": "api", "track": "v2"])
    cluster.pods("api", 2, ready: ready, labels: ["app": "api", "track": "v2"])
    cluster.pods("old", 1, labels: ["app": "api", "track": "v1"])
    return cluster
  }

  @Test func `a pod that is not ready is explained link by link`() {
    #expect(
      text(cluster(ready: 1), pod: "api-2") == """
        Why is api-2 not receiving traffic?
        • labels match the selector: app=api, track=v2
        • port 80 leads to: 8080 (named http)
        × readiness fails: readiness probe failed
        → EndpointSlice marks it: ready=false, serving=false
        → kube-proxy gives it: 0 % of api's traffic
        """)
  }

  @Test func `a pod that is ready is explained too`() {
    #expect(
      text(cluster(ready: 2), pod: "api-2") == """
        How api-2 receives traffic
        • labels match the selector: app=api, track=v2
        • port 80 leads to: 8080 (named http)
        • the pod is ready: \("")
        • EndpointSlice marks it: ready=true, serving=true
        • kube-proxy gives it: 50 % of api's traffic
        """)
  }

  @Test func `a pod of another selector is told apart by its label`() {
    let lines = text(cluster(ready: 2), pod: "old-1").split(separator: "\n")
    #expect(lines[1] == "× labels do not match the selector: track=v1, wanted app=api, track=v2")
    #expect(lines[4] == "→ no EndpointSlice lists it: ")
  }

  @Test func `a pod that is gone is said to be gone`() {
    #expect(text(cluster(ready: 2), pod: "no").hasPrefix("no is gone"))
  }
}

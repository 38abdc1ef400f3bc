import TestSupport
import Testing
import Topology

@Suite struct SelectorRulesTests {
  @Test func `pods that differ in one label are near, others are not`() {
    var cluster = SmallCluster()
    cluster.pods("pay", 1, labels: ["app": "pay", "tier": "back-end"])
    cluster.pods("db", 1, labels: ["app": "pay-db", "tier": "backend"])
    cluster.pods("web", 1, labels: ["app": "web", "tier": "frontend"])
    cluster.pods("exact", 1, labels: ["app": "pay", "tier": "backend"])
    let near = SelectorRules.nearMisses(
      of: ["app": "pay", "tier": "backend"], in: "shop", of: cluster.inventory)
    #expect(near.map(\.pod.metadata.name) == ["db-1", "pay-1"])
    #expect(near.map(\.label) == ["app", "tier"])
    #expect(near.map(\.found) == ["pay-db", "back-end"])
    #expect(near[1].sentence == #"tier: "back-end" is not "backend""#)
  }

  @Test func `a label that is missing is a difference too`() {
    var cluster = SmallCluster()
    cluster.pods("pay", 1, labels: ["app": "pay"])
    let near = SelectorRules.nearMisses(
      of: ["app": "pay", "tier": "backend"], in: "shop", of: cluster.inventory)
    #expect(near.map(\.sentence) == [#"tier: missing, wanted "backend""#])
  }

  @Test func `a selector of one label has no near pod without anything in common`() {
    var cluster = SmallCluster()
    cluster.pods("web", 1, labels: ["app": "web"])
    cluster.pods("shop", 1, labels: ["app": "pays"])
    let near = SelectorRules.nearMisses(of: ["app": "pay"], in: "shop", of: cluster.inventory)
    #expect(near.map(\.pod.metadata.name) == ["shop-1"])
  }
}

import Language
import Routing
import TestSupport
import Testing
import Topology

@testable import Actions

/// Weights that stand in a list of `spec` itself.
@Suite struct LinkerdWeightsTests {
  private static let profile = ResourceKind.serviceProfile
  private static let host = "web.shop.svc.cluster.local"

  private func context(_ kind: ResourceKind, _ name: String, _ spec: String) throws -> PlanContext {
    var cluster = SmallCluster()
    for version in ["v1", "v2"] {
      cluster.service("web-\(version)", selector: ["version": version])
      cluster.pods("web-\(version)", 1, labels: ["version": version])
    }
    var inventory = cluster.inventory
    inventory.apply(
      .applied(
        Resource(
          [
            "metadata": ["name": .string(name), "namespace": "shop", "uid": "u"],
            "spec": try JSONValue(parsing: spec),
          ], kind: kind)))
    return PlanContext(
      inventory: inventory, routing: RoutingTable(inventory), context: "mesh", isSimulated: false)
  }

  private func shifted(_ context: PlanContext, _ source: ObjectReference) throws -> Plan {
    try Proposal.weights(
      Route.ID(source: source, host: Self.host, path: "/"),
      [NamespacedName("shop", "web-v1"): 50, NamespacedName("shop", "web-v2"): 50]
    ).plan(in: context)
  }

  @Test func `weights of a ServiceProfile are shifted, and back`() throws {
    let context = try context(
      Self.profile, Self.host,
      #"{"dstOverrides":[{"authority":"web-v1.shop.svc.cluster.local:80","weight":90},{"authority":"web-v2.shop.svc.cluster.local:80","weight":10}]}"#
    )
    let source = ObjectReference(Self.profile.kind, "shop", Self.host)
    let plan = try shifted(context, source)
    #expect(plan.target == source)
    #expect(
      plan.kubectl.contains(
        #"[{"op":"add","path":"/spec/dstOverrides/0/weight","value":50},{"op":"add","path":"/spec/dstOverrides/1/weight","value":50}]"#
      ))
    #expect(plan.difference.prefix(2) == [.kept("spec:"), .kept("  dstOverrides:")])
    let before = try #require(context.inventory.object(source.kind, source.name))
    let after = try JSONPatch(plan.write.body).applied(to: before.object)
    #expect(after["spec"]["dstOverrides"].array.map { $0["weight"].integer } == [50, 50])
  }

  @Test func `weights of a TrafficSplit are shifted`() throws {
    let context = try context(
      .trafficSplit, "web",
      #"{"service":"web","backends":[{"service":"web-v1","weight":90},{"service":"web-v2","weight":10}]}"#
    )
    let plan = try shifted(context, ObjectReference(ResourceKind.trafficSplit.kind, "shop", "web"))
    #expect(plan.kubectl.contains("/spec/backends/1/weight"))
    #expect(plan.shift.lines.map(\.after) == [0.5, 0.5])
  }
}

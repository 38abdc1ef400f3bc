import Actions
import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

@testable import State

/// A field that a fault offers as an edit: its plan, its undo, and what is refused.
@Suite struct FieldRemedyTests {
  private static let ingress = ObjectReference("Ingress", "shop", "web")
  private static let edit = FieldEdit(
    ingress, field: "spec.rules[0].http.paths[0].pathType", from: "ImplementationSpecific",
    to: "Prefix")

  private static var context: PlanContext {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 2, labels: ["app": "web"])
    cluster.ingress("web", "shop.local/pay ImplementationSpecific web:80")
    let inventory = cluster.inventory
    return PlanContext(inventory: inventory, routing: RoutingTable(inventory))
  }

  @Test func `the plan tests what it replaces, and its undo puts that back`() throws {
    let plan = try Proposal(FaultRemedy.setField(Self.edit)).plan(in: Self.context)
    let path: JSONValue = "/spec/rules/0/http/paths/0/pathType"
    #expect(
      plan.write.body == [
        ["op": "test", "path": path, "value": "ImplementationSpecific"],
        ["op": "replace", "path": path, "value": "Prefix"],
      ])
    #expect(plan.inverse == .field(Self.edit.inverse))
    #expect(plan.sentence.english == "Set pathType of ingress/shop/web to Prefix")
    #expect(
      plan.difference.suffix(2) == [
        .removed("        pathType: ImplementationSpecific"), .added("        pathType: Prefix"),
      ])
  }

  @Test func `the plan takes the fault away and causes none`() throws {
    let context = Self.context
    let before = Diagnosis(context.inventory, routes: context.routing)
    let fault = try #require(
      before.faults.first { $0.id == "ingress-implementation-specific-ambiguous" })
    let plan = try Proposal(try #require(fault.remedy)).plan(in: context)
    let forecast = FaultForecast(
      plan, of: context.inventory, routing: context.routing, diagnosis: before, now: 0)
    #expect(forecast?.mended.contains { $0.id == fault.id } == true)
    #expect(forecast?.caused == [])
  }

  @Test(arguments: [
    (edit.inverse, "this is what it is already: nothing would change"),
    (
      FieldEdit(ingress, path: edit.path, from: "Exact", to: "Prefix"),
      "pathType of ingress/shop/web has changed meanwhile"
    ),
    (
      FieldEdit(ObjectReference("Ingress", "shop", "gone"), path: edit.path, from: "A", to: "B"),
      "ingress/shop/gone does not exist any more"
    ),
  ])
  func `what cannot be made is refused`(_ edit: FieldEdit, _ reason: String) {
    #expect(throws: Refusal(reason)) { try Proposal.field(edit).plan(in: Self.context) }
  }

  @Test func `an edit is read back as it was written`() {
    for edit in [Self.edit, FieldEdit(dropping: "a/b", "x", from: Self.ingress)] {
      #expect(Proposal(Proposal.field(edit).json) == .field(edit))
    }
  }
}

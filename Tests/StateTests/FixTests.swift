import Actions
import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

@testable import State

/// From a fault to the plan that mends it, and what the plan does to the faults.
@Suite struct FixTests {
  private static let pay = ShopCluster.name("pay")
  private static let fix = Proposal.selector(pay, ["app": "pay", "tier": "back-end"])

  private func faults(_ shop: ShopState, _ object: ObjectReference) -> [Fault] {
    shop.state.live.diagnosis.faults(of: object)
  }

  @Test func `the shop's broken selector has a remedy that is a plan`() throws {
    let fault = try #require(faults(ShopState(), ObjectReference("Service", Self.pay)).first)
    let remedy = try #require(fault.remedy)
    #expect(Proposal(remedy) == Self.fix)
    #expect(remedy.object == ObjectReference("Service", Self.pay))
  }

  @Test func `the preview says which faults the remedy mends`() throws {
    var shop = ShopState()
    shop.want(.propose(Self.fix))
    let forecast = try #require(shop.state.faultForecast)
    #expect(
      forecast.mended.map(\.id).sorted() == [
        "ingress-backend-no-ready-endpoints", "service-selector-matches-nothing",
      ])
    #expect(forecast.caused == [])
  }

  @Test func `the preview says which faults a careless change causes`() throws {
    var shop = ShopState()
    shop.want(.propose(.scale(ShopCluster.deployment("web"), replicas: 0)))
    let forecast = try #require(shop.state.faultForecast)
    #expect(forecast.mended == [])
    #expect(
      Set(forecast.caused.map(\.id)).isSuperset(of: [
        "workload-scaled-to-zero", "endpoints-missing", "ingress-backend-no-ready-endpoints",
      ]))
    shop.want(.closeOverlay)
    #expect(shop.state.faultForecast == nil)
  }

  @Test func `the forecast of faults is what the diagnosis says afterwards`() throws {
    var shop = ShopState()
    shop.want(.propose(Self.fix))
    let forecast = try #require(shop.state.faultForecast)
    let before = flaws(of: shop)
    shop.want(.confirm)
    var service = try #require(shop.state.live.inventory.service(Self.pay))
    service.selector = ["app": "pay", "tier": "back-end"]
    shop.apply(.service(service))
    shop.slices("pay")
    shop.pass(1)
    let after = flaws(of: shop)
    #expect(before.subtracting(after) == Set(forecast.mended.map(\.id)))
    #expect(after.subtracting(before) == Set(forecast.caused.map(\.id)))
  }

  /// The ids of what is wrong; remarks are not.
  private func flaws(of shop: ShopState) -> Set<String> {
    Set(shop.state.live.diagnosis.faults.filter { $0.severity != .info }.map(\.id))
  }

  @Test func `an edit of an Ingress is applied, observed and undone`() throws {
    var shop = ShopState()
    let ingress = ObjectReference("Ingress", "shop", "shop")
    let field = "spec.rules[2].http.paths[0].backend"
    let proposal = Proposal.backendService(ingress, field: field, name: "web")
    shop.want(.propose(proposal))
    guard case .dialog(let dialog)? = shop.state.interface.overlay,
      case .fixed(proposal) = dialog.form
    else {
      Issue.record("no preview is open")
      return
    }
    let plan = try #require(shop.plan)
    #expect(shop.state.faultForecast?.mended.map(\.id) == ["ingress-backend-no-ready-endpoints"])
    shop.want(.confirm)
    let event = try #require(plan.events(in: shop.state.live.inventory)?.first)
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "9")))
    shop.send(.resource(event))
    shop.pass(1)
    guard case .observed? = shop.state.journal.first?.result else {
      Issue.record("it was not observed: \(String(describing: shop.state.journal.first?.result))")
      return
    }
    shop.want(.undo(nil))
    #expect(shop.plan?.proposal == .backendService(ingress, field: field, name: "pay"))
  }

  @Test func `other words for the same fault are no difference`() {
    let object = ObjectReference("Service", Self.pay)
    func fault(_ says: String, _ id: String = "a") -> Fault {
      Fault(id, .blocker, object, says: "\(says)", fix: "Mend it.")
    }
    let forecast = FaultForecast(
      before: [fault("1 of 2."), fault("Gone.", "b")],
      after: [fault("2 of 2."), fault("New.", "c")])
    #expect(forecast.mended.map(\.id) == ["b"])
    #expect(forecast.caused.map(\.id) == ["c"])
    #expect(FaultForecast(before: [fault("1.")], after: [fault("2.")]).isEmpty)
  }
}

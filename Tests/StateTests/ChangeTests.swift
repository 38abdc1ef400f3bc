import Actions
import Language
import Routing
import TestSupport
import Testing
import Topology
import Traffic

@testable import State

struct ChangeTests {
  private let web = ShopCluster.deployment("web")
  private let pay = ShopCluster.name("pay")

  /// The changes that were sent.
  private func performed(_ shop: ShopState) -> [Int] {
    shop.effects.compactMap { if case .perform(let id, _) = $0 { id } else { nil } }
  }

  @Test func `a dialog shows its plan, and asks for one dry run a tick`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 4)))
    for replicas in 5...6 {
      shop.want(.updateOverlay(.dialog(Dialog(.scale(web, LineEditor("\(replicas)"))))))
    }
    #expect(shop.plan?.sentence == "Scale deployment shop/web from 3 to 6")
    #expect(shop.effects.isEmpty)
    shop.pass(0.25)
    shop.pass(0.25)
    guard case .dryRun(let plan) = shop.effects.first, let shown = shop.plan else {
      Issue.record("no dry run was asked for")
      return
    }
    #expect(shop.effects.count == 1)
    #expect(plan == shown)
    shop.send(.dryRun(plan, .accepted(resourceVersion: "9")))
    #expect(shop.state.dryRun == .accepted(resourceVersion: "9"))
  }

  @Test func `an untouched dialog proposes nothing`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 3)))
    #expect(shop.state.proposed == nil)
    shop.want(.confirm)
    #expect(performed(shop).isEmpty)
    shop.want(.closeOverlay)
    #expect(shop.state.interface.overlay == nil)
  }

  @Test func `a confirmed plan is sent, accepted, observed and measured`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 5)), .confirm)
    #expect(performed(shop) == [1])
    #expect(shop.state.interface.overlay == nil)
    #expect(shop.state.journal[0].result == .sent)
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "8")))
    #expect(shop.state.journal[0].result == .accepted)
    shop.pass(1)
    #expect(shop.state.journal[0].result == .accepted)
    shop.scaled("web", to: 5)
    shop.pass(1)
    #expect(shop.state.journal[0].result == .observed(at: shop.state.now))
    #expect(shop.state.journal[0].observedShift == nil)
    shop.pass(12)
    #expect(shop.state.journal[0].observedShift?.lines.count == 5)
    let line = shop.state.journal[0].json(context: "playground")
    #expect(line["kubectl"].string == "kubectl -n shop scale deployment web --replicas=5")
    #expect(line["result"].string == "observed")
  }

  @Test func `undo walks back, redo forward`() {
    var shop = ShopState()
    for replicas in [4, 5] {
      shop.want(.propose(.scale(web, replicas: replicas)), .confirm)
      shop.send(.performed(changeID: shop.state.journal.count, .accepted(resourceVersion: "")))
      shop.scaled("web", to: replicas)
    }
    for wanted in [4, 3] {
      shop.want(.undo(nil))
      #expect(shop.plan?.proposal == .scale(web, replicas: wanted))
      shop.want(.confirm)
      shop.send(.performed(changeID: shop.state.journal.count, .accepted(resourceVersion: "")))
      shop.scaled("web", to: wanted)
    }
    #expect(shop.state.journal.map(\.undoneBy) == [4, 3, nil, nil])
    shop.want(.undo(nil))
    #expect(shop.notice == "There is nothing to undo.")
    for wanted in [4, 5] {
      shop.want(.redo)
      #expect(shop.plan?.proposal == .scale(web, replicas: wanted))
      shop.want(.confirm)
      shop.send(.performed(changeID: shop.state.journal.count, .accepted(resourceVersion: "")))
      shop.scaled("web", to: wanted)
    }
    shop.want(.redo)
    #expect(shop.notice == "There is nothing to redo.")
    shop.want(.undo(nil))
    #expect(shop.plan?.proposal == .scale(web, replicas: 4))
  }

  @Test func `undo refuses with all three values when somebody else changed the field`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 5)), .confirm)
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "")))
    shop.scaled("web", to: 8)
    shop.want(.undo(nil))
    #expect(shop.state.interface.overlay == nil)
    #expect(shop.notice == "#1 cannot be undone: it was 3, you set 5, somebody made it 8.")
  }

  @Test func `a change by someone else stops the first confirmation`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 6)))
    shop.scaled("web", to: 4)
    #expect(shop.plan?.warnings.first == "changed by someone else: it was 3 and is 4 now")
    #expect(shop.plan?.sentence == "Scale deployment shop/web from 4 to 6")
    shop.want(.confirm)
    #expect(performed(shop).isEmpty)
    shop.want(.confirm)
    #expect(performed(shop) == [1])
    #expect(shop.state.journal[0].plan.warnings.isEmpty)
  }

  @Test func `a conflict opens the dialog again with what was wanted`() {
    var shop = ShopState()
    shop.want(.propose(.selector(pay, ["app": "pay", "tier": "back-end"])), .confirm)
    shop.send(.performed(changeID: 1, .refused("the test operation failed")))
    guard case .failed(let reason) = shop.state.journal[0].result else {
      Issue.record("a conflict is no failure")
      return
    }
    #expect(reason.hasPrefix("conflict"))
    #expect(shop.plan?.proposal == .selector(pay, ["app": "pay", "tier": "back-end"]))
    #expect(shop.notice.hasPrefix("Conflict: somebody changed service/shop/pay first."))
  }

  @Test func `a selector is typed, previewed, observed and undone`() {
    var shop = ShopState()
    shop.want(.propose(.selector(pay, ["app": "pay", "tier": "backend"])))
    #expect(shop.state.proposed == nil)
    shop.want(.updateOverlay(.dialog(Dialog(.selector(pay, LineEditor("app=pay,tier"))))))
    #expect(shop.state.proposed == .failure(Refusal("\"tier\" is not label=value")))
    shop.want(.updateOverlay(.dialog(Dialog(.selector(pay, LineEditor("app=pay,tier=back-end"))))))
    #expect(shop.plan?.shift.gained.count == 2)
    shop.want(.confirm)
    shop.send(.performed(changeID: 1, .accepted(resourceVersion: "")))
    guard var service = shop.state.live.inventory.service(pay) else { return }
    service.selector["tier"] = "back-end"
    shop.apply(.service(service))
    shop.pass(1)
    #expect(shop.state.journal[0].result == .accepted)
    shop.slices("pay")
    shop.pass(1)
    #expect(shop.state.journal[0].result == .observed(at: shop.state.now))
    shop.want(.undo(1))
    #expect(shop.plan?.shift.lost.count == 2)
  }

  @Test func `a refused dry run and a read-only cluster send nothing`() {
    var shop = ShopState()
    shop.want(.propose(.scale(web, replicas: 6)))
    shop.pass(0.3)
    if let plan = shop.plan { shop.send(.dryRun(plan, .refused("quota"))) }
    shop.want(.confirm)
    #expect(performed(shop).isEmpty)
    #expect(shop.notice == "The server refuses it: quota")
    var readOnly = ShopState(live: true, writable: false)
    readOnly.want(.propose(.scale(web, replicas: 6)))
    #expect(readOnly.plan == nil)
    readOnly.run("write on 5m")
    readOnly.want(.propose(.scale(web, replicas: 6)))
    #expect(readOnly.plan?.level == .mild)
    readOnly.pass(301)
    #expect(readOnly.state.connection.writableUntil == nil)
  }

  @Test func `on a real cluster a warning needs the name typed`() {
    var shop = ShopState(live: true)
    var dialog = Dialog(.scale(web, LineEditor("2")))
    shop.want(.propose(.scale(web, replicas: 2)), .confirm)
    #expect(shop.notice == "Type \"web\" first, then Y.")
    dialog.confirmation = LineEditor("web")
    shop.want(.updateOverlay(.dialog(dialog)), .confirm)
    #expect(performed(shop) == [1])
  }
}

struct CommandTests {
  @Test(
    arguments: [
      ("svc", ScreenName.services), ("ing", .routes), ("traffic service err/s 5m", .traffic),
      ("screen back", .backends), ("flow", .flow), (":services", .services), ("ep web", .backends),
    ] as [(String, ScreenName)])
  func `a word goes to its screen`(_ command: String, _ screen: ScreenName) {
    var shop = ShopState()
    shop.want(.show(.lesson))
    shop.run(command)
    #expect(shop.state.interface.screen == screen)
    #expect(shop.state.interface.notice == nil)
  }

  @Test func `k9s forms set filter, namespace and selection`() {
    var shop = ShopState()
    shop.run("svc /pay")
    #expect(shop.names == ["pay"])
    shop.run("svc app=web")
    #expect(shop.names == ["web"])
    shop.want(.setFilter(""))
    shop.run("svc shop")
    #expect(shop.state.interface.namespace == "shop")
    shop.run("service shop/web")
    #expect(shop.state.interface.list(.services).selection == .service(ShopCluster.name("web")))
    shop.run("ns all")
    #expect(shop.state.interface.namespace == nil)
  }

  @Test(
    arguments: [
      ("scale web 6", Proposal.scale(ShopCluster.deployment("web"), replicas: 6)),
      ("scale deploy/shop/web 1", .scale(ShopCluster.deployment("web"), replicas: 1)),
      ("selector pay app=pay", .selector(ShopCluster.name("pay"), ["app": "pay"])),
      ("restart deployment/web", .restart(ShopCluster.deployment("web"))),
      (
        "inject slow web-1",
        .steer(ShopCluster.name("web-1"), annotation: "demo/latency-ms", value: "500")
      ),
    ] as [(String, Proposal)])
  func `a change opens its preview`(_ command: String, _ proposal: Proposal) {
    var shop = ShopState()
    shop.run(command)
    #expect(shop.plan?.proposal == proposal)
  }

  @Test func `weights take what is left for the one not named`() {
    var shop = ShopState()
    shop.run("weights /api api-v2=30")
    #expect(shop.plan?.sentence == "Shift shop.local/api to api-v1 70, api-v2 30 (was 90, 10)")
  }

  @Test(
    arguments: [
      ("servces", "There is no command :servces; did you mean :services?"),
      ("scale wbe 3", "no workload \"wbe\"; did you mean web?"),
      ("scale web", "the number of pods is missing"),
      ("ns shpo", "no namespace \"shpo\"; did you mean shop?"), ("delete web-1", "deleting is off"),
      ("weights /", "one backend"), ("set colour red", "There is no option \"colour\""),
      ("set glyphs emoji", "glyphs is one of unicode, console, ascii"),
      ("undo x", "no number of a change"),
      ("traffic warp", "is no grouping"), ("svc @other", "there is no other context"),
    ] as [(String, String)])
  func `what cannot be run is one clear notice`(_ command: String, _ text: String) {
    var shop = ShopState()
    shop.run(command)
    #expect(shop.notice.contains(text))
    #expect(shop.state.interface.overlay == nil)
  }

  @Test func `options leave as one effect, quit as another`() {
    var shop = ShopState()
    shop.run("set glyphs ascii")
    #expect(shop.state.interface.options.glyphs == "ascii")
    shop.run("q")
    #expect(shop.effects == [.applyOptions(shop.state.interface.options), .quit])
  }

  @Test func `completion ranks exact, prefix, recent, fuzzy`() {
    var shop = ShopState()
    #expect(shop.state.completions(of: "sc").map(\.title).prefix(2) == ["screen", "scale"])
    #expect(shop.state.completions(of: "svc").first?.title == "services")
    #expect(shop.state.completions(of: "scale w").map(\.line) == ["scale deployment/shop/web"])
    shop.want(.setNamespace("shop"))
    #expect(shop.state.completions(of: "selector ap").map(\.title) == ["api-v1", "api-v2"])
    #expect(shop.state.completions(of: "set glyphs a").first?.title == "ascii")
    #expect(shop.state.completions(of: "sc").first?.key == "1-9")
    shop.run("redo")
    #expect(shop.state.completions(of: "").first?.title == "redo")
    #expect(shop.state.interface.commandHistory == ["redo"])
  }
}

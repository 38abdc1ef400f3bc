import Language
import Routing
import TestSupport
import Testing
import Topology
import Traffic

@testable import Actions

/// The edits that mend faults: what they write, what they say, and the way back.
@Suite struct FixPlanTests {
  private static let web = ShopCluster.name("web")
  private static let shop = ObjectReference("Ingress", "shop", "shop")
  private static let pay = "spec.rules[2].http.paths[0].backend"

  /// The shop with a web whose target port no pod knows.
  private static func misnamed(live: Bool = false) -> PlanContext {
    Shop.context(
      {
        $0.service(
          Service(
            metadata: Metadata(name: "web", namespace: "shop", resourceVersion: "9"),
            ports: [Service.Port(name: "http", number: 80, target: .name("htpp"))],
            selector: ["app": "web"]))
      }, live: live)
  }

  @Test func `a target port is written with a test of the port that it belongs to`() throws {
    let plan = try #require(
      Shop.plan(.targetPort(Self.web, port: 0, .name("http")), Self.misnamed()))
    #expect(plan.sentence == "Lead port 80 of service shop/web to http of its pods")
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/ports/0/port","value":80},{"op":"test","path":"/spec/ports/0/targetPort","value":"htpp"},{"op":"add","path":"/spec/ports/0/targetPort","value":"http"}]"#
    )
    #expect(
      plan.kubectl
        == #"kubectl -n shop patch service web --type json -p '[{"op":"add","path":"/spec/ports/0/targetPort","value":"http"}]'"#
    )
    #expect(plan.inverse == .targetPort(Self.web, port: 0, .name("htpp")))
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  ports:"), .kept("  - name: http"), .kept("    port: 80"),
        .removed("    targetPort: htpp"), .added("    targetPort: http"),
      ])
  }

  @Test func `a target port that is found brings the pods back`() throws {
    let plan = try #require(
      Shop.plan(.targetPort(Self.web, port: 0, .name("http")), Self.misnamed(live: true)))
    #expect(plan.shift.gained.map(\.backend) == ["web-1", "web-2", "web-3"])
    #expect(plan.shift.routes == ["shop.local/: × 503 now, then served by 3 pods"])
    #expect(plan.level == .mild)
  }

  @Test func `a target port that no pod has takes every request away`() throws {
    let plan = try #require(
      Shop.plan(.targetPort(Self.web, port: 0, .name("nope")), Shop.context(live: true)))
    #expect(plan.shift.lost.count == 3)
    #expect(plan.level == .severe)
    #expect(plan.warnings.first == "target port nope is missing on 3 of 3 selected pods")
  }

  @Test func `a number in quotes is told from a number`() throws {
    let context = Shop.context {
      $0.service("quoted", selector: ["app": "web"], target: .name("8080"))
    }
    let quoted = ShopCluster.name("quoted")
    let plan = try #require(Shop.plan(.targetPort(quoted, port: 0, .number(8080)), context))
    #expect(plan.difference.contains(.removed("    targetPort: \"8080\"")))
    #expect(plan.difference.contains(.added("    targetPort: 8080")))
    #expect(plan.write.body.array.last?["value"] == 8080)
    let proposal = Proposal.targetPort(quoted, port: 0, .number(8080))
    #expect(proposal.field(in: context.inventory, context.routing) == "\"8080\"")
    #expect(proposal.wantedField(in: context.routing) == "8080")
  }

  @Test(arguments: [
    (Proposal.targetPort(web, port: 0, .number(0)), "0 is no port: use a number from 1 to 65535"),
    (.targetPort(web, port: 0, .name("80")), "\"80\" is no name of a port"),
    (.targetPort(web, port: 3, .number(80)), "service shop/web has no port at place 3 any more"),
    (
      .backendPort(shop, field: "spec.rules[9].http.paths[0].backend", .number(80)),
      "ingress/shop/shop has no backend at spec.rules[9].http.paths[0].backend any more"
    ),
    (
      .ingressClass(ShopCluster.name("shop"), "traefik"),
      "there is no IngressClass traefik; there is: nginx"
    ),
    (.ingressClass(ShopCluster.name("none"), "nginx"), "ingress/shop/none does not exist any more"),
  ])
  func `what cannot be edited says why`(proposal: Proposal, reason: String) {
    #expect(Shop.refusal(proposal) == reason)
  }

  @Test func `a backend's port is written with a test of its path and host`() throws {
    let plan = try #require(Shop.plan(.backendPort(Self.shop, field: Self.pay, .name("http"))))
    #expect(
      plan.sentence == "Lead shop.local/pay to port http of service pay (was 80)")
    let steps = plan.write.body.array
    #expect(steps.map { $0["op"].string } == ["test", "test", "add"])
    #expect(
      steps.map { $0["path"].string } == [
        "/spec/rules/2/http/paths/0", "/spec/rules/2/host",
        "/spec/rules/2/http/paths/0/backend/service/port",
      ])
    #expect(steps.last?["value"] == ["name": "http"])
    #expect(plan.inverse == .backendPort(Self.shop, field: Self.pay, .number(80)))
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  rules:"), .kept("  - host: shop.local"), .kept("    http:"),
        .kept("      paths:"), .kept("      - path: /pay"), .kept("        backend:"),
        .kept("          service:"), .kept("            name: pay"), .kept("            port:"),
        .removed("              number: 80"), .added("              name: http"),
      ])
  }

  @Test func `another Service takes the requests of the path`() throws {
    let plan = try #require(
      Shop.plan(
        .backendService(Self.shop, field: Self.pay, name: "web"), Shop.context(live: true)))
    #expect(plan.sentence == "Lead shop.local/pay to service web (was pay)")
    #expect(plan.shift.gained.map(\.backend) == ["web-1", "web-2", "web-3"])
    #expect(plan.shift.routes == ["shop.local/pay: × 503 now, then served by 3 pods"])
    #expect(plan.level == .mild)
    #expect(plan.inverse == .backendService(Self.shop, field: Self.pay, name: "pay"))
    let object = try ingress("shop")
    let changed = try #require(plan.write.applied(to: object))
    let backend = changed["spec"]["rules"].array[2]["http"]["paths"].array[0]["backend"]
    #expect(backend["service"]["name"] == "web")
  }

  @Test func `a backend that breaks a route is severe and says so`() throws {
    let root = "spec.rules[0].http.paths[0].backend"
    let live = Shop.context(live: true)
    let plan = try #require(
      Shop.plan(.backendService(Self.shop, field: root, name: "nobody"), live))
    #expect(plan.level == .severe)
    #expect(plan.warnings == ["service shop/nobody does not exist: every request would be refused"])
    #expect(plan.shift.routes == ["shop.local/: × every request would be answered 503"])
    let port = try #require(Shop.plan(.backendPort(Self.shop, field: root, .number(81)), live))
    #expect(port.warnings == ["service web has no port 81"])
  }

  @Test func `an Ingress from before v1 is edited in its own shape`() throws {
    let old = GenericResource(
      kind: .ingress,
      object: [
        "apiVersion": "networking.k8s.io/v1beta1",
        "metadata": ["name": "old", "namespace": "shop"],
        "spec": [
          "backend": ["serviceName": "web", "servicePort": "http"],
          "rules": [
            ["http": ["paths": [["backend": ["serviceName": "web", "servicePort": 81]]]]]
          ],
        ],
      ])
    let place = try #require(
      IngressBackendField(old, field: "spec.rules[0].http.paths[0].backend"))
    #expect(place.service == Self.web && place.port == .number(81))
    #expect(
      place.setting(.number(80))
        == ["op": "add", "path": "/spec/rules/0/http/paths/0/backend/servicePort", "value": 80])
    #expect(place.tests.count == 1)
    let fallback = try #require(IngressBackendField(old, field: "spec.defaultBackend"))
    #expect(fallback.port == .name("http"))
    #expect(
      fallback.setting(service: "api-v1")
        == ["op": "add", "path": "/spec/backend/serviceName", "value": "api-v1"])
  }

  @Test func `a class that is not named yet is guarded by the version`() throws {
    let name = ShopCluster.name("shop")
    let plan = try #require(Shop.plan(.ingressClass(name, "nginx")))
    #expect(plan.sentence == "Let class nginx serve ingress shop/shop")
    #expect(plan.write.verb == .mergePatch)
    #expect(plan.write.body == ["spec": ["ingressClassName": "nginx"]])
    #expect(plan.inverse == .ingressClass(name, nil))
    #expect(plan.difference == [.kept("spec:"), .added("  ingressClassName: nginx")])
  }

  @Test func `a class is taken away again by the way back`() throws {
    let name = ShopCluster.name("shop")
    var context = Shop.context()
    let plan = try #require(Shop.plan(.ingressClass(name, "nginx"), context))
    for event in try #require(plan.events(in: context.inventory)) { context.inventory.apply(event) }
    let inverse = try #require(plan.inverse)
    let back = try #require(Shop.plan(inverse, context))
    #expect(
      back.write.body == [
        ["op": "test", "path": "/spec/ingressClassName", "value": "nginx"],
        ["op": "remove", "path": "/spec/ingressClassName"],
      ])
    for event in try #require(back.events(in: context.inventory)) { context.inventory.apply(event) }
    let ingress = try #require(context.inventory.object("Ingress", name))
    #expect(ingress.object["spec"]["ingressClassName"] == .null)
  }

  @Test(arguments: [
    Proposal.targetPort(web, port: 1, .name("http")), .targetPort(web, port: 0, .number(80)),
    .targetPort(web, port: 0, .name("80")),
    .backendPort(shop, field: pay, .number(80)), .backendPort(shop, field: pay, .name("http")),
    .backendService(shop, field: pay, name: "web"),
    .ingressClass(ShopCluster.name("shop"), "nginx"), .ingressClass(ShopCluster.name("shop"), nil),
  ])
  func `the journal reads what it wrote`(proposal: Proposal) throws {
    let text = proposal.json.text
    #expect(Proposal(try JSONValue(parsing: text)) == proposal)
    #expect(proposal.target.name.namespace == "shop")
  }

  private func ingress(_ name: String) throws -> JSONValue {
    try #require(ShopCluster.inventory.object("Ingress", ShopCluster.name(name))).object
  }
}

/// What the cluster would tell after a change.
@Suite struct PlanEventsTests {
  private func later(_ proposal: Proposal, _ context: PlanContext = Shop.context()) throws
    -> Inventory
  {
    var inventory = context.inventory
    let plan = try #require(Shop.plan(proposal, context))
    for event in try #require(plan.events(in: inventory)) { inventory.apply(event) }
    return inventory
  }

  private func pods(_ service: String, _ inventory: Inventory) -> [String] {
    inventory.slices(of: ShopCluster.name(service)).flatMap(\.endpoints)
      .compactMap { $0.pod?.name }.sorted()
  }

  @Test func `a selector that matches fills the slices`() throws {
    let inventory = try later(
      .selector(ShopCluster.name("pay"), ["app": "pay", "tier": "back-end"]))
    #expect(pods("pay", inventory) == ["pay-1", "pay-2"])
    #expect(pods("web", inventory) == ["web-1", "web-2", "web-3"])
  }

  @Test func `a scale adds pods that are ready and takes those that would go`() throws {
    let more = try later(.scale(ShopCluster.deployment("web"), replicas: 5))
    #expect(pods("web", more).count == 5)
    #expect(more.workload(ShopCluster.deployment("web"))?.readyReplicas == 5)
    let fewer = try later(.scale(ShopCluster.deployment("web"), replicas: 0))
    #expect(pods("web", fewer).isEmpty)
    #expect(fewer.pods(in: "shop", matching: ["app": "web"]).isEmpty)
  }

  @Test func `a target port that no pod has leaves the slices without that port`() throws {
    let inventory = try later(.targetPort(ShopCluster.name("web"), port: 0, .name("nope")))
    #expect(inventory.slices(of: ShopCluster.name("web")).flatMap(\.ports) == [])
  }

  @Test func `slices that stay as they are keep their names`() throws {
    let before = Shop.context().inventory.slices(of: ShopCluster.name("web")).map(\.metadata.name)
    let inventory = try later(
      .targetPort(ShopCluster.name("web"), port: 0, .name("http")))
    #expect(inventory.slices(of: ShopCluster.name("web")).map(\.metadata.name) == before)
  }

  @Test func `weights are changed in the object that states them`() throws {
    let inventory = try later(.weights(Shop.api, [ShopCluster.name("api-v2"): 40]))
    let canary = try #require(inventory.object("Ingress", ShopCluster.name("shop-canary")))
    #expect(canary.metadata.annotations[Canary.annotation("weight")] == "40")
  }

  @Test func `what passes by itself has no forecast of objects`() throws {
    let plan = try #require(Shop.plan(.deletePod(ShopCluster.name("web-1"))))
    #expect(plan.events(in: Shop.context().inventory) == nil)
  }
}

import Actions
import Diagnosis
import Language
import Routing
import Synchronization
import TestSupport
import Testing
import Topology
import Traffic

@testable import State

struct ListTests {
  @Test func `Services are in the order of their health, then of their names`() {
    let shop = ShopState()
    #expect(shop.names == ["pay", "api-v2", "api-v1", "web"])
    let rows = shop.state.serviceRows
    #expect(
      rows[0].health == .fault
        && rows[0].findings.map(\.sentence) == ["No pod has app=pay,tier=backend."]
    )
    #expect(rows[1].health == .warning && rows[1].ready == 1 && rows[1].total == 2)
    #expect(rows[3].ports == "80→8080")
    #expect(shop.state.stateCounts == (1, 1))
  }

  @Test func `a move freezes the order for three seconds`() {
    var shop = ShopState()
    shop.want(.show(.services))
    shop.want(
      .select(
        .service(ShopCluster.name("web")), on: .services, order: shop.state.order(.services).ids))
    for index in 1...2 {
      shop.apply(
        .pod(
          ShopCluster.pod(
            "pay-\(index)", of: "pay", labels: ["app": "pay", "tier": "backend"],
            address: "10.1.4.\(index)")))
    }
    shop.slices("pay")
    shop.pass(0.5)
    #expect(shop.state.serviceRows[0].health == .ok)
    #expect(shop.names == ["pay", "api-v2", "api-v1", "web"])
    shop.pass(3.1)
    #expect(shop.names == ["api-v2", "api-v1", "pay", "web"])
  }

  @Test func `a selected Service that goes stays as a ghost for ten seconds`() {
    var shop = ShopState()
    let name = ShopCluster.name("api-v1")
    shop.want(
      .show(.services),
      .select(.service(name), on: .services, order: shop.state.order(.services).ids))
    shop.send(.resource(.deleted(ObjectReference("Service", name))))
    #expect(shop.names == ["pay", "api-v2", "api-v1", "web"])
    #expect(shop.state.serviceRows[2].goneSince == shop.state.now)
    shop.pass(10)
    #expect(shop.names == ["pay", "api-v2", "web"])
    #expect(shop.state.interface.list(.services).selection == .service(ShopCluster.name("web")))
    shop.want(.propose(.selector(ShopCluster.name("web"), ["app": "x"])))
    #expect(shop.state.interface.overlay == nil)
    shop.pass(0.6)
    shop.want(.propose(.selector(ShopCluster.name("web"), ["app": "x"])))
    #expect(shop.state.interface.overlay != nil)
  }

  @Test func `a pause holds what is shown while data come in`() {
    var shop = ShopState()
    shop.want(.show(.services), .togglePause)
    shop.scaled("web", to: 2)
    #expect(shop.state.serviceRow(ShopCluster.name("web"))?.total == 3)
    #expect(shop.state.live.inventory.slices(of: ShopCluster.name("web"))[0].endpoints.count == 2)
    #expect(shop.state.heldChanges > 0)
    shop.want(.togglePause)
    #expect(shop.state.serviceRow(ShopCluster.name("web"))?.total == 2)
    #expect(shop.state.heldChanges == 0)
    #expect(shop.notice.hasPrefix("Resumed;"))
  }

  @Test func `sorting by a column keeps rows without a number last`() {
    var shop = ShopState()
    shop.want(.show(.services), .sort(column: "name", reversed: false))
    #expect(shop.names == ["api-v1", "api-v2", "pay", "web"])
    shop.want(.sort(column: "name", reversed: true))
    #expect(shop.names == ["web", "pay", "api-v2", "api-v1"])
    shop.want(.sort(column: "ready", reversed: false))
    #expect(shop.names.prefix(2) == ["pay", "api-v2"])
  }

  @Test func `rows are built only when they are drawn`() {
    let built = Mutex(0)
    var order = ListOrder()
    order.ids = (0..<10_000).map { .other("\($0)") }
    let rows = ListRows(order) { id in
      built.withLock { $0 += 1 }
      return id
    } gone: {
      $0
    }
    #expect(rows.count == 10_000)
    _ = Array(rows[5000..<5020])
    #expect(built.withLock { $0 } == 20)
  }

  @Test func `marks survive a filter and are counted behind it`() {
    var shop = ShopState()
    shop.want(
      .show(.services), .mark([.service(ShopCluster.name("web"))], true), .setFilter("api"))
    #expect(shop.names == ["api-v2", "api-v1"])
    #expect(shop.state.hiddenMarks(.services) == 1)
    #expect(shop.state.serviceRows.total == 4)
    shop.want(.clearMarks)
    #expect(shop.state.hiddenMarks(.services) == 0)
  }

  @Test func `where nobody is behind a route the flow shows the status of whoever serves it`() {
    var shop = ShopState()
    let route: JSONValue = [
      "apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute",
      "metadata": ["name": "t", "namespace": "shop"],
      "spec": [
        "routes": [["match": "Host(`t.test`)", "services": [["name": "gone", "port": 80]]]]
      ],
    ]
    shop.send(.resources([.applied(Resource(route, kind: .ingressRoute))]))
    let hosts = shop.state.flowTree().hosts
    func answers(_ host: String) -> [String] {
      hosts.filter { $0.name == host }.flatMap(\.routes).flatMap(\.branches).map(\.answer)
    }
    #expect(answers("t.test") == ["404"])
    #expect(answers("shop.local").filter { !$0.isEmpty } == ["503"])
  }

  @Test func `the flow goes from hosts over routes and Services to backends`() {
    let tree = ShopState().state.flowTree()
    #expect(tree.hosts.map(\.name) == ["shop.local"])
    #expect(tree.routes.map(\.path) == ["/", "/api", "/pay"])
    #expect(tree.routes[1].branches.map(\.share) == [0.9, 0.1])
    #expect(tree.routes[1].branches[1].note == "1/2 ready")
    #expect(tree.routes[2].branches[0].answer == "503")
    #expect(tree.routes[0].branches[0].backends.map(\.name) == ["web-1", "web-2", "web-3"])
    #expect(tree.unrouted.isEmpty)
  }

  @Test func `large branches are cut and counted`() {
    let tree = ShopState().state.flowTree(FlowTree.Limits(routes: 1, backends: 2))
    #expect(tree.moreRoutes == 2)
    #expect(tree.routes[0].branches[0].backends.count == 2)
    #expect(tree.routes[0].branches[0].more == 1)
  }

  @Test func `faults are found with the next tick, and held by a pause`() {
    var shop = ShopState()
    let pay = ObjectReference("Service", ShopCluster.name("pay"))
    #expect(
      shop.state.diagnosis.faults(of: pay).map(\.id) == ["service-selector-matches-nothing"])
    let pods = ["pay-1", "pay-2"].map { ShopCluster.name($0) }
    for pod in pods { shop.send(.resource(.deleted(ObjectReference("Pod", pod)))) }
    #expect(
      shop.state.diagnosis.faults(of: pay).first?.fix.english.contains("differ in this label")
        == true)
    shop.pass(0.5)
    #expect(
      shop.state.diagnosis.faults(of: pay).first?.fix.english.contains("differ in this label")
        == false)
    shop.want(.togglePause)
    shop.send(.resource(.deleted(pay)))
    shop.pass(0.5)
    #expect(!shop.state.diagnosis.faults(of: pay).isEmpty)
    shop.want(.togglePause)
    #expect(shop.state.diagnosis.faults(of: pay).isEmpty)
  }

  @Test func `rows say what the diagnosis finds, with its ids`() {
    let shop = ShopState()
    for name in shop.state.live.serviceNames {
      // What is only remarked is nothing that is wrong.
      let found = shop.state.diagnosis.faults(of: ObjectReference("Service", name))
        .filter { $0.grade > .info }
      let findings = shop.state.serviceRow(name)?.findings.filter { $0.id != nil } ?? []
      #expect(
        findings.map(\.id) == found.map(\.id)
          && findings.map(\.sentence) == found.map(\.says.english))
    }
    let routes = shop.state.routeRows.filter { $0.path == "/pay" }
    #expect(
      routes.first?.findings.map(\.id) == [
        "ingress-backend-no-ready-endpoints", "service-selector-matches-nothing",
      ])
  }

  @Test func `going back returns through the screens`() {
    var shop = ShopState()
    shop.want(.show(.services), .showBackends(of: ShopCluster.name("web")))
    #expect(shop.state.backendRows.map(\.name) == ["web-1", "web-2", "web-3"])
    #expect(shop.state.backendRows[0].expectedShare == 1.0 / 3)
    shop.want(.goBack)
    #expect(shop.state.interface.screen == .services)
    shop.want(.goBack, .goBack)
    #expect(shop.state.interface.screen == .flow)
  }
}

struct FilterTests {
  @Test(
    arguments: [
      ("pay", ["pay"]), ("^api", ["api-v2", "api-v1"]), ("~v[0-9]$~", ["api-v2", "api-v1"]),
      ("!api", ["pay", "web"]), ("-l app=api,track=v1", ["api-v1"]), ("app=web", ["web"]),
      ("ready<1", ["pay"]), ("ready>=2", ["api-v1", "web"]), ("st:fault", ["pay"]),
      ("st:warn", ["api-v2"]), ("svc:pay | web", ["pay", "web"]),
      ("route:/api", ["api-v2", "api-v1"]),
      ("-f av1", ["api-v1"]), ("api ready>1", ["api-v1"]), ("node:node-1 !api", ["web"]),
      ("ns:shop web", ["web"]), ("ns:other", []), ("in:clusterip pay", ["pay"]),
      ("!st:ok", ["pay", "api-v2"]),
    ] as [(String, [String])])
  func `a filter lets these Services pass`(_ filter: String, _ names: [String]) {
    var shop = ShopState()
    shop.want(.show(.services), .setFilter(filter))
    #expect(shop.state.interface.list(.services).filterError == nil)
    #expect(shop.names == names)
  }

  @Test(
    arguments: [
      ("~[~", "not a regular expression"), ("~abc", "close the pattern"), ("-l", "needs a value"),
      ("speed>1", "no number \"speed\""), ("ready>x", "is not a number"), ("st:grey", "no state"),
      ("xx:pay", "no field"), ("-l a$b", "not a label name"),
    ] as [(String, String)])
  func `what is no filter says so and leaves the last valid one`(_ filter: String, _ reason: String)
  {
    var shop = ShopState()
    shop.want(.show(.services), .setFilter("web"), .setFilter(filter))
    #expect(shop.state.interface.list(.services).filterError?.contains(reason) == true)
    #expect(shop.names == ["web"])
    shop.want(.setFilter(""))
    #expect(shop.names.count == 4)
  }

  @Test func `units belong to their columns`() throws {
    #expect(
      try FilterExpression("err>1% p95>100ms age<5m rate>=10/s").alternatives == [
        [
          .number(.err, .more, 0.01), .number(.p95, .more, 0.1), .number(.age, .less, 300),
          .number(.rate, .atLeast, 10),
        ]
      ])
  }

  @Test func `two thousand Services are filtered and sorted by facts alone`() {
    var shop = ShopState()
    shop.send(
      .resources(
        (0..<2000).map { index in
          .applied(
            .service(
              Service(
                metadata: Metadata(name: "svc-\(index)", namespace: "ns-\(index % 10)"),
                clusterIP: "10.0.0.1", ports: [Service.Port(number: 80, target: .number(80))],
                selector: ["app": "\(index)"])))
        }))
    shop.want(.show(.services), .setFilter("svc-19"))
    #expect(shop.names.count == 111)
    shop.want(.setNamespace("ns-9"))
    #expect(shop.names.count == 12)
    #expect(shop.names.first == "svc-19")
  }
}

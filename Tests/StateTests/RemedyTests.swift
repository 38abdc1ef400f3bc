import Actions
import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

@testable import State

/// Every fault that one edit mends: the edit that is offered, made as a plan, takes the fault away and causes none.
@Suite struct RemedyTests {
  /// A cluster with a fault, and the edit that must be offered for it; nil where none may be.
  struct Broken: Sendable, CustomTestStringConvertible {
    let id: String
    let object: ObjectReference
    let proposal: Proposal?
    let build: @Sendable (inout SmallCluster) -> Void

    init(
      _ id: String, _ object: ObjectReference, _ proposal: Proposal?,
      _ build: @escaping @Sendable (inout SmallCluster) -> Void
    ) {
      (self.id, self.object, self.proposal, self.build) = (id, object, proposal, build)
    }

    var testDescription: String { "\(id): \(String(describing: proposal))" }
  }

  private static let name = NamespacedName("shop", "web")
  private static let service = ObjectReference("Service", name)
  private static let ingress = ObjectReference("Ingress", name)
  private static let deployment = ObjectReference("Deployment", name)
  private static let backend = "spec.rules[0].http.paths[0].backend"

  private static func pods(_ cluster: inout SmallCluster, _ names: String...) {
    let ports = names.enumerated().map { Pod.ContainerPort(name: $1, number: 8080 + $0) }
    cluster.pods("web", 2, labels: ["app": "web", "tier": "front"], ports: ports)
  }

  private static func sound(_ cluster: inout SmallCluster, isDefault: Bool = true) {
    cluster.nginx(isDefault: isDefault)
    cluster.service("web", selector: ["app": "web"])
    pods(&cluster, "http")
  }

  private static func ingress(
    _ cluster: inout SmallCluster, _ spec: JSONValue, service: JSONValue = "web",
    port: JSONValue = ["number": 80]
  ) {
    var whole = spec
    whole["rules"] = [
      [
        "host": "shop.local",
        "http": [
          "paths": [
            [
              "path": "/", "pathType": "Prefix",
              "backend": ["service": ["name": service, "port": port]],
            ]
          ]
        ],
      ]
    ]
    cluster.add(
      .ingress,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": ["name": "web", "namespace": "shop", "resourceVersion": "4"], "spec": whole,
      ])
  }

  private static let all: [Broken] = [
    Broken(
      "service-selector-matches-nothing", service,
      .selector(name, ["app": "web", "tier": "front"])
    ) {
      $0.service("web", selector: ["app": "web", "tier": "fornt"])
      pods(&$0, "http")
    },
    Broken("service-selector-matches-nothing", service, .selector(name, ["app": "web"])) {
      // The pods lack the second label.
      $0.service("web", selector: ["app": "web", "zone": "a"])
      pods(&$0, "http")
    },
    Broken("service-selector-matches-nothing", service, nil) {
      $0.service("web", selector: ["app": "unrelated"])
      pods(&$0, "http")
    },
    Broken(
      "service-target-port-name-missing", service, .targetPort(name, port: 0, .name("metrics"))
    ) {
      $0.service("web", selector: ["app": "web"], target: .name("metrcs"))
      pods(&$0, "http", "metrics")
    },
    Broken("service-target-port-name-missing", service, .targetPort(name, port: 0, .name("http"))) {
      $0.service("web", selector: ["app": "web"], target: .name("frontend"))
      pods(&$0, "http")
    },
    Broken("service-target-port-name-missing", service, .targetPort(name, port: 0, .number(8080))) {
      $0.service("web", selector: ["app": "web"], target: .name("frontend"))
      pods(&$0, "")
    },
    Broken("service-target-port-name-missing", service, nil) {
      // Two names, and neither is near.
      $0.service("web", selector: ["app": "web"], target: .name("frontend"))
      pods(&$0, "http", "metrics")
    },
    Broken(
      "service-target-port-quoted-number", service, .targetPort(name, port: 0, .number(8080))
    ) {
      $0.service("web", selector: ["app": "web"], target: .name("8080"))
      pods(&$0, "http")
    },
    Broken(
      "ingress-backend-port-missing", ingress, .backendPort(ingress, field: backend, .number(80))
    ) {
      // Its target port was written.
      sound(&$0)
      ingress(&$0, .object([:]), port: ["number": 8080])
    },
    Broken(
      "ingress-backend-port-missing", ingress, .backendPort(ingress, field: backend, .number(80))
    ) {
      sound(&$0)
      ingress(&$0, .object([:]), port: ["name": "https"])
    },
    Broken(
      "ingress-backend-port-unspecified", ingress,
      .backendPort(ingress, field: backend, .number(80))
    ) {
      sound(&$0)
      ingress(&$0, .object([:]), port: .null)
    },
    Broken(
      "ingress-backend-service-missing", ingress,
      .backendService(ingress, field: backend, name: "web")
    ) {
      sound(&$0)
      ingress(&$0, .object([:]), service: "wbe")
    },
    Broken("ingress-backend-service-missing", ingress, nil) {
      sound(&$0)
      ingress(&$0, .object([:]), service: "unrelated")
    },
    Broken(
      "ingress-default-backend-broken", ingress,
      .backendService(ingress, field: "spec.defaultBackend", name: "web")
    ) {
      sound(&$0)
      ingress(
        &$0, ["defaultBackend": ["service": ["name": "webb", "port": ["number": 80]]]])
    },
    Broken("ingress-class-not-found", ingress, .ingressClass(name, "nginx")) {
      sound(&$0)
      ingress(&$0, ["ingressClassName": "ngnix"])
    },
    Broken("ingress-no-class", ingress, .ingressClass(name, "nginx")) {
      sound(&$0, isDefault: false)
      ingress(&$0, .object([:]))
    },
    Broken("ingress-no-class", ingress, nil) {
      // Which of the two is meant cannot be known.
      sound(&$0, isDefault: false)
      $0.add(
        .ingressClass, ["metadata": ["name": "traefik"], "spec": ["controller": "traefik.io/i"]])
      ingress(&$0, .object([:]))
    },
    Broken("workload-scaled-to-zero", deployment, .scale(deployment, replicas: 1)) {
      $0.service("web", selector: ["app": "web"], target: .name("http"))
      $0.add(
        .workload(
          Workload(
            metadata: Metadata(name: "web", namespace: "shop"), kind: .deployment, replicas: 0,
            selector: LabelSelector(labels: ["app": "web"]), templateLabels: ["app": "web"])))
    },
  ]

  @Test(arguments: all)
  func `the edit that is offered mends the fault`(_ broken: Broken) throws {
    var cluster = SmallCluster()
    broken.build(&cluster)
    let inventory = cluster.inventory
    let routing = RoutingTable(inventory)
    let diagnosis = Diagnosis(inventory, routes: routing)
    let found = diagnosis.faults(of: broken.object).first { $0.id == broken.id }
    let fault = try #require(found)
    let offered = fault.remedy.map { Proposal($0) }
    #expect(offered == broken.proposal)
    guard let offered else { return }
    let plan = try offered.plan(in: PlanContext(inventory: inventory, routing: routing))
    let forecast = FaultForecast(
      plan, of: inventory, routing: routing, diagnosis: diagnosis, now: 0)
    #expect(forecast?.mended.contains { $0.id == broken.id && $0.object == broken.object } == true)
    #expect(forecast?.caused == [])
  }

  @Test(arguments: all)
  func `what is forecast step by step is what a fresh look finds`(_ broken: Broken) throws {
    guard let proposal = broken.proposal else { return }
    var cluster = SmallCluster()
    broken.build(&cluster)
    let inventory = cluster.inventory
    let routing = RoutingTable(inventory)
    let before = Diagnosis(inventory, routes: routing)
    let plan = try proposal.plan(in: PlanContext(inventory: inventory, routing: routing))
    var later = inventory
    for event in try #require(plan.events(in: inventory)) { later.apply(event) }
    let fresh = FaultForecast(
      before: before.faults, after: Diagnosis(later, routes: RoutingTable(later)).faults)
    let forecast = FaultForecast(plan, of: inventory, routing: routing, diagnosis: before, now: 0)
    #expect(forecast == fresh)
  }
}

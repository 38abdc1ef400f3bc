import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

@Suite struct DiagnosisTests {
  @Test(arguments: FaultFixture.all)
  func `a fault is found where it is, and not where it is not`(_ fixture: FaultFixture) throws {
    let found = FaultFixture.diagnosis(fixture.broken).faults.filter { $0.id == fixture.id }
    let fault = try #require(found.first { $0.object.description == fixture.object })
    #expect(found.count == (fixture.id == "ingress-multiple-default-classes" ? 2 : fixture.count))
    for sentence in [fault.says.english, fault.fix.english] {
      #expect(sentence.hasSuffix(".") && !sentence.contains("  "), "\(sentence)")
    }
    let sound = FaultFixture.diagnosis(fixture.sound).faults
    #expect(!sound.contains { $0.id == fixture.id })
  }

  @Test func `a sound shop has no fault at all`() {
    #expect(FaultFixture.diagnosis(FaultFixture.shop).faults == [])
  }

  @Test func `faults form a chain from the pod to the route`() throws {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 2, ready: 0, labels: ["app": "web"])
      cluster.deployment("web", replicas: 2, ready: 0, labels: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:80")
    }
    let chain = ["ingress/shop/web", "service/shop/web", "deployment/shop/web", "pod/shop/web-1"]
      .map { name in diagnosis.faults.first { $0.object.description == name } }
    #expect(
      chain.map { $0?.id } == [
        "ingress-backend-no-ready-endpoints", "endpoints-none-ready", "workload-unavailable",
        "pod-not-ready-probe",
      ])
    #expect(
      chain.map { $0?.cause } == [
        "endpoints-none-ready", "pod-not-ready-probe", "pod-not-ready-probe", nil,
      ])
  }

  @Test func `a Service of a workload scaled to zero says why`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.deployment("web", replicas: 0, ready: 0, labels: ["app": "web", "v": "1"])
    }
    let fault = diagnosis.faults(of: ObjectReference("Service", "shop", "web")).first
    #expect(fault?.cause == "workload-scaled-to-zero")
    #expect(fault?.says == "Its selector fits deployment/shop/web, which has no pod.")
  }

  @Test func `a selector that matches nothing offers the nearest labels`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("pay", selector: ["app": "pay", "tier": "backend"])
      cluster.pods("pay", 2, labels: ["app": "pay", "tier": "back-end"])
    }
    let fault = diagnosis.faults.first { $0.id == "service-selector-matches-nothing" }
    #expect(fault?.says == "No pod has app=pay,tier=backend.")
    #expect(
      fault?.fix
        == "Change the selector to tier=back-end: 2 pods differ in this label alone, for example pay-1."
    )
  }

  @Test func `some pods without the named port are a degradation`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"], target: .name("http"))
      cluster.pods("web", 2, labels: ["app": "web"])
      cluster.pods("odd", 1, labels: ["app": "web"], ports: [.init(name: "http2", number: 80)])
    }
    let fault = diagnosis.faults.first { $0.id == "service-target-port-name-missing" }
    #expect(fault?.grade == .degraded)
    #expect(fault?.severity == .fault)
    #expect(
      fault?.says == "1 of 3 selected pods have no TCP port named \"http\", for example odd-1.")
  }

  @Test func `a port that is the target port is told`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:8080")
    }
    let fault = diagnosis.faults.first { $0.id == "ingress-backend-port-missing" }
    #expect(fault?.fix == "8080 is its targetPort; write the port 80.")
    #expect(fault?.field == "spec.rules[0].http.paths[0].backend.service.port")
  }

  @Test func `a missing backend is looked for elsewhere and in the spelling`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("frontend", selector: ["app": "web"])
      cluster.service(
        Service(metadata: Metadata(name: "legacy", namespace: "old"), selector: ["a": "b"]))
      cluster.ingress("web", "a.com/ Prefix fronted:80", "b.com/ Prefix legacy:80")
    }
    let fixes = diagnosis.faults.filter { $0.id == "ingress-backend-service-missing" }.map(\.fix)
    #expect(
      fixes == [
        "Correct the name: there is frontend.",
        "It exists in namespace old, but an Ingress reaches its own namespace only.",
      ])
  }

  @Test func `the faults of a route are its own and those of its canary`() throws {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 1, labels: ["app": "web"])
    cluster.ingress("web", "shop.local/ Prefix web:80", "shop.local/old Prefix legacy:80")
    cluster.ingress(
      "canary", annotations: [Canary.annotation(""): "true"], "shop.local/ Prefix gone:80")
    let table = RoutingTable(cluster.inventory)
    let diagnosis = Diagnosis(cluster.inventory, routes: table)
    #expect(
      table.routes.map { route in diagnosis.faults(of: route).map(\.object.name.name) } == [
        ["canary"], ["web"],
      ])
  }

  @Test func `nothing is said of what may not be read`() {
    var cluster = SmallCluster()
    cluster.ingress("web", "shop.local/ Prefix web:80", tls: [["secretName": "cert"]])
    var diagnosis = Diagnosis()
    diagnosis.unreadableKinds = ["Secret"]
    diagnosis.update(cluster.inventory, routes: RoutingTable(cluster.inventory))
    #expect(!diagnosis.faults.contains { $0.id == "ingress-tls-secret-missing" })
    diagnosis.unreadableKinds = []
    diagnosis.update(cluster.inventory, routes: RoutingTable(cluster.inventory))
    #expect(diagnosis.faults.contains { $0.id == "ingress-tls-secret-missing" })
  }

  @Test func `an update finds what changed and forgets what was mended`() {
    var cluster = SmallCluster()
    FaultFixture.shop(&cluster)
    var inventory = cluster.inventory
    var diagnosis = Diagnosis(inventory, routes: RoutingTable(inventory))
    #expect(diagnosis.faults == [])
    let name = NamespacedName("shop", "web")
    var service = inventory.service(name) ?? Service(metadata: Metadata(name: "web"))
    let sound = service
    service.ports[0].number = 81
    inventory.apply(.applied(.service(service)))
    diagnosis.update(inventory, routes: RoutingTable(inventory))
    #expect(diagnosis.faults.map(\.id) == ["ingress-backend-port-missing"])
    inventory.apply(.applied(.service(sound)))
    diagnosis.update(inventory, routes: RoutingTable(inventory))
    #expect(diagnosis.faults == [])
  }

  @Test func `names from a cluster do not steer a terminal`() {
    let diagnosis = FaultFixture.diagnosis { cluster in
      cluster.service("web", selector: ["app": "\u{1B}[31mred\u{202E}"])
      cluster.ingress("web", "shop.local/ Prefix \u{1B}]0;x\u{7}:80")
    }
    #expect(diagnosis.faults.count >= 2)
    for fault in diagnosis.faults {
      #expect(
        fault.says.english == fault.says.english.cleaned
          && fault.fix.english == fault.fix.english.cleaned)
    }
  }

  @Test func `every id is a slug of the catalogue and has one meaning`() {
    let ids = Set(FaultFixture.all.map(\.id))
    #expect(ids.count >= 55)
    #expect(ids.allSatisfy { id in id.allSatisfy { $0.isLowercase || $0 == "-" } })
  }
}

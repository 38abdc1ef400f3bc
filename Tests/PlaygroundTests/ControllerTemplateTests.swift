import Playground
import Testing
import Topology

/// What is known of a template is kept as long as nothing changes it, and no longer.
@Suite struct ControllerTemplateTests {
  private static let typed =
    "json: cannot unmarshal number into Go struct field EnvVar"

  /// Why an update of the Deployment is refused.
  private func refusal(
    _ fixture: ControllerFixture, _ change: @Sendable (inout JSONValue) -> Void
  ) async throws -> String? {
    do {
      try await fixture.edit(.deployment, "web", change)
      return nil
    } catch let error as StatusError {
      return error.message
    }
  }

  @Test func `a new template is read, also where only it changes`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let deployment = ObjectReference("Deployment", "default", "web")
    let before = await fixture.loop.round().inventory.workload(deployment)?.template
    #expect(before?.containers.first?.ports.map(\.number) == [8080])
    try await fixture.change(.deployment, "web") {
      $0["spec"]["template"]["spec"]["containers"] = [
        [
          "name": "main", "image": "web:2", "ports": [["containerPort": 9090]],
          "args": ["--pay=http://pay.shop.svc"],
        ]
      ]
    }
    let after = await fixture.loop.round().inventory.workload(deployment)?.template
    #expect(after?.containers.first?.ports.map(\.number) == [9090])
    #expect(after?.clusterNames == ["pay.shop.svc"])
    #expect(await fixture.names(.replicaSet).count == 2)
    try await fixture.change(.deployment, "web") { $0["spec"]["replicas"] = 5 }
    let scaled = await fixture.loop.round().inventory.workload(deployment)
    #expect(scaled?.replicas == 5)
    #expect(scaled?.template == after)
    #expect(await fixture.names(.replicaSet).count == 2)
  }

  @Test func `every object is given as it is stored`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web"), Manifest.workload("StatefulSet", "db"),
      Manifest.service("web"))
    var read: [Resource] = []
    for kind in [ResourceKind.pod, .service, .deployment, .replicaSet, .statefulSet, .node] {
      read += await fixture.store.list(kind).map { Resource($0, kind: kind) }
    }
    let given = Set(await fixture.loop.resources())
    for resource in read { #expect(given.contains(resource), "\(resource.reference)") }
  }

  @Test func `an update is checked in all that it changes`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let wrong: JSONValue = [["name": "A", "value": 1]]
    #expect(
      try await refusal(fixture) {
        $0["spec"]["template"]["spec"]["containers"] = [
          ["name": "main", "image": "web:1", "env": wrong]
        ]
      }?.contains(Self.typed) == true)
    #expect(try await refusal(fixture) { $0["spec"]["replicas"] = "2" } != nil)
    #expect(try await refusal(fixture) { $0["metadata"]["labels"] = ["a": 1] } != nil)
    #expect(try await refusal(fixture) { $0["metadata"]["labels"] = ["a": "1"] } == nil)
  }

  @Test func `a null in an update is no change`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let before = await fixture.store.get(.deployment, "default", "web")
    try await fixture.edit(.deployment, "web") { deployment in
      var members = deployment.object
      members["data"] = .null
      members["spec"] = .object(
        deployment["spec"].object.merging(["minReadySeconds": .null]) { $1 })
      deployment = .object(members)
    }
    #expect(await fixture.store.get(.deployment, "default", "web") == before)
  }

  @Test func `a pod that is not what the template of its owner says is checked`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let pod = try #require(await fixture.store.list(.pod).first)
    var other = pod
    other["metadata"] = [
      "name": "other", "namespace": "default", "labels": ["app": "other"],
      "ownerReferences": pod["metadata"]["ownerReferences"],
    ]
    other["spec"]["nodeName"] = .null
    other["spec"]["containers"] = [
      ["name": "main", "image": "web:1", "env": [["name": "A", "value": 1]]]
    ]
    do {
      try await fixture.create(other)
      Issue.record("the pod is taken")
    } catch let error as StatusError {
      #expect(error.message.contains(Self.typed))
    }
  }

  @Test func `two load balancers have two addresses`() async throws {
    let fixture = try await ControllerFixture.settled(
      (0..<20).map { Manifest.service("s\($0)", spec: ["type": "LoadBalancer"]) })
    let addresses = await fixture.store.list(.service).flatMap {
      Service($0).loadBalancerAddresses
    }
    #expect(addresses.count == 20)
    #expect(Set(addresses).count == 20)
  }
}

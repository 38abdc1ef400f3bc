import Playground
import Testing
import Topology

@Suite struct ControllerWorkloadTests {
  @Test func `a deployment makes one replica set and its pods, ready and spread over the zones`()
    async throws
  {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let pods = await fixture.pods
    #expect(pods.count == 3)
    #expect(pods.allSatisfy { $0.isReady && $0.phase == "Running" })
    #expect(Set(pods.map(\.node)) == ["node-1", "node-2", "node-3"])
    #expect(Set(pods.flatMap(\.addresses)).count == 3)
    for pod in pods {
      let number = pod.node.last.map(String.init) ?? ""
      #expect(pod.addresses.first?.hasPrefix("127.64.\(number).") == true)
    }
    let deployment = await fixture.store.get(.deployment, "default", "web")
    #expect(deployment?["status"]["readyReplicas"] == 3)
    #expect(
      deployment?["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "1")
    #expect(await fixture.eventReasons().isSuperset(of: ["ScalingReplicaSet", "Scheduled"]))
  }

  @Test func `the same manifests give the same names and addresses`() async throws {
    let objects = [Manifest.workload("Deployment", "web"), Manifest.workload("DaemonSet", "log")]
    let first = try await ControllerFixture.settled(objects).pods
    let second = try await ControllerFixture.settled(objects).pods
    #expect(first.map(\.metadata.name) == second.map(\.metadata.name))
    #expect(first.map(\.addresses) == second.map(\.addresses))
    let pattern = /web-[a-z0-9]{10}-[a-z0-9]{5}/
    #expect(first.filter { $0.metadata.name.wholeMatch(of: pattern) != nil }.count == 3)
  }

  @Test func `a deleted pod is replaced under a new name`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let before = await fixture.names(.pod)
    try await fixture.store.delete(.pod, NamespacedName("default", before[0]))
    await fixture.loop.settle()
    let after = await fixture.names(.pod)
    #expect(after.count == 3)
    #expect(!after.contains(before[0]))
    #expect(Set(after).intersection(before).count == 2)
  }

  @Test(arguments: [0, 1, 6]) func `scaling gives as many pods as asked for`(count: Int64)
    async throws
  {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    try await fixture.change(.deployment, "web") { $0["spec"]["replicas"] = .integer(count) }
    #expect(await fixture.pods.count == Int(count))
  }

  @Test func `a new template rolls out into a second replica set and keeps the first for undo`()
    async throws
  {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let old = await fixture.names(.pod)
    try await fixture.change(.deployment, "web") {
      $0["spec"]["template"]["metadata"]["labels"]["version"] = "2"
    }
    let pods = await fixture.pods
    #expect(pods.count == 3)
    #expect(pods.allSatisfy { $0.metadata.labels["version"] == "2" })
    #expect(Set(old).isDisjoint(with: pods.map(\.metadata.name)))
    let sets = await fixture.store.list(.replicaSet)
    #expect(sets.compactMap { $0["spec"]["replicas"].integer }.sorted() == [0, 3])
    let deployment = await fixture.store.get(.deployment, "default", "web")
    #expect(
      deployment?["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "2")
  }

  @Test func `a rollout whose new pods never get ready stops at its limits`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web", replicas: 4))
    try await fixture.change(.deployment, "web") {
      $0["spec"]["template"]["metadata"]["annotations"]["demo/ready"] = "false"
    }
    let pods = await fixture.pods
    #expect(pods.filter(\.isReady).count == 3)
    #expect(pods.count == 5)
  }

  @Test func `recreate removes all old pods before the first new one`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("Deployment", "web", spec: ["strategy": ["type": "Recreate"]]))
    let old = Set(await fixture.names(.pod))
    try await fixture.edit(.deployment, "web") {
      $0["spec"]["template"]["metadata"]["labels"]["version"] = "2"
    }
    _ = await fixture.loop.round()
    #expect(Set(await fixture.names(.pod)) == old)
    await fixture.loop.settle()
    #expect(Set(await fixture.names(.pod)).isDisjoint(with: old))
    #expect(await fixture.pods.count == 3)
  }

  @Test func `a pod whose label is edited away is released, replaced, and taken back`()
    async throws
  {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    let name = await fixture.names(.pod)[0]
    try await fixture.change(.pod, name) { $0["metadata"]["labels"]["app"] = "debug" }
    var pods = await fixture.pods
    #expect(pods.count == 4)
    #expect(pods.first { $0.metadata.name == name }?.metadata.owner == nil)
    try await fixture.change(.pod, name) { $0["metadata"]["labels"]["app"] = "web" }
    pods = await fixture.pods
    #expect(pods.count == 3)
  }

  @Test func `a stateful set counts its pods, one after the other`() async throws {
    let fixture = try await ControllerFixture.settled([])
    try await fixture.create(Manifest.workload("StatefulSet", "db", replicas: 3))
    _ = await fixture.loop.round()
    #expect(await fixture.names(.pod) == ["db-0"])
    await fixture.loop.settle()
    #expect(await fixture.names(.pod) == ["db-0", "db-1", "db-2"])
    try await fixture.change(.statefulSet, "db") { $0["spec"]["replicas"] = 1 }
    #expect(await fixture.names(.pod) == ["db-0"])
  }

  @Test func `an ordered stateful set waits for a pod that is not ready, a parallel one does not`()
    async throws
  {
    let unready = ["demo/ready": "false"]
    let ordered = try await ControllerFixture.settled(
      Manifest.workload("StatefulSet", "db", annotations: unready))
    #expect(await ordered.names(.pod) == ["db-0"])
    let parallel = try await ControllerFixture.settled(
      Manifest.workload(
        "StatefulSet", "db", annotations: unready, spec: ["podManagementPolicy": "Parallel"]))
    #expect(await parallel.names(.pod) == ["db-0", "db-1", "db-2"])
  }

  @Test func `a stateful set updates every pod under its old name`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("StatefulSet", "db"))
    try await fixture.change(.statefulSet, "db") {
      $0["spec"]["template"]["metadata"]["labels"]["version"] = "2"
    }
    let pods = await fixture.pods
    #expect(pods.map(\.metadata.name) == ["db-0", "db-1", "db-2"])
    #expect(pods.allSatisfy { $0.metadata.labels["version"] == "2" })
  }

  @Test func `a daemon set runs once on every node that its selector admits`() async throws {
    let fixture = try await ControllerFixture.settled(
      Manifest.workload("DaemonSet", "log", replicas: nil))
    #expect(await fixture.pods.map(\.node).sorted() == ["node-1", "node-2", "node-3"])
    try await fixture.change(.daemonSet, "log") {
      $0["spec"]["template"]["spec"]["nodeSelector"] = ["topology.kubernetes.io/zone": "zone-b"]
    }
    #expect(await fixture.pods.map(\.node) == ["node-2"])
    let set = await fixture.store.get(.daemonSet, "default", "log")
    #expect(set?["status"]["desiredNumberScheduled"] == 1)
  }

  @Test func `a pod that no node admits stays pending and says why`() async throws {
    var pod = Manifest.pod("lost")
    pod["spec"]["nodeSelector"] = ["disk": "ssd"]
    let fixture = try await ControllerFixture.settled(pod)
    let found = await fixture.pods
    #expect(found.first?.phase == "Pending")
    #expect(found.first?.addresses.isEmpty == true)
    #expect(await fixture.eventReasons().contains("FailedScheduling"))
  }

  @Test func `deleting a deployment takes its replica sets and pods along`() async throws {
    let fixture = try await ControllerFixture.settled(Manifest.workload("Deployment", "web"))
    try await fixture.store.delete(.deployment, NamespacedName("default", "web"))
    await fixture.loop.settle()
    #expect(await fixture.names(.replicaSet).isEmpty)
    #expect(await fixture.names(.pod).isEmpty)
  }
}

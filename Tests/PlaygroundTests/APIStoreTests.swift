import Playground
import Testing
import Topology

@Suite struct APIStoreTests {
  private func store(historyLimit: Int = 4096) -> ObjectStore {
    ObjectStore(ObjectStore.Configuration(clock: { 1_800_000_000 }, historyLimit: historyLimit))
  }

  private func configMap(_ name: String, _ data: [String: String] = [:]) -> JSONValue {
    ["metadata": ["name": .string(name)], "data": JSONValue(data)]
  }

  @Test func `a created object carries what the server adds`() async throws {
    let object = try await store().create(configMap("a"), .configMap)
    #expect(object["kind"] == "ConfigMap")
    #expect(object["apiVersion"] == "v1")
    #expect(object["metadata"]["namespace"] == "default")
    #expect(object["metadata"]["creationTimestamp"] == "2027-01-15T08:00:00Z")
    #expect(object["metadata"]["resourceVersion"] == "5")
    #expect(object["metadata"]["uid"].string?.count == 36)
  }

  @Test func `equal stores give equal UIDs and a new life gives a new one`() async throws {
    let (first, second) = (store(), store())
    let one = try await first.create(configMap("a"), .configMap)
    _ = try await second.create(configMap("b"), .configMap)
    let two = try await second.create(configMap("a"), .configMap)
    #expect(one["metadata"]["uid"] == two["metadata"]["uid"])
    _ = try await first.delete(.configMap, NamespacedName("default", "a"))
    let reborn = try await first.create(configMap("a"), .configMap)
    #expect(one["metadata"]["uid"] != reborn["metadata"]["uid"])
  }

  @Test func `a stale version is a conflict and an equal update is no event`() async throws {
    let store = store()
    let first = try await store.create(configMap("a"), .configMap)
    var changed = first
    changed["data"] = ["k": "v"]
    let second = try await store.update(changed, .configMap)
    #expect(second["metadata"]["resourceVersion"] == "6")
    let same = try await store.update(second, .configMap)
    #expect(same["metadata"]["resourceVersion"] == "6")
    await #expect(throws: StatusError.conflict(.configMap, "a")) {
      try await store.update(changed, .configMap)
    }
  }

  @Test func `a watch replays history and refuses what was compacted`() async throws {
    let store = store(historyLimit: 2)
    for name in ["a", "b", "c", "d"] { _ = try await store.create(configMap(name), .configMap) }
    #expect(await store.compactedVersion == 6)
    var seen: [String] = []
    let stream = try await store.watch(.configMap, from: 6)
    await store.endWatches()
    for await event in stream { seen.append("\(event.change.rawValue) \(event.name.name)") }
    #expect(seen == ["ADDED c", "ADDED d"])
    let error = await #expect(throws: StatusError.self) {
      try await store.watch(.configMap, from: 5)
    }
    #expect(error?.code == 410)
  }

  @Test func `a past list undoes later changes`() async throws {
    let store = store()
    let first = try await store.create(configMap("a"), .configMap)
    _ = try await store.create(configMap("b"), .configMap)
    _ = try await store.delete(.configMap, NamespacedName("default", "a"))
    let past = try await store.list(.configMap, namespace: "default", at: 5)
    #expect(past == [first])
    #expect(await store.list(.configMap).map { $0["metadata"]["name"].string } == ["b"])
  }

  @Test func `dependents go with their owner, and stay when orphaned`() async throws {
    let store = store()
    for (name, propagation) in [("a", Propagation.background), ("b", .orphan), ("c", .foreground)] {
      let owner = try await store.create(configMap(name), .configMap)
      var child = configMap("child-\(name)")
      child["metadata"]["ownerReferences"] = [
        [
          "kind": "ConfigMap", "name": .string(name), "uid": owner["metadata"]["uid"],
          "blockOwnerDeletion": true,
        ]
      ]
      _ = try await store.create(child, .configMap)
      let options = DeleteOptions(propagation: propagation)
      _ = try await store.delete(.configMap, NamespacedName("default", name), options)
    }
    #expect(await store.names(of: .configMap).map(\.name) == ["child-b"])
    let kept = await store.get(.configMap, "default", "child-b")
    #expect(kept?["metadata"]["ownerReferences"] == .null)
  }

  @Test func `a finalizer holds an object until it is taken out`() async throws {
    let store = store()
    var object = configMap("a")
    object["metadata"]["finalizers"] = ["example.com/wait"]
    _ = try await store.create(object, .configMap)
    var waiting = try await store.delete(.configMap, NamespacedName("default", "a"))
    #expect(waiting["metadata"]["deletionTimestamp"].string != nil)
    waiting["metadata"]["finalizers"] = .null
    _ = try await store.update(waiting, .configMap)
    #expect(await store.get(.configMap, "default", "a") == nil)
  }

  @Test func `a namespace goes when its last object is gone`() async throws {
    let store = store()
    _ = try await store.create(["metadata": ["name": "shop"]], .namespace)
    var pod: JSONValue = ["metadata": ["name": "p", "namespace": "shop"]]
    pod["spec"] = ["nodeName": "node-1", "containers": [["name": "c", "image": "i"]]]
    _ = try await store.create(pod, .pod)
    _ = try await store.delete(.namespace, NamespacedName("", "shop"))
    #expect(await store.get(.namespace, "", "shop")?["status"]["phase"] == "Terminating")
    let refused = await #expect(throws: StatusError.self) {
      try await store.create(["metadata": ["name": "x", "namespace": "shop"]], .configMap)
    }
    #expect(refused?.code == 403)
    _ = try await store.delete(.pod, NamespacedName("shop", "p"), .immediately)
    #expect(await store.get(.namespace, "", "shop") == nil)
  }

  @Test func `a pod ends gracefully and at once when it runs nowhere`() async throws {
    let store = store()
    for (name, node) in [("idle", ""), ("busy", "node-1")] {
      _ = try await store.create(
        [
          "metadata": ["name": .string(name)],
          "spec": [
            "nodeName": .string(node), "containers": [["name": "c", "image": "i"]],
            "terminationGracePeriodSeconds": 5,
          ],
        ], .pod)
      _ = try await store.delete(.pod, NamespacedName("default", name))
    }
    #expect(await store.get(.pod, "default", "idle") == nil)
    let busy = await store.get(.pod, "default", "busy")
    #expect(busy?["metadata"]["deletionTimestamp"] == "2027-01-15T08:00:05Z")
    #expect(busy?["metadata"]["deletionGracePeriodSeconds"] == 5)
    await #expect(throws: StatusError.self) {
      try await store.delete(.pod, NamespacedName("default", "busy"), DeleteOptions(uid: "other"))
    }
    _ = try await store.delete(.pod, NamespacedName("default", "busy"), .immediately)
    #expect(await store.get(.pod, "default", "busy") == nil)
  }

  @Test func `Events are bounded and the oldest go`() async throws {
    let store = ObjectStore(
      ObjectStore.Configuration(clock: { 0 }, historyLimit: 10, eventLimit: 8))
    for number in 0..<30 {
      let event: JSONValue = [
        "metadata": ["name": .string("e\(number)")],
        "involvedObject": ["namespace": "default", "name": "x"],
      ]
      _ = try await store.create(event, .event)
    }
    let names = await store.names(of: .event).map(\.name)
    #expect(names.count <= 10)
    #expect(names.contains("e29"))
    #expect(!names.contains("e0"))
  }

  @Test func `a reader that falls behind is cut off`() async throws {
    let store = ObjectStore(ObjectStore.Configuration(clock: { 0 }, watchBuffer: 2))
    let stream = try await store.watch(.configMap)
    for name in ["a", "b", "c", "d"] { _ = try await store.create(configMap(name), .configMap) }
    var seen: [String] = []
    for await event in stream { seen.append(event.name.name) }
    #expect(seen == ["a", "b"])
  }

  @Test func `names are generated and do not repeat`() async throws {
    let store = store()
    var names: Set<String> = []
    for _ in 0..<50 {
      let object = try await store.create(["metadata": ["generateName": "web-"]], .configMap)
      let name = object["metadata"]["name"].string ?? ""
      #expect(name.count == 9 && name.hasPrefix("web-"))
      names.insert(name)
      _ = try await store.delete(.configMap, NamespacedName("default", name))
    }
    #expect(names.count == 50)
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (1_709_251_199.9, "2024-02-29T23:59:59Z"), (4_102_444_800, "2100-01-01T00:00:00Z"),
  ])
  func `times are written and read as the API does`(_ seconds: Double, _ text: String) {
    #expect(Timestamp.text(seconds) == text)
    #expect(Timestamp.seconds(text) == seconds.rounded(.down))
  }
}

import Playground
import Testing
import Topology

@Suite struct APIPatchTests {
  private let store = ObjectStore(ObjectStore.Configuration(clock: { 1_800_000_000 }))
  private let web = NamespacedName("default", "web")

  private func deployed() async throws -> JSONValue {
    try await store.create(
      [
        "metadata": ["name": "web", "labels": ["a": "1"]],
        "spec": [
          "selector": ["matchLabels": ["app": "web"]],
          "template": [
            "metadata": ["labels": ["app": "web"]],
            "spec": [
              "containers": [
                [
                  "name": "web", "image": "web:1", "ports": [["containerPort": 80]],
                  "env": [["name": "A", "value": "1"], ["name": "B", "value": "2"]],
                ], ["name": "side", "image": "side:1"],
              ],
              "tolerations": [["key": "x", "operator": "Exists"]],
            ],
          ],
        ],
      ], .deployment)
  }

  private func containers(_ object: JSONValue) -> [JSONValue] {
    object[["spec", "template", "spec"]]["containers"].array
  }

  @Test func `a strategic patch merges keyed lists and replaces the others`() async throws {
    _ = try await deployed()
    let patch: JSONValue = [
      "spec": [
        "template": [
          "spec": [
            "containers": [
              [
                "name": "web", "image": "web:2", "ports": [["containerPort": 81]],
                "env": [["name": "A", "$patch": "delete"], ["name": "C", "value": "3"]],
              ]
            ], "tolerations": [["key": "y", "operator": "Exists"]],
          ]
        ]
      ]
    ]
    let new = try await store.patch(.deployment, web, .strategic(patch))
    let first = containers(new)[0]
    #expect(containers(new).map { $0["name"] } == ["web", "side"])
    #expect(first["image"] == "web:2")
    #expect(first["ports"].array.map { $0["containerPort"] } == [80, 81])
    #expect(first["env"].array.map { $0["name"] } == ["B", "C"])
    #expect(
      new[["spec", "template", "spec"]]["tolerations"].array.map { $0["key"] } == ["y"])
  }

  @Test func `the directives replace, keep and order`() async throws {
    _ = try await deployed()
    let replaced = try await store.patch(
      .deployment, web,
      .strategic([
        "spec": [
          "strategy": ["$retainKeys": ["type"], "type": "Recreate"],
          "template": [
            "spec": [
              "$setElementOrder/containers": [["name": "side"], ["name": "web"]],
              "containers": [["name": "side", "image": "side:2"]],
            ]
          ],
        ]
      ]))
    #expect(replaced["spec"]["strategy"] == ["type": "Recreate"])
    #expect(containers(replaced).map { $0["name"] } == ["side", "web"])
    let single = try await store.patch(
      .deployment, web,
      .strategic([
        "spec": [
          "template": [
            "spec": [
              "containers": [["$patch": "replace"], ["name": "only", "image": "only:1"]]
            ]
          ]
        ]
      ]))
    #expect(containers(single).map { $0["name"] } == ["only"])
  }

  @Test func `a merge patch deletes by null and replaces lists`() async throws {
    _ = try await deployed()
    let new = try await store.patch(
      .deployment, web,
      .merge(["metadata": .object(["labels": .object(["a": .null, "b": "2"])])]))
    #expect(new["metadata"]["labels"] == ["b": "2"])
  }

  @Test func `a JSON patch does all of its operations or none`() async throws {
    let old = try await deployed()
    let patch = try JSONPatch([
      ["op": "test", "path": "/metadata/labels/a", "value": "1"],
      ["op": "add", "path": "/metadata/labels/x~1y", "value": "2"],
      ["op": "move", "from": "/metadata/labels/a", "path": "/metadata/labels/b"],
      ["op": "copy", "from": "/metadata/labels/b", "path": "/metadata/labels/c"],
      [
        "op": "add", "path": "/spec/template/spec/containers/0",
        "value": ["name": "new", "image": "new:1"],
      ], ["op": "replace", "path": "/spec/template/spec/containers/1/image", "value": "web:9"],
      ["op": "remove", "path": "/spec/template/spec/containers/2"],
    ])
    let new = try await store.patch(.deployment, web, .json(patch))
    #expect(new["metadata"]["labels"] == ["b": "1", "c": "1", "x/y": "2"])
    #expect(containers(new).map { $0["name"] } == ["new", "web"])
    #expect(containers(new)[1]["image"] == "web:9")
    #expect(old["metadata"]["resourceVersion"] != new["metadata"]["resourceVersion"])
    let failing = try JSONPatch([
      ["op": "remove", "path": "/metadata/labels/b"],
      ["op": "test", "path": "/spec/replicas", "value": 7],
    ])
    let error = await #expect(throws: StatusError.self) {
      try await store.patch(.deployment, web, .json(failing))
    }
    #expect(error?.code == 422)
    #expect(await store.get(.deployment, web) == new)
    #expect(throws: JSONPatch.Failure.self) { try JSONPatch([["op": "grow", "path": "/a"]]) }
  }

  @Test func `a version inside a patch is a precondition`() async throws {
    let old = try await deployed()
    let version = old["metadata"]["resourceVersion"]
    let patch: JSONValue = ["metadata": ["resourceVersion": version], "spec": ["replicas": 2]]
    _ = try await store.patch(.deployment, web, .merge(patch))
    await #expect(throws: StatusError.conflict(.deployment, "web")) {
      try await store.patch(.deployment, web, .merge(patch))
    }
  }

  @Test func `a strategic patch of a custom kind is not understood`() async throws {
    _ = try await store.create(
      [
        "metadata": ["name": "widgets.example.com"],
        "spec": [
          "group": "example.com", "scope": "Namespaced",
          "names": ["kind": "Widget", "plural": "widgets"],
          "versions": [["name": "v1", "served": true, "storage": true]],
        ],
      ], .customResourceDefinition)
    let widget = ResourceKind(
      group: "example.com", version: "v1", kind: "Widget", plural: "widgets")
    _ = try await store.create(["metadata": ["name": "web"]], widget)
    let error = await #expect(throws: StatusError.self) {
      try await store.patch(widget, web, .strategic(["spec": ["a": 1]]))
    }
    #expect(error?.code == 415)
  }
}

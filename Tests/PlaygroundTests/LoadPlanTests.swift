import Playground
import Routing
import Testing
import Topology

@Suite struct LoadPlanTests {
  private func ingress(_ name: String, annotation: String?) -> Resource {
    var object: JSONValue = [
      "metadata": ["name": .string(name), "namespace": "shop"],
      "spec": [
        "rules": [
          [
            "host": .string("\(name).local"),
            "http": [
              "paths": [
                ["path": "/", "pathType": "Prefix", "backend": Self.backend],
                ["path": "/api", "pathType": "Prefix", "backend": Self.backend],
              ]
            ],
          ]
        ]
      ],
    ]
    if let annotation {
      object[["metadata", "annotations"]] = .object([LoadPlan.annotation: .string(annotation)])
    }
    return Resource(object, kind: .ingress)
  }

  private static let backend: JSONValue = ["service": ["name": "web", "port": ["number": 80]]]

  private func plan(_ resources: [Resource], total: Double?) -> [String: Double] {
    let inventory = Inventory(resources)
    let plan = LoadPlan(RoutingTable(inventory), in: inventory, total: total)
    return Dictionary(
      uniqueKeysWithValues: plan.rates.map { ($0.host + $0.path, $0.requestsPerSecond) })
  }

  @Test func `an annotation states the rates, and a total scales them`() {
    let resources = [ingress("a", annotation: "/=300 /api=100 nonsense =x /api=y")]
    #expect(plan(resources, total: nil) == ["a.local/": 300, "a.local/api": 100])
    #expect(plan(resources, total: 40) == ["a.local/": 30, "a.local/api": 10])
    #expect(plan(resources, total: 0) == ["a.local/": 0, "a.local/api": 0])
  }

  @Test func `routes without annotation share the total equally`() {
    let resources = [ingress("a", annotation: nil), ingress("b", annotation: nil)]
    #expect(plan(resources, total: 100).values.allSatisfy { $0 == 25 })
    #expect(plan(resources, total: nil).values.reduce(0, +) == LoadPlan.defaultTotal)
  }
}

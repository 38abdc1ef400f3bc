import Panes
import Routing
import Screen
import State
import Testing
import Topology

/// The flow of a cluster with more routes than a screen has rows.
@Suite struct LongFlowTests {
  /// The shop with an Ingress of sixty more paths to `web`.
  private func long() -> DemoState {
    var demo = DemoState(.flow)
    let paths: [JSONValue] = (10..<70).map { index in
      [
        "path": .string("/p\(index)"), "pathType": "Prefix",
        "backend": ["service": ["name": "web", "port": ["number": 80]]],
      ]
    }
    let object: JSONValue = [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": ["name": "many", "namespace": "shop"],
      "spec": [
        "ingressClassName": "nginx",
        "rules": [["host": "many.local", "http": ["paths": .array(paths)]]],
      ],
    ]
    demo.send(
      .resource(.applied(.generic(GenericResource(kind: .ingress, object: object)))))
    return demo
  }

  private func route(_ number: Int) -> RowID {
    .route(
      Route.ID(
        source: ObjectReference("Ingress", "shop", "many"), host: "many.local",
        path: "/p\(number)"))
  }

  @Test func `the selected route is on the picture, wherever it stands`() {
    for number in [10, 29, 30, 31, 50, 69] {
      var demo = long()
      demo.send(.intent(.select(route(number), on: .flow, order: [])))
      #expect(demo.picture.contains("/p\(number) "), "\(number)")
    }
  }

  @Test func `down leads through all of them, and up back`() {
    var demo = long()
    demo.send(.intent(.select(route(10), on: .flow, order: [])))
    for number in 11..<70 {
      demo.press(.down)
      #expect(demo.state.interface.list(.flow).selection == route(number))
    }
    for number in (10..<69).reversed() {
      demo.press(.up)
      #expect(demo.state.interface.list(.flow).selection == route(number))
    }
  }

  @Test func `a label behind a route keeps the part of that route on the picture`() {
    var demo = long()
    demo.send(.intent(.select(route(45), on: .flow, order: [])))
    demo.press(.right)
    #expect(
      demo.state.interface.list(.flow).selection == .service(NamespacedName("shop", "web")))
    #expect(demo.picture.contains("web:80"))
  }
}

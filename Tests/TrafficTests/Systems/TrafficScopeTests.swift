import Routing
import Testing
import Topology

@testable import Traffic

@Suite struct TrafficScopeTests {
  private let route = Route.ID(
    source: ObjectReference("Ingress", "shop", "a"), host: "h", path: "/")
  private let service = NamespacedName("shop", "web")

  @Test func `a request that is counted twice is one request for everybody`() {
    func subjects(_ scope: TrafficKey.Scope) -> Set<TrafficSubject> {
      let key = TrafficKey(route: route, service: service, scope: scope)
      return Set(key.subjects).subtracting([.key(key)])
    }
    #expect(subjects(.route) == [.route(route)])
    #expect(subjects(.services) == [.total, .service(service), .routeService(route, service)])
    #expect(subjects(.all) == subjects(.services).union(subjects(.route)))
    #expect(subjects(.backend) == [])
  }
}

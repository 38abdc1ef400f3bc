import TestSupport
import Testing
import Topology

/// The lists of `sluice get` on a real control plane, beside what kubectl says of the same objects.
@Suite(.serialized) struct ClusterListTests {
  @Test func `services, backends and routes are those that kubectl shows`() async throws {
    let route = """
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: shop}
      spec:
        rules:
        - host: shop.local
          http:
            paths:
            - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: web}}}}
      """
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 3) + route) {
      namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      let services = try await list("services", namespace)
      let service = try #require(services.first)
      let real = try #require(await RealCluster.objects("services", in: namespace).first)
      #expect(services.count == 1)
      #expect(service["clusterIP"] == real["spec"]["clusterIP"])
      #expect(service["backends"] == ["ready": 3, "serving": 3, "total": 3])
      #expect(service["routes"] == [.string("ingress/\(namespace)/shop")])
      let backends = try await list("backends", namespace)
      let pods = try await RealCluster.objects("pods", in: namespace)
      #expect(
        Set(backends.map { $0["address"] }) == Set(pods.map { $0["status"]["podIP"] }))
      #expect(Set(backends.map { $0["pod"] }) == Set(pods.map { $0["metadata"]["name"] }))
      #expect(backends.allSatisfy { $0["port"] == 8080 && $0["ready"] == true })
      #expect(backends.allSatisfy { $0["zone"].string?.hasPrefix("zone-") == true })
      let routes = try await list("routes", namespace)
      #expect(routes.map { $0["host"] } == ["shop.local"])
    }
  }

  private func list(_ list: String, _ namespace: String) async throws -> [JSONValue] {
    let outcome = try await RealCluster.sluice("get", list, "-n", namespace, "-o", "json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSONValue(parsing: outcome.output)["items"].array
  }

  @Test(arguments: [
    ("viewer", 0, "here; they are left out"),
    ("nobody", 4, "services is forbidden: User \"nobody\" cannot list"),
    ("expired", 4, "Unauthorized"),
  ])
  func `what a user may not see is said, and the exit code tells it`(
    user: String, status: Int, says: String
  ) async throws {
    let outcome = try await RealCluster.sluice(as: user, "get", "services", "-A")
    #expect(outcome.status == Int32(status), "\(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }
}

import Foundation
import TestSupport
import Testing
import Topology

/// `sluice trace --probe` of a playground: what the hops answer, and what that changes.
@Suite(.serialized, .realTime) struct TraceProbeTests {
  /// A Service whose only address nobody listens at, as its slice does not tell; and a pod that is told to be deaf.
  private static let manifests = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: gone, namespace: shop}
    spec: {ports: [{port: 80, targetPort: 8080}]}
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: gone-1, namespace: shop, labels: {kubernetes.io/service-name: gone}}
    addressType: IPv4
    ports: [{port: 8080, protocol: TCP}]
    endpoints: [{addresses: [127.77.77.77], conditions: {ready: true}}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: shop}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: deaf, namespace: shop}
    spec: {selector: {app: deaf}, ports: [{port: 80, targetPort: 8080}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: deaf, namespace: shop}
    spec:
      selector: {matchLabels: {app: deaf}}
      template:
        metadata: {labels: {app: deaf}, annotations: {demo/listen: "false"}}
        spec:
          containers: [{name: deaf, image: deaf, ports: [{containerPort: 8080}]}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: shop, namespace: shop}
    spec:
      ingressClassName: nginx
      rules:
      - host: shop.local
        http:
          paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /gone, pathType: Prefix, backend: {service: {name: gone, port: {number: 80}}}}

    """

  private func withPlayground(
    _ body: (ServedPlayground) async throws -> Void
  ) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try Self.manifests.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let playground = try await ServedPlayground("--load", "0", "-f", file.path)
    defer { playground.stop() }
    _ = try await playground.items("backends", "-A") { items in
      items.count { $0["ready"] == true } >= 4
    }
    try await body(playground)
  }

  private func trace(
    _ playground: ServedPlayground, _ arguments: String...
  ) async throws -> (status: Int32, value: JSONValue) {
    let outcome = try await playground.sluice(["trace"] + arguments + ["-o", "json"])
    #expect(outcome.errors == "")
    #expect(!outcome.output.contains("hush"))
    return (outcome.status, try JSONValue(parsing: Array(outcome.output.utf8)))
  }

  private func hop(_ name: String, of value: JSONValue) -> JSONValue {
    value["hops"].array.first { $0["hop"].string == name } ?? .null
  }

  @Test func `what answers is told, and what does not contradicts the objects`() async throws {
    try await withPlayground { playground in
      let ingress = playground.addresses.ingress
      let well = try await trace(
        playground, "\(ingress)/", "-H", "Host:shop.local", "-H", "Authorization:hush", "--probe")
      #expect(well.status == 0 && well.value["verdict"] == "ok", "\(well.value)")
      #expect(hop("listener", of: well.value)["evidence"] == "probe")
      #expect(hop("pod", of: well.value)["probe"]["answered"] == "2 of 2 answer")
      #expect(hop("pod", of: well.value)["probe"]["vantage"] == "here")
      let answered = hop("response", of: well.value)["probe"]["answered"].string ?? ""
      #expect(answered.hasPrefix("200 in "))

      let believed = try await trace(playground, "service/shop/gone")
      #expect(believed.status == 0 && believed.value["verdict"] == "ok")
      let gone = try await trace(playground, "service/shop/gone", "--probe")
      #expect(gone.status == 1 && gone.value["verdict"] == "fault", "\(gone.value)")
      #expect(gone.value["objectsVerdict"] == "ok")
      let address = hop("pod", of: gone.value)
      #expect(address["state"] == "fault" && address["evidence"] == "probe")
      #expect(address["probe"]["answered"] == "the connection is refused")

      let door = try await trace(
        playground, "\(ingress)/gone", "-H", "Host:shop.local", "--probe")
      #expect(door.status == 1 && door.value["verdict"] == "fault", "\(door.value)")
      #expect(hop("response", of: door.value)["state"] == "fault")
    }
  }

  @Test
  func `a deaf pod refuses when it is asked, and a request that may change something is not sent`()
    async throws
  {
    try await withPlayground { playground in
      let deaf = try await trace(playground, "service/shop/deaf", "--probe")
      #expect(deaf.status == 1)
      let pod = hop("pod", of: deaf.value)
      #expect(pod["evidence"] == "probe" && pod["state"] == "fault", "\(deaf.value)")
      #expect(pod["probe"]["state"] == "fault")
      #expect(pod["probe"]["answered"] == "the connection is refused")
      let posted = try await trace(
        playground, "POST", "\(playground.addresses.ingress)/", "-H", "Host:shop.local", "--probe")
      #expect(posted.status == 0)
      #expect(hop("response", of: posted.value)["evidence"] == "objects")
      #expect(hop("response", of: posted.value)["probe"]["state"] == "notAsked")
    }
  }
}

import Foundation
import Kubernetes
import Routing
import Topology

/// How long after a change of weights the playground's proxy sends the first request to the other Service.
///
/// A client asks all the time over one kept connection. The clock starts before the change is sent to the API server.
struct ShiftBenchmark {
  let program: String

  private static let shifts = 20

  /// An object that states weights, and how they are changed.
  struct Family {
    let name: String
    let kind: ResourceKind
    let object: String
    /// The places of both weights, or none where an annotation has the one of the second Service.
    let paths: [String]

    var host: String { "\(object).test" }

    /// Gives all requests to one of the two Services.
    func write(_ isSecond: Bool) -> WriteRequest {
      let name = NamespacedName("shop", object)
      guard !paths.isEmpty else {
        return WriteRequest(
          .mergePatch, kind, NamespacedName("shop", "canary"),
          body: [
            "metadata": [
              "annotations": [
                "nginx.ingress.kubernetes.io/canary-weight": isSecond ? "100" : "0"
              ]
            ]
          ])
      }
      let weights: [Int64] = isSecond ? [0, 100] : [100, 0]
      return WriteRequest(
        .jsonPatch, kind, name,
        body: .array(
          zip(paths, weights).map { path, weight in
            ["op": "replace", "path": .string("\(path)/weight"), "value": .integer(weight)]
          }))
    }
  }

  func figures() async throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-benchmark-shift-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "shift.yaml")
    try Self.manifests.write(to: file, atomically: true, encoding: .utf8)
    let sluice = try RunningProgram(program, ["demo", "--serve", "--load", "0", "-f", file.path])
    let addresses = try sluice.firstLine()
    let access = try Kubeconfig(path: addresses["kubeconfig"].string ?? "").access()
    let client = try KubernetesClient(access)
    let port = Int(addresses["ingress"].string?.split(separator: ":").last ?? "") ?? 0
    var figures: [Figure] = []
    for family in Self.families {
      do {
        figures += try await shift(family, client, port)
      } catch {
        figures.append(Figure("traffic: \(family.name)", .missing("\(error)"), target: "≤ 100 ms"))
      }
    }
    await client.shutdown()
    return figures
  }

  private func shift(
    _ family: Family, _ client: KubernetesClient, _ port: Int
  ) async throws -> [Figure] {
    try RunningProgram.waitForAnswer("http://127.0.0.1:\(port)/", host: family.host)
    let visitor = try KeptClient(port: port, host: family.host)
    try Self.ask(visitor, until: "web-v1", times: 50)
    var times: [Double] = []
    for number in 0..<Self.shifts {
      let isSecond = number % 2 == 0
      let start = DispatchTime.now().uptimeNanoseconds
      async let written = client.perform(family.write(isSecond))
      let service = isSecond ? "web-v2" : "web-v1"
      try Self.ask(visitor, until: service, times: 1)
      times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
      _ = try await written
      try Self.ask(visitor, until: service, times: 50)
    }
    let name = "traffic: new weight of \(family.name) to the first request"
    return [
      .atMost("\(name), median of \(times.count)", times.median, 100, unit: "ms"),
      .atMost("\(name), longest", times.max() ?? .nan, 100, unit: "ms"),
    ]
  }

  /// Asks until a Service has answered so many times without another in between.
  private static func ask(_ visitor: KeptClient, until service: String, times: Int) throws {
    let end = Date().addingTimeInterval(10)
    var seen = 0
    while seen < times {
      seen = try visitor.ask().hasPrefix(service) ? seen + 1 : 0
      guard Date() < end else {
        throw RunningProgram.Failure(description: "\(service) gets no requests after 10 s")
      }
    }
  }
}

extension ShiftBenchmark {
  private static let families = [
    Family(name: "a canary Ingress", kind: .ingress, object: "ingress", paths: []),
    Family(
      name: "an HTTPRoute", kind: .httpRoute, object: "route",
      paths: ["/spec/rules/0/backendRefs/0", "/spec/rules/0/backendRefs/1"]),
    Family(
      name: "an HTTPProxy", kind: .httpProxy, object: "proxy",
      paths: ["/spec/routes/0/services/0", "/spec/routes/0/services/1"]),
    Family(
      name: "an IngressRoute", kind: .ingressRoute, object: "traefik",
      paths: ["/spec/routes/0/services/0", "/spec/routes/0/services/1"]),
    Family(
      name: "a TraefikService", kind: .traefikService, object: "split",
      paths: ["/spec/weighted/services/0", "/spec/weighted/services/1"]),
    Family(
      name: "a VirtualService", kind: .virtualService, object: "virtual",
      paths: ["/spec/http/0/route/0", "/spec/http/0/route/1"]),
  ]

  private static var manifests: String {
    let webs = ["v1", "v2"].map { version in
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web-\(version), namespace: shop}
      spec: {selector: {app: web, version: \(version)}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web-\(version), namespace: shop}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web, version: \(version)}}
        template:
          metadata: {labels: {app: web, version: \(version)}}
          spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: \(version == "v1" ? "ingress" : "canary")
        namespace: shop
        annotations: {\(version == "v1" ? "" : canary)}
      spec:
        ingressClassName: nginx
        rules:
        - host: ingress.test
          http:
            paths:
            - {path: /, pathType: Prefix, backend: {service: {name: web-\(version), port: {number: 80}}}}
      """
    }
    return (["apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}"] + webs + [others])
      .joined(separator: "\n---\n")
  }

  private static let canary =
    #"nginx.ingress.kubernetes.io/canary: "true", nginx.ingress.kubernetes.io/canary-weight: "0""#

  private static let others = """
    apiVersion: gateway.networking.k8s.io/v1
    kind: GatewayClass
    metadata: {name: any}
    spec: {controllerName: example.net/controller}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: door, namespace: shop}
    spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: route, namespace: shop}
    spec:
      parentRefs: [{name: door}]
      hostnames: [route.test]
      rules:
      - backendRefs: [{name: web-v1, port: 80, weight: 100}, {name: web-v2, port: 80, weight: 0}]
    ---
    apiVersion: projectcontour.io/v1
    kind: HTTPProxy
    metadata: {name: proxy, namespace: shop}
    spec:
      virtualhost: {fqdn: proxy.test}
      routes:
      - services: [{name: web-v1, port: 80, weight: 100}, {name: web-v2, port: 80, weight: 0}]
    ---
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: traefik, namespace: shop}
    spec:
      routes:
      - match: Host(`traefik.test`)
        kind: Rule
        services: [{name: web-v1, port: 80, weight: 100}, {name: web-v2, port: 80, weight: 0}]
      - match: Host(`split.test`)
        kind: Rule
        services: [{name: split, kind: TraefikService}]
    ---
    apiVersion: traefik.io/v1alpha1
    kind: TraefikService
    metadata: {name: split, namespace: shop}
    spec:
      weighted:
        services: [{name: web-v1, port: 80, weight: 100}, {name: web-v2, port: 80, weight: 0}]
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: front, namespace: shop}
    spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: virtual, namespace: shop}
    spec:
      hosts: [virtual.test]
      gateways: [front]
      http:
      - route:
        - {destination: {host: web-v1}, weight: 100}
        - {destination: {host: web-v2}, weight: 0}
    """
}

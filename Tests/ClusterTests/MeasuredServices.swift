import Foundation
import TestSupport
import Topology

/// Two Services with requests: `web` behind the real Traefik, `api` behind the real Envoy, each with two pods.
struct MeasuredServices {
  let namespace: String

  /// Runs a test while some twenty requests a second pass through Traefik and some thirty through Envoy.
  static func with(_ test: (MeasuredServices) async throws -> Void) async throws {
    let applications = ["web", "api"].map { RealCluster.application($0, replicas: 2) }
    let manifests = applications.joined(separator: "---\n")
    try await RealCluster.withNamespace(manifests) { namespace in
      let services = MeasuredServices(namespace: namespace)
      do {
        try await services.open()
        let load = Task { await services.ask() }
        let outcome: Result<Void, any Error>
        do {
          outcome = .success(try await test(services))
        } catch {
          outcome = .failure(error)
        }
        load.cancel()
        await load.value
        try outcome.get()
      } catch {
        try? await services.close()
        throw error
      }
      try await services.close()
    }
  }

  private func open() async throws {
    for name in ["web", "api"] { try await RealCluster.waitForRollout(name, in: namespace) }
    try await RealCluster.kubectl("apply", "-f", "-", input: Self.shared)
    try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: ingresses)
    try await pods()
    try await RealEnvoy.lead("api.\(namespace).test", to: NamespacedName(namespace, "api"))
  }

  private func close() async throws {
    try RealEnvoy.clear()
    try await RealCluster.kubectl("delete", "--ignore-not-found", "ingressclass", "contour")
  }

  /// The node of the proxies, and the class that Contour would serve.
  private static let shared = """
    apiVersion: v1
    kind: Node
    metadata: {name: edge}
    spec: {unschedulable: true}
    ---
    apiVersion: networking.k8s.io/v1
    kind: IngressClass
    metadata: {name: contour}
    spec: {controller: projectcontour.io/ingress-controller}
    """

  private var ingresses: String {
    [("web", "traefik", "\(namespace).test"), ("api", "contour", "api.\(namespace).test")].map {
      name, controller, host in
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: \(name)}
      spec:
        ingressClassName: \(controller)
        rules:
        - host: \(host)
          http:
            paths: [{path: /, pathType: Prefix, backend: {service: {name: \(name), port: {number: 80}}}}]
      """
    }.joined(separator: "\n---\n")
  }

  /// The pods in which Traefik, Envoy and Prometheus would run; here they are on the address of the API server.
  private func pods() async throws {
    let ports = ["traefik": 9100, "envoy": RealEnvoy.metricsPort, "prometheus": 9090]
    let pods = ports.map { name, port in
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: \(name), labels: {app: \(name), app.kubernetes.io/name: \(name)}}
      spec:
        nodeName: edge
        terminationGracePeriodSeconds: 0
        hostNetwork: true
        tolerations: [{operator: Exists}]
        containers: [{name: main, image: none, ports: [{name: metrics, containerPort: \(port)}]}]
      """
    }.joined(separator: "\n---\n")
    try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: pods)
    for name in ports.keys {
      var pod = try JSONValue(
        parsing: await RealCluster.kubectl("-n", namespace, "get", "pod", name, "-o", "json"))
      pod["status"] = [
        "phase": "Running", "podIP": .string(RealCluster.serverHost),
        "podIPs": [["ip": .string(RealCluster.serverHost)]],
        "conditions": [["type": "Ready", "status": "True"]],
      ]
      try await RealCluster.kubectl(
        "replace", "--raw", "/api/v1/namespaces/\(namespace)/pods/\(name)/status", "-f", "-",
        input: pod.text)
    }
  }

  /// A Service `prometheus` whose endpoint is the pod, which the API server's proxy asks for.
  func addPrometheus() async throws {
    let service = """
      apiVersion: v1
      kind: Service
      metadata: {name: prometheus}
      spec: {ports: [{name: web, port: 9090}]}
      ---
      apiVersion: v1
      kind: Endpoints
      metadata: {name: prometheus}
      subsets:
      - addresses:
        - {ip: \(RealCluster.serverHost), targetRef: {kind: Pod, name: prometheus, namespace: \(namespace)}}
        ports: [{name: web, port: 9090}]
      """
    try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: service)
  }

  /// Sends requests to both until it is cancelled: in bursts of four and of six.
  private func ask() async {
    let host = RealCluster.serverHost
    let arguments = [
      "-s", "-H", "Host: \(namespace).test", "http://\(host)/?n=[1-4]", "--next",
      "-s", "-H", "Host: api.\(namespace).test", "http://\(host):\(RealEnvoy.port)/?n=[1-6]",
    ]
    while !Task.isCancelled {
      _ = try? await Program.run("curl", arguments)
      try? await Task.sleep(for: .milliseconds(200))
    }
  }
}

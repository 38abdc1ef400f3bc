import AsyncHTTPClient
import Foundation
import Kubernetes
import Probing
import TestSupport
import Testing
import Topology
import Traffic

/// Figures of a real Traefik, from its own page and from a real Prometheus.
@Suite(.serialized) struct ClusterMeasureTests {
  private static let prometheus = "http://\(RealCluster.serverHost):9090"

  /// The pods in which Traefik and Prometheus would run; here they are on the address of the API server.
  private func pods(_ namespace: String) async throws {
    let pods = ["traefik": 9100, "prometheus": 9090].map { name, port in
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: \(name), labels: {app.kubernetes.io/name: \(name)}}
      spec:
        nodeName: edge
        terminationGracePeriodSeconds: 0
        hostNetwork: true
        tolerations: [{operator: Exists}]
        containers: [{name: main, image: none, ports: [{name: metrics, containerPort: \(port)}]}]
      ---

      """
    }.joined()
    try await RealCluster.kubectl(
      "apply", "-f", "-",
      input: "apiVersion: v1\nkind: Node\nmetadata: {name: edge}\nspec: {unschedulable: true}")
    try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: pods)
    for name in ["traefik", "prometheus"] {
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
  private func service(_ namespace: String) -> String {
    """
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
  }

  private func ingress(_ namespace: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      ingressClassName: traefik
      rules:
      - host: \(namespace).test
        http:
          paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]
    """
  }

  /// Runs a test while some twenty requests a second pass through Traefik.
  private func withTraffic(_ test: (_ namespace: String) async throws -> Void) async throws {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: ingress(namespace))
      try await pods(namespace)
      let load = Task {
        let url = "http://\(RealCluster.serverHost)/?n=[1-4]"
        while !Task.isCancelled {
          _ = try? await Program.run("curl", ["-s", "-H", "Host: \(namespace).test", url])
          try? await Task.sleep(for: .milliseconds(200))
        }
      }
      do {
        try await test(namespace)
      } catch {
        load.cancel()
        throw error
      }
      load.cancel()
      await load.value
    }
  }

  /// The requests a second of the Service `web` over a minute, as Prometheus had them at each of the last eight seconds.
  private func rates(_ namespace: String) async throws -> [Double] {
    let url = try #require(PrometheusURL(Self.prometheus))
    let server = PrometheusServer(url: url, client: .shared)
    let now = Date().timeIntervalSince1970
    let service = "\(namespace)-web-80@kubernetes"
    var rates: [Double] = []
    for age in 0...16 {
      let samples = try await server.samples(
        #"sum(rate(traefik_service_requests_total{service="\#(service)"}[60s]))"#,
        at: now - Double(age) / 2)
      if let rate = samples.first?.value { rates.append(rate) }
    }
    return rates
  }

  /// The figure in the column REQ/S of the Service `web`; nil while it is unknown.
  private func figure(_ screen: String) -> Double? {
    let row = screen.split(separator: "\n").first { $0.contains("/web ") || $0.contains(" web ") }
    guard let words = row?.split(separator: " "),
      let ready = words.firstIndex(where: { $0.contains("2/2") }), ready + 1 < words.count
    else { return nil }
    return Double(words[ready + 1])
  }

  private func withConsole(
    _ arguments: String, _ test: (Tmux) async throws -> Void
  ) async throws {
    let config = try RealCluster.kubeconfig("admin")
    try await Tmux.with(
      "{} --kubeconfig \(config) \(arguments)", width: 140, height: 30, test: test)
  }

  @Test func `the console's figures are those of PromQL on the same Prometheus`() async throws {
    try await withTraffic { namespace in
      try await withConsole(
        "-n \(namespace) --screen services --prometheus \(Self.prometheus)"
      ) { console in
        try await console.wait(for: "figures", seconds: 60) { (self.figure($0) ?? 0) > 5 }
        var compared = 0
        for round in 0..<12 {
          // Traefik begins anew in between; Prometheus knows of it as everybody who scrapes.
          if round == 5 { try await RealCluster.restart("traefik") }
          let shown = figure(try await console.wait(for: "a figure") { self.figure($0) != nil })
          // It was asked for at most seven seconds ago, and is shown rounded.
          let rates = try await rates(namespace)
          if let shown, let least = rates.min(), let most = rates.max() {
            compared += 1
            #expect(shown >= least - 0.51 && shown <= most + 0.51, "\(shown) is none of \(rates)")
          }
          try await Task.sleep(for: .seconds(3))
        }
        #expect(compared > 8)
        try await console.press("6")
        try await console.wait(for: "Traefik 1 of 1 by Prometheus")
      }
    }
  }

  @Test func `Traefik's own page gives the same, and its restart is neither a spike nor a zero`()
    async throws
  {
    try await withTraffic { namespace in
      try await withConsole("-n \(namespace) --screen services") { console in
        try await console.wait(for: "figures", seconds: 60) { (self.figure($0) ?? 0) > 5 }
        var figures: [Double?] = []
        for round in 0..<30 {
          if round == 10 { try await RealCluster.restart("traefik", after: 3) }
          figures.append(figure(try await console.capture()))
          try await Task.sleep(for: .seconds(1))
        }
        // Twenty requests a second at most are sent, in bursts; Traefik's counters have come to hundreds before they
        // begin anew.
        let known = figures.compactMap { $0 }
        #expect(known.count > 12 && known.allSatisfy { $0 > 0 && $0 < 50 }, "\(figures)")
        try await console.press("6")
        try await console.wait(for: "Traefik 1 of 1 from here", seconds: 15)
      }
    }
  }

  @Test func `the API server passes a page on, and what a Prometheus server in the cluster says`()
    async throws
  {
    try await withTraffic { namespace in
      try await RealCluster.withClient { client in
        let page = try await client.page(
          of: NamespacedName(namespace, "traefik"), port: 9100, path: "/metrics", limit: 1 << 20)
        #expect(String(decoding: page, as: UTF8.self).contains("traefik_service_requests_total{"))
        await #expect(throws: ClientError.malformed("it has more than 0 MiB")) {
          try await client.page(
            of: NamespacedName(namespace, "traefik"), port: 9100, path: "/metrics", limit: 100)
        }
      }
      try await RealCluster.kubectl("-n", namespace, "delete", "pod", "traefik")
      try await RealCluster.kubectl(
        "-n", namespace, "apply", "-f", "-", input: service(namespace))
      try await withConsole("-n \(namespace) --screen traffic") { console in
        try await console.wait(for: "Traefik 1 of 1 by Prometheus", seconds: 30)
      }
    }
  }
}

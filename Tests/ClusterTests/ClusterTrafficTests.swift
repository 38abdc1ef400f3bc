import TestSupport
import Testing
import Topology

/// Real requests through kube-proxy and a real Traefik follow what the console forecast.
@Suite(.serialized) struct ClusterTrafficTests {
  private static let requests = 2_000

  /// The ways to a Service of a namespace: its NodePort, its ClusterIP, and an Ingress that Traefik serves.
  private struct Ways {
    let host: String
    let nodePort: Int
    let clusterIP: String

    init(_ namespace: String) async throws {
      let service = try await RealCluster.objects("services", in: namespace)
      let spec = (service.first ?? .null)["spec"]
      nodePort = try #require(spec["ports"].array.first?["nodePort"].integer)
      clusterIP = try #require(spec["clusterIP"].string)
      host = "\(namespace).test"
    }

    /// The arguments of curl for each way; kube-proxy chooses once for each connection.
    var arguments: [String: [String]] {
      let fresh = ["-H", "Connection: close"]
      return [
        "NodePort": fresh + ["http://\(RealCluster.serverHost):\(nodePort)/"],
        "ClusterIP": fresh + ["http://\(clusterIP)/"],
        "Traefik": ["-H", "Host: \(host)", "http://\(RealCluster.serverHost)/"],
      ]
    }
  }

  private func manifests(_ replicas: [String: Int]) -> String {
    replicas.sorted { $0.key < $1.key }.map { track, count in
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web-\(track)}
      spec:
        replicas: \(count)
        selector: {matchLabels: {app: web, track: \(track)}}
        template:
          metadata: {labels: {app: web, track: \(track)}}
          spec:
            containers:
            - name: main
              image: none
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /readyz, port: http}}
      ---

      """
    }.joined() + """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]}

      """
  }

  private func ingress(_ host: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      ingressClassName: traefik
      rules:
      - host: \(host)
        http:
          paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]

    """
  }

  /// How often each pod answered so many requests; nil when one was not answered.
  private func answers(
    _ arguments: [String], requests: Int = Self.requests
  ) async throws -> [String: Double]? {
    let url = try #require(arguments.last) + "?n=[1-\(requests)]"
    let outcome = try await Program.run(
      "curl",
      ["-sS", "-Z", "--parallel-immediate", "--parallel-max", "8", "--max-time", "20"]
        + arguments.dropLast() + [url])
    guard outcome.status == 0 else { return nil }
    return outcome.output.split(separator: "\n").reduce(into: [:]) { counts, line in
      counts[String(line.split(separator: " ").first ?? ""), default: 0] += 1
    }
  }

  /// The shares of the pods as `sluice get backends` prints them.
  private func shares(in namespace: String) async throws -> [String: Double] {
    let outcome = try await RealCluster.sluice(
      "get", "backends", "web", "-n", namespace, "-o", "json")
    let items = try JSONValue(parsing: outcome.output)["items"].array
    return items.reduce(into: [:]) { shares, item in
      guard let share = item["share"].double, share > 0 else { return }
      shares[item["pod"].string?.split(separator: "/").last.map(String.init) ?? ""] = share
    }
  }

  /// Every way divides its requests as forecast, within what chance allows.
  private func expectForecast(_ namespace: String, pods count: Int) async throws {
    let ways = try await Ways(namespace)
    let shares = try await shares(in: namespace)
    try #require(shares.count == count, "\(shares)")
    let pods = shares.keys.sorted()
    for (way, arguments) in ways.arguments.sorted(by: { $0.key < $1.key }) {
      // Proxies follow the slices within moments; what counts is where they settle.
      for _ in 0..<40 {
        let few = try await answers(arguments, requests: 60)
        if let few, Set(few.keys) == Set(pods) { break }
      }
      let counts = try #require(try await answers(arguments), "\(way) answers every request")
      #expect(Set(counts.keys) == Set(pods), "\(way) reached \(counts)")
      let value = Statistics.chiSquared(
        observed: pods.map { counts[$0] ?? 0 }, shares: pods.map { shares[$0] ?? 0 })
      #expect(
        value < Statistics.critical(degreesOfFreedom: max(1, count - 1)), "\(way): \(counts)")
    }
  }

  /// Types a line, waits for the server's dry run, confirms by name where that is asked, and applies.
  private func change(
    _ line: String, confirming name: String = "", _ console: Tmux
  ) async throws {
    try await console.type(":\(line)")
    try await console.press("Enter")
    try await console.wait(for: "dry run: accepted")
    if !name.isEmpty { try await console.type(name) }
    try await console.press("Y")
  }

  private func withShop(
    _ replicas: [String: Int], _ test: (String, Tmux) async throws -> Void
  ) async throws {
    try await RealCluster.withNamespace(manifests(replicas)) { namespace in
      try await RealCluster.kubectl(
        "-n", namespace, "apply", "-f", "-", input: ingress("\(namespace).test"))
      for track in replicas.keys {
        try await RealCluster.waitForRollout("web-\(track)", in: namespace)
      }
      let config = try RealCluster.kubeconfig()
      try await Tmux.with(
        "{} --kubeconfig \(config) -n \(namespace) --screen services", width: 120, height: 40
      ) { console in
        try await console.wait(for: "\(namespace)'s Service") { $0.contains(" web ") }
        try await console.type(":write on")
        try await console.press("Enter")
        try await console.wait(for: "[WRITE 0")
        try await test(namespace, console)
      }
    }
  }

  @Test func `after a scale, requests spread over the pods as forecast`() async throws {
    try await withShop(["stable": 2]) { namespace, console in
      try await expectForecast(namespace, pods: 2)
      try await change("scale web-stable 5", console)
      try await console.wait(for: "5/5")
      try await expectForecast(namespace, pods: 5)
      try await console.press("U")
      try await console.wait(for: "dry run: accepted")
      try await console.type("web-stable")
      try await console.press("Y")
      try await console.wait(for: "2/2")
      try await expectForecast(namespace, pods: 2)
    }
  }

  @Test func `after a selector edit, requests reach the pods that it gained and no other`()
    async throws
  {
    try await withShop(["stable": 3, "next": 2]) { namespace, console in
      try await console.wait(for: "5/5")
      try await expectForecast(namespace, pods: 5)
      try await console.type(":selector web app=web,track=next")
      try await console.press("Enter")
      try await console.press("Enter")
      try await console.wait(for: "dry run: accepted")
      try await console.type("web")
      try await console.press("Y")
      try await console.wait(for: "2/2")
      try await expectForecast(namespace, pods: 2)
      #expect(try await shares(in: namespace).keys.allSatisfy { $0.hasPrefix("web-next") })
    }
  }
}

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

  /// How often each pod answered so many requests; what curl says when one was not answered.
  private func answers(
    _ arguments: [String], requests: Int = Self.requests
  ) async throws -> Result<[String: Double], RealCluster.Failure> {
    let url = try #require(arguments.last) + "?n=[1-\(requests)]"
    let outcome = try await Program.run(
      "curl",
      ["-sS", "-Z", "--parallel-immediate", "--parallel-max", "8", "--max-time", "20"]
        + arguments.dropLast() + [url])
    guard outcome.status == 0 else {
      return .failure(RealCluster.Failure(description: outcome.errors))
    }
    return .success(
      outcome.output.split(separator: "\n").reduce(into: [:]) { counts, line in
        counts[String(line.split(separator: " ").first ?? ""), default: 0] += 1
      })
  }

  /// The shares of the pods as `sluice get backends` prints them.
  private func shares(
    of service: String = "web", in namespace: String
  ) async throws -> [String: Double] {
    let outcome = try await RealCluster.sluice(
      "get", "backends", service, "-n", namespace, "-o", "json")
    let items = try JSONValue(parsing: outcome.output)["items"].array
    return items.reduce(into: [:]) { shares, item in
      guard let share = item["share"].double, share > 0 else { return }
      shares[item["pod"].string?.split(separator: "/").last.map(String.init) ?? ""] = share
    }
  }

  /// Shares of so many pods: a pod is ready before the controller has put it into a slice.
  private func settled(
    _ count: Int, _ read: () async throws -> [String: Double]
  ) async throws -> [String: Double] {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let shares = try await read()
      if shares.count == count { return shares }
      try #require(ContinuousClock.now < deadline, "\(shares) are not \(count) pods")
    }
  }

  /// Every way divides its requests as forecast, within what chance allows.
  private func expectForecast(_ namespace: String, pods count: Int) async throws {
    let ways = try await Ways(namespace)
    let shares = try await settled(count) { try await self.shares(in: namespace) }
    for (way, arguments) in ways.arguments.sorted(by: { $0.key < $1.key }) {
      try await expect(shares, of: way, arguments)
    }
  }

  /// One way divides its requests so, once the proxies have followed.
  private func expect(
    _ shares: [String: Double], of way: String, _ arguments: [String]
  ) async throws {
    let pods = shares.keys.sorted()
    // Proxies follow within moments; what counts is where they settle.
    for _ in 0..<40 {
      let few = try? await answers(arguments, requests: 200).get()
      if let few, Set(few.keys) == Set(pods), isAsForecast(few, shares) { break }
    }
    let answers = try await answers(arguments)
    let counts = try #require(try? answers.get(), "\(way) answers every request: \(answers)")
    #expect(Set(counts.keys) == Set(pods), "\(way) reached \(counts)")
    #expect(isAsForecast(counts, shares), "\(way): \(counts)")
  }

  /// Whether what was counted differs from the shares no more than by chance.
  private func isAsForecast(_ counts: [String: Double], _ shares: [String: Double]) -> Bool {
    let pods = shares.keys.sorted()
    let value = Statistics.chiSquared(
      observed: pods.map { counts[$0] ?? 0 }, shares: pods.map { shares[$0] ?? 0 })
    return value < Statistics.critical(degreesOfFreedom: max(1, pods.count - 1))
  }

  private func ingressRoute(_ host: String) -> String {
    """
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: web}
    spec:
      routes:
      - kind: Rule
        match: Host(`\(host)`)
        services: [{name: stable, port: 80, weight: 3}, {name: next, port: 80}]

    """
  }

  /// The shares of the pods of a route, from its weights and those of its Services, as `sluice get` prints them.
  private func sharesOfRoute(in namespace: String) async throws -> [String: Double] {
    let outcome = try await RealCluster.sluice("get", "routes", "-n", namespace, "-o", "json")
    let parts = try JSONValue(parsing: outcome.output)["items"].array.first?["backends"].array ?? []
    var shares: [String: Double] = [:]
    for part in parts {
      let service = try #require(part["service"].string?.split(separator: "/").last)
      let weight = try #require(part["share"].double)
      for (pod, share) in try await self.shares(of: String(service), in: namespace) {
        shares[pod] = weight * share
      }
    }
    return shares
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

  @Test func `after an edit of weights, real Traefik divides its requests as forecast`()
    async throws
  {
    let manifests = ["stable", "next"].map { RealCluster.application($0, replicas: 2) }
    try await RealCluster.withNamespace(manifests.joined(separator: "---\n")) { namespace in
      for name in ["stable", "next"] {
        try await RealCluster.waitForRollout(name, in: namespace)
      }
      let host = "\(namespace).test"
      try await RealCluster.kubectl(
        "-n", namespace, "apply", "-f", "-", input: ingressRoute(host))
      let way = ["-H", "Host: \(host)", "http://\(RealCluster.serverHost)/"]
      let before = try await settled(4) { try await sharesOfRoute(in: namespace) }
      #expect(before.values.sorted() == [0.125, 0.125, 0.375, 0.375])
      try await expect(before, of: "the IngressRoute", way)
      let config = try RealCluster.kubeconfig()
      try await Tmux.with(
        "{} --kubeconfig \(config) -n \(namespace) --screen routes", width: 120, height: 40
      ) { console in
        try await console.wait(for: host)
        try await console.type(":write on")
        try await console.press("Enter")
        try await console.wait(for: "[WRITE 0")
        try await change("weights \(host)/ stable=1 next=4", confirming: "web", console)
        try await console.wait(for: "the change to be seen") { screen in
          screen.split(separator: "\n").contains { $0.contains("next:80 ") && $0.contains(" 4 ") }
        }
      }
      let after = try await sharesOfRoute(in: namespace)
      #expect(after.values.sorted() == [0.1, 0.1, 0.4, 0.4])
      try await expect(after, of: "the IngressRoute", way)
    }
  }
}

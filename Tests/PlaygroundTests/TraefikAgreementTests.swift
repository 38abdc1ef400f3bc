import Foundation
import Playground
import TestSupport
import Testing
import Topology

/// 300 generated sets of routes: the playground's own proxy does what the real Traefik does with them.
@Suite(.serialized, .realTime) struct TraefikAgreementTests {
  /// What a client learns of where its request went.
  struct Reply: Hashable, CustomStringConvertible {
    var status = 0
    var location = ""
    /// The Deployment of the pod that answered.
    var backend = ""
    /// The path and query that the pod got.
    var target = ""

    init(_ text: String) {
      let lines = (text.components(separatedBy: "\r\n\r\n").first ?? "")
        .components(separatedBy: "\r\n")
      func value(_ name: String) -> String {
        let line = lines.first { $0.lowercased().hasPrefix("\(name): ") }
        return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
      }
      status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
      location = value("location")
      backend = value("x-pod").prefix { $0 != "-" }.description
      target = value("x-target")
    }

    var description: String { "\(status) \(backend) \(target) \(location)" }
  }

  @Test func `the playground's proxy and the real Traefik agree on 300 sets of routes`()
    async throws
  {
    let sets = TraefikSets.drawn(300, seed: 5)
    let text = Self.base + sets.map(\.text).joined()
    let playground = try await Playground.start(
      manifests: RouteFixture.text(text), .init(clock: { Date().timeIntervalSince1970 }))
    let outcome: Result<Void, any Error>
    do {
      #expect(playground.refusals.isEmpty, "\(playground.refusals)")
      let definitions = RouteFixture.text(TraefikProgram.kinds)
      try await playground.store.transaction { store in
        for definition in definitions {
          _ = try store.create(definition, .customResourceDefinition)
        }
      }
      try await Self.serving(playground.endpoints.httpPort)
      try await TraefikProgram.run(kubeconfig: playground.endpoints.kubeconfig) { traefik in
        try await Self.serving(traefik.port)
        try await Self.compare(sets, playground.endpoints.httpPort, traefik.port)
      }
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    await playground.stop()
    try outcome.get()
  }

  /// Sends every request to both proxies.
  private static func compare(_ sets: [TraefikSet], _ ours: Int, _ theirs: Int) async throws {
    var statuses: [Int: Int] = [:]
    var found: [TraefikDifference: Int] = [:]
    var targets = 0
    for set in sets {
      for request in set.requests {
        let count = set.text.contains("weighted:") ? 40 : 1
        let mine = try replies(request, set.host, ours, count)
        let real = try replies(request, set.host, theirs, count)
        for reply in real { statuses[reply.status, default: 0] += 1 }
        if real.contains(where: { !$0.target.isEmpty && $0.target != request.target }) {
          targets += 1
        }
        guard mine != real else { continue }
        let kind = TraefikDifference.kind(set, mine, real)
        if let kind { found[kind, default: 0] += 1 }
        #expect(
          kind != nil, "\(set.host) \(request)\nours \(mine)\nTraefik \(real)\n\(set.text)")
        await Task.yield()
      }
    }
    for kind in TraefikDifference.allCases {
      #expect(found[kind] ?? 0 > 0, "\(kind) no longer occurs: \(kind.reason)")
    }
    #expect(statuses[200, default: 0] > 500 && statuses[404, default: 0] > 200, "\(statuses)")
    #expect(statuses[301, default: 0] > 10 && statuses[302, default: 0] > 10, "\(statuses)")
    #expect(targets > 20, "\(targets)")
    print("differences", found, statuses, targets)
  }

  private static func replies(
    _ request: TraefikSet.Request, _ host: String, _ port: Int, _ count: Int
  ) throws -> Set<Reply> {
    Set(try (0..<count).map { _ in try reply(request, host, port) })
  }

  private static func reply(
    _ request: TraefikSet.Request, _ host: String, _ port: Int
  ) throws -> Reply {
    let client = try IngressRawClient(port: port)
    defer { client.close() }
    let lines = (["Host: \(host)", "Connection: close"] + request.headers)
      .joined(separator: "\r\n")
    client.send("\(request.method) \(request.target) HTTP/1.1\r\n\(lines)\r\n\r\n")
    return Reply(client.receive())
  }

  /// Waits until the last route is served: Traefik publishes all of its routes at once.
  private static func serving(_ port: Int) async throws {
    for host in ["ready-rules.test"] {
      for backend in TraefikSets.services {
        let request = TraefikSet.Request(target: "/\(backend)")
        let deadline = ContinuousClock.now + .seconds(20)
        var status = 0
        while status != 200, ContinuousClock.now < deadline {
          status = (try? reply(request, host, port).status) ?? 0
          if status != 200 { try await Task.sleep(for: .milliseconds(20)) }
        }
        try #require(status == 200, "\(host)/\(backend) is not served on port \(port)")
      }
    }
  }

  /// The backends, and a route of each kind that tells when all are served.
  private static let base: String = {
    let webs = (TraefikSets.services + ["empty"]).map { name in
      """
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: \(name), namespace: shop}
      spec: {selector: {app: \(name)}, ports: [{port: 80, targetPort: 8080}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: \(name), namespace: shop}
      spec:
        replicas: \(name == "empty" ? 0 : 1)
        selector: {matchLabels: {app: \(name)}}
        template:
          metadata: {labels: {app: \(name)}}
          spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}

      """
    }
    let rules = TraefikSets.services.map {
      "{kind: Rule, match: 'Host(`ready-rules.test`) && PathPrefix(`/\($0)`)', "
        + "services: [{name: \($0), port: 80}]}"
    }
    return webs.joined() + """
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: {name: ready, namespace: shop}
      spec: {routes: [\(rules.joined(separator: ", "))]}

      """
  }()
}

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
    let text = TraefikSets.base + sets.map(\.text).joined()
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

  /// What came of the requests that were sent to both.
  private struct Tally {
    var compared = 0
    var unlike: [TraefikDifference: Int] = [:]
    var failed = 0
    var statuses: [Int: Int] = [:]
    /// How many pods got another path than the client asked for.
    var changed = 0

    var text: String {
      let kinds = TraefikDifference.allCases.map { "\($0) \(unlike[$0] ?? 0)" }
      let equal = compared - failed - unlike.values.reduce(0, +)
      return "Traefik 3.7: \(compared) requests compared, \(equal) equal, \(failed) differ, "
        + "by intent: \(kinds.joined(separator: ", ")); statuses "
        + statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        .joined(separator: ", ") + "; \(changed) paths changed"
    }
  }

  /// Sends every request to both proxies.
  private static func compare(_ sets: [TraefikSet], _ ours: Int, _ theirs: Int) async throws {
    var tally = Tally()
    for set in sets {
      for request in set.requests {
        let mine = try replies(request, set, ours)
        let real = try replies(request, set, theirs)
        tally.compared += 1
        for reply in real { tally.statuses[reply.status, default: 0] += 1 }
        if real.contains(where: { !$0.target.isEmpty && $0.target != request.target }) {
          tally.changed += 1
        }
        if mine == real { continue }
        if let kind = set.unlike, kind.explains(mine, real) {
          tally.unlike[kind, default: 0] += 1
        } else {
          tally.failed += 1
          Issue.record("\(request)\nours \(mine)\nTraefik \(real)\n\(set.text)")
        }
        await Task.yield()
      }
    }
    print(tally.text)
    for kind in TraefikDifference.allCases {
      #expect(tally.unlike[kind] ?? 0 > 0, "\(kind) no longer occurs: \(kind.reason)")
    }
    for (status, least) in [200: 600, 404: 300, 301: 5, 302: 5, 307: 2, 308: 2, 400: 0, 503: 2] {
      #expect(tally.statuses[status] ?? 0 > least, "\(status): \(tally.text)")
    }
    #expect(tally.changed > 100, "\(tally.text)")
  }

  /// What a request gets, several times where chance decides between Services: each of those is as good.
  private static func replies(
    _ request: TraefikSet.Request, _ set: TraefikSet, _ port: Int
  ) throws -> Set<Reply> {
    Set(
      try (0..<(set.drawn.isEmpty ? 1 : 12)).map { _ in
        var reply = try reply(request, port)
        if set.drawn.contains(reply.backend) { reply.backend = "one of \(set.drawn.sorted())" }
        return reply
      })
  }

  private static func reply(_ request: TraefikSet.Request, _ port: Int) throws -> Reply {
    let client = try IngressRawClient(port: port)
    defer { client.close() }
    let lines = (["Host: \(request.host)", "Connection: close"] + request.headers)
      .joined(separator: "\r\n")
    client.send("\(request.method) \(request.target) HTTP/1.1\r\n\(lines)\r\n\r\n")
    return Reply(client.receive())
  }

  /// Waits until routes of both kinds are served: Traefik publishes all of a kind at once.
  private static func serving(_ port: Int) async throws {
    for host in ["ready-rules.test", "ready-ingress.test"] {
      for backend in TraefikSets.services {
        let request = TraefikSet.Request(host: host, target: "/\(backend)")
        let deadline = ContinuousClock.now + .seconds(60)
        var status = 0
        while status != 200, ContinuousClock.now < deadline {
          status = (try? reply(request, port).status) ?? 0
          if status != 200 { try await Task.sleep(for: .milliseconds(20)) }
        }
        try #require(status == 200, "\(host)/\(backend) is not served on port \(port)")
      }
    }
  }
}

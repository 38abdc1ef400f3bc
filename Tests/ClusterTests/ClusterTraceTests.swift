import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What the trace foretells from objects alone is what real Traefik and real kube-proxy do.
@Suite(.serialized) struct ClusterTraceTests {
  private typealias Fixtures = ClusterTraceFixtures

  /// What came back, or what should: the status, and with 200 whose name the body is.
  private enum Answer: Hashable, CustomStringConvertible {
    case status(Int)
    case body(String)
    case anyOf(Set<String>)
    /// The trace says that it does not know, and where.
    case unknown(String)

    var description: String {
      switch self {
      case .status(let status): "\(status)"
      case .body(let body): body
      case .anyOf(let bodies): bodies.sorted().joined(separator: " or ")
      case .unknown(let hop): "unknown (\(hop))"
      }
    }

    /// Whether an answer is as foretold.
    func foretells(_ real: Answer) -> Bool {
      guard case .anyOf(let bodies) = self, case .body(let body) = real else { return self == real }
      return bodies.contains(body)
    }
  }

  /// Where the trace is allowed not to know, and why.
  private static let doubts = [
    "same": "two Ingresses state the same rule: the order of Traefik's routers is not defined",
    "shop/exact/": "the rule of the exact path is as long as that of the prefix of everything",
    "old/api/exact": "the rule of the exact path is as long as that of the prefix /api",
    "stranger": "an annotation names a class that no object describes",
  ]

  /// The world of the trace, as the program's own client reads the cluster.
  private func world(_ live: LiveInventory) async -> TraceWorld {
    let inventory = await live.inventory
    let routes = RoutingTable(inventory)
    return TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: .cluster))
  }

  private func foretold(_ request: Fixtures.Request, in world: TraceWorld) throws -> Answer {
    let trace = Trace(try TraceRequest(["http://\(request)"]), in: world)
    let isTie = trace.losers.contains { $0.why.english.hasPrefix("has a rule of the same length") }
    if trace.verdict == .unknown, isTie {
      let rivals = trace.losers.filter { $0.why.english.hasPrefix("has a rule of the same length") }
        .compactMap { world.routes.route($0.route)?.backends.first?.service.name }
      return .anyOf(Set(trace.backends.map(\.service.name) + rivals))
    }
    if trace.verdict == .unknown { return .unknown("\(trace.broken?.hop.rawValue ?? "?")") }
    if let status = trace.status { return .status(status) }
    guard trace.verdict != .fault, trace.backends.count == 1, let only = trace.backends.first else {
      return .unknown("\(trace.broken?.says.english ?? "no backend")")
    }
    return .body(only.service.name)
  }

  /// What Traefik answers, in the order of the requests.
  private func answers(_ requests: [Fixtures.Request]) async throws -> [Answer] {
    let blocks = requests.map { request in
      """
      url = "http://\(RealCluster.serverHost)\(request.path)"
      header = "Host: \(request.host)"
      write-out = "\\n#%{http_code}\\n"
      max-time = 10
      path-as-is
      globoff
      silent
      """
    }
    let outcome = try await Program.run(
      "curl", ["-K", "-"], input: blocks.joined(separator: "\nnext\n") + "\n")
    var last = ""
    var answers: [Answer] = []
    for line in outcome.output.split(separator: "\n") {
      guard line.hasPrefix("#") else {
        last = String(line)
        continue
      }
      let status = Int(line.dropFirst()) ?? 0
      answers.append(status == 200 ? .body(last) : .status(status))
    }
    try #require(answers.count == requests.count, "\(outcome.errors)")
    return answers
  }

  /// Waits until every answer is as foretold; the differences that remain are what is reported.
  ///
  /// Traefik follows the cluster within some seconds.
  private func expectAgreement(_ fixtures: Fixtures, _ live: LiveInventory) async throws {
    let requests = fixtures.requests
    var differences: [String] = []
    var exact = 0
    let deadline = ContinuousClock.now + .seconds(45)
    repeat {
      try await live.waitForTruth()
      let world = await world(live)
      let real = try await answers(requests)
      exact = 0
      differences = try zip(requests, real).compactMap { request, real in
        let foretold = try foretold(request, in: world)
        if foretold == real { exact += 1 }
        if foretold.foretells(real) { return isDoubtful(foretold, request) }
        if case .unknown = foretold, isDoubtful(foretold, request) == nil { return nil }
        return "\(request): Traefik \(real), the trace \(foretold)"
      }
      if differences.isEmpty { break }
      try await Task.sleep(for: .seconds(1))
    } while ContinuousClock.now < deadline
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    #expect(exact >= 280, "\(exact) of \(requests.count) are foretold to the letter")
  }

  /// What is said of a doubt that nobody allowed; nil where there is none.
  private func isDoubtful(_ answer: Answer, _ request: Fixtures.Request) -> String? {
    switch answer {
    case .status, .body: return nil
    case .anyOf, .unknown:
      let name = String(request.host.prefix { $0 != "." })
      let isAllowed = Self.doubts[name] != nil || Self.doubts["\(name)\(request.path)"] != nil
      return isAllowed ? nil : "\(request): the trace says \(answer)"
    }
  }

  @Test func `the trace's winner and status are Traefik's, for every host and path`()
    async throws
  {
    try await RealCluster.withClient { client in
      try await RealCluster.withNamespace(Fixtures.manifests) { first in
        try await RealCluster.withNamespace(Fixtures.secondManifests) { second in
          let fixtures = Fixtures(first: first, second: second)
          try await RealCluster.kubectl("apply", "-f", "-", input: fixtures.foreignClass)
          try await RealCluster.kubectl(
            "-n", first, "apply", "-f", "-", input: fixtures.ingresses)
          try await RealCluster.kubectl(
            "-n", second, "apply", "-f", "-", input: fixtures.secondIngresses)
          for name in Fixtures.applications where name != "published" {
            try await RealCluster.waitForRollout(name, in: first)
          }
          for name in ["four", "five"] { try await RealCluster.waitForRollout(name, in: second) }
          try await LiveInventory.with(client) { live in
            try await expectAgreement(fixtures, live)
            try await RealCluster.kubectl(
              "-n", first, "apply", "-f", "-", input: fixtures.everything)
            try await expectAgreement(fixtures, live)
          }
          try await RealCluster.kubectl("delete", "ingressclass", "foreign-\(first)")
        }
      }
    }
  }

  /// How a connection ended, in the words of the trace.
  private func ending(_ url: String) async throws -> String {
    let outcome = try await Program.run("curl", ["-sS", "--max-time", "3", url])
    return switch outcome.status {
    case 0: "answers"
    case 7: "refused"
    case 28: "times out"
    default: outcome.errors
    }
  }

  private func foretoldEnding(
    _ target: String, from source: String? = nil, in world: TraceWorld
  ) throws -> String {
    let trace = Trace(try TraceRequest([target], from: source), in: world)
    let says = trace.hops.last?.says.english ?? ""
    return ["refused", "times out", "answers"].first(where: says.contains) ?? says
  }

  /// What kube-proxy does with the connections that the trace follows.
  ///
  /// It runs once here, as that of node1, in the network of the API server: what it opens there is what node1 has. The
  /// addresses of the other nodes are without it, so that they cannot be asked.
  @Test func `node ports and cluster IPs answer, refuse and time out as the trace says`()
    async throws
  {
    try await RealCluster.withClient { client in
      try await RealCluster.withNamespace(Fixtures.doors) { namespace in
        for name in ["near", "far"] {
          try await RealCluster.waitForRollout(name, in: namespace)
        }
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          let world = await world(live)
          let node = try #require(world.inventory.node("node1")).internalAddress
          let expected = [
            "plain": "answers", "none": "refused", "local": "answers", "elsewhere": "times out",
            "inner": "answers", "inner-none": "refused",
          ]
          for (name, ending) in expected.sorted(by: { $0.key < $1.key }) {
            let service = try #require(
              world.inventory.service(NamespacedName(namespace, name)))
            let isInner = name.hasPrefix("inner")
            let port = service.ports[0]
            let foretold = try foretoldEnding(
              isInner ? "service/\(namespace)/\(name)" : "http://\(node):\(port.nodePort)/",
              in: world)
            #expect(foretold == ending, "\(name)")
            let url =
              isInner
              ? "http://\(service.clusterIP):\(port.number)/"
              : "http://\(RealCluster.serverHost):\(port.nodePort)/"
            var real = ""
            for _ in 0..<10 {
              real = try await self.ending(url)
              if real == foretold { break }
              try await Task.sleep(for: .milliseconds(500))
            }
            #expect(real == foretold, "\(name)")
          }
        }
      }
    }
  }
}

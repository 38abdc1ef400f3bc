import Diagnosis
import Language
import Routing
import TestSupport
import Testing
import Topology

/// What Traefik makes of Ingresses is not what networking/v1 says; each line was compared with Traefik 3.0.4 by
/// ClusterTraceTests.
@Suite struct TraefikTraceTests {
  /// Rules of one or several Ingresses, a request, and what answers it.
  struct Line: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Ingresses, each with its rules.
    let rules: [[String]]
    let request: String
    /// The Service that answers; nil for none.
    let service: String?
    var status: Int?
    var verdict = Trace.Verdict.ok
    var annotations: [String: String] = [:]
    var hop: FaultKind.Hop?
  }

  private static let router = "traefik.ingress.kubernetes.io/router."

  private static let lines = [
    Line(
      testDescription: "the longest prefix", rules: [["a.io/ Prefix one", "a.io/a Prefix two"]],
      request: "a.io/a", service: "two"),
    Line(
      testDescription: "a prefix before an exact path, since its rule is longer",
      rules: [["a.io/a Exact one", "a.io/a Prefix two"]], request: "a.io/a", service: "two"),
    Line(
      testDescription: "even the prefix of everything before a short exact path",
      rules: [["a.io/shop Exact one", "a.io/ Prefix two"]], request: "a.io/shop", service: "two"),
    Line(
      testDescription: "a long exact path before the prefix of everything",
      rules: [["a.io/shopping Exact one", "a.io/ Prefix two"]], request: "a.io/shopping",
      service: "one"),
    Line(
      testDescription: "prefixes match letter by letter", rules: [["a.io/v1 Prefix one"]],
      request: "a.io/v12", service: "one"),
    Line(
      testDescription: "a final slash of a prefix counts", rules: [["a.io/v1/ Prefix one"]],
      request: "a.io/v1", service: nil, status: 404, verdict: .fault, hop: .route),
    Line(
      testDescription: "a wildcard before a host of the same length",
      rules: [["*.a.io/ Prefix one", "b.a.io/ Prefix two"]], request: "b.a.io/", service: "one"),
    Line(
      testDescription: "a long host before a wildcard",
      rules: [["*.a.io/ Prefix one", "a-host-with-a-long-name-for-all.a.io/ Prefix two"]],
      request: "a-host-with-a-long-name-for-all.a.io/", service: "two"),
    Line(
      testDescription: "a long path of every host before a host",
      rules: [["/a-path-that-is-long-enough Prefix one", "a.io/ Prefix two"]],
      request: "a.io/a-path-that-is-long-enough", service: "one"),
    Line(
      testDescription: "a Service that does not exist leaves the request to the next rule",
      rules: [["a.io/a Prefix none", "a.io/ Prefix two"]], request: "a.io/a", service: "two",
      verdict: .degraded, hop: .route),
    Line(
      testDescription: "so does a Service without endpoints",
      rules: [["a.io/a Prefix empty", "a.io/ Prefix two"]], request: "a.io/a", service: "two",
      verdict: .degraded, hop: .route),
    Line(
      testDescription: "without another rule it is 404", rules: [["a.io/ Prefix none"]],
      request: "a.io/", service: "none", status: 404, verdict: .fault, hop: .service),
    Line(
      testDescription: "and without endpoints as well", rules: [["a.io/ Prefix empty"]],
      request: "a.io/", service: "empty", status: 404, verdict: .fault, hop: .selector),
    Line(
      testDescription: "two rules as long as each other",
      rules: [["a.io/ Prefix one"], ["a.io/ Prefix two"]], request: "a.io/", service: "one",
      verdict: .unknown, hop: .route),
    Line(
      testDescription: "what two objects say alike of one Service",
      rules: [["a.io/ Prefix one"], ["a.io/ Prefix one"]], request: "a.io/", service: "one"),
    Line(
      testDescription: "what one object states twice is the last",
      rules: [["a.io/ Prefix one", "a.io/ Prefix two"]], request: "a.io/", service: "two"),
    Line(
      testDescription: "an unneeded escape", rules: [["a.io/api Prefix one"]],
      request: "a.io/%61pi", service: "one"),
    Line(
      testDescription: "an escaped slash is none", rules: [["a.io/a/b Prefix one"]],
      request: "a.io/a%2Fb", service: nil, status: 404, verdict: .fault, hop: .route),
    Line(
      testDescription: "a priority that is stated",
      rules: [["a.io/ Exact one"]], request: "a.io/", service: "one",
      annotations: ["\(router)priority": "1"]),
    Line(
      testDescription: "a matcher that is stated", rules: [["a.io/a ImplementationSpecific one"]],
      request: "a.io/a/b", service: nil, status: 404, verdict: .fault,
      annotations: ["\(router)pathmatcher": "Path"], hop: .route),
    Line(
      testDescription: "a pattern that all engines read alike",
      rules: [["a.io/a.+ ImplementationSpecific one"]], request: "a.io/ab", service: "one",
      annotations: ["\(router)pathmatcher": "PathRegexp"]),
    Line(
      testDescription: "another pattern may match, and goes first",
      rules: [["a.io/(a.)+ ImplementationSpecific one"]], request: "a.io/ab", service: nil,
      verdict: .unknown, annotations: ["\(router)pathmatcher": "PathRegexp"], hop: .route),
  ]

  private func cluster(_ line: Line) -> SmallCluster {
    var cluster = SmallCluster()
    cluster.ingressClass("traefik", "traefik.io/ingress-controller")
    for name in ["one", "two", "empty"] { cluster.service(name, selector: ["app": name]) }
    for name in ["one", "two"] { cluster.pods(name, 1, labels: ["app": name]) }
    for (number, rules) in line.rules.enumerated() {
      let rules: [JSONValue] = rules.map { text in
        let words = text.split(separator: " ").map(String.init)
        let slash = words[0].firstIndex(of: "/") ?? words[0].endIndex
        let host = String(words[0][..<slash])
        return [
          "host": host.isEmpty ? .null : .string(host),
          "http": [
            "paths": [
              [
                "path": .string(String(words[0][slash...])), "pathType": .string(words[1]),
                "backend": ["service": ["name": .string(words[2]), "port": ["number": 80]]],
              ]
            ]
          ],
        ]
      }
      cluster.add(
        .ingress,
        [
          "metadata": [
            "name": .string("i\(number)"), "namespace": "shop",
            "annotations": .object(line.annotations.mapValues { .string($0) }),
          ], "spec": ["ingressClassName": "traefik", "rules": .array(rules)],
        ])
    }
    return cluster
  }

  @Test(arguments: lines)
  func `Traefik's order decides`(_ line: Line) throws {
    let trace = try TraceCase.trace("http://\(line.request)", in: cluster(line).inventory)
    let told = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }.joined(
      separator: "\n")
    #expect(trace.backends.first?.service.name == line.service, "\(told)")
    #expect(trace.verdict == line.verdict, "\(told)")
    #expect(trace.status == line.status, "\(told)")
    let places = trace.hops.filter { $0.hop != .dns && $0.state != .ok && $0.state != .notReached }
    #expect(places.first?.hop == line.hop, "\(told)")
    for hop in trace.hops {
      #expect(hop.says.english.hasSuffix(".") && !hop.says.english.contains("  "))
    }
  }

  @Test func `a rule that leads to nothing is the reason why another one answers`() throws {
    let line = Line(
      testDescription: "", rules: [["a.io/a Prefix none", "a.io/ Prefix two"]], request: "",
      service: nil)
    let trace = try TraceCase.trace("http://a.io/a", in: cluster(line).inventory)
    #expect(trace.rootCause == "ingress-backend-service-missing")
    #expect(trace.losers.map(\.why.english) == ["is left out, since it leads to nothing"])
    #expect(trace.matched?.route.path == "/")
  }

  @Test func `the chart keeps routes whose Services have no endpoints`() throws {
    let line = Line(
      testDescription: "", rules: [["a.io/a Prefix empty", "a.io/ Prefix two"]], request: "",
      service: nil)
    var cluster = cluster(line)
    cluster.controller("traefik", in: "traefik", labels: ["helm.sh/chart": "traefik-30.0.0"])
    let trace = try TraceCase.trace("http://a.io/a", in: cluster.inventory)
    #expect(trace.status == 503 && trace.matched?.route.path == "/a")
  }

  @Test(
    arguments: [
      (nil, nil, 200, "ok"), ("traefik", nil, 200, "ok"), ("other", nil, nil, "unknown"),
      (nil, "traefik", 200, "ok"), (nil, "none", 404, "fault"), (nil, "dead", 404, "fault"),
    ] as [(String?, String?, Int?, String)])
  func `who serves which class`(
    _ annotation: String?, _ name: String?, _ status: Int?, _ verdict: String
  ) throws {
    var cluster = SmallCluster()
    cluster.ingressClass("traefik", "traefik.io/ingress-controller")
    if name == "dead" { cluster.ingressClass("dead", "k8s.io/ingress-nginx") }
    cluster.controller("kong", in: "kong")
    cluster.service("one", selector: ["app": "one"])
    cluster.pods("one", 1, labels: ["app": "one"])
    cluster.ingress(
      "served", annotations: [IngressClasses.legacyAnnotation: "traefik"], "b.io/ Prefix one:80")
    cluster.add(
      .ingress,
      [
        "metadata": [
          "name": "web", "namespace": "shop",
          "annotations": .object(
            annotation.map { [IngressClasses.legacyAnnotation: .string($0)] } ?? [:]),
        ],
        "spec": [
          "ingressClassName": name.map { .string($0) } ?? .null,
          "rules": [
            [
              "host": "a.io",
              "http": [
                "paths": [
                  [
                    "path": "/", "pathType": "Prefix",
                    "backend": ["service": ["name": "one", "port": ["number": 80]]],
                  ]
                ]
              ],
            ]
          ],
        ],
      ])
    cluster.add(.ingress, Self.addressed)
    let trace = try TraceCase.trace("http://a.io/", in: cluster.inventory, extent: .cluster)
    let told = trace.hops.map { "\($0.hop) \($0.state): \($0.says.english)" }.joined(
      separator: "\n")
    #expect(trace.verdict.rawValue == verdict, "\(told)")
    #expect(trace.status ?? (verdict == "ok" ? 200 : nil) == status, "\(told)")
  }

  /// An Ingress of which its status says that somebody serves the class.
  private static let addressed: JSONValue = [
    "metadata": ["name": "known", "namespace": "shop"],
    "spec": ["ingressClassName": "traefik", "rules": [["host": "c.io"]]],
    "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]],
  ]

  @Test func `rules of IngressRoutes and of Ingresses have one order`() throws {
    func service(_ match: String, priority: Int64 = 0) throws -> String? {
      let line = Line(
        testDescription: "", rules: [["a.io/api Prefix one"]], request: "", service: nil)
      var cluster = cluster(line)
      cluster.add(
        .ingressRoute,
        [
          "apiVersion": "traefik.io/v1alpha1",
          "metadata": ["name": "web", "namespace": "shop"],
          "spec": [
            "routes": [
              [
                "match": .string(match), "priority": .integer(priority),
                "services": [["name": "two", "port": 80]],
              ]
            ]
          ],
        ])
      let trace = try TraceCase.trace("http://a.io/api", in: cluster.inventory)
      return trace.verdict == .ok ? trace.backends.first?.service.name : nil
    }
    #expect(try service("Host(`a.io`)") == "one")
    #expect(try service("Host(`a.io`)", priority: 1000) == "two")
    #expect(try service("Host(`a.io`) && ( PathPrefix(`/api`) )") == "two")
    #expect(try service("Method(`GET`)") == "one", "a shorter rule cannot go first")
    #expect(try service("Method(`GET`)", priority: 1000) == "two")
    #expect(try service("Method(`PUT`)", priority: 1000) == "one")
    #expect(
      try service("ClientIP(`10.0.0.0/8`)", priority: 1000) == nil, "and one that may is a doubt")
  }

  @Test func `a default backend answers only of an Ingress without rules, and last`() throws {
    let backend: JSONValue = ["service": ["name": "one", "port": ["number": 80]]]
    func service(rules: JSONValue) throws -> String? {
      var cluster = cluster(
        Line(
          testDescription: "", rules: [["a.io/api Prefix two"]], request: "", service: nil))
      cluster.add(
        .ingress,
        [
          "metadata": ["name": "rest", "namespace": "shop"],
          "spec": ["ingressClassName": "traefik", "defaultBackend": backend, "rules": rules],
        ])
      let trace = try TraceCase.trace("http://b.io/", in: cluster.inventory)
      return trace.verdict == .ok ? trace.backends.first?.service.name : nil
    }
    #expect(try service(rules: .null) == "one")
    #expect(try service(rules: [["host": "b.io"]]) == nil)
  }

  @Test func `faults say of equal rules what Traefik makes of them`() {
    func says(_ rules: [[String]]) -> [String] {
      let cluster = cluster(Line(testDescription: "", rules: rules, request: "", service: nil))
      let inventory = cluster.inventory
      return Diagnosis(inventory, routes: RoutingTable(inventory)).faults.filter {
        ["ingress-duplicate-host-path", "ingress-path-never-reached"].contains($0.id)
      }.map(\.says.english)
    }
    #expect(
      says([["a.io/ Prefix one"], ["a.io/ Prefix two"]]) == [
        "a.io/ is stated by ingress/shop/i0 too, and which of them Traefik uses is not defined."
      ])
    #expect(
      says([["a.io/ Prefix one", "a.io/ Prefix two"]]) == [
        "a.io/ is stated twice; Traefik uses only the last."
      ])
    #expect(says([["a.io/a Prefix one", "a.io/a/ Prefix two"]]).isEmpty)
  }
}

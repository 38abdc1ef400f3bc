import Diagnosis
import Language
import Reporting
import Routing
import TestSupport
import Testing
import Topology
import Traffic

/// What the hops of a trace are asked, and what their answers change in it.
@Suite struct TraceEvidenceTests {
  /// A shop with three ready pods, and a route to them.
  private static let shop: Inventory = {
    var cluster = SmallCluster()
    FaultFixture.shop(&cluster)
    return cluster.inventory
  }()

  private static func trace(_ line: String, in inventory: Inventory = shop) throws -> Trace {
    try TraceCase.trace(line, in: inventory)
  }

  private static func questions(_ line: String) throws -> TraceQuestions {
    TraceQuestions(try trace(line), in: shop)
  }

  private static func reading(
    _ outcome: ProbeReading.Outcome, _ vantage: ProbeReading.Vantage = .here,
    end: Double? = nil
  ) -> ProbeReading {
    ProbeReading(
      outcome, from: vantage, question: "TCP :8080", duration: 0.003, time: 100,
      certificateEnd: end)
  }

  /// The evidence where each hop's questions are answered in their order.
  private static func evidence(
    _ line: String, _ answers: [FaultKind.Hop: [ProbeReading]]
  ) throws -> TraceEvidence {
    let questions = try questions(line)
    var left = answers
    var readings: [TraceQuestion: ProbeReading] = [:]
    for question in questions.questions where left[question.hop]?.isEmpty == false {
      readings[question] = left[question.hop]?.removeFirst()
    }
    return TraceEvidence(questions, readings, seconds: 10)
  }

  private static func weighed(
    _ line: String, _ answers: [FaultKind.Hop: [ProbeReading]]
  ) throws -> Trace {
    try trace(line).weighed(by: try evidence(line, answers))
  }

  private static func state(_ trace: Trace, _ hop: FaultKind.Hop) -> Trace.Hop.State? {
    trace.hops.first { $0.hop == hop }?.state
  }

  private static let request = "http://shop.local/ -H Authorization:hush"

  @Test func `a URL is asked for by name, at its listener, at its pods, and with the request`()
    throws
  {
    let questions = try Self.questions("http://shop.local:8080/x?y=1")
    let asked = questions.questions.map { "\($0.hop.rawValue) \($0.target.address)" }
    #expect(
      asked == [
        "dns shop.local:0", "listener shop.local:8080", "pod 10.1.0.1:8080", "pod 10.1.0.2:8080",
        "pod 10.1.0.3:8080", "response shop.local:8080",
      ])
    guard case .request(let request)? = questions.questions.last?.target.subject else {
      Issue.record("no request")
      return
    }
    #expect(request.question(port: 8080) == "GET http :8080/x?y=1, host shop.local:8080")
    let secure = try Self.questions("https://shop.local:8443/").questions.first { $0.hop == .tls }
    #expect(secure?.target.subject == .certificate)
    #expect(secure?.target.address.description == "shop.local:8443")
    #expect(questions.reasons[.route] == "Only the objects tell it.")
    #expect(questions.reasons[.service] == "The controller asks the pods themselves.")
  }

  @Test(arguments: [
    (
      "POST http://shop.local/", FaultKind.Hop.response,
      "POST may change something, so it is not sent."
    ),
    ("http://192.0.2.1/ -H Host:shop.local", .dns, "An address needs no DNS."),
    ("service/shop/web", .dns, "The cluster's own DNS answers inside of it only."),
    ("service/shop/web", .response, "A connection is traced here, and no request."),
    ("http://web.shop.svc/", .response, "Such a request can be sent inside of the cluster only."),
    ("service/shop/none", .service, "There is no address to ask."),
  ])
  func `what is not asked has a reason`(
    _ line: String, _ hop: FaultKind.Hop, _ why: String
  ) throws {
    let questions = try Self.questions(line)
    #expect(questions.reasons[hop]?.english == why)
    #expect(!questions.questions.contains { $0.hop == hop })
  }

  @Test func `from inside a Service is asked at its cluster IP`() throws {
    let questions = try Self.questions("service/shop/web").questions
    #expect(
      questions.filter { $0.hop == .service }.map(\.target.address.description) == ["10.0.0.1:80"])
  }

  @Test func `however many pods there are, few are asked`() throws {
    var cluster = SmallCluster()
    cluster.namespace("shop")
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 200, labels: ["app": "web"])
    let inventory = cluster.inventory
    let trace = try Self.trace("service/shop/web", in: inventory)
    let questions = TraceQuestions(trace, in: inventory)
    #expect(questions.questions.count <= ProbeTarget.mostInAll)
    #expect(questions.questions.count { $0.hop == .pod } + questions.omitted == 200)
  }

  /// What pods answered, and what becomes of the hop and the request.
  private static let pods: [([ProbeReading], Trace.Hop.State, Trace.Verdict)] = [
    ([reading(.status(200)), reading(.status(200)), reading(.open)], .ok, .ok),
    ([reading(.status(200)), reading(.refused), reading(.open)], .warning, .degraded),
    ([reading(.refused), reading(.refused), reading(.refused)], .fault, .fault),
    ([reading(.silent), reading(.silent), reading(.silent)], .ok, .ok),
    ([reading(.unroutable("x")), reading(.silent)], .ok, .ok),
    ([reading(.silent, .server), reading(.refused, .server)], .fault, .fault),
    // Others answer from here, so that silence is told of the pod.
    ([reading(.silent), reading(.open), reading(.open)], .warning, .degraded),
  ]

  @Test(arguments: Self.pods.indices)
  func `pods that do not answer contradict their objects, silence from afar does not`(
    _ index: Int
  ) throws {
    let (readings, state, verdict) = Self.pods[index]
    let trace = try Self.weighed("http://shop.local/", [.pod: readings])
    #expect(Self.state(trace, .pod) == state && trace.verdict == verdict)
    let hop = try #require(trace.hops.first { $0.hop == .pod })
    #expect(hop.says.english.hasPrefix("When asked: ") == (state != .ok))
    if state == .fault {
      #expect(Self.state(trace, .response) == .fault && trace.rootCause == nil)
    }
  }

  /// What one hop answered, and its state and that of the response then.
  private static let others:
    [(
      line: String, hop: FaultKind.Hop, reading: ProbeReading, state: Trace.Hop.State,
      verdict: Trace.Verdict
    )] = [
      ("http://shop.local/", .dns, reading(.resolved(["192.0.2.1"])), .ok, .ok),
      ("http://shop.local/", .dns, reading(.resolved([])), .unknown, .ok),
      ("http://shop.local/", .listener, reading(.open), .ok, .ok),
      ("http://shop.local/", .listener, reading(.refused), .fault, .fault),
      ("http://shop.local/", .listener, reading(.silent), .unknown, .unknown),
      ("http://shop.local/", .listener, reading(.unroutable("its name is not known")), .ok, .ok),
      ("http://shop.local/", .response, reading(.status(200)), .ok, .ok),
      ("http://shop.local/", .response, reading(.status(404)), .ok, .ok),
      ("http://shop.local/", .response, reading(.status(500)), .warning, .degraded),
      ("http://shop.local/", .response, reading(.status(503)), .fault, .fault),
      ("http://shop.local/", .response, reading(.refused), .fault, .fault),
      ("http://other.local/", .response, reading(.status(404)), .fault, .fault),
      ("http://other.local/", .response, reading(.status(200)), .unknown, .unknown),
      ("service/shop/web", .service, reading(.refused), .ok, .ok),
    ]

  @Test(arguments: Self.others.indices)
  func `what one hop answers is weighed against its objects`(_ index: Int) throws {
    let row = Self.others[index]
    let trace = try Self.weighed(row.line, [row.hop: [row.reading]])
    #expect(Self.state(trace, row.hop) == row.state, "\(row)")
    #expect(trace.verdict == row.verdict, "\(row)")
  }

  @Test func `a cluster IP that refuses counts where pods answer from here`() throws {
    let trace = try Self.weighed(
      "service/shop/web",
      [.service: [Self.reading(.refused)], .pod: [Self.reading(.open)]])
    #expect(Self.state(trace, .service) == .fault && trace.verdict == .fault)
  }

  @Test func `a request that arrives outweighs pods that deny it`() throws {
    let trace = try Self.weighed(
      "http://shop.local/",
      [
        .pod: Array(repeating: Self.reading(.status(500)), count: 3),
        .response: [Self.reading(.status(200))],
      ])
    #expect(Self.state(trace, .pod) == .fault && trace.verdict == .degraded)
  }

  @Test func `without an answer every trace stays as its objects tell it`() throws {
    for fixture in TraceCase.all {
      var cluster = SmallCluster()
      fixture.build(&cluster)
      let trace = try fixture.trace
      let questions = TraceQuestions(trace, in: cluster.inventory)
      #expect(
        trace.weighed(by: TraceEvidence(questions, [:], seconds: 10)) == trace,
        "\(fixture.testDescription)")
      for hop in trace.hops.map(\.hop) where hop != .tls {
        let isAsked = questions.questions.contains { $0.hop == hop }
        #expect(isAsked != (questions.reasons[hop] != nil), "\(fixture.testDescription), \(hop)")
      }
    }
  }

  @Test func `an answer where the objects break the way leaves open who is right`() throws {
    for fixture in TraceCase.all {
      let trace = try fixture.trace
      guard trace.verdict == .fault else { continue }
      var cluster = SmallCluster()
      fixture.build(&cluster)
      let questions = TraceQuestions(trace, in: cluster.inventory)
      guard let asked = questions.questions.first(where: { $0.hop == .response }) else { continue }
      for (status, verdict) in [(200, Trace.Verdict.unknown), (trace.status ?? 503, .fault)] {
        let evidence = TraceEvidence(
          questions, [asked: Self.reading(.status(status))], seconds: 10)
        let isSame = status == trace.status
        #expect(
          trace.weighed(by: evidence).verdict == (isSame ? .fault : verdict),
          "\(fixture.testDescription), \(status)")
      }
    }
  }

  @Test func `what the objects break keeps their words, and its cause`() throws {
    let trace = try Self.weighed(
      "http://other.local/",
      [.dns: [Self.reading(.resolved([]))], .response: [Self.reading(.unroutable("no way"))]])
    let plain = try Self.trace("http://other.local/")
    #expect(trace.verdict == .fault && trace.rootCause == plain.rootCause)
    #expect(trace.hops.last == plain.hops.last)
  }

  @Test func `JSON tells what was asked, what came, and from where`() throws {
    let line = Self.request
    let evidence = try Self.evidence(
      line,
      [
        .listener: [Self.reading(.refused)],
        .pod: [Self.reading(.refused, .server), Self.reading(.status(200), .server)],
      ])
    let value = TraceReport.json(try Self.trace(line), evidence: evidence)
    #expect(value["verdict"] == "fault" && value["objectsVerdict"] == "ok")
    func hop(_ name: String) -> JSONValue {
      value["hops"].array.first { $0["hop"] == .string(name) } ?? .null
    }
    #expect(hop("listener")["evidence"] == "probe" && hop("route")["evidence"] == "objects")
    #expect(
      hop("listener")["probe"] == [
        "asked": "TCP :8080", "answered": "the connection is refused", "vantage": "here",
        "state": "fault",
        "answers": [
          .object([
            "name": .null, "address": "shop.local:80", "asked": "TCP :8080",
            "answered": "the connection is refused", "vantage": "here", "state": "fault",
          ])
        ],
      ])
    let pod = hop("pod")["probe"]
    #expect(pod["answered"] == "1 of 2 answer" && pod["vantage"] == "apiServer")
    #expect(pod["state"] == "warning" && pod["answers"].array.first?["state"] == "fault")
    #expect(
      hop("route")["probe"]
        == .object([
          "asked": .null, "answered": .null, "vantage": .null, "state": "notAsked",
          "why": "Only the objects tell it.",
        ]))
    #expect(hop("response")["probe"]["answers"].array.first?.object["answered"] == .null)
    #expect(!value.text.contains("hush"))
  }

  @Test func `without evidence neither form has a word of it`() throws {
    let value = TraceReport.json(try Self.trace("http://shop.local/"))
    #expect(value.object["objectsVerdict"] == nil)
    #expect(value["hops"].array.allSatisfy { $0.object["probe"] == nil })
    #expect(!TraceReport.text(try Self.trace("http://shop.local/")).contains("asked"))
  }

  @Test func `the text has what came below each hop, cleaned and at 80 columns`() throws {
    let line = Self.request
    let evidence = try Self.evidence(
      line,
      [
        .dns: [Self.reading(.resolved(["192.0.2.1"]))], .listener: [Self.reading(.open)],
        .pod: [
          Self.reading(.failed("no \u{1B}[31mway"), .server), Self.reading(.status(200), .server),
          Self.reading(.status(200), .server),
        ],
        .response: [Self.reading(.status(200))],
      ])
    let text = TraceReport.text(try Self.trace(line), evidence: evidence)
    #expect(
      text.hasPrefix(
        """
        trace   GET http://shop.local/, from outside
        result  degraded; by the objects alone ok

          1 ok       DNS        Asked from here, DNS leads it to 192.0.2.1.
                                asked TCP :8080: 192.0.2.1, in 3.0 ms, from here
          2 ok       Listener   Port 80 of ingress-nginx, the controller of class nginx.
                                asked TCP :8080: the connection is taken, in 3.0 ms,
                                from here
          3 ok       Route      / Prefix leads to web:80 (rule 1 of 1).
          4 ok       Service    web, ClusterIP 10.0.0.1, port 80 leads to http.
                                not asked: The controller asks the pods themselves.
          5 ok       Selector   app=web matches 3 pods.
          6 ok       Endpoints  3 of 3 endpoints are ready.
          7 ok       Policy     No policy isolates the pods.
          8 warning  Pod        When asked: 2 of 3 answer; by the objects: web-1, web-2,
                                web-3 answer.
                                asked web-1: TCP :8080: no ·[31mway, through the API
                                server
                                asked web-2: TCP :8080: 200 in 3.0 ms, through the API
                                server
                                asked web-3: TCP :8080: 200 in 3.0 ms, through the API
                                server
          9 ok       Response   A backend answers, with a status of its own.
                                asked TCP :8080: 200 in 3.0 ms, from here

        backends
        """))
    #expect(!text.contains("hush") && !text.contains("\u{1B}"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}

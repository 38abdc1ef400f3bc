import Diagnosis
import Language
import Reporting
import TestSupport
import Testing
import Topology

/// What `sluice check` and `sluice explain` print.
@Suite struct CheckReportTests {
  private static let pay = ObjectReference("Service", "shop", "pay")

  private static func fault(
    _ grade: Fault.Grade = .blocker, file: String? = nil, cause: String? = nil
  ) -> Fault {
    var fault = Fault(
      "service-selector-matches-nothing", grade, pay, field: "spec.selector",
      says: "No pod has app=pay,tier=backend.",
      fix:
        "Change the selector to tier=back-end: 2 pods differ in this label alone, for example pay-6f."
    )
    fault.location = file.map { SourceLocation(file: $0, line: 12) }
    fault.cause = cause
    return fault
  }

  private static func result(_ fault: Fault, folder: String = "") -> JSONValue {
    SARIFLog([fault], version: "1.0", folder: folder).json["runs"].array.first?["results"].array
      .first ?? .null
  }

  @Test func `a finding is a block that names object, id, mend, cause and place`() {
    let text = CheckText([Self.fault(file: "shop/pay.yaml", cause: "pod-crash-loop")]).text
    #expect(
      text == """
        fault    service/shop/pay
                 service-selector-matches-nothing
                 No pod has app=pay,tier=backend.
          fix    Change the selector to tier=back-end: 2 pods differ in this label
                 alone, for example pay-6f.
          cause  pod-crash-loop
          field  spec.selector
          at     shop/pay.yaml:12

        1 fault, 0 warnings, 0 infos

        """)
  }

  @Test func `the worst findings come first and nothing is said of nothing`() {
    let text = CheckText([Self.fault(.info), Self.fault(.risk), Self.fault(.degraded)]).text
    let words = text.split(separator: "\n").filter { $0.contains("service/shop/pay") }
      .map { $0.prefix { $0 != " " } }
    #expect(words == ["fault", "warning", "info"])
    #expect(CheckText([]).text == "nothing found\n")
  }

  @Test func `an escape sequence in a file name does not reach the terminal`() {
    let text = CheckText([Self.fault(file: "a\u{1B}[31m.yaml")]).text
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("a·[31m.yaml:12"))
  }

  @Test(arguments: [
    (Fault.Severity.fault, [true, false, false]), (.warning, [true, true, false]),
    (.info, [true, true, true]),
  ])
  func `a severity reaches the ones below it`(least: Fault.Severity, reaching: [Bool]) {
    #expect(Fault.Severity.allCases.map { $0.reaches(least) } == reaching)
  }

  @Test func `a SARIF log names its schema, its tool and a rule for every kind of fault`() throws {
    let log = SARIFLog([], version: "1.0").json
    #expect(log["version"] == "2.1.0")
    #expect(log["$schema"].string?.hasSuffix("/sarif-schema-2.1.0.json") == true)
    let run = try #require(log["runs"].array.first)
    #expect(run["results"] == [])
    #expect(run["invocations"] == [["executionSuccessful": true]])
    let driver = run["tool"]["driver"]
    #expect(driver["name"] == "sluice")
    #expect(driver["version"] == "1.0")
    #expect(driver["rules"].array.map { $0["id"].string } == FaultCatalogue.all.map(\.id))
    let rule = try #require(driver["rules"].array.first { $0["id"] == "endpoints-none-ready" })
    #expect(rule["shortDescription"]["text"] == "No endpoint is ready")
    #expect(rule["defaultConfiguration"]["level"] == "error")
    #expect(rule["help"]["text"] == "Look at why the pods are not ready.")
  }

  @Test func `a result points at its rule, its line and its object`() throws {
    let result = Self.result(Self.fault(file: "shop/pay.yaml", cause: "pod-crash-loop"))
    #expect(result["ruleId"] == "service-selector-matches-nothing")
    let index = try #require(result["ruleIndex"].integer)
    #expect(FaultCatalogue.all[index].id == "service-selector-matches-nothing")
    #expect(result["level"] == "error")
    #expect(
      result["message"]["text"].string?.hasPrefix("No pod has app=pay,tier=backend. C") == true)
    #expect(result["properties"] == ["field": "spec.selector", "cause": "pod-crash-loop"])
    let location = try #require(result["locations"].array.first)
    #expect(
      location["physicalLocation"]
        == ["artifactLocation": ["uri": "shop/pay.yaml"], "region": ["startLine": 12]])
    #expect(
      location["logicalLocations"]
        == [["name": "pay", "kind": "resource", "fullyQualifiedName": "shop/Service/pay"]])
  }

  @Test func `an object of a cluster has a logical place only`() throws {
    let location = try #require(Self.result(Self.fault())["locations"].array.first)
    #expect(location["physicalLocation"] == .null)
    #expect(location["logicalLocations"].array.count == 1)
  }

  @Test func `a fingerprint outlives a change of lines and of words`() {
    var other = Self.fault(file: "other.yaml")
    other.says = "Other words."
    let prints = [Self.fault(file: "shop/pay.yaml"), other].map {
      Self.result($0)["partialFingerprints"]
    }
    #expect(prints[0] == prints[1])
    #expect(
      prints[0]["fault/v1"]
        == "service-selector-matches-nothing:service/shop/pay:spec.selector")
  }

  @Test(arguments: [
    ("shop/pay.yaml", "shop/pay.yaml"), ("./shop//pay.yaml", "shop/pay.yaml"),
    ("../shop/pay.yaml", "../shop/pay.yaml"), ("/work/shop/pay.yaml", "shop/pay.yaml"),
    ("/work2/pay.yaml", "file:///work2/pay.yaml"),
    ("my shop/a:b é.yaml", "my%20shop/a%3Ab%20%C3%A9.yaml"),
    ("100%.yaml", "100%25.yaml"),
  ])
  func `files become URIs`(file: String, uri: String) {
    let result = Self.result(Self.fault(file: file), folder: "/work")
    #expect(
      result["locations"].array.first?["physicalLocation"]["artifactLocation"]["uri"].string == uri)
  }

  @Test func `what could not be read is told, and that the run is not whole`() {
    let run = SARIFLog([], version: "1.0", problems: ["a.yaml:3: it is not YAML"]).json["runs"]
    #expect(
      run.array.first?["invocations"] == [
        [
          "executionSuccessful": false,
          "toolExecutionNotifications": [
            ["level": "error", "message": ["text": "a.yaml:3: it is not YAML"]]
          ],
        ]
      ])
  }

  @Test func `an explanation says where a fault sits, what it means and what mends it`() throws {
    let kind = try #require(FaultCatalogue.kind("endpoints-none-ready"))
    #expect(
      FaultExplanation(kind).text == """
        endpoints-none-ready
        No endpoint is ready

        severity  fault
        hop       endpoints

        All endpoints are there and none is ready: kube-proxy refuses connections.

        mend      Look at why the pods are not ready.

        """)
    #expect(FaultExplanation(kind).json["severity"] == "fault")
    #expect(FaultExplanation(kind).json["kind"] == "FaultKind")
  }

  @Test func `no line of an explanation is longer than a terminal`() {
    for kind in FaultCatalogue.all {
      for line in FaultExplanation(kind).text.split(separator: "\n") {
        #expect(line.count <= 80, "\(kind.id): \(line)")
      }
    }
  }

  @Test func `all faults are listed, a line each`() {
    let lines = FaultExplanation.table().split(separator: "\n")
    #expect(lines.count == FaultCatalogue.all.count + 1)
    #expect(lines[0].split(separator: " ") == ["FAULT", "SEVERITY", "HOP", "TITLE"])
    #expect(
      FaultExplanation.list()["items"].array.compactMap { $0["id"].string }
        == FaultCatalogue.all.map(\.id))
  }

  @Test(arguments: [
    ("endpoints-none-redy", "endpoints-none-ready"), ("none-ready", "endpoints-none-ready"),
    ("zzz", nil),
  ])
  func `a word that is no id has a nearest one`(word: String, nearest: String?) {
    #expect(FaultExplanation.nearest(to: word) == nearest)
  }
}

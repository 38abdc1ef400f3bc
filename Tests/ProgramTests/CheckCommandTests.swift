import Foundation
import TestSupport
import Testing
import Topology

/// `sluice check`, `sluice explain` and `sluice plan`: what they print, and the codes that they end with.
@Suite(.serialized, .realTime) struct CheckCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func manifests(_ name: String) -> String {
    root.appending(path: "Tests/Manifests/\(name)").path
  }

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: pay, namespace: shop}
    spec:
      replicas: 2
      selector: {matchLabels: {app: pay}}
      template:
        metadata: {labels: {app: pay, tier: back-end}}
        spec:
          containers:
          - {name: pay, image: pay, ports: [{name: http, containerPort: 8080}], \
    readinessProbe: {httpGet: {path: /ready, port: http}}, \
    livenessProbe: {httpGet: {path: /alive, port: http}}}

    """

  private static func service(tier: String) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: pay, namespace: shop}
    spec:
      selector:
        app: pay
        tier: \(tier)
      ports:
      - {name: http, port: 80, targetPort: http}

    """
  }

  private static let broken = "\(deployment)---\n\(service(tier: "backend"))"
  private static let sound = "\(deployment)---\n\(service(tier: "back-end"))"

  private func sluice(_ words: String..., input: String = "") async throws -> Program.Outcome {
    try await Program.run(Program.path, words, input: input)
  }

  @Test func `a finding names object, mend and line, and ends with 1`() async throws {
    let outcome = try await sluice("check", "-f", "-", input: Self.broken)
    #expect(
      outcome.output == """
        fault    service/shop/pay
                 service-selector-matches-nothing
                 No pod has app=pay,tier=backend.
          fix    Change the selector to tier=back-end: 2 pods differ in this label
                 alone, for example \(try podName(outcome.output)).
          field  spec.selector
          at     standard input:17

        1 fault, 0 warnings, 0 infos

        """)
    #expect(outcome.errors == "")
    #expect(outcome.status == 1)
  }

  /// The name of the derived pod, which has letters of its own.
  private func podName(_ text: String) throws -> String {
    let match = try #require(text.firstMatch(of: /for example ([a-z0-9-]+)/))
    return String(match.1)
  }

  @Test func `sound manifests end with 0`() async throws {
    let outcome = try await sluice("check", "-f", "-", input: Self.sound)
    #expect(outcome.output == "nothing found\n")
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
  }

  @Test(arguments: [("fault", 0), ("warning", 1), ("info", 1)] as [(String, Int32)])
  func `--fail-on says how bad is bad enough`(least: String, status: Int32) async throws {
    // A target port that no container declares is a warning.
    let text = Self.sound.replacing("targetPort: http", with: "targetPort: 9090")
    let outcome = try await sluice("check", "--fail-on", least, "-f", "-", input: text)
    #expect(outcome.output.contains("warning  service/shop/pay"))
    #expect(outcome.status == status)
  }

  @Test func `an invalid file is named, and the rest is checked`() async throws {
    let text = "\(Self.broken)---\napiVersion: v1\nkind: Servise\nmetadata: {name: a}\n"
    let outcome = try await sluice("check", "-f", "-", "-o", "json", input: text)
    #expect(
      outcome.errors
        == "sluice: standard input:23: there is no kind Servise in v1; write kind: Service\n")
    let list = try JSONValue(parsing: outcome.output)
    #expect(list["summary"]["fault"] == 1)
    #expect(outcome.status == 6)
  }

  @Test(arguments: ["course", "shop", "edges"])
  func `check and get faults find the same`(folder: String) async throws {
    let path = Self.manifests(folder)
    let check = try await sluice("check", "-f", path, "-o", "json")
    let get = try await sluice("get", "faults", "-f", path, "-o", "json")
    #expect(check.output == get.output)
    #expect(check.status == get.status)
  }

  @Test(arguments: ["course", "shop", "edges"])
  func `a SARIF log is valid by the published schema`(folder: String) async throws {
    let outcome = try await sluice("check", "-f", Self.manifests(folder), "-o", "sarif")
    let checked = try await Program.run(
      Program.peer("sarif-schema"), [], input: outcome.output)
    #expect(checked.output == "")
    #expect(checked.errors == "")
    #expect(checked.status == 0)
    let log = try JSONValue(parsing: outcome.output)
    let faults = try await sluice("get", "faults", "-f", Self.manifests(folder), "-o", "json")
    let results = try #require(log["runs"].array.first)["results"].array
    #expect(
      results.map { $0["ruleId"] }
        == (try JSONValue(parsing: faults.output))["items"].array.map { $0["id"] })
    #expect(outcome.status == faults.status)
  }

  @Test func `the schema refuses what is no SARIF`() async throws {
    let outcome = try await sluice("check", "-f", "-", "-o", "sarif", input: Self.broken)
    var log = try JSONValue(parsing: outcome.output)
    log["version"] = "3.0"
    let checked = try await Program.run(Program.peer("sarif-schema"), [], input: log.text)
    #expect(checked.status == 1)
    #expect(checked.output.hasPrefix("version: "))
  }

  @Test func `every fault is explained`() async throws {
    let all = try await sluice("explain", "--all", "-o", "json")
    let items = try JSONValue(parsing: all.output)["items"].array
    #expect(items.count > 40)
    let table = try await sluice("explain", "--all")
    #expect(table.output.split(separator: "\n").count == items.count + 1)
    let id = try #require(items.first?["id"].string)
    let one = try await sluice("explain", id)
    #expect(one.output.hasPrefix("\(id)\n"))
    #expect(one.status == 0)
  }

  @Test func `an unknown fault ends with 2 and the nearest one`() async throws {
    let outcome = try await sluice("explain", "service-selector-match-nothing")
    #expect(
      outcome.errors
        == "sluice: there is no fault `service-selector-match-nothing`; did you mean service-selector-matches-nothing?\n"
    )
    #expect(outcome.status == 2)
    let nothing = try await sluice("explain")
    #expect(nothing.status == 2)
  }

  @Test func `a plan shows the difference and the faults that it mends`() async throws {
    let outcome = try await sluice(
      "plan", "selector", "shop/pay", "app=pay,tier=back-end", "-f", "-", input: Self.broken)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(7) == [
        "--- service/shop/pay\tstandard input:13",
        "+++ service/shop/pay\tChange the selector of service shop/pay to app=pay,tier=back-end",
        " spec:", "   selector:", "     app: pay", "-    tier: backend", "+    tier: back-end",
      ])
    #expect(lines.contains("mends   service/shop/pay service-selector-matches-nothing"))
    #expect(!outcome.output.contains("causes"))
    #expect(outcome.status == 1)
  }

  @Test func `a fix is the plan that a fault names`() async throws {
    let outcome = try await sluice(
      "plan", "fix", "service/shop/pay", "-o", "json", "-f", "-", input: Self.broken)
    let plan = try JSONValue(parsing: outcome.output)
    #expect(plan["differs"] == true)
    #expect(plan["mends"].array.map { $0["id"] } == ["service-selector-matches-nothing"])
    #expect(plan["mends"].array.map { $0["line"] } == [17])
    #expect(plan["causes"] == [])
    #expect(plan["kubectl"].string?.hasPrefix("kubectl -n shop patch service pay ") == true)
    #expect(outcome.status == 1)
  }

  @Test func `a plan that breaks says what it causes`() async throws {
    let outcome = try await sluice(
      "plan", "scale", "deployment/shop/pay", "0", "-f", "-", input: Self.sound)
    #expect(outcome.output.contains("causes  deployment/shop/pay workload-scaled-to-zero\n"))
    #expect(outcome.status == 1)
  }

  @Test func `a plan that changes nothing ends with 0`() async throws {
    let outcome = try await sluice(
      "plan", "scale", "deployment/shop/pay", "2", "-f", "-", input: Self.sound)
    #expect(outcome.output == "")
    #expect(outcome.errors == "sluice: nothing would change\n")
    #expect(outcome.status == 0)
  }

  @Test(
    arguments: [
      (["scale", "pay"], 2), (["scale", "nobody", "3"], 2), (["scale", "pay", "many"], 2),
      (["selector", "pay", "tier"], 2), (["fix", "service/shop/pay"], 2),
      (["weights", "shop.local/", "pay=1"], 2),
      (["selector", "pay", "app=-"], 4),
    ] as [([String], Int32)])
  func `what cannot be planned has its code`(words: [String], status: Int32) async throws {
    let outcome = try await Program.run(
      Program.path, ["plan"] + words + ["-f", "-"], input: Self.sound)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(!outcome.errors.isEmpty)
  }
}

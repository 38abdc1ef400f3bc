import Foundation
import TestSupport
import Testing
import Topology

/// What cannot be used is told in one line with file, line, fault and mend; everything else is still there.
@Suite(.serialized, .realTime) struct BadInputTests {
  /// One manifest that cannot be used, and what is said about it after its path.
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let says: String

    var testDescription: String { name }
  }

  private static let service = "apiVersion: v1\nkind: Service\n"
  private static let good = "\(service)metadata: {name: good}\nspec: {ports: [{port: 80}]}\n"

  private static let faults = [
    Fault(
      name: "malformed", text: "\(service)metadata:\n  name: a\n spec: [\n",
      says:
        ":5: it is not YAML: did not find expected key; check the indentation, the colons and the quotes around this line"
    ),
    Fault(
      name: "unknown-kind", text: "apiVersion: v1\nkind: Servise\nmetadata: {name: a}\n",
      says: ":1: there is no kind Servise in v1; write kind: Service"),
    Fault(
      name: "no-ports", text: "\(service)metadata: {name: a}\nspec: {selector: {app: a}}\n",
      says: ":4: Service default/a: the Service has no ports; add spec.ports"),
    Fault(
      name: "bad-label",
      text: "\(service)metadata:\n  name: a\n  labels:\n    b!: c\nspec: {ports: [{port: 80}]}\n",
      says:
        ":6: Service default/a: `b!` is no label key; use up to 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`"
    ),
    Fault(
      name: "empty", text: "",
      says: ": it is empty: there is no object in it; write a manifest, or leave the file out"),
    Fault(
      name: "refused",
      text: "\(service)metadata: {name: a}\nspec:\n  ports:\n  - {port: 80, nodePort: 30080}\n",
      says:
        ":6: Service \"a\" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"
    ),
    Fault(
      name: "escape",
      text: "\(service)metadata: {name: \"a\\e[31mb\"}\nspec: {ports: [{port: 80}]}\n",
      says:
        ":3: Service default/a·[31mb: `a·[31mb` is no name for a Service; use up to 63 lower-case letters, digits and `-`, beginning with a letter"
    ),
  ]

  /// Calls the body with the path of a folder that holds these files, and removes it.
  private func withFolder(
    _ files: [String: String], _ body: (String) async throws -> Void
  ) async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files {
      try Data(text.utf8).write(to: root.appending(path: name))
    }
    try await body(root.path)
  }

  private func names(_ outcome: Program.Outcome) throws -> [String] {
    try JSONValue(parsing: outcome.output)["items"].array.compactMap { $0["name"].string }
  }

  @Test(arguments: faults)
  func `a manifest that cannot be used is one line, and the others are listed`(
    _ fault: Fault
  ) async throws {
    try await withFolder(["bad.yaml": fault.text, "good.yaml": Self.good]) { folder in
      let outcome = try await Program.sluice("get", "services", "-f", folder, "-o", "json")
      #expect(outcome.errors == "sluice: \(folder)/bad.yaml\(fault.says)\n")
      #expect(try names(outcome) == ["good"])
      #expect(outcome.status == 6)
    }
  }

  @Test func `of two objects with one name the first is used`() async throws {
    let second = Self.good.replacing("80", with: "81")
    try await withFolder(["a.yaml": "\(Self.good)---\n\(second)"]) { folder in
      let outcome = try await Program.sluice("get", "services", "-f", folder, "-o", "json")
      #expect(
        outcome.errors
          == "sluice: \(folder)/a.yaml:6: Service default/good stands already in \(folder)/a.yaml:1; the first is used: remove one of them\n"
      )
      let items = try JSONValue(parsing: outcome.output)["items"].array
      #expect(items.map { $0["ports"].array.first?["port"].integer } == [80])
      #expect(outcome.status == 6)
    }
  }

  @Test func `paths without manifests and files of 50 MB are told by name`() async throws {
    try await withFolder(["README": "nothing"]) { folder in
      let big = "\(folder)/big.yaml"
      try Data().write(to: URL(filePath: big))
      let handle = try FileHandle(forWritingTo: URL(filePath: big))
      try handle.truncate(atOffset: 50 << 20)
      try handle.close()
      try FileManager.default.createDirectory(
        atPath: "\(folder)/none", withIntermediateDirectories: false)
      let lines = [
        "\(folder)/none: the folder holds no manifests; name a folder with *.yaml, *.yml or *.json files",
        "\(folder)/missing: there is no such file or folder; check the path after -f",
        "\(big): it is larger than 16 MiB; split it into smaller files",
      ]
      let arguments = ["none", "missing", "big.yaml"].flatMap { ["-f", "\(folder)/\($0)"] }
      let said = lines.map { "sluice: \($0)\n" }.joined()
      for command in [["get", "services"], ["demo", "--serve"]] {
        let outcome = try await Program.run(Program.path, command + arguments)
        #expect(outcome.errors == said)
        #expect(outcome.status == 6)
      }
    }
  }

  @Test func `a playground tells the same lines and runs with the rest`() async throws {
    var files = Dictionary(uniqueKeysWithValues: Self.faults.map { ("\($0.name).yaml", $0.text) })
    files["good.yaml"] = Self.good
    try await withFolder(files) { folder in
      // A pipe that happens to lie there must not hold the program up.
      #expect(mkfifo("\(folder)/pipe.yaml", 0o600) == 0)
      let said = "\(folder)/said.txt"
      #expect(FileManager.default.createFile(atPath: said, contents: nil))
      let errors = try FileHandle(forWritingTo: URL(filePath: said))
      let playground = try await ServedPlayground("-f", folder, "--load", "0", errors: errors)
      defer { playground.stop() }
      let lines = try String(contentsOfFile: said, encoding: .utf8).split(separator: "\n")
      #expect(
        lines.map(String.init).sorted()
          == Self.faults.map { "sluice: \(folder)/\($0.name).yaml\($0.says)" }.sorted())
      let services = try await playground.sluice(["get", "services", "-A", "-o", "json"])
      #expect(try names(services) == ["good"])

      try await expectRefusal(of: playground.addresses.api, "the API server", "--api-port")
      try await expectRefusalAtTerminal(of: playground.addresses.api)
      try await expectRefusal(
        of: playground.addresses.ingress, "the ingress proxy", "--ingress-port")
      try await expectRefusal(
        of: playground.addresses.ingressTLS, "the ingress proxy (TLS)", "--ingress-tls-port")
    }
  }

  /// Expects that a second playground cannot have a port, and says how to choose another.
  private func expectRefusal(of address: String, _ part: String, _ option: String) async throws {
    let port = try #require(URL(string: address)?.port)
    let outcome = try await Program.sluice("demo", "--serve", option, "\(port)")
    #expect(
      outcome.errors
        == "sluice: \(part) cannot listen on 127.0.0.1:\(port): another process uses that port; choose another one with \(option), or 0 for any that is free\n"
    )
    #expect(outcome.output == "")
    #expect(outcome.status == 2)
  }

  /// Expects the same of the console, at a terminal that it has not touched.
  private func expectRefusalAtTerminal(of address: String) async throws {
    let port = try #require(URL(string: address)?.port)
    let outcome = try await Program.run(
      "script", ["-qec", "'\(Program.path)' demo --api-port \(port)", "/dev/null"],
      environment: ["TERM": "xterm"])
    #expect(outcome.output.hasPrefix("sluice: the API server cannot listen on 127.0.0.1:\(port): "))
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.status == 2)
  }

  @Test func `escape sequences of manifests never leave the program`() async throws {
    let ingress = #"""
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: evil
        annotations: {kubernetes.io/ingress.class: "ng\e[31minx\x9B2J", note: "\e]0;title\a"}
      spec:
        rules:
        - http:
            paths:
            - path: "/\e[2J\u202E"
              pathType: ImplementationSpecific
              backend: {service: {name: good, port: {number: 80}}}
      """#
    try await withFolder(["good.yaml": Self.good, "evil.yaml": ingress]) { folder in
      for list in ["services", "routes", "backends", "faults"] {
        for format in ["table", "json", "yaml"] {
          let outcome = try await Program.sluice(
            "get", list, "-f", folder, "-o", format, "--color", "never")
          let scalars = (outcome.output + outcome.errors).unicodeScalars
          #expect(
            !scalars.contains {
              $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
            }, "\(list) as \(format)")
          #expect(list != "routes" || outcome.output.contains("[2J"))
        }
      }
    }
  }
}

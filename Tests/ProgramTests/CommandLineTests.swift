import Foundation
import TestSupport
import Testing
import Topology

/// What scripts and people find at the command line: help, completion, selections, exit codes.
@Suite(.realTime) struct CommandLineTests {
  private static let shop = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Manifests/shop").path

  private func get(_ arguments: String...) async throws -> Program.Outcome {
    try await Program.run(Program.path, ["get"] + arguments + ["-f", Self.shop])
  }

  @Test(arguments: [
    [], ["get"], ["trace"], ["check"], ["explain"], ["plan"], ["demo"], ["doctor"], ["completion"],
    ["version"], ["reset"],
  ])
  func `every command has help with examples`(_ command: [String]) async throws {
    let help = try await Program.run(Program.path, command + ["--help"])
    #expect(help.status == 0)
    #expect(help.errors == "")
    #expect(help.output.contains("EXAMPLES:\n  "))
    let usage = (["sluice"] + command).joined(separator: " ")
    #expect(help.output.contains("USAGE: \(usage)"))
  }

  @Test func `the completion script of bash parses and names commands and options`() async throws {
    for shell in ["bash", "zsh", "fish"] {
      let script = try await Program.sluice("completion", shell)
      #expect(script.status == 0)
      for word in [
        "get", "check", "explain", "plan", "demo", "completion", "serve", "all-namespaces",
      ] {
        #expect(script.output.contains(word), "\(word) for \(shell)")
      }
    }
    let script = try await Program.sluice("completion", "bash")
    let parsed = try await Program.run("bash", ["-n"], input: script.output)
    #expect(parsed.status == 0)
    #expect(parsed.errors == "")
  }

  @Test(arguments: [
    (["services", "nosuch"], "there is no service `nosuch`"),
    (["services", "wbe"], "there is no service `wbe`; did you mean web?"),
    (
      ["backends", "web", "-n", "other"],
      "there is no service `web` in namespace other; there is one in namespace shop: add -n shop"
    ),
    (
      ["backends", "other/web"],
      "there is no service `web` in namespace other; "
        + "there is one in namespace shop: add -n shop"
    ),
    (["routes", "web"], "there is no object with routes `web`"),
    (["faults", "nosuch"], "there is no object `nosuch`"),
    (["backends", "pay"], "no backends of `pay`"),
  ])
  func `a name that lists nothing is told in one line, with exit code 1`(
    _ arguments: [String], _ line: String
  ) async throws {
    let outcome = try await Program.run(
      Program.path, ["get"] + arguments + ["-f", Self.shop])
    #expect(outcome.errors == "sluice: \(line)\n")
    #expect(outcome.output == "")
    #expect(outcome.status == 1)
  }

  @Test func `names and namespaces select, and nothing to list is no fault`() async throws {
    let named = try await get("services", "shop/web", "-o", "json")
    let items = try JSONValue(parsing: named.output)["items"].array
    #expect(items.map { $0["name"].string } == ["web"])
    #expect(named.status == 0)

    let empty = try await get("services", "-n", "nosuch")
    #expect(empty.errors == "sluice: no services in namespace nosuch\n")
    #expect(empty.status == 0)
    let none = try await get("services", "-n", "nosuch", "-o", "json")
    #expect(try JSONValue(parsing: none.output)["items"].array == [])
    #expect(none.errors == "")

    let sound = try await get("faults", "api")
    #expect(sound.errors == "sluice: no faults of `api`\n")
    #expect(sound.status == 0)
    #expect(try await get("faults", "pay").status == 1)
  }

  @Test func `a table has one line a service, and YAML says what JSON says`() async throws {
    let table = try await get("services", "-n", "shop")
    let lines = table.output.split(separator: "\n")
    #expect(lines.count == 14)
    #expect(lines.first?.hasPrefix("NAMESPACE  NAME       TYPE ") == true)
    #expect(lines.contains { $0.hasPrefix("shop       web        ClusterIP ") })
    let yaml = try await get("routes", "old", "-o", "yaml")
    #expect(
      yaml.output == """
        apiVersion: sluice/v1
        items:
        - backends:
          - port: "80"
            service: shop/legacy
            share: 1
            weight: 100
          controller: nginx
          faults:
          - ingress-api-deprecated
          host: "*.old.example.com"
          kind: Ingress
          name: old
          namespace: shop
          path: "/"
          pathType: ImplementationSpecific
          tls: false
        kind: RouteList

        """)
  }

  @Test(arguments: [
    ["get"], ["get", "pods"], ["get", "services", "-o", "xml"],
    ["get", "services", "-n", "a", "-A"],
    ["demo", "--api-port", "65536"], ["demo", "--load", "-1"], ["bogus"], ["completion", "csh"],
  ])
  func `what is not understood is an error of usage`(_ arguments: [String]) async throws {
    let outcome = try await Program.run(Program.path, arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: "))
    #expect(outcome.errors.contains("--help"))
  }

  @Test func `without a cluster the exit code is 3, and 6 with a broken kubeconfig`() async throws {
    let missing = try await Program.sluice(
      "get", "services", environment: ["KUBECONFIG": "", "HOME": "/nonexistent"])
    #expect(missing.status == 3)
    #expect(missing.errors.split(separator: "\n").count == 1)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "config").path
    try Data("clusters: [\n".utf8).write(to: URL(filePath: file))
    let broken = try await Program.sluice("get", "services", "--kubeconfig", file)
    #expect(broken.status == 6)
    #expect(broken.errors.hasPrefix("sluice: \(file)"))
    #expect(broken.errors.split(separator: "\n").count == 1)
  }
}

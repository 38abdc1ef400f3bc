import Foundation
import TestSupport
import Testing
import Topology

/// `doctor` and `--snapshot` without a cluster of one's own.
@Suite(.realTime) struct DoctorTests {
  /// Runs `sluice` with a folder of settings.
  private func sluice(
    settings: String = "", _ arguments: String...
  ) async throws -> Program.Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sluice-settings-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try settings.write(
      to: folder.appending(path: "config.yaml"), atomically: true, encoding: .utf8)
    return try await Program.run(
      Program.path, arguments,
      environment: [
        "SLUICE_CONFIG_DIR": folder.path, "KUBECONFIG": "/nonexistent/kubeconfig",
        "XDG_STATE_HOME": folder.path, "LC_ALL": "C.UTF-8",
      ])
  }

  @Test func `without a kubeconfig it says so and ends with 3`() async throws {
    let outcome = try await sluice("doctor")
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("failure  kubeconfig   there is no kubeconfig with a context"))
  }

  @Test(arguments: [
    ("theme: 3\n", "config.yaml:1: theme takes a name"),
    ("# mine\nprotected: [a]\nlanguage: fr\n", "config.yaml:3: there is no setting language"),
    ("lang: de\n", "config.yaml:1: lang is en or fr"),
    ("protected: [a\n", "config.yaml:"),
    ("- protected\n", "config.yaml:1: this is no list of settings"),
    ("probing: maybe\n", "config.yaml:1: probing is on or off"),
  ])
  func `wrong settings are told by line, and nothing is kept from starting`(
    _ settings: String, _ problem: String
  ) async throws {
    let outcome = try await sluice(settings: settings, "doctor")
    #expect(outcome.output.contains("warning  files"))
    #expect(outcome.output.contains(problem))
    let picture = try await sluice(
      settings: settings, "demo", "--load", "0", "--snapshot", "--size", "80x24")
    #expect(picture.status == 0)
    #expect(picture.output.contains("playground SIM"))
  }

  @Test func `a snapshot of the playground has measured rates and the asked size`() async throws {
    let outcome = try await sluice(
      settings: "lang: fr\n", "demo", "--snapshot", "--size", "100x30", "--screen", "flow")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 31)
    #expect(outcome.output.contains("/s"))
    #expect(outcome.output.contains("3 routes · 5 services · 10 pods"))
    let colored = try await sluice(
      "demo", "--load", "0", "--snapshot", "--size", "80x24", "--color", "always")
    #expect(colored.output.contains("\u{1B}[0;"))
    let wrong = try await sluice("demo", "--snapshot", "--size", "80")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("--size takes columns and rows, as 120x40."))
  }

  @Test(arguments: [
    ("contour", "HTTPProxy"), ("istio", "VirtualService"), ("traefik", "IngressRoute"),
  ])
  func `routes of every kind show on the playground, and their traffic`(
    _ folder: String, _ kind: String
  ) async throws {
    let manifests = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Manifests/\(folder)").path
    let outcome = try await sluice(
      "demo", "-f", manifests, "--snapshot", "--size", "200x60", "--screen", "routes")
    #expect(outcome.status == 0)
    let rows = outcome.output.split(separator: "\n").filter {
      $0.lowercased().contains(kind.lowercased())
    }
    #expect(!rows.isEmpty, "\(outcome.output)")
    let rates = rows.flatMap { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rates.contains { $0 > 1 }, "\(outcome.output)")
  }
}

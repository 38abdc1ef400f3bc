import ArgumentParser
import Foundation
import Topology

/// `sluice doctor`: what stands between this terminal and a cluster, one line each.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check terminal, kubeconfig, reachability, versions and permissions.",
    discussion: """
      EXAMPLES:
        sluice doctor
        sluice doctor --context prod-eu -n shop
        sluice doctor -o json | jq '.items[] | select(.state != "ok")'

      Ends with 0 when the console can work, 2 for the terminal, 3 when the cluster cannot be reached,
      4 when it refuses, 6 when a file is invalid.
      """)

  /// How it is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(
    name: .shortAndLong, help: "The namespace to ask permissions for; by default the context's.")
  var namespace: String?

  @Option(name: .shortAndLong, help: "text or json.")
  var output: Format = .text

  @OptionGroup var cluster: ClusterOptions

  func run() async throws {
    let here = TerminalDoctor(
      environment: ProcessInfo.processInfo.environment, configuration: .load(),
      isTerminal: isatty(STDOUT_FILENO) == 1)
    let findings =
      here.findings() + (await ClusterDoctor(options: cluster, namespace: namespace).findings())
    switch output {
    case .text: StandardStreams.output(findings.map { $0.line + "\n" }.joined())
    case .json:
      let list: JSONValue = [
        "apiVersion": "sluice/v1", "kind": "DoctorReport",
        "items": .array(findings.map(\.json)),
      ]
      StandardStreams.output(list.text + "\n")
    }
    let worst = findings.map(\.code).first { $0 != .fine }
    if let worst { throw ProgramExit(worst) }
  }
}

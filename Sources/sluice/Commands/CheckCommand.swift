import ArgumentParser
import Diagnosis
import Foundation
import Kubernetes
import Reporting
import Topology

/// The command `sluice check`: everything that keeps requests from arriving, or may.
struct CheckCommand: AsyncParsableCommand {
  /// How findings are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif
  }

  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find what keeps requests from arriving.",
    discussion: """
      EXAMPLES:
        sluice check -f shop/                    manifests, no cluster is asked
        helm template shop | sluice check -f -
        sluice check -A --fail-on warning        the cluster of the kubeconfig
        sluice check -f shop/ -o sarif > sluice.sarif

      `sluice explain FAULT-ID` says more about a finding.

      EXIT CODES:
        0 nothing as bad as --fail-on, 1 something is, 3 cluster unreachable,
        6 a file is invalid: it is named, and everything else is checked all the same
      """)

  @Option(name: .shortAndLong, help: "The namespace; with -f also of objects without one.")
  var namespace: String?

  @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
  var allNamespaces = false

  @Option(name: .shortAndLong, help: "text, json or sarif.")
  var output: Format = .text

  @Option(name: .long, help: "The least that ends with 1: fault, warning or info.")
  var failOn: Fault.Severity = .fault

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: "A manifest, a folder of them, or - for standard input; may be repeated.",
    completion: .file())
  var files: [String] = []

  @Option(name: .long, help: "auto, always or never.")
  var color: ColorChoice = .auto

  @OptionGroup var cluster: ClusterOptions

  func validate() throws {
    if allNamespaces, namespace != nil {
      throw ValidationError("-n and -A exclude each other: name one namespace, or all.")
    }
  }

  func run() async throws {
    guard files.isEmpty else {
      var input = await ManifestInput(files, namespace: namespace)
      let report = await ReportSource.offline(&input)
      let findings = write(report, namespace: namespace, problems: input.errors)
      if input.isInvalid { throw ProgramExit(.invalidFile) }
      return try end(findings)
    }
    let access = try cluster.access()
    let chosen = allNamespaces ? nil : namespace ?? access.namespace
    try end(write(await ReportSource.live(access, namespace: chosen), namespace: chosen))
  }

  private func end(_ findings: [Fault]) throws(ProgramExit) {
    if findings.contains(where: { $0.severity.reaches(failOn) }) { throw ProgramExit(.negative) }
  }

  private func write(
    _ report: Report, namespace: String?, problems: [String] = []
  ) -> [Fault] {
    let findings = report.findings(Report.Selection(namespace: namespace))
    switch output {
    case .text:
      let isColored = color.isColored()
      let text = CheckText(findings) { isColored ? ColorChoice.colored($0) : $0.rawValue }
      StandardStreams.output(text.text)
    case .json: StandardStreams.output(Report.json(findings).prettyText + "\n")
    case .sarif:
      let log = SARIFLog(
        findings, version: Version.text, folder: FileManager.default.currentDirectoryPath,
        problems: problems)
      StandardStreams.output(log.json.prettyText + "\n")
    }
    return findings
  }
}

extension Fault.Severity: ExpressibleByArgument {}

extension ColorChoice {
  /// The word of a severity in its colour, of the eight that every terminal has.
  fileprivate static func colored(_ severity: Fault.Severity) -> String {
    let code =
      switch severity {
      case .fault: "31"
      case .warning: "33"
      case .info: "36"
      }
    return "\u{1B}[1;\(code)m\(severity.rawValue)\u{1B}[0m"
  }
}

import ArgumentParser
import Diagnosis
import Foundation
import Kubernetes
import Reporting
import Topology
import Traffic

/// The command `sluice trace`: why a request arrives, or does not.
struct TraceCommand: AsyncParsableCommand {
  /// How a trace is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Follow a request hop by hop: why it arrives, or does not.",
    usage: "sluice trace [METHOD] URL|service/[NS/]NAME[:PORT] [OPTIONS]",
    discussion: """
      EXAMPLES:
        sluice trace https://shop.local/pay -f shop/   manifests, no cluster asked
        sluice trace POST http://192.0.2.10/ -H Host:shop.local
        sluice trace http://web/ --from pod/shop/client   as a pod sees it
        sluice trace service/shop/web:http -o json
        sluice trace https://shop.local/ --probe          and ask each hop

      Without --probe nothing is sent: everything is told from the objects of the
      cluster. Where DNS leads outside of it is not among them, so an unknown DNS
      alone leaves the result as it is.

      --probe asks the name, the certificate, the listener or the Service, and the
      pods as their readiness probes do; GET, HEAD and OPTIONS are sent too, once.
      It asks from here or, where pods cannot be reached from here, through the API
      server: at most \(ProbeTarget.mostInAll) questions, all within \(Int(TraceProbing.deadline)) seconds. Where what comes
      contradicts the objects, the hop and the result say so.

      A URL is asked for from outside, a Service and a name ending with .svc from
      inside the cluster, unless --from says otherwise.

      EXIT CODES:
        0 the request arrives (ok, or degraded), or it is not known whether it does,
        1 it does not arrive, 2 it is no request, 3 cluster unreachable,
        6 a file is invalid: it is named, and the rest is used all the same
      """)

  @Argument(
    help: ArgumentHelp("A method and a URL, or service/[NS/]NAME[:PORT].", valueName: "what"))
  var words: [String]

  @Option(
    name: [.customShort("H"), .customLong("header")],
    help: ArgumentHelp("A header of the request; may be repeated.", valueName: "NAME:VALUE"))
  var headers: [String] = []

  @Option(
    name: .long,
    help: "outside, outside/ADDRESS, inside, pod/[NS/]NAME or deployment/[NS/]NAME.")
  var from: String?

  @Option(
    name: .shortAndLong, help: "The namespace of names without one, and of what is read.")
  var namespace: String?

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: "A manifest, a folder of them, or - for standard input; may be repeated.",
    completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "text or json.")
  var output: Format = .text

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Ask each hop too, within \(Int(TraceProbing.deadline)) seconds in all: what answers, and from where."
    ))
  var probe = false

  @OptionGroup var cluster: ClusterOptions

  func run() async throws {
    guard files.isEmpty else {
      if probe {
        throw ProgramExit(.usage, "--probe asks a cluster, and with -f there is none to ask")
      }
      let request = try request(namespace ?? "default")
      var input = await ManifestInput(files, namespace: namespace)
      let report = await ReportSource.offline(&input)
      let trace = try trace(request, in: report)
      tell(trace, nil)
      if input.isInvalid { throw ProgramExit(.invalidFile) }
      return try end(trace.verdict)
    }
    let access = try cluster.access()
    let request = try request(namespace ?? access.namespace)
    // One look at the whole cluster: a request passes namespaces. With `-n` that namespace alone.
    let report = try await ReportSource.live(access, namespace: namespace)
    let trace = try trace(request, in: report)
    guard probe else {
      tell(trace, nil)
      return try end(trace.verdict)
    }
    let evidence = try await TraceProbing(access: access).evidence(report.questions(to: trace))
    tell(trace, evidence)
    try end(trace.weighed(by: evidence).verdict)
  }

  private func request(_ namespace: String) throws(ProgramExit) -> TraceRequest {
    do throws(TraceRequestError) {
      return try TraceRequest(words, headers: headers, from: from, namespace: namespace)
    } catch {
      throw ProgramExit(.usage, error.description)
    }
  }

  private func trace(_ request: TraceRequest, in report: Report) throws(ProgramExit) -> Trace {
    if let missing = report.missingSource(of: request) { throw ProgramExit(.usage, missing) }
    return report.trace(request)
  }

  private func tell(_ trace: Trace, _ evidence: TraceEvidence?) {
    switch output {
    case .text: StandardStreams.output(TraceReport.text(trace, evidence: evidence))
    case .json:
      StandardStreams.output(TraceReport.json(trace, evidence: evidence).prettyText + "\n")
    }
  }

  private func end(_ verdict: Trace.Verdict) throws(ProgramExit) {
    if verdict == .fault { throw ProgramExit(.negative) }
  }
}

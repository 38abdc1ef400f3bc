import ArgumentParser
import Diagnosis
import Foundation
import Kubernetes
import Reporting
import Topology

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
        sluice trace https://shop.local/pay -f shop/      from manifests, no cluster is asked
        sluice trace POST http://192.0.2.10/ -H Host:shop.local
        sluice trace http://web/ --from pod/shop/client   as a pod of the cluster sees it
        sluice trace service/shop/web:http -o json

      Nothing is sent: everything is told from the objects of the cluster. Where DNS leads
      outside of the cluster is not among them, so an unknown DNS alone leaves the result as
      it is.

      A URL is asked for from outside, a Service and a name ending with .svc from inside the
      cluster, unless --from says otherwise.

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

  @OptionGroup var cluster: ClusterOptions

  func run() async throws {
    guard files.isEmpty else {
      let request = try request(namespace ?? "default")
      var input = await ManifestInput(files, namespace: namespace)
      let report = await ReportSource.offline(&input)
      let trace = try traced(request, in: report)
      if input.isInvalid { throw ProgramExit(.invalidFile) }
      return try end(trace)
    }
    let access = try cluster.access()
    let request = try request(namespace ?? access.namespace)
    // One look at the whole cluster: a request passes namespaces. With `-n` that namespace alone.
    try end(traced(request, in: await ReportSource.live(access, namespace: namespace)))
  }

  private func request(_ namespace: String) throws(ProgramExit) -> TraceRequest {
    do throws(TraceRequestError) {
      return try TraceRequest(words, headers: headers, from: from, namespace: namespace)
    } catch {
      throw ProgramExit(.usage, error.description)
    }
  }

  private func traced(_ request: TraceRequest, in report: Report) throws(ProgramExit) -> Trace {
    if let missing = report.missingSource(of: request) { throw ProgramExit(.usage, missing) }
    let trace = report.trace(request)
    switch output {
    case .text: StandardStreams.output(TraceReport.text(trace))
    case .json: StandardStreams.output(TraceReport.json(trace).prettyText + "\n")
    }
    return trace
  }

  private func end(_ trace: Trace) throws(ProgramExit) {
    if trace.verdict == .fault { throw ProgramExit(.negative) }
  }
}

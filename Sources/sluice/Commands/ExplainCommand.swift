import ArgumentParser
import Diagnosis
import Reporting
import Topology

/// The command `sluice explain`: what a fault means, and what mends it.
struct ExplainCommand: ParsableCommand {
  /// How an explanation is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a fault by its id, or list them all.",
    discussion: """
      EXAMPLES:
        sluice explain service-selector-matches-nothing
        sluice explain --all               every fault that can be found, a line each
        sluice explain --all -o json

      EXIT CODES:
        0 fine, 2 there is no such fault
      """)

  @Argument(
    help: ArgumentHelp("The id of a fault, as `sluice check` prints it.", valueName: "fault-id"),
    completion: .list(FaultCatalogue.all.map(\.id)))
  var id: String?

  @Flag(name: .long, help: "List every fault.")
  var all = false

  @Option(name: .shortAndLong, help: "text or json.")
  var output: Format = .text

  func validate() throws {
    if all == (id != nil) {
      throw ValidationError("Name one fault-id, or list them all with --all.")
    }
  }

  func run() throws {
    guard let id else {
      return StandardStreams.output(
        output == .json
          ? FaultExplanation.list().prettyText + "\n" : FaultExplanation.table())
    }
    guard let kind = FaultCatalogue.kind(id) else {
      let near = FaultExplanation.nearest(to: id).map { "did you mean \($0)?" }
      throw ProgramExit(
        .usage,
        "there is no fault `\(id)`; \(near ?? "`sluice explain --all` lists them")".cleaned)
    }
    let explanation = FaultExplanation(kind)
    StandardStreams.output(
      output == .json ? explanation.json.prettyText + "\n" : explanation.text)
  }
}

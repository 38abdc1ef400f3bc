import Actions
import ArgumentParser
import Foundation
import Kubernetes
import Playground
import State
import Topology

/// The command `sluice plan`: what a change would do, without making it.
struct PlanCommand: AsyncParsableCommand {
  /// How a plan is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case diff, json
  }

  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a change would do: its difference, and the faults that come and go.",
    discussion: """
      CHANGES:
        scale     [KIND/][NAMESPACE/]NAME NUMBER
        selector  [NAMESPACE/]SERVICE LABEL=VALUE...
        weights   HOST/PATH SERVICE=WEIGHT...
        fix       KIND/[NAMESPACE/]NAME [FAULT-ID]   the edit that mends a fault

      EXAMPLES:
        sluice plan scale deployment/web 0 -f shop/
        sluice plan selector pay app=pay,tier=back-end -f shop/
        sluice plan weights shop.local/api api-v2=40 -n shop
        sluice plan fix service/shop/pay -f shop/ -o json

      Nothing is changed. Without -f the cluster of the kubeconfig is read.

      EXIT CODES:
        0 nothing would change, 1 something would, 2 the words mean nothing here,
        3 cluster unreachable, 4 it cannot be done, 6 a file is invalid
      """)

  @Argument(help: "scale, selector, weights or fix.")
  var change: PlannedChange.Kind

  @Argument(help: ArgumentHelp("What to change, and to what.", valueName: "word"))
  var words: [String] = []

  @Option(name: .shortAndLong, help: "The namespace; with -f also of objects without one.")
  var namespace: String?

  @Option(name: .shortAndLong, help: "diff or json.")
  var output: Format = .diff

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: "A manifest, a folder of them, or - for standard input; may be repeated.",
    completion: .file())
  var files: [String] = []

  @OptionGroup var cluster: ClusterOptions

  func validate() throws {
    switch change {
    case .scale where words.count != 2:
      throw ValidationError("scale needs a workload and a number: sluice plan scale web 3.")
    case .selector where words.count < 2:
      throw ValidationError(
        "selector needs a Service and labels: sluice plan selector web app=web.")
    case .weights where words.count < 2:
      throw ValidationError(
        "weights needs a route and weights: sluice plan weights shop.local/api api-v2=40.")
    case .fix where !(1...2).contains(words.count):
      throw ValidationError("fix needs an object: sluice plan fix service/shop/web.")
    default: break
    }
  }

  func run() async throws {
    guard files.isEmpty else {
      var input = await ManifestInput(files, namespace: namespace)
      let now = Date().timeIntervalSince1970
      let cluster = await Playground.offline(manifests: input.objects) { now }
      input.report(cluster.refusals)
      let differs = try write(
        Connection(context: "manifests", kind: .simulated, writableUntil: .infinity),
        cluster.resources, now: now, locate: input.locator)
      if input.isInvalid { throw ProgramExit(.invalidFile) }
      if differs { throw ProgramExit(.negative) }
      return
    }
    let access = try cluster.access()
    // One namespace, as the lists read it: a change concerns nothing beyond.
    let snapshot = try await ReportSource.snapshot(
      access, namespace: namespace ?? access.namespace)
    let differs = try write(
      Connection(context: access.context, kind: .live, writableUntil: .infinity),
      snapshot.inventory.resources, unknown: Set(snapshot.unreadable.map(\.keptName)),
      now: Date().timeIntervalSince1970, locate: { _, _ in nil })
    if differs { throw ProgramExit(.negative) }
  }

  /// Prints the plan, and says whether it changes anything.
  private func write(
    _ connection: Connection, _ resources: [Resource], unknown: Set<String> = [], now: Double,
    locate: @escaping (ObjectReference, String?) -> SourceLocation?
  ) throws(ProgramExit) -> Bool {
    do throws(PlannedChange.Problem) {
      let planned = try PlannedChange(
        change, words, of: resources, in: connection, namespace: namespace,
        unknownKinds: unknown, now: now)
      let report = PlanReport(change: planned, locate: locate)
      StandardStreams.output(output == .json ? report.json.prettyText + "\n" : report.text)
      return true
    } catch {
      switch error {
      case .nothingChanges:
        if output == .json { StandardStreams.output(PlanReport.nothing.prettyText + "\n") }
        StandardStreams.message("sluice: nothing would change")
        return false
      case .unclear(let reason): throw ProgramExit(.usage, reason)
      case .refused(let reason): throw ProgramExit(.refused, reason)
      }
    }
  }
}

extension PlannedChange.Kind: ExpressibleByArgument {}

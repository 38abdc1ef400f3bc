import ArgumentParser
import Kubernetes
import Reporting

/// The command `sluice get`: lists for scripts and people.
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "List services, routes, backends, faults or the network.",
    discussion: """
      EXAMPLES:
        sluice get services -f shop/             from manifests, no cluster is asked
        helm template shop | sluice get routes -f -
        sluice get backends web -n shop -o json  from the cluster of the kubeconfig
        sluice get faults -A                     ends with 1 when something is broken
        sluice get network                       plugins, ranges, peers, load balancers and conflicts

      Backends of manifests are derived as a cluster's own controllers would derive them.
      On a cluster `services` reads the pods of a namespace only where the slices of Kubernetes' own
      controller do not show that its Services are well; `faults` looks at everything. `network` reads no pods; of it a
      namespace or a name chooses the load balancers only.
      """)

  @Argument(help: "services, routes, backends, faults or network.")
  var list: Report.List

  @Argument(help: "NAME or NAMESPACE/NAME; for backends and network, of the Service.")
  var name: String?

  @Option(name: .shortAndLong, help: "The namespace; with -f also of objects without one.")
  var namespace: String?

  @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
  var allNamespaces = false

  @Option(name: .shortAndLong, help: "table, json or yaml.")
  var output: Report.Format = .table

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
    if files.isEmpty {
      let access = try cluster.access()
      let chosen = allNamespaces ? nil : namespaceOfName ?? namespace ?? access.namespace
      let report = try await ReportSource.live(
        access, namespace: chosen, for: list)
      try write(report, namespace: chosen)
    } else {
      var input = await ManifestInput(files, namespace: namespace)
      let report = await ReportSource.offline(&input)
      try write(report, namespace: namespace, isPartial: input.isInvalid)
      if input.isInvalid { throw ProgramExit(.invalidFile) }
    }
  }

  /// The namespace that a name like `shop/web` says.
  private var namespaceOfName: String? {
    guard let parts = name?.split(separator: "/"), parts.count == 2 else { return nil }
    return String(parts[0])
  }

  private func write(
    _ report: Report, namespace: String?, isPartial: Bool = false
  ) throws(ProgramExit) {
    var selection = Report.Selection(namespace: namespace, name: name)
    if let parts = name?.split(separator: "/"), parts.count == 2 {
      selection = Report.Selection(namespace: String(parts[0]), name: String(parts[1]))
    }
    let isNothing = report.isEmpty(list, selection)
    let text = report.text(list, selection, as: output)
    if output != .table || !isNothing {
      let isColored = output == .table && color.isColored()
      StandardStreams.output(isColored ? ColorChoice.emphasized(text) : text)
    }
    guard isNothing else {
      if list == .faults, report.hasFaults(selection) { throw ProgramExit(.negative) }
      return
    }
    let absence = report.absence(of: list, selection)
    // What was left out has been said; that nothing is left needs no line of its own.
    if name != nil || output == .table && !isPartial {
      StandardStreams.message("sluice: \(absence.says)")
    }
    let isNegative = name != nil && (list != .faults || absence.isUnknown)
    if isNegative { throw ProgramExit(.negative) }
  }
}

extension Report.List: ExpressibleByArgument {}
extension Report.Format: ExpressibleByArgument {}

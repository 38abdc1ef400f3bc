import ArgumentParser
import Probing

/// `sluice` with no command: the console on the cluster of the kubeconfig.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Open the console on the cluster of the kubeconfig (the default).",
    discussion: """
      EXAMPLES:
        sluice                               the current context
        sluice --context prod-eu -n shop     another context, one namespace at first
        sluice --kubeconfig ./kubeconfig --screen services
        sluice --prometheus http://127.0.0.1:9090
        sluice --snapshot --screen flow --size 120x40 > flow.txt

      A real cluster opens read-only; :write on allows changes for five minutes. Contexts that
      config.yaml names under `protected` ask for their name with every change.
      """)

  @Option(name: .shortAndLong, help: "The namespace to show at first.")
  var namespace: String?

  @Flag(name: [.customShort("A"), .long], help: "Show all namespaces at first.")
  var allNamespaces = false

  @OptionGroup var cluster: ClusterOptions

  @OptionGroup var console: ConsoleOptions

  @Option(
    help: ArgumentHelp(
      "The Prometheus server whose figures are shown; otherwise the systems' own pages are read.",
      valueName: "url"))
  var prometheus: String?

  func validate() throws {
    if let prometheus, PrometheusURL(prometheus) == nil {
      throw ValidationError("--prometheus takes a URL, as http://prometheus:9090.")
    }
    if allNamespaces, namespace != nil {
      throw ValidationError("-n and -A exclude each other: name one namespace, or all.")
    }
  }

  func run() async throws {
    MemoryArenas.useOne()
    let access = try cluster.access()
    if !console.snapshot { try ConsoleProgram.check() }
    let configuration = Configuration.load()
    let live = LiveCluster(
      options: cluster, access: access, configuration: configuration,
      prometheus: prometheus.flatMap(PrometheusURL.init))
    let chosen = allNamespaces ? nil : namespace
    guard !console.snapshot else {
      return try await SnapshotProgram(
        cluster: live, options: console, configuration: configuration, namespace: chosen
      ).run()
    }
    try await ConsoleProgram(
      cluster: live, options: console, configuration: configuration, namespace: chosen
    ).run()
  }
}

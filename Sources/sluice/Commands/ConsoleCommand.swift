import ArgumentParser

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

      A real cluster opens read-only; :write on allows changes for five minutes.
      """)

  @Option(name: .shortAndLong, help: "The namespace to show at first.")
  var namespace: String?

  @Flag(name: [.customShort("A"), .long], help: "Show all namespaces at first.")
  var allNamespaces = false

  @OptionGroup var cluster: ClusterOptions

  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if allNamespaces, namespace != nil {
      throw ValidationError("-n and -A exclude each other: name one namespace, or all.")
    }
  }

  func run() async throws {
    let access = try cluster.access()
    try ConsoleProgram.check()
    let live = LiveCluster(access: access)
    try await ConsoleProgram(cluster: live, options: console, namespace: namespace).run()
  }
}

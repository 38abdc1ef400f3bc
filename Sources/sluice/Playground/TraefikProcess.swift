import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import Probing
import Subprocess
import SystemPackage
import Topology
import Traffic

/// A real Traefik as the ingress controller of a playground, in place of the built-in proxy.
struct TraefikProcess: Sendable {
  /// The ports on 127.0.0.1 of its entry points `web`, `websecure` and `traefik`.
  let httpPort: Int
  let httpsPort: Int
  let adminPort: Int
  private let work: Task<Void, Never>
  private let ending: Ending

  /// Why it ended by itself, once it has.
  private actor Ending {
    private(set) var reason: String?

    func note(_ reason: String) { self.reason = reason }
  }

  /// How long it may take to answer, in seconds.
  private static let patience = 15.0

  /// The program: `SLUICE_TRAEFIK`, or the one on the path; nil where there is none.
  static func program(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let named = environment["SLUICE_TRAEFIK"].flatMap { $0.isEmpty ? nil : $0 }
    let paths = named.map { [$0] } ?? folders.map { "\($0)/traefik" }
    return paths.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts it on a cluster and returns when it answers; a port of 0 takes a free one.
  static func start(
    _ program: String, kubeconfig: String, httpPort: Int, httpsPort: Int
  ) async throws -> TraefikProcess {
    let ports = try await freePorts(3)
    let (http, https) = (httpPort == 0 ? ports[0] : httpPort, httpsPort == 0 ? ports[1] : httpsPort)
    let ending = Ending()
    let work = Task {
      let reason = await run(program, kubeconfig, http: http, https: https, admin: ports[2])
      await ending.note(reason)
    }
    let started = TraefikProcess(
      httpPort: http, httpsPort: https, adminPort: ports[2], work: work, ending: ending)
    do {
      try await started.waitForAnswer()
    } catch {
      await started.stop()
      throw error
    }
    return started
  }

  /// Ends it.
  func stop() async {
    work.cancel()
    await work.value
  }

  /// Where its counters are read.
  var target: MetricsTarget {
    MetricsTarget(
      system: TraefikTraffic.name, pod: NamespacedName("", "traefik"), address: "127.0.0.1",
      port: adminPort)
  }

  /// Runs it until it ends, and says why it did.
  private static func run(
    _ program: String, _ kubeconfig: String, http: Int, https: Int, admin: Int
  ) async -> String {
    var platform = PlatformOptions()
    platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(program)),
      arguments: Arguments(arguments(http: http, https: https, admin: admin)),
      environment: .inherit.updating(["KUBECONFIG": kubeconfig]), platformOptions: platform)
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .string(limit: 1 << 20), error: .discarded)
      let last = result.standardOutput.split(whereSeparator: \.isNewline).last ?? ""
      return "traefik ended: \(last)".cleaned
    } catch {
      return "traefik cannot be run: \(error)".cleaned
    }
  }

  private static func arguments(http: Int, https: Int, admin: Int) -> [String] {
    [
      "--entryPoints.web.address=127.0.0.1:\(http)",
      "--entryPoints.websecure.address=127.0.0.1:\(https)",
      "--entryPoints.traefik.address=127.0.0.1:\(admin)", "--api.insecure=true", "--ping=true",
      "--metrics.prometheus=true", "--metrics.prometheus.addRoutersLabels=true",
      "--metrics.prometheus.addServicesLabels=true",
      "--metrics.prometheus.buckets=0.001,0.0025,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10",
      "--providers.kubernetesIngress=true",
      // What its Ingresses get as address: by it everybody sees that somebody serves their class.
      "--providers.kubernetesIngress.ingressEndpoint.ip=127.0.0.1",
      "--providers.kubernetesIngressNGINX=true",
      "--providers.kubernetesCRD=true", "--log.level=FATAL", "--global.checkNewVersion=false",
      "--global.sendAnonymousUsage=false",
    ]
  }

  private func waitForAnswer() async throws {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    let fetch = MetricsFetch(client: .shared, url: "http://127.0.0.1:\(adminPort)/ping")
    while (try? await fetch.text()) == nil {
      if let reason = await ending.reason { throw ProgramExit(.usage, reason) }
      guard ContinuousClock.now < deadline else {
        throw ProgramExit(.usage, "traefik did not answer within \(Int(Self.patience)) s")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Ports that nobody listens on now.
  private static func freePorts(_ count: Int) async throws -> [Int] {
    var channels: [any Channel] = []
    for _ in 0..<count {
      channels.append(
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .bind(host: "127.0.0.1", port: 0).get())
    }
    let ports = channels.compactMap { $0.localAddress?.port }
    for channel in channels { try await channel.close() }
    return ports
  }
}

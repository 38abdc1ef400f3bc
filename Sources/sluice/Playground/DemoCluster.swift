import AsyncHTTPClient
import Kubernetes
import NIOPosix
import Playground
import Probing
import State
import Topology

/// A playground to be started, with the load that keeps it alive.
struct DemoCluster: ConsoleCluster {
  let manifests: ManifestSet
  let options: Playground.Options
  /// Requests a second in all; nil is what the Ingresses ask for.
  let load: Double?

  /// A started one.
  struct Running: Sendable {
    let playground: Playground
    let client: KubernetesClient
    let generator: LoadGenerator
  }

  func connection(isReadOnly: Bool) -> Connection {
    Connection(
      context: "playground", kind: .simulated, writableUntil: isReadOnly ? nil : .infinity)
  }

  func other(context: String) throws -> any ConsoleCluster {
    throw ProgramExit(.usage, "the playground has no other context")
  }

  func only(_ namespace: String) -> any ConsoleCluster { self }

  /// Starts it for the console; refused objects are told by file and line.
  func start() async throws -> RunningCluster {
    let running = try await run()
    let metrics = MetricsFetch(
      client: HTTPClient.shared, url: running.playground.endpoints.metrics)
    return RunningCluster(
      client: running.client, feed: ClusterFeed(discovering: running.client),
      counters: { try await metrics.text() }, measure: nil, warnings: refusals(running.playground),
      drive: { await drive(running) }, stop: { await running.stop() })
  }

  /// Starts it.
  func run() async throws -> Running {
    let playground: Playground
    do {
      playground = try await Playground.start(
        manifests: manifests.manifests.map(\.object), options)
    } catch let failure as ListenFailure {
      throw ProgramExit(failure)
    } catch let failure as Playground.StartFailure {
      throw ProgramExit(.usage, failure.description)
    }
    let access = try Kubeconfig(path: playground.endpoints.kubeconfig).access()
    let client = try KubernetesClient(access)
    let generator = try await LoadGenerator.start(
      on: MultiThreadedEventLoopGroup.singleton, seed: options.seed)
    return Running(playground: playground, client: client, generator: generator)
  }

  /// Ends where a port that was asked for is in use.
  func checkPorts() async throws {
    do {
      try await Playground.checkPorts(options)
    } catch let failure as ListenFailure {
      throw ProgramExit(failure)
    }
  }

  /// One line for each object that the API refused.
  func refusals(_ playground: Playground) -> [String] {
    manifests.lines(about: playground.refusals)
  }

  /// Keeps the load as the Ingresses want it, until it is cancelled.
  func drive(_ running: Running) async {
    await LoadDriver(running, total: load).run()
  }
}

extension ProgramExit {
  /// The end that a port in use means.
  fileprivate init(_ failure: ListenFailure) {
    self.init(.usage, "\(failure); \(failure.mend)")
  }
}

extension ListenFailure {
  /// What to do about it, by the option that chooses the port.
  fileprivate var mend: String {
    let option: String? =
      switch part {
      case .api: "--api-port"
      case .http: "--ingress-port"
      case .https: "--ingress-tls-port"
      case .metrics: nil
      }
    guard let option else { return "end the process that holds it" }
    return "choose another one with \(option), or 0 for any that is free"
  }
}

extension DemoCluster.Running {
  /// Ends the load, the client and the cluster.
  func stop() async {
    try? await generator.stop()
    await client.shutdown()
    await playground.stop()
  }
}

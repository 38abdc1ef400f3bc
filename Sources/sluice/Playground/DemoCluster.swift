import AsyncHTTPClient
import Kubernetes
import NIOPosix
import Playground
import Probing
import State
import Topology

/// A playground to be started, with the load that keeps it alive.
struct DemoCluster: ConsoleCluster {
  var manifests: ManifestSet
  var options: Playground.Options
  /// Requests a second in all; nil is what the Ingresses ask for.
  let load: Double?
  /// The program of a real Traefik that serves the routes; nil leaves that to the built-in proxy.
  var traefik: String?
  /// The ports that it is to take, as the built-in proxy otherwise; 0 takes a free one.
  var traefikPorts = (http: 0, https: 0)

  /// A started one.
  struct Running: Sendable {
    let playground: Playground
    let client: KubernetesClient
    let generator: LoadGenerator
    /// Who serves the routes in place of the built-in proxy.
    var traefik: TraefikProcess?

    /// The port of the ingress for HTTP, whoever listens there.
    var httpPort: Int { traefik?.httpPort ?? playground.endpoints.httpPort }
    var httpsPort: Int { traefik?.httpsPort ?? playground.endpoints.httpsPort }
    /// Where the ingress is counted.
    var metrics: String {
      traefik.map { "http://127.0.0.1:\($0.adminPort)/metrics" } ?? playground.endpoints.metrics
    }
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
    var cluster = RunningCluster(
      client: running.client, feed: ClusterFeed(discovering: running.client), counters: nil,
      measure: nil, warnings: refusals(running.playground), drive: { await drive(running) },
      stop: { await running.stop() })
    if let traefik = running.traefik {
      let measuring = TrafficMeasuring(
        client: running.client, targets: [traefik.target], clock: SystemClock.now)
      cluster.measure = { await measuring.run($0) }
    } else {
      let metrics = MetricsFetch(client: HTTPClient.shared, url: running.metrics)
      cluster.counters = { try await metrics.text() }
    }
    return cluster
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
    var running = Running(playground: playground, client: client, generator: generator)
    guard let traefik else { return running }
    do {
      running.traefik = try await TraefikProcess.start(
        traefik, kubeconfig: playground.endpoints.kubeconfig, httpPort: traefikPorts.http,
        httpsPort: traefikPorts.https)
    } catch {
      await running.stop()
      throw error
    }
    return running
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
    await traefik?.stop()
    await client.shutdown()
    await playground.stop()
  }
}

import AsyncHTTPClient
import Kubernetes
import NIOPosix
import Playground
import Probing
import Topology

/// A playground to be started, with the load that keeps it alive.
struct DemoCluster: Sendable {
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

  /// Starts it; refused objects are told by file and line.
  func start() async throws -> Running {
    let playground = try await Playground.start(
      manifests: manifests.manifests.map(\.object), options)
    let access = try Kubeconfig(path: playground.endpoints.kubeconfig).access()
    let client = try KubernetesClient(access)
    let generator = try await LoadGenerator.start(
      on: MultiThreadedEventLoopGroup.singleton, seed: options.seed)
    return Running(playground: playground, client: client, generator: generator)
  }

  /// One line for each object that the API refused.
  func refusals(_ playground: Playground) -> [String] {
    playground.refusals.map { refusal in
      let source = manifests.manifests[refusal.index].source
      return "\(source): \(refusal.object) is refused: \(refusal.reason)".cleaned
    }
  }

  /// Keeps the load as the Ingresses want it, until it is cancelled.
  func drive(_ running: Running) async {
    await LoadDriver(running, total: load).run()
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

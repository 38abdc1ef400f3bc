package import NIOCore
import NIOPosix
package import Topology

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A whole cluster inside this process, on loopback only: an API server, controllers, pods and proxies.
///
/// Clients reach it over the wire, by its kubeconfig and its ports, as they would reach any cluster.
package actor Playground {
  /// Where everything is reached.
  package nonisolated let endpoints: Endpoints
  /// The objects of the manifests that were refused.
  package nonisolated let refusals: [Refusal]
  /// The event loop of pods and Services, and the one of the ingress proxy.
  package nonisolated let group: any EventLoopGroup
  /// The memory of the API server, for tests and the load generator; clients go through the server.
  package nonisolated let store: ObjectStore
  private var shutdown: [@Sendable () async -> Void]

  private init(
    endpoints: Endpoints, refusals: [Refusal], group: any EventLoopGroup, store: ObjectStore,
    shutdown: [@Sendable () async -> Void]
  ) {
    self.endpoints = endpoints
    self.refusals = refusals
    self.group = group
    self.store = store
    self.shutdown = shutdown
  }

  /// Starts a playground with the objects of manifests and returns when everything listens.
  ///
  /// Pods become ready while it runs. An object that is refused is reported in `refusals`.
  package static func start(
    manifests: [JSONValue], _ options: Options
  ) async throws -> Playground {
    raiseFileLimit()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    var assembly = PlaygroundAssembly(options: options, group: group)
    do {
      let (store, refusals) = try await assembly.load(manifests)
      let endpoints = try await assembly.startEverything()
      return Playground(
        endpoints: endpoints, refusals: refusals, group: group, store: store,
        shutdown: assembly.shutdown)
    } catch {
      for step in assembly.shutdown.reversed() { await step() }
      throw error
    }
  }

  /// Ends everything: watches, connections, listeners, event loops and files.
  package func stop() async {
    let steps = shutdown.reversed()
    shutdown = []
    for step in steps { await step() }
  }

  /// What manifests become in a cluster, without starting anything.
  package static func offline(
    manifests: [JSONValue], seed: UInt64 = 1, clock: @escaping @Sendable () -> Double
  ) async -> Offline {
    let plan = AddressPlan()
    let store = ObjectStore(.init(clock: clock, seed: seed, addresses: plan))
    let refusals = await load(manifests, into: store)
    let loop = ControllerLoop(store: store, plan: plan)
    await loop.prepare()
    await loop.settle()
    return Offline(resources: await loop.resources(), refusals: refusals)
  }

  static func load(
    _ manifests: [JSONValue], into store: ObjectStore
  ) async -> [Refusal] {
    await store.transaction { store in
      store.atOneMoment { store in
        var loader = ManifestLoader()
        loader.load(manifests, into: store)
        return loader.refusals
      }
    }
  }

  /// Many pods have many listeners: takes as many files as the system allows.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

package import NIOCore
package import Topology

/// The playground's kube-proxy: real listeners on cluster addresses, node ports and load balancers.
package struct ServiceProxy: Sendable {
  private let core: NIOLoopBound<ServiceProxyCore>

  /// Starts without Services, on one event loop, which must be one of those of the metrics.
  package static func start(
    on loop: any EventLoop, plan: AddressPlan, metrics: ProxyMetrics,
    ports: LoopbackPorts = LoopbackPorts(), seed: UInt64 = 1
  ) async throws -> ServiceProxy {
    let core = try await loop.submit {
      NIOLoopBound(
        ServiceProxyCore(
          loop: loop, plan: plan, ports: ports, seed: seed,
          counters: metrics.counters(on: loop) ?? ProxyCounters()), eventLoop: loop)
    }.get()
    return ServiceProxy(core: core)
  }

  /// Serves these addresses from now on; connections that are under way go on.
  ///
  /// Returns the addresses that cannot be served, each with the reason, once all are open.
  @discardableResult
  package func apply(_ listeners: [ServiceListener]) async -> [BackendAddress: String] {
    let core = core
    return (try? await core.eventLoop.flatSubmit { core.value.apply(listeners) }.get()) ?? [:]
  }

  /// Leads the requests of pods of a mesh by these routes from now on; nil leads none.
  package func apply(_ routes: MeshRoutes?) async {
    let core = core
    _ = try? await core.eventLoop.flatSubmit { core.value.apply(routes) }.get()
  }

  /// Closes every listener and connection.
  package func stop() async {
    let core = core
    try? await core.eventLoop.flatSubmit { core.value.stop() }.get()
  }
}

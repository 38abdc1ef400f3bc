import NIOCore
import NIOPosix
import Topology

/// Puts a playground together, part by part, and remembers how each part is ended.
struct PlaygroundAssembly {
  /// The steps that end what was started, in the order of the starts.
  private(set) var shutdown: [@Sendable () async -> Void]
  private let options: Playground.Options
  private let group: MultiThreadedEventLoopGroup
  /// The loop of pods and Services, and the one of the ingress proxy.
  private let inner: any EventLoop
  private let outer: any EventLoop
  private var cluster: Cluster?

  /// The part that needs no listeners.
  private struct Cluster {
    let store: ObjectStore
    let loop: ControllerLoop
    let plan: AddressPlan
  }

  /// What every proxy is given.
  private struct Common {
    let metrics: ProxyMetrics
    let ports: LoopbackPorts
    let authority: CertificateAuthority
    let standard: IngressCertificates.Certificate
  }

  init(options: Playground.Options, group: MultiThreadedEventLoopGroup) {
    self.options = options
    self.group = group
    inner = group.next()
    outer = group.next()
    shutdown = [{ try? await group.shutdownGracefully() }]
  }

  /// Takes a block of addresses and loads the objects of manifests.
  mutating func load(_ manifests: [JSONValue]) async throws -> (ObjectStore, [Playground.Refusal]) {
    let block = try await AddressBlock.claim(on: inner)
    shutdown.append { await block.release() }
    let store = ObjectStore(
      .init(clock: options.clock, seed: options.seed, addresses: block.plan))
    let refusals = await Playground.load(manifests, into: store)
    let loop = ControllerLoop(store: store, plan: block.plan)
    await loop.prepare()
    cluster = Cluster(store: store, loop: loop, plan: block.plan)
    return (store, refusals)
  }

  /// Starts the proxies, the kubelet, the controllers and the API server, in this order.
  mutating func startEverything() async throws -> Playground.Endpoints {
    guard let cluster else { throw Playground.StartFailure(description: "nothing was loaded") }
    let authority = try CertificateAuthority(now: options.clock())
    let identity = try authority.issue(for: ["localhost", "127.0.0.1"])
    let common = Common(
      metrics: try await ProxyMetrics.make(on: group), ports: await LoopbackPorts.detected(),
      authority: authority,
      standard: try IngressCertificates.Certificate(
        certificate: Array(identity.certificatePEM.utf8), key: Array(identity.keyPEM.utf8)))
    let ingress = try await startIngress(common)
    let exposition = try await MetricsEndpoint.start(
      common.metrics, port: options.metricsPort, on: outer)
    shutdown.append { await exposition.stop() }
    try await startWork(cluster, common, ingress)
    let server = try await APIServer.start(
      cluster.store, authority: authority, .init(port: options.apiPort))
    shutdown.append { await server.stop() }
    let files = try PlaygroundFiles(kubeconfig: options.kubeconfig)
    shutdown.append { files.remove() }
    try files.write(server.access)
    return Playground.Endpoints(
      api: server.access.server, kubeconfig: files.kubeconfig, authority: files.authority,
      httpPort: ingress.httpPort, httpsPort: ingress.httpsPort ?? 0,
      metricsPort: exposition.port, plan: cluster.plan, ports: common.ports)
  }

  private mutating func startIngress(_ common: Common) async throws -> IngressProxy {
    var wanted = IngressProxy.Options()
    wanted.httpPort = options.httpPort
    wanted.httpsPort = options.httpsPort
    wanted.seed = options.seed
    let ingress = try await IngressProxy.start(
      wanted, on: outer, metrics: common.metrics,
      certificates: IngressCertificates(standard: common.standard))
    shutdown.append { await ingress.stop() }
    return ingress
  }

  /// Starts what follows the controllers: pods and Services, and the controllers themselves.
  private mutating func startWork(
    _ cluster: Cluster, _ common: Common, _ ingress: IngressProxy
  ) async throws {
    let kubelet = try await Kubelet.start(on: inner, ports: common.ports, seed: options.seed)
    shutdown.append { await kubelet.stop() }
    let services = try await ServiceProxy.start(
      on: inner, plan: cluster.plan, metrics: common.metrics, ports: common.ports,
      seed: options.seed)
    shutdown.append { await services.stop() }
    let plane = DataPlane(
      .init(
        kubelet: kubelet, services: services, ingress: ingress, loop: cluster.loop,
        store: cluster.store, plan: cluster.plan, ports: common.ports,
        authority: common.authority, standard: common.standard))
    let loop = cluster.loop
    // Routes, certificates and Services are served before anybody is told the addresses.
    await plane.apply(await loop.round())
    let work = [
      Task { await loop.run { await plane.apply($0) } },
      Task { await loop.write(kubelet.reports) },
    ]
    let store = cluster.store
    shutdown.append {
      await store.endWatches()
      for task in work { task.cancel() }
      for task in work { await task.value }
    }
  }
}

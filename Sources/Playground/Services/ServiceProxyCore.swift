import NIOCore
import NIOPosix
import Topology

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The listeners and the choice of backends; lives on its event loop.
final class ServiceProxyCore {
  private let loop: any EventLoop
  private let plan: AddressPlan
  private let ports: LoopbackPorts
  private let counters: ProxyCounters
  private let seed: UInt64
  private var balancer: ServiceBalancer
  private var listeners: [BackendAddress: ServiceListener] = [:]
  /// Leads the connections of pods of a mesh; nil until any object asks for it.
  private var mesh: MeshCore?
  private var channels: [BackendAddress: any Channel] = [:]
  private var opening: Set<BackendAddress> = []
  private var failures: [BackendAddress: String] = [:]
  private var connections: [ObjectIdentifier: any Channel] = [:]
  private var isStopped = false

  init(
    loop: any EventLoop, plan: AddressPlan, ports: LoopbackPorts, seed: UInt64,
    counters: ProxyCounters
  ) {
    self.loop = loop
    self.plan = plan
    self.ports = ports
    self.counters = counters
    self.seed = seed
    balancer = ServiceBalancer(seed: seed)
  }

  func apply(_ wanted: [ServiceListener]) -> EventLoopFuture<[BackendAddress: String]> {
    guard !isStopped else { return loop.makeSucceededFuture([:]) }
    listeners = Dictionary(wanted.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    return openAndClose()
  }

  func apply(_ routes: MeshRoutes?) -> EventLoopFuture<[BackendAddress: String]> {
    guard !isStopped, routes != nil || mesh != nil else { return loop.makeSucceededFuture([:]) }
    let mesh = mesh ?? MeshCore(loop: loop, seed: seed, counters: counters)
    self.mesh = mesh
    mesh.apply(routes)
    return openAndClose()
  }

  private func isOpen(_ listener: ServiceListener) -> Bool {
    listener.isOpen || mesh?.routes?.keepsOpen(listener) == true
  }

  /// Opens the listeners that are wanted, and closes those that are not.
  private func openAndClose() -> EventLoopFuture<[BackendAddress: String]> {
    let open = Set(listeners.values.filter(isOpen).map(\.address))
    failures = failures.filter { open.contains($0.key) }
    var changes: [EventLoopFuture<Void>] = []
    for (address, channel) in channels where !open.contains(address) {
      channels[address] = nil
      changes.append(channel.close())
    }
    balancer.forget(except: Set(listeners.keys))
    for address in open.sorted() where channels[address] == nil && !opening.contains(address) {
      changes.append(listen(address))
    }
    return EventLoopFuture.andAllComplete(changes, on: loop).assumeIsolated()
      .map { [self] in failures }.nonisolated()
  }

  private func listen(_ address: BackendAddress) -> EventLoopFuture<Void> {
    opening.insert(address)
    let core = NIOLoopBound(self, eventLoop: loop)
    let bound = ports.bound(address.port)
    guard let place = try? SocketAddress(ipAddress: address.address, port: bound) else {
      return loop.makeSucceededVoidFuture()
    }
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        core.value.accept(channel, at: address)
      }
      .bind(to: place).assumeIsolated().map { [self] channel in
        opened(address, channel)
      }.recover { [self] error in
        opening.remove(address)
        failures[address] = "cannot listen on \(address.address):\(bound): \(error)"
      }.nonisolated()
  }

  private func opened(_ address: BackendAddress, _ channel: any Channel) {
    opening.remove(address)
    failures[address] = nil
    guard !isStopped, listeners[address].map(isOpen) ?? false else {
      channel.close(promise: nil)
      return
    }
    channels[address] = channel
  }

  /// Connects a client to a backend; a client without one is reset.
  private func accept(_ client: any Channel, at address: BackendAddress) -> EventLoopFuture<Void> {
    let source = client.remoteAddress?.ipAddress ?? ""
    let node = ServiceNode.name(of: source, plan)
    let now = Double(NIODeadline.now().uptimeNanoseconds) / 1e9
    guard let listener = listeners[address] else { return reset(client) }
    if mesh?.take(client, from: source, to: listener) == true {
      return loop.makeSucceededVoidFuture()
    }
    guard
      let backend = balancer.backend(for: listener, from: source, through: node, now: now),
      LoopbackPorts.isLoopback(backend.address),
      let place = try? SocketAddress(ipAddress: backend.address, port: ports.bound(backend.port))
    else { return reset(client) }
    track(client)
    let counter = counters.counter(
      ProxyCounterKey(service: listener.service.description, backend: backend.description))
    return splice(client, to: place, counter)
  }

  /// Connects to a backend and lets both sides pass on what they read.
  private func splice(
    _ client: any Channel, to place: SocketAddress, _ counter: ProxyCounters.Counter
  ) -> EventLoopFuture<Void> {
    let started = NIODeadline.now()
    let core = NIOLoopBound(self, eventLoop: loop)
    let pair = ServiceConnection.pair(HTTPFollower(counter))
    let ends = (
      client: NIOLoopBound(pair.client, eventLoop: loop),
      backend: NIOLoopBound(pair.backend, eventLoop: loop)
    )
    return ClientBootstrap(group: loop)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connectTimeout(.seconds(10))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          core.value.track(channel)
          try channel.pipeline.syncOperations.addHandler(ends.backend.value)
        }
      }
      .connect(to: place)
      .assumeIsolated()
      .flatMapThrowing { _ in
        try client.pipeline.syncOperations.addHandler(ends.client.value)
      }
      .flatMapError { _ in
        let waited = Double((NIODeadline.now() - started).nanoseconds) / 1e9
        counter.record(status: 0, seconds: waited)
        return core.value.reset(client)
      }
      .nonisolated()
  }

  private func track(_ channel: any Channel) {
    let key = ObjectIdentifier(channel)
    connections[key] = channel
    channel.closeFuture.assumeIsolated().whenComplete { [self] _ in connections[key] = nil }
  }

  /// Closes with a reset, as a host does behind whose address nobody answers.
  private func reset(_ client: any Channel) -> EventLoopFuture<Void> {
    if let options = client as? any SocketOptionProvider {
      _ = options.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
    return client.close()
  }

  func stop() -> EventLoopFuture<Void> {
    isStopped = true
    mesh?.stop()
    var closed = channels.values.map { $0.close() }
    closed += connections.values.map { $0.close() }
    channels = [:]
    return EventLoopFuture.andAllComplete(closed, on: loop)
  }
}

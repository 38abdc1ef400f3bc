import NIOCore
import Topology

/// Leads the connections of pods of a mesh; lives on the event loop of the Services' listeners.
final class MeshCore {
  private let core: IngressCore
  private let sweeps: RepeatedTask
  private(set) var routes: MeshRoutes?

  init(loop: any EventLoop, seed: UInt64, counters: ProxyCounters) {
    var options = IngressProxy.Options()
    options.seed = seed
    let core = IngressCore(loop: loop, options: options, counters: counters)
    self.core = core
    let bound = NIOLoopBound(core, eventLoop: loop)
    let interval = TimeAmount.nanoseconds(Int64(options.sweepInterval * 1e9))
    sweeps = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      bound.value.sweep()
    }
  }

  /// Leads requests by this from now on; those that are under way end as they began.
  func apply(_ routes: MeshRoutes?) {
    self.routes = routes
    core.apply(routes?.configuration ?? IngressConfiguration())
    core.retire { routes?.isLed($0) != true }
  }

  /// Takes over a connection that is just accepted; false where it goes to the Service as it is.
  func take(
    _ client: any Channel, from source: String, to listener: ServiceListener
  ) -> Bool {
    guard let destination = routes?.destination(from: source, to: listener),
      // The end of what a client sends is the end of its connection here.
      let options = client.syncOptions,
      (try? options.setOption(.allowRemoteHalfClosure, value: false)) != nil
    else { return false }
    let connection = ClientConnection(
      core: core, client: source, isTLS: false, port: destination.port, destination: destination)
    return (try? client.pipeline.syncOperations.addHandler(connection)) != nil
  }

  /// Closes every connection.
  func stop() {
    sweeps.cancel()
    core.close()
  }
}

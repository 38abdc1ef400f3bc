package import Topology

extension Playground {
  /// How a playground is to run.
  package struct Options: Sendable {
    /// The source of everything that is chosen at random: two runs with one seed choose alike.
    package var seed: UInt64 = 1
    /// The port of the API server; 0 takes a free one.
    package var apiPort = 0
    /// The ports of the ingress proxy; 0 takes a free one.
    package var httpPort = 0
    package var httpsPort = 0
    /// The port of `/metrics`; 0 takes a free one.
    package var metricsPort = 0
    /// Where the kubeconfig is written; nil makes a folder of its own below the system's temporary one.
    package var kubeconfig: String?
    /// The time in seconds since 1970.
    package var clock: @Sendable () -> Double

    package init(clock: @escaping @Sendable () -> Double) { self.clock = clock }
  }

  /// Where everything is reached.
  package struct Endpoints: Sendable, Hashable {
    /// The address `https://127.0.0.1:PORT`.
    package var api: String
    /// The file with which clients reach the API server.
    package var kubeconfig: String
    /// The file with the authority that signed every certificate of the playground.
    package var authority: String
    /// The ports of the ingress proxy on 127.0.0.1.
    package var httpPort: Int
    package var httpsPort: Int
    /// The port of `/metrics` on 127.0.0.1.
    package var metricsPort: Int
    /// The loopback addresses of nodes, pods and Services.
    package var plan: AddressPlan
    /// Where ports that need privileges are really bound.
    package var ports: LoopbackPorts

    /// The address `http://127.0.0.1:PORT`.
    package var ingress: String { "http://127.0.0.1:\(httpPort)" }
    /// The address `https://127.0.0.1:PORT`.
    package var ingressTLS: String { "https://127.0.0.1:\(httpsPort)" }
    /// The address `http://127.0.0.1:PORT/metrics`.
    package var metrics: String { "http://127.0.0.1:\(metricsPort)/metrics" }
  }

  /// An object of the manifests that was refused; all others are loaded.
  package struct Refusal: Sendable, Hashable {
    /// Its place among the objects that were given, from 0.
    package var index: Int
    /// Its kind and name, as `service/shop/web`.
    package var object: ObjectReference
    /// Why, in the API's words.
    package var reason: String
  }

  /// What manifests become without anything running.
  package struct Offline: Sendable {
    /// Every object of the cluster, the derived ones among them.
    package var resources: [Resource]
    /// The objects that were refused.
    package var refusals: [Refusal]

    /// The resources with their indexes.
    package var inventory: Inventory { Inventory(resources) }
  }

  /// The playground could not start: what is missing and what to do about it.
  package struct StartFailure: Error, CustomStringConvertible {
    package let description: String
  }
}

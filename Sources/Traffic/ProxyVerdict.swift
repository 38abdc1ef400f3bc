/// What the proxies before a backend hold of it: their own word, apart from its health in Kubernetes.
package struct ProxyVerdict: Hashable, Sendable {
  /// How users call the system: `Contour`.
  package var system: String
  /// How many of its proxies were asked and know the backend.
  package var proxies: Int
  /// How many of them leave it out for a while because its answers failed (outlier detection).
  package var ejecting: Int
  /// How many of them leave it out because their own checks of it fail.
  package var failingChecks: Int

  package init(system: String, proxies: Int, ejecting: Int = 0, failingChecks: Int = 0) {
    self.system = system
    self.proxies = proxies
    self.ejecting = ejecting
    self.failingChecks = failingChecks
  }

  /// Adds what other proxies hold.
  mutating func add(_ other: ProxyVerdict) {
    proxies += other.proxies
    ejecting += other.ejecting
    failingChecks += other.failingChecks
  }
}

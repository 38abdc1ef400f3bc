package import Topology

/// Where a page of metrics is read: a port and a path of a pod.
package struct MetricsTarget: Hashable, Sendable, Comparable {
  /// The name of the system that writes it: `Traefik`.
  package var system: String
  package var pod: NamespacedName
  /// The IP address of the pod.
  package var address: String
  package var port: Int
  /// `/metrics`, `/stats/prometheus`.
  package var path: String

  package init(
    system: String, pod: NamespacedName, address: String, port: Int, path: String = "/metrics"
  ) {
    self.system = system
    self.pod = pod
    self.address = address
    self.port = port
    self.path = path
  }

  /// How many pages of one system are read at most.
  package static let most = 100

  package static func < (left: Self, right: Self) -> Bool {
    (left.pod, left.port, left.path, left.address, left.system)
      < (right.pod, right.port, right.path, right.address, right.system)
  }
}

extension Inventory {
  /// The running pods of all namespaces that carry every one of some labels, by name, `MetricsTarget.most` at most.
  ///
  /// Costs a look into an index for each namespace.
  func runningPods(labelled labels: [String: String]) -> [Pod] {
    var found: [Pod] = []
    for namespace in podNamespaces.sorted() {
      found += pods(in: namespace, matching: labels).filter(\.isScraped)
      guard found.count < MetricsTarget.most else { break }
    }
    return Array(found.prefix(MetricsTarget.most))
  }

  /// The running pods behind some Services, each once, `MetricsTarget.most` at most.
  func runningPods(behind services: [NamespacedName]) -> [Pod] {
    var seen: Set<NamespacedName> = []
    var found: [Pod] = []
    for service in services {
      for slice in slices(of: service) {
        for endpoint in slice.endpoints {
          guard found.count < MetricsTarget.most else { return found }
          guard let name = endpoint.pod, seen.insert(name).inserted, let pod = pod(name),
            pod.isScraped
          else { continue }
          found.append(pod)
        }
      }
    }
    return found
  }
}

extension Pod {
  /// Whether there is a page to read.
  fileprivate var isScraped: Bool {
    address != nil && phase == "Running" && !metadata.isDeleting
  }

  /// The number of the first of its ports that has one of some names, or else one of some numbers.
  func port(named names: [String], or numbers: [Int] = []) -> Int? {
    names.lazy.compactMap { name in self.ports.first { $0.name == name } }.first?.number
      ?? numbers.first { number in ports.contains { $0.number == number } }
  }

  /// Its page at a port.
  func target(_ system: String, port: Int, path: String = "/metrics") -> MetricsTarget {
    MetricsTarget(
      system: system, pod: metadata.key, address: address ?? "", port: port, path: path)
  }
}

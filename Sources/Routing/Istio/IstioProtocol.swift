package import Topology

/// What Istio takes the protocol of a port of a Service for (istio/api, `ParsePort`).
package enum IstioProtocol {
  /// Beginnings of names that tell a protocol with requests.
  private static let withRequests: Set = ["http", "http2", "grpc", "grpc-web"]
  private static let others: Set = [
    "https", "tcp", "tls", "mongo", "mysql", "redis", "udp", "hbone",
  ]

  /// Whether rules for requests hold at a port; nil where nothing tells, so that Istio looks at what is sent.
  package static func hasRequests(_ port: Service.Port) -> Bool? {
    guard port.transport == .tcp else { return false }
    guard port.appProtocol.isEmpty else {
      return !others.contains(port.appProtocol.lowercased())
    }
    let name = port.name.lowercased()
    let starts = [name, beginning(of: port)]
    if starts.contains(where: withRequests.contains) || name.hasPrefix("grpc-web") { return true }
    return starts.contains(where: others.contains) ? false : nil
  }

  /// What stands before the first dash of a port's name.
  package static func beginning(of port: Service.Port) -> String {
    String(port.name.lowercased().prefix { $0 != "-" })
  }
}

package import Topology

/// A way to a Service or a route from outside the cluster, asked whether it is open as backends are.
package struct Door: Hashable, Sendable {
  /// Which way it is.
  package enum Kind: Hashable, Sendable {
    /// A node's address with the Service's node port: the node's name.
    case nodePort(node: String)
    /// An address that the cloud gave the Service.
    case loadBalancer
    /// A name that must lead somewhere: a route's host, an ExternalName.
    case name
    /// A host that must show a certificate.
    case certificate
  }

  package var kind: Kind
  package var address: BackendAddress

  package init(kind: Kind, address: BackendAddress) {
    self.kind = kind
    self.address = address
  }

  /// The door that is a name.
  package init(name: String) {
    self.init(kind: .name, address: BackendAddress(address: name, port: 0))
  }

  /// The question to it.
  package func target(_ service: NamespacedName) -> ProbeTarget {
    let subject: ProbeTarget.Subject =
      switch kind {
      case .nodePort, .loadBalancer: .backend
      case .name: .name
      case .certificate: .certificate
      }
    return ProbeTarget(
      service: service, address: address, pod: nil, template: "", subject: subject)
  }
}

package import Topology

/// A Gateway of Istio (networking.istio.io, `Gateway`).
package struct IstioGateway: Sendable {
  /// A port with the hosts that are served on it.
  package struct Server: Sendable {
    package let number: Int
    /// `HTTP`, `HTTPS`, `TLS`, in capitals.
    package let protocolName: String
    /// As written: `*.shop.test`, `shop/a.test`.
    package let hosts: [String]
    /// `SIMPLE`, `PASSTHROUGH`; empty where none is stated.
    package let mode: String
    /// Whether plain requests are led to https, with 301.
    package let isRedirecting: Bool
    /// `spec.servers[0]`.
    package let field: String

    /// Whether requests, not connections, are told apart here.
    package var isForRequests: Bool {
      ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"].contains(protocolName) || isSecure
    }

    /// Whether the gateway ends TLS here.
    package var isSecure: Bool { protocolName == "HTTPS" && mode != "PASSTHROUGH" }

    /// The hosts that VirtualServices of a namespace may have here.
    package func hosts(for namespace: String, of own: String) -> [String] {
      hosts.compactMap { text in
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return text.lowercased() }
        let wanted = parts[0] == "." ? own : parts[0]
        return wanted == "*" || wanted == namespace ? parts[1].lowercased() : nil
      }
    }
  }

  package let resource: GenericResource
  /// The labels of the pods that serve it; without any, all do.
  package let selector: [String: String]
  package let servers: [Server]

  package init(_ resource: GenericResource) {
    self.resource = resource
    let spec = resource.object["spec"]
    selector = spec["selector"].object.compactMapValues(\.string)
    servers = spec["servers"].array.enumerated().map { number, server in
      Server(
        number: server["port"]["number"].integer ?? 0,
        protocolName: (server["port"]["protocol"].string ?? "").uppercased(),
        hosts: server["hosts"].array.compactMap(\.string),
        mode: server["tls"]["mode"].string ?? "",
        isRedirecting: server["tls"]["httpsRedirect"].bool == true,
        field: "spec.servers[\(number)]")
    }
  }

  package var reference: ObjectReference { resource.reference }
  package var name: NamespacedName { resource.metadata.key }

  /// Whether a server takes requests for a host by the rules of VirtualServices of a namespace.
  package func serves(_ host: String, by server: Server, for namespace: String) -> Bool {
    server.hosts(for: namespace, of: name.namespace).contains { IstioHosts.covers($0, host) }
  }

  /// What the hosts of a VirtualService have in common with those that are served here, by server.
  package func common(_ service: IstioVirtualService) -> [(server: Server, hosts: [String])] {
    servers.compactMap { server in
      let own = server.hosts(for: service.namespace, of: resource.metadata.namespace)
      let hosts = own.flatMap { host in
        service.hosts.compactMap { IstioHosts.intersection(host, $0) }
      }
      return hosts.isEmpty ? nil : (server, hosts)
    }
  }
}

/// What a DestinationRule says of a host (networking.istio.io, `DestinationRule`).
package struct IstioDestinationRule: Sendable {
  package let resource: GenericResource
  /// The full name, which may be a wildcard.
  package let host: String
  /// Names and labels of parts of its pods, in their order.
  package let subsets: [(name: String, labels: [String: String])]

  package init(_ resource: GenericResource) {
    self.resource = resource
    let spec = resource.object["spec"]
    host = IstioHosts.resolved(spec["host"].string ?? "", in: resource.metadata.namespace)
    subsets = spec["subsets"].array.map { subset in
      (
        name: subset["name"].string ?? "",
        labels: subset["labels"].object.compactMapValues(\.string)
      )
    }
  }
}

package import Topology

/// Where a rule or a match leads (networking.istio.io, `Destination`).
package struct IstioDestination: Hashable, Sendable {
  /// As it is written.
  package let written: String
  /// The full name.
  package let host: String
  /// Empty for all pods of the host.
  package let subset: String
  package let port: Int?
  package let weight: Int?
  /// Where it stands: `spec.http[0].route[1].destination`.
  package let field: String

  /// Reads an entry of `route`.
  init(_ entry: JSONValue, in namespace: String, field: String) {
    let destination = entry["destination"]
    written = destination["host"].string ?? ""
    host = IstioHosts.resolved(written, in: namespace)
    subset = destination["subset"].string ?? ""
    port = destination["port"]["number"].integer
    weight = entry["weight"].integer
    self.field = "\(field).destination"
  }
}

/// A VirtualService as it is written (networking.istio.io, `VirtualService`).
package struct IstioVirtualService: Sendable {
  /// The lists of rules that it may have.
  package enum List: String, Hashable, Sendable, CaseIterable {
    case http, tls, tcp
  }

  /// One rule with all that it says.
  package struct Rule: Sendable {
    package let list: List
    package let number: Int
    /// What matches; one that asks for nothing where nothing is stated.
    package let matches: [IstioMatch]
    /// The hosts that clients name in the TLS handshake, and the ports, of rules for connections.
    let names: [String]
    let ports: [Int]
    package let destinations: [IstioDestination]
    /// The status of a redirect or of an answer of its own.
    package let status: Int?
    /// What stands in the place of a path when a request is sent on; nil where it stays.
    let replacement: String?
    /// The full names of what gets copies of requests.
    let mirrors: [String]
    /// The same with their subsets, and of how many requests they get copies, 0…1.
    let copies: [(destination: IstioDestination, share: Double)]
    let redirect: RouteRedirect?
    let body: String
    let host: String?
    let headers: RouteHeaders
    /// The VirtualService that has the rules for what it matches.
    package let delegate: NamespacedName?

    /// `spec.http[0]`.
    package var field: String { "spec.\(list.rawValue)[\(number)]" }

    init(_ rule: JSONValue, _ list: List, _ number: Int, in namespace: String) {
      self.list = list
      self.number = number
      let stated = rule["match"].array
      let matches = list == .http ? stated.map(IstioMatch.init) : []
      self.matches = matches.isEmpty ? [IstioMatch()] : matches
      names = stated.flatMap { $0["sniHosts"].array.compactMap { $0.string?.lowercased() } }
      ports = stated.compactMap { $0["port"].integer }
      destinations = rule["route"].array.enumerated().map { position, entry in
        IstioDestination(
          entry, in: namespace, field: "spec.\(list.rawValue)[\(number)].route[\(position)]")
      }
      let redirect = rule["redirect"]
      status =
        redirect != .null
        ? redirect["redirectCode"].integer ?? 301 : rule["directResponse"]["status"].integer
      replacement = rule["rewrite"]["uri"].string.flatMap { $0.isEmpty ? nil : $0 }
      let mirrors = [rule["mirror"]] + rule["mirrors"].array.map { $0["destination"] }
      self.mirrors = mirrors.compactMap { $0["host"].string }.map {
        IstioHosts.resolved($0, in: namespace)
      }
      copies = Self.copies(of: rule, in: namespace, field: "spec.\(list.rawValue)[\(number)]")
      self.redirect = redirect == .null ? nil : Self.redirect(redirect)
      body = rule["directResponse"]["body"]["string"].string ?? ""
      host = rule["rewrite"]["authority"].string.flatMap { $0.isEmpty ? nil : $0 }
      var headers = RouteHeaders()
      headers.add(rule["headers"]["request"])
      self.headers = headers
      let isDelegating = destinations.isEmpty && redirect == .null
      delegate =
        isDelegating
        ? rule["delegate"]["name"].string.map {
          NamespacedName(rule["delegate"]["namespace"].string ?? namespace, $0)
        } : nil
    }
  }

  package let resource: GenericResource
  /// The full names.
  package let hosts: [String]
  /// The Gateways that it is bound to.
  package let gateways: [NamespacedName]
  /// Whether it is for the sidecars.
  package let isOfMesh: Bool
  package let rules: [Rule]
  /// The namespaces whose clients see it: a star for all, as where nothing is stated, and a dot for its own.
  private let exports: [String]

  package init(_ resource: GenericResource) {
    self.resource = resource
    let spec = resource.object["spec"]
    let namespace = resource.metadata.namespace
    hosts = spec["hosts"].array.compactMap(\.string).map {
      IstioHosts.resolved($0, in: namespace)
    }
    let written = spec["gateways"].array.compactMap(\.string)
    gateways = written.compactMap { Istio.gateway($0, in: namespace) }
    isOfMesh = written.isEmpty || written.contains(Istio.mesh)
    exports = spec["exportTo"].array.compactMap(\.string)
    rules = List.allCases.flatMap { list in
      spec[list.rawValue].array.enumerated().map { Rule($1, list, $0, in: namespace) }
    }
  }

  package var reference: ObjectReference { resource.reference }

  /// The namespace of everything that it names without one.
  package var namespace: String { resource.metadata.namespace }

  /// Whether proxies beside clients of a namespace get it (`exportTo`).
  func isVisible(in client: String) -> Bool {
    exports.isEmpty || exports.contains("*") || exports.contains(client)
      || client == namespace && exports.contains(".")
  }

  /// Whether it has rules for another one only, which has the hosts.
  package var isDelegate: Bool { hosts.isEmpty }
}

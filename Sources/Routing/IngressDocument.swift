package import Topology

/// One Ingress read into its parts, in the order in which it states them.
///
/// Used by the adapter, by the faults, and by whoever needs to know where a part stands.
package struct IngressDocument: Sendable {
  /// What a path or the default leads to.
  package enum Target: Hashable, Sendable {
    /// A Service; the port is nil when none, or both a name and a number, is given.
    case service(name: String, port: PortReference?)
    /// An object that is no Service (`backend.resource`).
    case resource(kind: String, name: String)
    /// Nothing that could be read.
    case nothing
  }

  /// One path of one rule.
  package struct Path: Sendable {
    /// The host of its rule, in lower case; empty for every host.
    package let host: String
    /// The path as written; `/` where none is written.
    package let path: String
    /// nil when the type is missing or unknown, which the API refuses.
    package let pathType: Route.PathType?
    package let target: Target
    /// The place of the path: `spec.rules[0].http.paths[1]`.
    package let field: String
  }

  /// One entry of `spec.tls`.
  package struct TLS: Sendable {
    package let hosts: [String]
    /// nil when none is named: the controller's own certificate.
    package let secret: NamespacedName?
    /// The place of the entry: `spec.tls[0]`.
    package let field: String
  }

  package let resource: GenericResource
  package let paths: [Path]
  /// The hosts of all rules, also of those without paths, as written.
  package let hosts: [String]
  package let defaultTarget: Target?
  package let tls: [TLS]

  /// Reads a `networking.k8s.io/v1` Ingress; other versions are converted first.
  package init(_ resource: GenericResource) {
    self.resource = resource
    let spec = IngressVersions.toCurrent(resource.object)["spec"]
    let rules = spec["rules"].array
    hosts = rules.map { $0["host"].string ?? "" }
    paths = rules.enumerated().flatMap { index, rule in
      rule["http"]["paths"].array.enumerated().map { position, path in
        let written = path["path"].string ?? ""
        return Path(
          host: (rule["host"].string ?? "").lowercased(), path: written.isEmpty ? "/" : written,
          pathType: path["pathType"].string.flatMap(Route.PathType.init(rawValue:)),
          target: Self.target(path["backend"]),
          field: "spec.rules[\(index)].http.paths[\(position)]")
      }
    }
    defaultTarget = spec["defaultBackend"].isObject ? Self.target(spec["defaultBackend"]) : nil
    tls = spec["tls"].array.enumerated().map { index, entry in
      let name = entry["secretName"].string ?? ""
      return TLS(
        hosts: entry["hosts"].array.compactMap { $0.string?.lowercased() },
        secret: name.isEmpty ? nil : NamespacedName(resource.metadata.namespace, name),
        field: "spec.tls[\(index)]")
    }
  }

  private static func target(_ backend: JSONValue) -> Target {
    if let name = backend["service"]["name"].string {
      let port = backend["service"]["port"]
      let number = PortReference(port["number"])
      let named = (port["name"].string).flatMap { $0.isEmpty ? nil : PortReference.name($0) }
      return .service(name: name, port: number != nil && named != nil ? nil : number ?? named)
    }
    guard backend["resource"].isObject else { return .nothing }
    return .resource(
      kind: backend["resource"]["kind"].string ?? "",
      name: backend["resource"]["name"].string ?? "")
  }

  /// The TLS entry that serves a host: one that names it, one whose wildcard covers it, or one without hosts.
  package func tls(for host: String) -> TLS? {
    tls.first { $0.hosts.contains(host) }
      ?? tls.first { $0.hosts.contains { HostRules.wildcard($0, covers: host) } }
      ?? tls.first { $0.hosts.isEmpty }
  }

  /// The identity of a path's route.
  package func routeID(of path: Path) -> Route.ID {
    Route.ID(
      source: resource.reference, host: path.host, path: path.path,
      pathType: path.pathType ?? .implementationSpecific)
  }

  /// The identity of the default backend's route.
  package var defaultRouteID: Route.ID { Route.ID(source: resource.reference, host: "", path: "") }

  /// Whether it adds weighted or steered backends to the routes of another Ingress.
  package var isCanary: Bool { Self.isCanary(resource) }

  /// The same of an Ingress that need not be read for it.
  package static func isCanary(_ resource: GenericResource) -> Bool {
    resource.metadata.annotations[Canary.annotation("")]?.lowercased() == "true"
  }
}

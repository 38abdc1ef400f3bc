import Routing
package import Topology

/// Turns objects between the version that is stored and the versions that are served.
package enum Conversion {
  /// A stored object in a served version.
  package static func served(_ object: JSONValue, as kind: ResourceKind) -> JSONValue {
    guard object["apiVersion"].string != kind.apiVersion else { return object }
    var result = IngressVersions.toDeprecated(object, version: kind.apiVersion)
    result["apiVersion"] = .string(kind.apiVersion)
    return result
  }

  /// An object of a served version as it is stored.
  package static func stored(_ object: JSONValue, from kind: ResourceKind) -> JSONValue {
    guard IngressVersions.deprecated.contains(kind.apiVersion) else { return object }
    var written = object
    written["apiVersion"] = .string(kind.apiVersion)
    written["kind"] = .string(kind.kind)
    return IngressVersions.toCurrent(written)
  }
}

package import Topology

/// A ReferenceGrant: who may refer to what in its namespace (apis/v1, `ReferenceGrantSpec`).
package struct GatewayGrant: Hashable, Sendable {
  /// One kind of one namespace that may refer.
  package struct Source: Hashable, Sendable {
    package let group: String
    package let kind: String
    package let namespace: String
  }

  /// What may be referred to.
  package struct Target: Hashable, Sendable {
    package let group: String
    package let kind: String
    /// Empty for all of the kind.
    package let name: String
  }

  /// The name of the grant.
  package let name: NamespacedName
  package let sources: [Source]
  package let targets: [Target]

  /// Reads a ReferenceGrant.
  package init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    name = resource.metadata.key
    sources = spec["from"].array.map {
      Source(
        group: $0["group"].string ?? "", kind: $0["kind"].string ?? "",
        namespace: $0["namespace"].string ?? "")
    }
    targets = spec["to"].array.map {
      Target(
        group: $0["group"].string ?? "", kind: $0["kind"].string ?? "",
        name: $0["name"].string ?? "")
    }
  }

  /// Whether it lets an object refer to another; both halves have to be in this one grant.
  package func permits(_ object: GenericResource, _ target: GatewayReference) -> Bool {
    guard name.namespace == target.name.namespace else { return false }
    let group = target.group == "core" ? "" : target.group
    return sources.contains {
      $0.group == object.kind.group && $0.kind == object.kind.kind
        && $0.namespace == object.metadata.namespace
    }
      && targets.contains {
        $0.group == group && $0.kind == target.kind
          && ($0.name.isEmpty || $0.name == target.name.name)
      }
  }
}

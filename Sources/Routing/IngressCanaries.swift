package import Topology

/// The Ingresses that share the routes of others and have none of their own.
package struct IngressCanaries: RouteIndex {
  let objects: Set<ObjectReference>

  package init() { objects = [] }

  init(_ inventory: Inventory) {
    objects = Set(
      inventory.objects(ResourceKind.ingress.kind).filter(IngressDocument.isCanary).map {
        ObjectReference(ResourceKind.ingress.kind, $0.metadata.key)
      })
  }
}

extension RoutingTable {
  /// The Ingresses that share the routes of others and have none of their own.
  package var canaries: Set<ObjectReference> { index(IngressCanaries.self).objects }
}

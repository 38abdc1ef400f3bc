package import Topology

extension ResourceKind {
  /// Istio's rules for hosts.
  package static let virtualService = istio("VirtualService", "virtualservices")
  /// Istio's subsets and how to connect to them.
  package static let destinationRule = istio("DestinationRule", "destinationrules")
  /// Istio's Gateway, which is another kind than the one of the Gateway API.
  package static let istioGateway = istio("Gateway", "gateways")
  /// Hosts that Istio knows besides the Services.
  package static let serviceEntry = istio("ServiceEntry", "serviceentries")

  private static func istio(_ kind: String, _ plural: String) -> ResourceKind {
    ResourceKind(group: istioGroup, version: "v1", kind: kind, plural: plural)
  }
}

/// Names of Istio's API (networking.istio.io, in versions v1, v1beta1 and v1alpha3 alike).
package enum Istio {
  /// The kinds that routes come from.
  package static let kinds: [ResourceKind] = [
    .virtualService, .istioGateway, .destinationRule, .serviceEntry,
  ]

  /// The reserved name of a gateway that means all sidecars.
  package static let mesh = "mesh"

  /// The namespace whose DestinationRules are for everybody, unless the mesh is told otherwise.
  package static let rootNamespace = "istio-system"

  /// The name of a Gateway as VirtualServices write it: `name`, or `namespace/name`; nil for the mesh.
  package static func gateway(_ text: String, in namespace: String) -> NamespacedName? {
    guard text != mesh else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    return parts.count == 2
      ? NamespacedName(parts[0] == "." ? namespace : parts[0], parts[1])
      : NamespacedName(namespace, text)
  }
}

extension Inventory {
  /// The objects of a kind of Istio, in the order of their names.
  package func istioObjects(_ kind: ResourceKind) -> [GenericResource] {
    objects(kind.keptName).filter { $0.kind.group == ResourceKind.istioGroup }
  }
}

extension Route {
  /// Whether it is of a VirtualService, whose rules are tried in the order in which they are written.
  package var isOfIstio: Bool { source.kind == ResourceKind.virtualService.kind }
}

extension Istio {
  /// Whether a proxy stands beside a pod that goes by VirtualServices; where it is `planned`, whether one would.
  ///
  /// The injector labels the pods that it gives one. The ambient mode has none, and does not ask VirtualServices.
  package static func hasSidecar(
    _ pod: Pod, in inventory: Inventory, isPlanned: Bool
  ) -> Bool {
    !PolicyMesh.isAmbient(pod, in: inventory)
      && PolicyMesh.istio(pod, in: inventory, isPlanned: isPlanned) == .yes
  }
}

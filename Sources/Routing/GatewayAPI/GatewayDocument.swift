package import Topology

/// A Gateway or ListenerSet read into its parts.
package struct GatewayDocument: Sendable {
  package let resource: GenericResource
  /// The name of the GatewayClass; empty for a ListenerSet.
  package let className: String
  /// The Gateway of a ListenerSet; nil for a Gateway.
  package let parent: GatewayReference?
  package let listeners: [GatewayListener]
  /// Which ListenerSets a Gateway allows: none unless it says so.
  package let allowedListeners: GatewayNamespaces
  /// The certificate that the Gateway shows to backends.
  package let clientCertificate: GatewayReference?
  /// The authorities of clients' certificates.
  package let authorities: [GatewayReference]
  package let conditions: GatewayConditions

  /// Reads a Gateway, ListenerSet or XListenerSet.
  package init(_ resource: GenericResource) {
    self.resource = resource
    let object = resource.object
    let spec = object["spec"]
    let namespace = resource.metadata.namespace
    className = spec["gatewayClassName"].string ?? ""
    parent =
      resource.kind.kind == "Gateway"
      ? nil
      : GatewayReference(
        spec["parentRef"], in: namespace, group: GatewayAPI.group, kind: "Gateway",
        field: "spec.parentRef")
    listeners = spec["listeners"].array.enumerated().map { index, listener in
      GatewayListener(listener, index: index, of: object, in: namespace)
    }
    allowedListeners = GatewayNamespaces(spec["allowedListeners"]["namespaces"], otherwise: .none)
    clientCertificate = Self.clientCertificate(spec, in: namespace)
    authorities = Self.authorities(spec, in: namespace)
    conditions = GatewayConditions(of: resource)
  }

  package var reference: ObjectReference { resource.reference }
  package var namespace: String { resource.metadata.namespace }

  /// Newer versions state it in `tls.backend`, older ones in `backendTLS`.
  private static func clientCertificate(_ spec: JSONValue, in namespace: String)
    -> GatewayReference?
  {
    for path in [["tls", "backend"], ["backendTLS"]] {
      let value = spec[path]["clientCertificateRef"]
      guard value.isObject else { continue }
      return GatewayReference(
        value, in: namespace, kind: "Secret",
        field: "spec.\(path.joined(separator: ".")).clientCertificateRef")
    }
    return nil
  }

  private static func authorities(_ spec: JSONValue, in namespace: String) -> [GatewayReference] {
    let frontend = spec["tls"]["frontend"]
    var places = [
      ("spec.tls.frontend.default.validation", frontend["default"]["validation"])
    ]
    for (index, port) in frontend["perPort"].array.enumerated() {
      places.append(
        ("spec.tls.frontend.perPort[\(index)].tls.validation", port["tls"]["validation"]))
    }
    for (index, listener) in spec["listeners"].array.enumerated() {
      places.append(
        (
          "spec.listeners[\(index)].tls.frontendValidation",
          listener["tls"]["frontendValidation"]
        ))
    }
    return places.flatMap { field, value in
      value["caCertificateRefs"].array.enumerated().map { index, reference in
        GatewayReference(
          reference, in: namespace, kind: "ConfigMap", field: "\(field).caCertificateRefs[\(index)]"
        )
      }
    }
  }

  /// Whether a Gateway lets a ListenerSet add listeners to it.
  package func allows(_ set: GatewayDocument, in inventory: Inventory) -> Bool {
    allowedListeners.admits(
      set.namespace, labels: inventory.namespaceLabels(set.namespace), own: namespace)
  }
}

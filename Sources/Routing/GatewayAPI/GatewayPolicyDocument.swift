package import Topology

/// A BackendTLSPolicy read into its parts (apis/v1, `BackendTLSPolicySpec`).
package struct GatewayPolicyDocument: Sendable {
  /// What the policy is about.
  package struct Target: Hashable, Sendable {
    package let reference: GatewayReference
    /// The name of a port; empty for all.
    package let section: String
  }

  package let resource: GenericResource
  package let targets: [Target]
  package let authorities: [GatewayReference]
  /// `System`, or one of an implementation; empty where authorities are named.
  package let wellKnown: String
  /// The name that the backend's certificate has to have.
  package let hostname: String
  /// What controllers say, by ancestor.
  package let statuses: [GatewayConditions]

  /// Reads a policy; v1alpha2 names one target in `targetRef`, and its authorities in `tls`.
  package init(_ resource: GenericResource) {
    self.resource = resource
    let object = resource.object
    let spec = object["spec"]
    let namespace = resource.metadata.namespace
    let validation = spec["validation"].isObject ? spec["validation"] : spec["tls"]
    let place = spec["validation"].isObject ? "spec.validation" : "spec.tls"
    let single = spec["targetRef"].isObject
    targets = (single ? [spec["targetRef"]] : spec["targetRefs"].array).enumerated().map {
      index, target in
      Target(
        reference: GatewayReference(
          target, in: namespace, kind: "Service",
          field: single ? "spec.targetRef" : "spec.targetRefs[\(index)]"),
        section: target["sectionName"].string ?? "")
    }
    authorities =
      (validation["caCertificateRefs"].isArray
      ? validation["caCertificateRefs"] : validation["caCertRefs"]).array.enumerated().map {
        index, reference in
        GatewayReference(
          reference, in: namespace, kind: "ConfigMap",
          field: "\(place).caCertificateRefs[\(index)]")
      }
    wellKnown =
      validation["wellKnownCACertificates"].string ?? validation["wellKnownCACerts"].string ?? ""
    hostname = validation["hostname"].string ?? ""
    statuses = object["status"]["ancestors"].array.map {
      GatewayConditions($0["conditions"], of: object)
    }
  }
}

/// The name of a namespaced object whose kind is known from the context, written `namespace/name`.
package struct NamespacedName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The namespace; empty for cluster-scoped objects.
  package var namespace: String
  /// The name inside the namespace.
  package var name: String

  package init(_ namespace: String, _ name: String) {
    self.namespace = namespace
    self.name = name
  }

  package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

/// Names any object of the cluster: `service/shop/pay`, or `namespace/shop` for cluster-scoped kinds.
package struct ObjectReference: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The kind as Kubernetes writes it: `Service`, `HTTPRoute`.
  package var kind: String
  /// The namespace and name.
  package var name: NamespacedName

  package init(_ kind: String, _ namespace: String, _ name: String) {
    self.kind = kind
    self.name = NamespacedName(namespace, name)
  }

  package init(_ kind: String, _ name: NamespacedName) {
    self.kind = kind
    self.name = name
  }

  /// The form of the command-line contract: the kind in lower case, then the names.
  package var description: String { "\(kind.lowercased())/\(name)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.name, left.kind) < (right.name, right.kind)
  }
}

/// A kind of the Kubernetes API with its place in the URL.
package struct ResourceKind: Hashable, Sendable {
  /// The API group; empty for the core group.
  package var group: String
  /// The version: `v1`.
  package var version: String
  /// The kind: `Service`.
  package var kind: String
  /// The plural of the URL: `services`.
  package var plural: String
  /// Whether objects live in a namespace.
  package var isNamespaced: Bool

  package init(
    group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true
  ) {
    self.group = group
    self.version = version
    self.kind = kind
    self.plural = plural
    self.isNamespaced = isNamespaced
  }

  /// The name under which its objects are kept and told: the kind, and where another kind has the name the kind with its
  /// group, as kubectl tells Istio's Gateway from the Gateway of the Gateway API.
  package var keptName: String {
    switch (kind, group) {
    case ("Gateway", Self.istioGroup), ("AuthorizationPolicy", Self.linkerdGroup),
      ("HTTPRoute", Self.linkerdGroup):
      "\(kind).\(group)"
    // Calico serves one policy in two groups.
    case ("NetworkPolicy", _) where Self.calicoGroups.contains(group):
      "\(kind).projectcalico.org"
    default: kind
    }
  }

  /// The group of Istio's kinds for traffic.
  package static let istioGroup = "networking.istio.io"

  /// The group of Linkerd's kinds for policies and of its older routes.
  package static let linkerdGroup = "policy.linkerd.io"

  /// `v1` or `apps/v1`.
  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// The path of the kind's collection, in a namespace or (nil) across all of them.
  package func path(namespace: String? = nil) -> String {
    let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    guard isNamespaced, let namespace else { return "\(root)/\(plural)" }
    return "\(root)/namespaces/\(namespace)/\(plural)"
  }
}

extension ResourceKind {
  package static let namespace = ResourceKind(
    group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false)
  package static let node = ResourceKind(
    group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false)
  package static let pod = ResourceKind(group: "", version: "v1", kind: "Pod", plural: "pods")
  package static let service = ResourceKind(
    group: "", version: "v1", kind: "Service", plural: "services")
  package static let endpoints = ResourceKind(
    group: "", version: "v1", kind: "Endpoints", plural: "endpoints")
  package static let secret = ResourceKind(
    group: "", version: "v1", kind: "Secret", plural: "secrets")
  package static let configMap = ResourceKind(
    group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
  package static let event = ResourceKind(group: "", version: "v1", kind: "Event", plural: "events")
  package static let endpointSlice = ResourceKind(
    group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice", plural: "endpointslices")
  package static let deployment = ResourceKind(
    group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
  package static let replicaSet = ResourceKind(
    group: "apps", version: "v1", kind: "ReplicaSet", plural: "replicasets")
  package static let statefulSet = ResourceKind(
    group: "apps", version: "v1", kind: "StatefulSet", plural: "statefulsets")
  package static let daemonSet = ResourceKind(
    group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets")
  package static let ingress = ResourceKind(
    group: "networking.k8s.io", version: "v1", kind: "Ingress", plural: "ingresses")
  package static let ingressClass = ResourceKind(
    group: "networking.k8s.io", version: "v1", kind: "IngressClass", plural: "ingressclasses",
    isNamespaced: false)
  /// Traefik's own routes.
  package static let ingressRoute = ResourceKind(
    group: "traefik.io", version: "v1alpha1", kind: "IngressRoute", plural: "ingressroutes")
  /// Traefik's routes of connections.
  package static let ingressRouteTCP = ResourceKind(
    group: "traefik.io", version: "v1alpha1", kind: "IngressRouteTCP", plural: "ingressroutetcps")
  /// Traefik's Services with weights or copies.
  package static let traefikService = ResourceKind(
    group: "traefik.io", version: "v1alpha1", kind: "TraefikService", plural: "traefikservices")
  /// What requests pass on their way through Traefik.
  package static let middleware = ResourceKind(
    group: "traefik.io", version: "v1alpha1", kind: "Middleware", plural: "middlewares")
  /// Contour's own routes.
  package static let httpProxy = ResourceKind(
    group: "projectcontour.io", version: "v1", kind: "HTTPProxy", plural: "httpproxies")
  /// Contour's permission to use certificates of another namespace.
  package static let certificateDelegation = ResourceKind(
    group: "projectcontour.io", version: "v1", kind: "TLSCertificateDelegation",
    plural: "tlscertificatedelegations")
  package static let gatewayClass = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1", kind: "GatewayClass",
    plural: "gatewayclasses", isNamespaced: false)
  package static let gateway = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1", kind: "Gateway", plural: "gateways")
  package static let httpRoute = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1", kind: "HTTPRoute", plural: "httproutes")
  package static let grpcRoute = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1", kind: "GRPCRoute", plural: "grpcroutes")
  package static let referenceGrant = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1beta1", kind: "ReferenceGrant",
    plural: "referencegrants")
  package static let backendTLSPolicy = ResourceKind(
    group: "gateway.networking.k8s.io", version: "v1", kind: "BackendTLSPolicy",
    plural: "backendtlspolicies")
  package static let networkPolicy = ResourceKind(
    group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", plural: "networkpolicies")
  package static let horizontalPodAutoscaler = ResourceKind(
    group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers")
  package static let customResourceDefinition = ResourceKind(
    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions", isNamespaced: false)

  /// The kinds with typed values in the inventory, and the generic ones that the program itself reads.
  package static let known: [ResourceKind] = [
    .namespace, .node, .pod, .service, .endpoints, .secret, .configMap, .event, .endpointSlice,
    .deployment, .replicaSet, .statefulSet, .daemonSet, .ingress, .ingressClass, .networkPolicy,
    .customResourceDefinition,
  ]
}

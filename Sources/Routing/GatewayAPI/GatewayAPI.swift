package import Topology

/// What is common to the kinds of the Gateway API (kubernetes-sigs/gateway-api, `apis/v1`).
///
/// The versions v1, v1beta1, v1alpha2 and v1alpha3 have the same fields as far as they are read here.
package enum GatewayAPI {
  /// The group of the stable kinds.
  package static let group = "gateway.networking.k8s.io"
  /// The group of what is tried out: XListenerSet.
  package static let experimentalGroup = "gateway.networking.x-k8s.io"
  /// The kinds of routes.
  package static let routeKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]
  /// The kinds that add listeners to a Gateway.
  package static let listenerSetKinds = ["ListenerSet", "XListenerSet"]
  /// The kinds whose listeners routes attach to.
  package static let parentKinds = ["Gateway"] + listenerSetKinds
  /// The label that every namespace has with its own name.
  static let namespaceLabel = "kubernetes.io/metadata.name"

  /// The kinds of routes that a listener of a protocol takes (`ListenerStatus.supportedKinds`); nil for protocols of
  /// implementations.
  package static func kinds(of protocolName: String) -> [String]? {
    switch protocolName {
    case "HTTP", "HTTPS": ["HTTPRoute", "GRPCRoute"]
    case "TLS": ["TLSRoute", "TCPRoute"]
    case "TCP": ["TCPRoute"]
    case "UDP": ["UDPRoute"]
    default: nil
    }
  }
}

extension GenericResource {
  /// Whether it is of the Gateway API: Istio and Linkerd have kinds of the same names.
  package var isOfGatewayAPI: Bool {
    kind.group == GatewayAPI.group || kind.group == GatewayAPI.experimentalGroup
  }
}

extension Inventory {
  /// The objects of a kind of the Gateway API, in the order of their names.
  package func gatewayObjects(_ kind: String) -> [GenericResource] {
    objects(kind).filter(\.isOfGatewayAPI)
  }

  /// One object of a kind of the Gateway API.
  package func gatewayObject(_ reference: ObjectReference) -> GenericResource? {
    object(reference.kind, reference.name).flatMap { $0.isOfGatewayAPI ? $0 : nil }
  }

  /// The labels of a namespace; nil where it is not known.
  package func namespaceLabels(_ name: String) -> [String: String]? {
    namespace(name).map { $0.labels.merging([GatewayAPI.namespaceLabel: name]) { own, _ in own } }
  }
}

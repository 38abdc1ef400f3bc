import Topology

/// Whether a route is attached to the listeners of a parent (apis/v1, `ParentReference`, `AllowedRoutes`).
///
/// Any one listener suffices. Where none takes the route, the first class of reasons that leaves none is the one.
package enum GatewayAttachment: Hashable, Sendable {
  /// Why a route is not attached.
  package enum Reason: Hashable, Sendable {
    /// No listener has the name and port that the route asks for (`NoMatchingParent`).
    case noMatchingListener
    /// No listener allows routes of this namespace and kind (`NotAllowedByListeners`).
    case notAllowed
    /// No listener has a hostname in common with the route (`NoMatchingListenerHostname`).
    case noCommonHostname
  }

  case attached([GatewayListener])
  case refused(Reason)

  /// Whether a route is attached to a Gateway or ListenerSet; the labels of its namespace are nil where unknown.
  package init(
    of route: GatewayRouteDocument, by parent: GatewayParent, to owner: GatewayDocument,
    namespaceLabels: [String: String]?
  ) {
    let named = Self.listeners(of: owner, named: parent)
    guard !named.isEmpty else {
      self = .refused(.noMatchingListener)
      return
    }
    let allowing = named.filter { listener in
      listener.takes(route.kind)
        && listener.namespaces.admits(
          route.namespace, labels: namespaceLabels, own: owner.namespace)
    }
    guard !allowing.isEmpty else {
      self = .refused(.notAllowed)
      return
    }
    let fitting =
      route.hasHostnames ? allowing.filter { $0.hosts(route.hostnames) != nil } : allowing
    self = fitting.isEmpty ? .refused(.noCommonHostname) : .attached(fitting)
  }

  /// The listeners that have the name and the port that a route asks for; both must fit the same one.
  package static func listeners(
    of owner: GatewayDocument, named parent: GatewayParent
  ) -> [GatewayListener] {
    owner.listeners.filter {
      (parent.section.isEmpty || $0.name == parent.section)
        && (parent.port == nil || $0.port == parent.port)
    }
  }

  /// The listeners; empty when it is not attached.
  package var listeners: [GatewayListener] {
    if case .attached(let listeners) = self { listeners } else { [] }
  }
}

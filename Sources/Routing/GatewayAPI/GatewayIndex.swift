package import Topology

/// Who refers to whom among the objects of the Gateway API: what changes of one object concern.
package struct GatewayIndex: RouteIndex {
  /// The kinds that it is made of, besides those of routes; the labels of namespaces decide on attachment.
  static let kinds: [ResourceKind] =
    [.namespace, .gateway, .gatewayClass, .referenceGrant, .backendTLSPolicy]
    + GatewayAPI.listenerSetKinds.map {
      ResourceKind(
        group: $0.hasPrefix("X") ? GatewayAPI.experimentalGroup : GatewayAPI.group,
        version: $0.hasPrefix("X") ? "v1alpha1" : "v1", kind: $0, plural: "\($0.lowercased())s")
    }

  /// Gateways and ListenerSets.
  package private(set) var owners: [ObjectReference: GatewayDocument] = [:]
  private var routesOfParent: [ObjectReference: [ObjectReference]] = [:]
  private var routesOfService: [NamespacedName: [ObjectReference]] = [:]
  private var setsOfGateway: [ObjectReference: [ObjectReference]] = [:]
  private var policiesOfService: [NamespacedName: [ObjectReference]] = [:]
  private var grants: [String: [GatewayGrant]] = [:]
  private var claims: [String: [ObjectReference]] = [:]

  /// An index of nothing.
  package init() {}

  /// Reads the objects of an inventory.
  init(_ inventory: Inventory) {
    for resource in GatewayAPI.parentKinds.flatMap(inventory.gatewayObjects) {
      let document = GatewayDocument(resource)
      owners[resource.reference] = document
      guard let parent = document.parent else { continue }
      setsOfGateway[parent.object, default: []].append(resource.reference)
    }
    for resource in inventory.gatewayObjects("ReferenceGrant") {
      grants[resource.metadata.namespace, default: []].append(GatewayGrant(resource))
    }
    for resource in inventory.gatewayObjects("BackendTLSPolicy") {
      for target in Set(GatewayPolicyDocument(resource).targets.map(\.reference))
      where target.isService {
        policiesOfService[target.name, default: []].append(resource.reference)
      }
    }
    for kind in GatewayAPI.routeKinds {
      for resource in inventory.gatewayObjects(kind) { insert(GatewayRouteDocument(resource)) }
    }
  }

  private mutating func insert(_ route: GatewayRouteDocument) {
    for parent in Set(route.parents.map(\.object)) {
      routesOfParent[parent, default: []].append(route.reference)
    }
    let backends = route.rules.flatMap(\.backends).map(\.reference).filter(\.isService)
    for service in Set(backends.map(\.name)) {
      routesOfService[service, default: []].append(route.reference)
    }
    for claim in Self.claims(of: route) { claims[claim, default: []].append(route.reference) }
  }

  /// The routes that name a Gateway, ListenerSet or Service as a parent.
  package func routes(of parent: ObjectReference) -> [ObjectReference] {
    routesOfParent[parent] ?? []
  }

  /// The routes that send requests to a Service, or copies of them.
  package func routes(to service: NamespacedName) -> [ObjectReference] {
    routesOfService[service] ?? []
  }

  /// The ListenerSets that name a Gateway.
  package func listenerSets(of gateway: ObjectReference) -> [ObjectReference] {
    setsOfGateway[gateway] ?? []
  }

  /// The BackendTLSPolicies that name a Service.
  package func policies(of service: NamespacedName) -> [ObjectReference] {
    policiesOfService[service] ?? []
  }

  /// Whether an object may refer to another: in its own namespace always, elsewhere where a grant says so.
  package func permits(_ object: GenericResource, _ target: GatewayReference) -> Bool {
    object.metadata.namespace == target.name.namespace
      || (grants[target.name.namespace] ?? []).contains { $0.permits(object, target) }
  }

  /// The listeners that a route is attached to, by the parent that it names.
  package func listeners(
    of route: GatewayRouteDocument, in inventory: Inventory
  ) -> [(owner: GatewayDocument, listeners: [GatewayListener])] {
    let labels = inventory.namespaceLabels(route.namespace)
    return route.parents.compactMap { parent in
      guard parent.reference.isListenerOwner, let owner = owners[parent.object] else { return nil }
      let attachment = GatewayAttachment(
        of: route, by: parent, to: owner, namespaceLabels: labels)
      return attachment.listeners.isEmpty ? nil : (owner, attachment.listeners)
    }
  }

  /// What a route claims: a text for each of its hostnames with each of its matches.
  package static func claims(of route: GatewayRouteDocument) -> Set<String> {
    let hosts = route.hostnames.isEmpty ? [""] : route.hostnames
    let matches = Set(route.rules.flatMap(\.matches).map(\.canonicalText))
    return Set(hosts.flatMap { host in matches.map { claim(route.kind, host, $0) } })
  }

  /// One claim.
  package static func claim(_ kind: String, _ host: String, _ match: String) -> String {
    "\(kind) \(host) \(match)"
  }

  /// The routes that make a claim, in the order of their names.
  package func routes(claiming claim: String) -> [ObjectReference] { claims[claim] ?? [] }
}

extension RoutingTable {
  /// What the objects of the Gateway API have to do with each other.
  package var gateways: GatewayIndex { index() }
}

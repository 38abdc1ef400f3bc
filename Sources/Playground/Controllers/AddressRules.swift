import Routing
package import Topology

/// The addresses that a cloud's load balancer and the ingress controller write into a status.
package enum AddressRules {
  /// The controller of the class that every playground has.
  package static let ingressController = "k8s.io/ingress-nginx"

  /// The Service with its load-balancer status as it should be; nil when it is so already.
  ///
  /// `isFree` tells whether no other Service holds an address.
  package static func withLoadBalancer(
    _ service: JSONValue, _ plan: AddressPlan, isFree: (String) -> Bool
  ) -> JSONValue? {
    let held = Service(service).loadBalancerAddresses
    guard service["spec"]["type"].string == "LoadBalancer" else {
      return held.isEmpty ? nil : with([], in: service)
    }
    let balancer = PlayedBalancer(service)
    guard !balancer.isPending else { return held.isEmpty ? nil : with([], in: service) }
    let own = held.first { plan.isLoadBalancer($0) }
    // An address that somebody else has given stays.
    guard held.isEmpty || own != nil else { return nil }
    guard let address = own ?? freeAddress(for: service, plan, isFree: isFree) else { return nil }
    let wanted = balancer.entries(for: address)
    return service[["status", "loadBalancer"]]["ingress"].array == wanted
      ? nil : with(wanted, in: service)
  }

  private static func freeAddress(
    for service: JSONValue, _ plan: AddressPlan, isFree: (String) -> Bool
  ) -> String? {
    let metadata = Metadata(service)
    let hash = Int(StableHash.value("lb", metadata.namespace, metadata.name) % 254)
    return (0..<254).lazy.map { plan.loadBalancer((hash + $0) % 254 + 1) }.first(where: isFree)
  }

  /// The Ingress with the address of the proxy, if its class is served; nil when it is so already.
  package static func withAddress(
    _ ingress: JSONValue, classes: [GenericResource]
  ) -> JSONValue? {
    let held = ingress[["status", "loadBalancer"]]["ingress"].array
    let wanted: [JSONValue] = isServed(ingress, classes) ? [["ip": "127.0.0.1"]] : []
    return held == wanted ? nil : with(wanted, in: ingress)
  }

  /// Whether the playground's proxy serves an Ingress: by its class, by the older annotation, or by default.
  package static func isServed(_ ingress: JSONValue, _ classes: [GenericResource]) -> Bool {
    func isOurs(_ found: GenericResource) -> Bool {
      found.object["spec"]["controller"].string.map { PlayedControllers.hold($0) } ?? false
    }
    let annotation = ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"].string
    if let name = ingress["spec"]["ingressClassName"].string ?? annotation {
      return classes.first { $0.metadata.name == name }.map(isOurs) ?? false
    }
    return classes.contains {
      isOurs($0)
        && $0.metadata.annotations["ingressclass.kubernetes.io/is-default-class"] == "true"
    }
  }

  private static func with(_ addresses: [JSONValue], in object: JSONValue) -> JSONValue {
    var changed = object
    changed["status"]["loadBalancer"] = addresses.isEmpty ? [:] : ["ingress": .array(addresses)]
    return changed
  }
}

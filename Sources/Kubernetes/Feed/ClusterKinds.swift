import Routing
import Topology

/// Which kinds the console asks a cluster for, most urgent first.
package enum ClusterKinds {
  /// The kinds that every cluster should have.
  ///
  /// Services and slices come first: with them the first useful screen can be drawn.
  private static let core: [ResourceKind] = [
    .service, .endpointSlice, .pod, .node, .namespace, .deployment, .replicaSet, .statefulSet,
    .daemonSet, .ingress, .ingressClass,
  ]

  /// Kinds that not every cluster has: network policies, autoscalers, controllers' own routes.
  private static let others: [ResourceKind] = [
    .networkPolicy, .horizontalPodAutoscaler, .ingressRoute, .httpProxy, .certificateDelegation,
    .traefikService, .middleware, .ingressRouteTCP,
    .virtualService, .istioGateway, .destinationRule, .serviceEntry,
    .linkerdRoute, .serviceProfile, .trafficSplit,
  ]

  /// Kinds of network plugins, and the policies of all systems.
  private static let network = ResourceKind.networkKinds + PolicySystems.kinds

  /// Groups whose kinds are asked for where they are served.
  private static let optionalGroups: Set<String> = ["gateway.networking.k8s.io"]

  /// The groups beside the core of all kinds that are asked for, also by the name that one had in old clusters.
  static let groups = optionalGroups.union(
    (core + others + network).map(\.group)
  )
  .union(Discovery.oldGroups.values).subtracting([""])

  /// How many kinds, the first ones, are listed before the others start.
  static let urgent = 2

  /// What every server serves, in these versions: it need not be discovered.
  static func certain(namespace: String?) -> [ResourceQuery] {
    core.filter { ["", ResourceKind.deployment.group].contains($0.group) }
      .map { ResourceQuery($0, namespace: $0.isNamespaced ? namespace : nil) }
  }

  /// What to list and watch in a namespace, or (nil) in all.
  ///
  /// Without a discovery the current versions are taken as served, as the playground serves them. What network plugins
  /// and proxies are told is asked for last, and never for one namespace; policies of all systems are among it, and may
  /// be asked for without the rest.
  package static func queries(
    namespace: String? = nil, discovery: Discovery? = nil, withNetwork: Bool = true,
    withPolicies: Bool = false
  ) -> [ResourceQuery] {
    let kinds = core.compactMap { kind in
      guard let discovery, kind == .endpointSlice else {
        return discovery.map { $0.served(kind) } ?? kind
      }
      return discovery.served(kind) ?? .endpoints
    }
    let plain = (kinds + optional(discovery)).map {
      ResourceQuery($0, namespace: $0.isNamespaced ? namespace : nil)
    }
    let certificates = ResourceQuery(
      .secret, namespace: namespace, fieldSelector: "type=kubernetes.io/tls")
    guard namespace == nil else { return plain + [certificates] }
    let more =
      withNetwork ? network(discovery) : withPolicies ? served(PolicySystems.kinds, discovery) : []
    return plain + [certificates] + more
  }

  /// The kinds of network plugins and of policies that are served, and the settings of plugins and proxies.
  static func network(_ discovery: Discovery?) -> [ResourceQuery] {
    guard let discovery else { return [] }
    let maps = discovery.served(.configMap) == nil ? [] : [settings]
    return served(network, discovery) + maps
  }

  /// Those of some kinds that are served; Calico serves its kinds in two groups, and one of them is enough.
  private static func served(_ kinds: [ResourceKind], _ discovery: Discovery?) -> [ResourceQuery] {
    guard let discovery else { return [] }
    var names: Set<String> = []
    return kinds.compactMap(discovery.served).filter { names.insert($0.keptName).inserted }
      .map { ResourceQuery($0) }
  }

  /// The ConfigMaps in which network plugins and proxies keep their settings.
  static let settings = ResourceQuery(.configMap, namespace: "kube-system")

  /// The kinds that are served of those that not every cluster has, each in one version.
  private static func optional(_ discovery: Discovery?) -> [ResourceKind] {
    guard let discovery else { return [] }
    var seen: Set<String> = []
    let custom = discovery.kinds.filter {
      optionalGroups.contains($0.group) && seen.insert("\($0.group)/\($0.plural)").inserted
    }
    return others.compactMap(discovery.served) + custom
  }
}

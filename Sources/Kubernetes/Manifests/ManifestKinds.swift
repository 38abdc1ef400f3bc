import Routing
import Topology

/// Which kinds manifests may name: those of the API and those that a CustomResourceDefinition among
/// the manifests brings.
struct ManifestKinds {
  private var kinds: [String: ResourceKind] = [:]

  init() {
    for kind in ResourceKind.known + Self.others { insert(kind) }
    for version in ["extensions/v1beta1", "networking.k8s.io/v1beta1"] {
      kinds["\(version)/Ingress"] = .ingress
      kinds["\(version)/IngressClass"] = .ingressClass
    }
  }

  private mutating func insert(_ kind: ResourceKind) {
    kinds["\(kind.apiVersion)/\(kind.kind)"] = kind
  }

  /// Takes in the kind that a CustomResourceDefinition defines.
  mutating func define(by definition: JSONValue) {
    let spec = definition["spec"]
    guard let group = spec["group"].string, let kind = spec["names"]["kind"].string else { return }
    for version in spec["versions"].array.compactMap({ $0["name"].string }) {
      insert(
        ResourceKind(
          group: group, version: version, kind: kind,
          plural: spec["names"]["plural"].string ?? Self.plural(kind),
          isNamespaced: spec["scope"].string != "Cluster"))
    }
  }

  /// The kind of an object; nil when nobody knows it.
  ///
  /// What is read of network plugins is known without its definition; other kinds of their groups may exist too.
  func kind(apiVersion: String, kind: String) -> ResourceKind? {
    kinds["\(apiVersion)/\(kind)"] ?? Self.network["\(apiVersion)/\(kind)"]
  }

  private static let network = Dictionary(
    ResourceKind.networkKinds.map { ("\($0.apiVersion)/\($0.kind)", $0) },
    uniquingKeysWith: { first, _ in first })

  /// What to do about a kind that cannot exist: its group is Kubernetes' own or defined by a manifest.
  ///
  /// nil where the group may be anybody's.
  func mend(apiVersion: String, kind: String) -> String? {
    let group = Self.guess(apiVersion: apiVersion, kind: kind).group
    let own = kinds.values.filter { $0.group == group }
    guard !own.isEmpty || !group.contains(".") else { return nil }
    let served = own.filter { $0.kind == kind }.map(\.apiVersion)
    if let other = served.max(by: { Self.rank($0) < Self.rank($1) }) {
      return "write apiVersion: \(other)"
    }
    if let near = Spelling.nearest(to: kind, in: Set(own.map(\.kind))) {
      return "write kind: \(near)"
    }
    if let other = kinds.values.filter({ $0.kind == kind }).map(\.apiVersion).min() {
      return "write apiVersion: \(other)"
    }
    return "check the spelling of kind and apiVersion"
  }

  /// What decides between versions of a kind: a stable one is the best.
  private static func rank(_ apiVersion: String) -> (Int, String) {
    (apiVersion.contains("alpha") ? 0 : apiVersion.contains("beta") ? 1 : 2, apiVersion)
  }

  /// What an unknown kind most likely is.
  static func guess(apiVersion: String, kind: String) -> ResourceKind {
    let parts = apiVersion.split(separator: "/", maxSplits: 1).map(String.init)
    return ResourceKind(
      group: parts.count == 2 ? parts[0] : "", version: parts.last ?? "v1", kind: kind,
      plural: plural(kind))
  }

  private static func plural(_ kind: String) -> String {
    let name = kind.lowercased()
    if name.hasSuffix("s") || name.hasSuffix("x") || name.hasSuffix("ch") { return "\(name)es" }
    let isVowel = name.dropLast().last.map { "aeiou".contains($0) } ?? false
    return name.hasSuffix("y") && !isVowel ? "\(name.dropLast())ies" : "\(name)s"
  }

  /// Group and version, then the kinds; a `!` marks those outside namespaces.
  private static let table: [(group: String, version: String, kinds: String)] = [
    (
      "", "v1",
      "ServiceAccount PersistentVolumeClaim PersistentVolume! ResourceQuota LimitRange PodTemplate ReplicationController"
    ),
    ("batch", "v1", "Job CronJob"),
    ("autoscaling", "v2", "HorizontalPodAutoscaler"),
    ("autoscaling", "v1", "HorizontalPodAutoscaler"),
    ("policy", "v1", "PodDisruptionBudget"),
    ("rbac.authorization.k8s.io", "v1", "Role RoleBinding ClusterRole! ClusterRoleBinding!"),
    ("storage.k8s.io", "v1", "StorageClass!"),
    ("coordination.k8s.io", "v1", "Lease"),
    ("scheduling.k8s.io", "v1", "PriorityClass!"),
    ("networking.k8s.io", "v1", "ServiceCIDR! IPAddress!"),
    ("apps", "v1", "ControllerRevision"),
    ("apiregistration.k8s.io", "v1", "APIService!"),
    (
      "admissionregistration.k8s.io", "v1",
      "ValidatingWebhookConfiguration! MutatingWebhookConfiguration!"
    ),
    (ResourceKind.ingressRoute.group, "v1alpha1", traefikKinds),
    ("traefik.containo.us", "v1alpha1", traefikKinds),
    (ResourceKind.httpProxy.group, "v1", "HTTPProxy TLSCertificateDelegation"),
    (
      ResourceKind.httpProxy.group, "v1alpha1",
      "ExtensionService ContourConfiguration ContourDeployment"
    ),
  ]

  /// The kinds of Traefik, in its group of today and in the one of v2.
  private static let traefikKinds =
    "IngressRoute IngressRouteTCP IngressRouteUDP TraefikService Middleware MiddlewareTCP TLSOption "
    + "TLSStore ServersTransport ServersTransportTCP"

  /// The kinds of the Gateway API, which its definitions bring; they are seldom among the manifests.
  private static let gatewayTable: [(group: String, version: String, kinds: String)] =
    ["v1", "v1beta1", "v1alpha3", "v1alpha2"].map { version in
      (
        ResourceKind.gateway.group, version,
        "GatewayClass! Gateway ListenerSet HTTPRoute GRPCRoute TLSRoute TCPRoute UDPRoute "
          + "ReferenceGrant BackendTLSPolicy BackendLBPolicy"
      )
    } + [
      (
        "gateway.networking.x-k8s.io", "v1alpha1",
        "XListenerSet XBackendTrafficPolicy XBackend XMesh!"
      )
    ]

  /// The kinds of Istio's group, which its definitions bring too.
  private static let istioTable: [(group: String, version: String, kinds: String)] =
    ["v1", "v1beta1", "v1alpha3"].map { version in
      (
        ResourceKind.istioGroup, version,
        "VirtualService DestinationRule Gateway ServiceEntry Sidecar WorkloadEntry WorkloadGroup"
          + ["v1": "", "v1beta1": " ProxyConfig"][version, default: " EnvoyFilter"]
      )
    }

  /// The kinds of Linkerd, and of the Service Mesh Interface.
  private static let linkerdTable: [(group: String, version: String, kinds: String)] = [
    (ResourceKind.linkerdGroup, "v1beta3", "HTTPRoute Server"),
    (ResourceKind.linkerdGroup, "v1beta2", "HTTPRoute Server"),
    (ResourceKind.linkerdGroup, "v1beta1", "HTTPRoute Server ServerAuthorization"),
    (
      ResourceKind.linkerdGroup, "v1alpha1",
      "HTTPRoute AuthorizationPolicy MeshTLSAuthentication NetworkAuthentication EgressNetwork"
    ),
    (ResourceKind.serviceProfile.group, "v1alpha2", "ServiceProfile"),
    (ResourceKind.trafficSplit.group, "v1alpha2", "TrafficSplit"),
    (ResourceKind.trafficSplit.group, "v1alpha1", "TrafficSplit"),
    (ResourceKind.trafficSplit.group, "v1alpha3", "TrafficSplit"),
    (ResourceKind.trafficSplit.group, "v1alpha4", "TrafficSplit"),
  ]

  private static let others: [ResourceKind] = (table + gatewayTable + istioTable + linkerdTable)
    .flatMap {
      group, version, kinds in
      kinds.split(separator: " ").map { name in
        let kind = String(name.filter { $0 != "!" })
        return ResourceKind(
          group: group, version: version, kind: kind, plural: plural(kind),
          isNamespaced: !name.hasSuffix("!"))
      }
    }
}

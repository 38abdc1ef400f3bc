import Topology

/// How the playground plays the load balancer of a Service: what the cloud writes into its status, or says while it waits.
///
/// The annotation `demo/load-balancer` names the provider and whether the Service waits: `aws`, `nlb pending`. Without a
/// name the class and the annotations of the Service tell it. The addresses stay those of the playground, where the
/// Service really answers.
struct PlayedBalancer: Hashable {
  /// Who gives the addresses.
  enum Provider: String, CaseIterable {
    /// Classic load balancers by the cloud's own controller.
    case aws
    /// Network load balancers by the AWS Load Balancer Controller.
    case nlb
    case gcp, azure, openstack, metallb
  }

  static let annotation = "demo/load-balancer"

  /// nil for an address of nobody in particular.
  let provider: Provider?
  /// Whether the Service gets no address.
  let isPending: Bool
  private let service: Metadata
  private let isInternal: Bool
  private let sendsProxyProtocol: Bool

  init(_ service: JSONValue) {
    let value = Service(service)
    let annotations = value.metadata.annotations
    let words = (annotations[Self.annotation] ?? "").split(separator: " ")
    self.service = value.metadata
    provider =
      words.lazy.compactMap { Provider(rawValue: String($0)) }.first
      ?? Self.provider(className: value.balancer.className, annotations)
    isPending = words.contains("pending")
    isInternal = ["scheme", "internal"].contains { name in
      ["internal", "true"].contains(annotations[Self.amazon + name])
    }
    sendsProxyProtocol = annotations["loadbalancer.openstack.org/proxy-protocol"] == "true"
  }

  private static let amazon = "service.beta.kubernetes.io/aws-load-balancer-"

  private static func provider(
    className: String, _ annotations: [String: String]
  ) -> Provider? {
    if className == "service.k8s.aws/nlb" { return .nlb }
    func has(_ prefix: String) -> Bool { annotations.keys.contains { $0.hasPrefix(prefix) } }
    if has(amazon) {
      let type = annotations[amazon + "type"] ?? ""
      return ["nlb", "nlb-ip", "external"].contains(type) ? .nlb : .aws
    }
    if has("networking.gke.io/") || has("cloud.google.com/") { return .gcp }
    if has("service.beta.kubernetes.io/azure-") { return .azure }
    if has("loadbalancer.openstack.org/") || has("service.beta.kubernetes.io/openstack-") {
      return .openstack
    }
    return has("metallb.io/") || has("metallb.universe.tf/") ? .metallb : nil
  }

  /// The entries of `status.loadBalancer.ingress` for an address of the playground.
  ///
  /// AWS gives names alone, which nothing here resolves: the address stands behind the name.
  func entries(for address: String) -> [JSONValue] {
    let isProxy = provider == .openstack && sendsProxyProtocol
    let entry: JSONValue = ["ip": .string(address), "ipMode": isProxy ? "Proxy" : "VIP"]
    switch provider {
    case .aws:
      let prefix = isInternal ? "internal-" : ""
      return [["hostname": .string("\(prefix)\(name).eu-west-1.elb.amazonaws.com")], entry]
    case .nlb: return [["hostname": .string("\(name).elb.eu-west-1.amazonaws.com")], entry]
    case .gcp, .azure, .openstack, .metallb, nil: return [entry]
    }
  }

  /// A name of at most 32 characters, as the controllers of AWS make it.
  private var name: String {
    let hash = StableHash.value("balancer", service.namespace, service.name)
    let digits = String(hash, radix: 16)
    let parts = "k8s-\(service.namespace.prefix(8))-\(service.name.prefix(8))"
    return
      "\(parts)-\(String(repeating: "0", count: max(0, 10 - digits.count)))\(digits.prefix(10))"
  }

  /// What the provider's controller says of a Service for which it has no address: that something the cloud must have
  /// is missing or used up, as it commonly is.
  var warning: (reason: String, message: String) {
    switch provider {
    case .aws:
      (
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets "
          + "for creating the ELB"
      )
    case .nlb:
      (
        "FailedBuildModel",
        "Failed build model due to unable to resolve at least one subnet: no subnet is tagged "
          + (isInternal ? "kubernetes.io/role/internal-elb" : "kubernetes.io/role/elb")
      )
    case .gcp:
      (
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: googleapi: Error 403: Quota "
          + "'FORWARDING_RULES' exceeded"
      )
    case .azure:
      (
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: PublicIPCountLimitReached: Cannot "
          + "create more public IP addresses for this subscription in this region"
      )
    case .openstack:
      (
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: failed to ensure load balancer: load balancer has gone into ERROR "
          + "state"
      )
    case .metallb:
      (
        "AllocationFailed",
        "Failed to allocate IP for \"\(service.namespace)/\(service.name)\": no available IPs"
      )
    case nil:
      (
        "SyncLoadBalancerFailed",
        "Error syncing load balancer: the playground was asked to leave it without an address"
      )
    }
  }
}

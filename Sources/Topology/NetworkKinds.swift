extension ResourceKind {
  /// The kinds of network plugins and of load balancers that are read; of a kind that two groups serve, the one to
  /// prefer comes first.
  ///
  /// Kinds of the same name in other groups (BGPPeer of MetalLB, IPPool of Antrea) are not among them.
  package static let networkKinds: [ResourceKind] =
    ["projectcalico.org/v3", "crd.projectcalico.org/v1"].flatMap { version in
      cluster(
        version,
        "IPPool BGPConfiguration BGPPeer FelixConfiguration ClusterInformation CalicoNodeStatus "
          + "GlobalNetworkPolicy")
    }
    + cluster("cilium.io/v2", "CiliumNode CiliumBGPClusterConfig CiliumClusterwideNetworkPolicy")
    + [of("cilium.io/v2", "CiliumNetworkPolicy", isNamespaced: true)]
    + cluster("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool CiliumBGPPeeringPolicy")
    + cluster(
      "policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy BaselineAdminNetworkPolicy")
    + cluster("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy")
    + cluster("networking.k8s.io/v1", "ServiceCIDR")
    + ["IPAddressPool", "L2Advertisement", "BGPAdvertisement"].map {
      of("metallb.io/v1beta1", $0, isNamespaced: true)
    }

  /// The groups of Calico: what it stores, and what it serves.
  package static let calicoGroups: Set<String> = ["projectcalico.org", "crd.projectcalico.org"]

  private static func cluster(_ version: String, _ names: String) -> [ResourceKind] {
    names.split(separator: " ").map { of(version, String($0), isNamespaced: false) }
  }

  private static func of(
    _ apiVersion: String, _ kind: String, isNamespaced: Bool
  ) -> ResourceKind {
    let parts = apiVersion.split(separator: "/").map(String.init)
    let lower = kind.lowercased()
    let plural =
      lower.hasSuffix("policy")
      ? "\(lower.dropLast())ies" : lower.hasSuffix("s") ? "\(lower)es" : "\(lower)s"
    return ResourceKind(
      group: parts[0], version: parts[1], kind: kind, plural: plural, isNamespaced: isNamespaced)
  }
}

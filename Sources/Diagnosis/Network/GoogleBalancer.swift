import Language
import Topology

/// Passthrough load balancers of Google Cloud.
struct GoogleBalancer: LoadBalancerProvider {
  let classes: Set<String> = [
    "networking.gke.io/l4-regional-external", "networking.gke.io/l4-regional-internal",
    "networking.gke.io/l4-regional-external-legacy",
    "networking.gke.io/l4-regional-internal-legacy",
  ]
  let annotations = [
    "networking.gke.io/", "cloud.google.com/load-balancer-type", "cloud.google.com/l4-rbs",
    "cloud.google.com/network-tier",
  ]

  func name(for service: Service) -> String { "Google Cloud" }

  func serves(_ ground: LoadBalancerGround) -> Message? { ground.nodes(of: "gce") }

  func scheme(of service: Service) -> LoadBalancerState.Scheme? {
    let name = service.balancer.className
    if classes.contains(name) { return name.contains("internal") ? .internal : .internetFacing }
    let annotations = service.metadata.annotations
    let type =
      annotations["networking.gke.io/load-balancer-type"]
      ?? annotations["cloud.google.com/load-balancer-type"]
    return type?.lowercased() == "internal" ? .internal : type == nil ? .internetFacing : nil
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "": { "set to \($0)" },
      "load-balancer-type": { "a load balancer of type \($0)" },
      "internal-load-balancer-allow-global-access": { "reached from every region: \($0)" },
      "internal-load-balancer-subnet": { "in the subnet \($0)" },
      "load-balancer-subnet": { "in the subnet \($0)" },
      "load-balancer-ip-addresses": { "with the reserved addresses \($0)" },
      "weighted-load-balancing": { "weighted by pods of a node: \($0)" },
    ]
  }
}

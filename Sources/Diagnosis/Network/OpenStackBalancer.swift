import Language
import Topology

/// Load balancers of OpenStack's Octavia.
struct OpenStackBalancer: LoadBalancerProvider {
  let classes: Set<String> = []
  let annotations = [
    "loadbalancer.openstack.org/", "service.beta.kubernetes.io/openstack-",
  ]

  func name(for service: Service) -> String { "OpenStack Octavia" }

  func recognises(_ service: Service) -> Message? {
    let host = service.loadBalancerAddresses.first { $0.hasSuffix(".nip.io") }
    return host.map { "its host name \($0)" }
  }

  func serves(_ ground: LoadBalancerGround) -> Message? { ground.nodes(of: "openstack") }

  func scheme(of service: Service) -> LoadBalancerState.Scheme? {
    let value =
      service.metadata.annotations["service.beta.kubernetes.io/openstack-internal-load-balancer"]
    return value?.lowercased() == "true" ? .internal : nil
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "internal-load-balancer": { "internal: \($0)" },
      "load-balancer-id": { "the load balancer \($0)" },
      "load-balancer-address": { "with the address \($0)" },
      "class": { "of the class \($0) of its configuration" },
      "floating-network-id": { "with an address of the network \($0)" },
      "keep-floatingip": { "it keeps its floating address when it is deleted: \($0)" },
      "subnet-id": { "in the subnet \($0)" },
      "network-id": { "in the network \($0)" },
      "lb-method": { "it balances by \($0)" },
      "connection-limit": { "with at most \($0) connections" },
      "proxy-protocol": { _ in "it sends the PROXY protocol to its targets" },
      "x-forwarded-for": { "it sends X-Forwarded-For: \($0)" },
      "enable-health-monitor": { "it asks its members for health: \($0)" },
      "timeout-client-data": { "it closes idle connections after \($0) ms" },
    ]
  }
}

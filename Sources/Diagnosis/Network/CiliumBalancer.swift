import Language
import Topology

/// Addresses of Cilium's pools, announced by BGP or on the local network.
struct CiliumBalancer: LoadBalancerProvider {
  let classes: Set<String> = ["io.cilium/bgp-control-plane", "io.cilium/l2-announcer"]
  let annotations = ["lbipam.cilium.io/", "io.cilium/lb-ipam-"]

  func name(for service: Service) -> String { "Cilium" }

  func recognises(_ service: Service) -> Message? {
    let condition = service.balancer.conditions.first { $0.type.hasPrefix("cilium.io/") }
    return condition.map { "its condition \($0.type)" }
  }

  func serves(_ ground: LoadBalancerGround) -> Message? {
    let pool = ground.view.objects("CiliumLoadBalancerIPPool", of: ["cilium.io"]).first
    return pool.map { "the pool \($0.metadata.name)" }
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "ips": { "with the address \($0)" },
      "sharing-key": { "it shares its address with Services of the key \($0)" },
    ]
  }

  func reasons(for service: Service, _ ground: LoadBalancerGround) -> [Message] {
    guard !ground.view.unreadable.contains("CiliumLoadBalancerIPPool"),
      ground.view.objects("CiliumLoadBalancerIPPool", of: ["cilium.io"]).isEmpty,
      !ground.view.nodes.isEmpty
    else { return [] }
    return ["Cilium has no CiliumLoadBalancerIPPool to take an address from."]
  }
}

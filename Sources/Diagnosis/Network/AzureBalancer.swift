import Language
import Topology

/// The one Standard Load Balancer that Azure has for a cluster, with a frontend for each Service.
struct AzureBalancer: LoadBalancerProvider {
  let classes: Set<String> = []
  let annotations = ["service.beta.kubernetes.io/azure-"]

  func name(for service: Service) -> String { "Azure" }

  func serves(_ ground: LoadBalancerGround) -> Message? { ground.nodes(of: "azure") }

  func scheme(of service: Service) -> LoadBalancerState.Scheme? {
    let value = service.metadata.annotations[annotations[0] + "load-balancer-internal"]
    return value?.lowercased() == "true" ? .internal : .internetFacing
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "load-balancer-internal": { "internal: \($0)" },
      "load-balancer-internal-subnet": { "in the subnet \($0)" },
      "load-balancer-ipv4": { "with the address \($0)" },
      "load-balancer-ipv6": { "with the address \($0)" },
      "pip-name": { "with the public address named \($0)" },
      "dns-label-name": { "with the DNS label \($0)" },
      "load-balancer-resource-group": { "in the resource group \($0)" },
      "load-balancer-tcp-idle-timeout": { "it closes idle connections after \($0) min" },
      "allowed-ip-ranges": { "open to \($0) only" },
      "allowed-service-tags": { "open to the service tags \($0) only" },
      "load-balancer-health-probe-protocol": { "it asks for health by \($0)" },
      "load-balancer-health-probe-request-path": { "it asks for health at \($0)" },
      "disable-load-balancer-floating-ip": { "without floating IP: \($0)" },
    ]
  }
}

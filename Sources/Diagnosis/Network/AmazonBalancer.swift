import Language
import Topology

/// Classic and Network Load Balancers of AWS, by the cloud's own controller or the AWS Load Balancer Controller.
struct AmazonBalancer: LoadBalancerProvider {
  let classes: Set<String> = ["service.k8s.aws/nlb"]
  let annotations = ["service.beta.kubernetes.io/aws-load-balancer-"]

  func name(for service: Service) -> String {
    let type = service.metadata.annotations[annotations[0] + "type"] ?? ""
    let isNetwork =
      classes.contains(service.balancer.className)
      || ["nlb", "nlb-ip", "external"].contains(type)
      || service.loadBalancerAddresses.contains { $0.contains(".elb.") && !Self.isClassic($0) }
    if isNetwork { return "AWS Network Load Balancer" }
    let isClassic =
      type.isEmpty && service.loadBalancerAddresses.contains(where: Self.isClassic)
    return isClassic || type == "clb" ? "AWS Classic Load Balancer" : "AWS"
  }

  /// `NAME.REGION.elb.amazonaws.com`; a Network Load Balancer has the region at the other side of `elb`.
  private static func isClassic(_ host: String) -> Bool {
    host.contains(/\.elb\.amazonaws\.com(\.cn)?$/)
  }

  func recognises(_ service: Service) -> Message? {
    let host = service.loadBalancerAddresses.first { $0.contains(/\.amazonaws\.com(\.cn)?$/) }
    return host.map { "its host name \($0)" }
  }

  func serves(_ ground: LoadBalancerGround) -> Message? { ground.nodes(of: "aws") }

  func scheme(of service: Service) -> LoadBalancerState.Scheme? {
    let annotations = service.metadata.annotations
    switch annotations[self.annotations[0] + "scheme"] {
    case "internal"?: return .internal
    case "internet-facing"?: return .internetFacing
    default: break
    }
    if let old = annotations[self.annotations[0] + "internal"] {
      return ["false", ""].contains(old) ? .internetFacing : .internal
    }
    if let host = service.loadBalancerAddresses.first, Self.isClassic(host) {
      return host.hasPrefix("internal-") ? .internal : .internetFacing
    }
    // The controller of the class makes an internal one where nothing is said, the cloud's own an open one.
    return classes.contains(service.balancer.className) ? .internal : nil
  }

  var words: [String: @Sendable (String) -> Message] {
    [
      "scheme": { "its scheme is \($0)" },
      "type": { "a load balancer of type \($0)" },
      "internal": { "internal: \($0)" },
      "nlb-target-type": {
        $0 == "ip" ? "it leads to pods directly" : "it leads to node ports"
      },
      "proxy-protocol": { _ in "it sends the PROXY protocol to its targets" },
      "cross-zone-load-balancing-enabled": { "it balances across zones: \($0)" },
      "ssl-cert": { "it ends TLS with the certificate \($0)" },
      "ssl-ports": { "it ends TLS on ports \($0)" },
      "backend-protocol": { "it speaks \($0) to its targets" },
      "subnets": { "in the subnets \($0)" },
      "security-groups": { "with the security groups \($0)" },
      "eip-allocations": { "with the elastic addresses \($0)" },
      "healthcheck-path": { "it asks for health at \($0)" },
      "healthcheck-port": { "it asks for health on port \($0)" },
      "healthcheck-protocol": { "it asks for health by \($0)" },
      "connection-idle-timeout": { "it closes idle connections after \($0) s" },
    ]
  }

  func hasController(_ ground: LoadBalancerGround) -> Bool? { nil }

  func reasons(for service: Service, _ ground: LoadBalancerGround) -> [Message] {
    let target = service.metadata.annotations[annotations[0] + "nlb-target-type"] ?? "instance"
    let isOfController = classes.contains(service.balancer.className)
    var reasons: [Message] = []
    if isOfController, ground.knowsWorkloads,
      ground.view.inventory.topWorkloads(where: {
        $0.metadata.name.contains("aws-load-balancer-controller")
      }).isEmpty
    {
      reasons.append("The AWS Load Balancer Controller, which serves its class, does not run here.")
    }
    if isOfController, target == "instance", !service.balancer.allocatesNodePorts {
      reasons.append("It leads to node ports, and none are allocated for the Service.")
    }
    return reasons
  }
}

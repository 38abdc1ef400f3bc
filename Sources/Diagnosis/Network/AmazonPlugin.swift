import Topology

/// The VPC plugin of AWS: pods have addresses of the VPC (github.com/aws/amazon-vpc-cni-k8s).
struct AmazonPlugin: NetworkPlugin {
  let name = "AWS VPC CNI"
  let marks = PluginMarks(
    agents: ["aws-node"], labels: ["k8s-app=aws-node"], images: ["amazon-k8s-cni"])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.encapsulation = Encapsulation(.none)
    state.routing = .cloud
    state.addressing = "vpc"
    state.replacesProxy = false
    state.largestPacket = agent.variable("AWS_VPC_ENI_MTU").flatMap { Int($0.value) }
    switch agent.flag("--enable-network-policy") {
    case true?: state.enforces = [.kubernetes]
    case false?: break
    case nil: state.mayEnforce = [.kubernetes, .admin, .baseline, .cluster]
    }
    for name in [
      "AWS_VPC_K8S_CNI_EXTERNALSNAT", "ENABLE_PREFIX_DELEGATION", "ENABLE_POD_ENI",
      "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "NETWORK_POLICY_ENFORCING_MODE",
    ] { state.note(name, agent.variable(name)) }
  }
}

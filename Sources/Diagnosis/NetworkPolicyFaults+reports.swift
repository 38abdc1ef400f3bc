extension NetworkPolicyFaults {
  var reports: [FaultKind] { statements + peers + ports }

  private var statements: [FaultKind] {
    [
      FaultKind(
        "netpol-invalid", .policy, .blocker, "Policy that the API refuses",
        meaning: "A part of the policy cannot be as it is written, so the policy is never applied.",
        mend: "Correct the field that is named."),
      FaultKind(
        "netpol-policytypes-surprise", .policy, .risk, "Rules of a direction that is not named",
        meaning:
          "Rules count only when spec.policyTypes names their direction. Where the field is left "
          + "out it is Ingress, and Egress when there are egress rules.",
        mend: "Name both directions in spec.policyTypes, or remove the rules."),
      FaultKind(
        "netpol-empty-selector-allows-all", .policy, .info,
        "Policy that opens or closes everything",
        meaning:
          "A rule without peers and ports admits everything; an empty podSelector selects every pod "
          + "of the namespace and, without rules, closes them all.",
        mend: "Nothing, if that is meant."),
      FaultKind(
        "netpol-selects-nothing", .policy, .risk, "Policy that selects no pod",
        meaning:
          "No pod of its namespace has the labels of spec.podSelector, so the pods that it was "
          + "meant for stay open.",
        mend: "Change spec.podSelector to labels that the pods have."),
    ]
  }

  private var peers: [FaultKind] {
    [
      FaultKind(
        "netpol-peer-namespace-unmatched", .policy, .degraded, "Peer in no namespace",
        meaning:
          "No namespace has the labels of a rule's namespaceSelector, so the item admits nobody. "
          + "A namespace's name is no label of its own, but kubernetes.io/metadata.name is one.",
        mend: "Label the namespace, or select it by kubernetes.io/metadata.name."),
      FaultKind(
        "netpol-peer-pod-unmatched", .policy, .degraded, "Peer that no pod is",
        meaning:
          "No pod of the namespaces in question has the labels of a rule's podSelector, so the "
          + "item admits nobody. Without namespaceSelector only the policy's own namespace counts.",
        mend: "Change the selector to labels that the pods have."),
      FaultKind(
        "netpol-and-or-confusion", .policy, .risk, "Two peers where one is meant",
        meaning:
          "A namespaceSelector and a podSelector in two items are alternatives: every pod of the "
          + "namespaces is admitted. In one item both must hold.",
        mend: "Join the two items into one."),
      FaultKind(
        "netpol-ipblock-unmatched", .policy, .info, "Block of addresses of the cluster itself",
        meaning:
          "An ipBlock is meant for addresses outside of the cluster: pods get other addresses, and "
          + "those of Services are replaced before policies see them.",
        mend: "Use podSelector and namespaceSelector."),
    ]
  }

  private var ports: [FaultKind] {
    [
      FaultKind(
        "netpol-uses-service-port", .policy, .blocker, "Rule for the port of a Service",
        meaning:
          "Policies see the port of the pod, after the Service translated it. A rule for the "
          + "Service's port admits nothing, and connections time out.",
        mend: "Write the target port."),
      FaultKind(
        "netpol-named-port-unmatched", .policy, .degraded, "Named port that no pod has",
        meaning:
          "A name is looked up among the container ports of the destination pod, with the rule's "
          + "protocol. No pod has it, so the rule admits nothing.",
        mend: "Use a name that the pods declare, or a number."),
      FaultKind(
        "netpol-protocol-default-tcp", .policy, .degraded, "Port for TCP that is served by UDP",
        meaning:
          "A port without protocol is for TCP. The pods serve it by UDP, which stays closed.",
        mend: "Set protocol: UDP."),
    ]
  }
}

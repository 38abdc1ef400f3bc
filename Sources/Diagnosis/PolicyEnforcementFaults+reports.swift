extension PolicyEnforcementFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "netpol-not-enforced", .policy, .risk, "Policies that nobody enforces",
        meaning:
          "The network plugin flannel alone ignores NetworkPolicies, and no agent that enforces "
          + "them is known in the cluster: what policies forbid is let through.",
        mend: "Install an agent that enforces policies.")
    ]
  }
}

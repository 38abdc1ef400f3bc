extension PolicyIsolationFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "pod-not-isolated", .policy, .info, "Open pods in a namespace with policies",
        meaning:
          "Policies isolate some pods of the namespace for ingress, and no policy selects the others, "
          + "to which everybody may connect.",
        mend: "Add a policy with an empty podSelector and without rules, if all shall be closed.")
    ]
  }
}

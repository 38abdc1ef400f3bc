extension GatewayPolicyFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "reference-grant-dangling", .policy, .risk, "Grant for what does not exist",
        meaning: "A ReferenceGrant names a namespace or an object that is not there; this part of "
          + "it has no effect.",
        mend: "Correct the name, or remove the entry."),
      FaultKind(
        "backend-tls-policy-invalid", .tls, .blocker, "Policy for TLS to backends that is invalid",
        meaning: "The certificates of the backends cannot be checked, so connections to them fail "
          + "and clients get a status of 500 or more.",
        mend: "Name an authority and a hostname that can be used."),
      FaultKind(
        "policy-target-not-found", .policy, .risk, "Policy about what does not exist",
        meaning: "The Service or port that the policy is about is not there, so it has no effect.",
        mend: "Correct spec.targetRefs."),
    ]
  }
}

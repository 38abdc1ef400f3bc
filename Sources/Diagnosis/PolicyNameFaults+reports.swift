extension PolicyNameFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "netpol-blocks-dns", .policy, .blocker, "Pods that may not ask the DNS",
        meaning:
          "Policies isolate the pods for egress and let them connect to others, but not to the "
          + "cluster's DNS: names are not found, addresses work. With UDP alone long answers fail.",
        mend: "Add an egress rule to the DNS with port 53 for UDP and TCP.")
    ]
  }
}

extension IstioSubsetFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "dr-host-or-subset-unmatched", .endpoints, .blocker, "DestinationRule about nothing",
        meaning: "The host of the DestinationRule does not exist, or no pod carries the labels of "
          + "a subset. Requests to such a subset get 503.",
        mend: "Correct the host or the labels.")
    ]
  }
}

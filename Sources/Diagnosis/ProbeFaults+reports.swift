extension ProbeFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "probe-named-port-missing", .pod, .blocker, "Probe asks a port that has no such name",
        meaning:
          "A probe names its port, and its container declares no port of this name. The kubelet "
          + "cannot ask, so the pods never get ready; a liveness probe has no effect.",
        mend: "Correct the name, declare the port, or write its number."),
      FaultKind(
        "probe-port-not-exposed", .pod, .risk, "Probe asks a port that is not declared",
        meaning:
          "A probe asks a port by number that its container does not declare, and no pod is ready. "
          + "Declarations are only information, but the number may be wrong.",
        mend: "Check what the container listens on, and declare that port."),
      FaultKind(
        "probe-scheme-or-path-wrong", .pod, .blocker, "Probe asks in the wrong way",
        meaning:
          "The probe speaks HTTPS to a plain port or plain HTTP to one for HTTPS, or asks for a "
          + "path that is answered with 400 or 404. The pods never get ready.",
        mend: "Correct scheme, port or path of the probe."),
      FaultKind(
        "probes-identical", .pod, .risk, "Readiness and liveness probe are the same",
        meaning:
          "Both probes ask the same with the same patience. A container that is only busy is "
          + "restarted instead of being spared.",
        mend: "Let the liveness probe ask something simpler, or wait longer."),
      FaultKind(
        "readiness-probe-missing", .pod, .risk, "No readiness probe",
        meaning:
          "A Service selects the pods, and no container says when it is ready. During every rollout "
          + "requests reach programs that have only just started.",
        mend: "Add a readiness probe."),
      FaultKind(
        "liveness-probe-missing", .pod, .info, "No liveness probe",
        meaning: "A program that hangs without ending is never restarted.",
        mend: "Add a liveness probe if the program can hang."),
    ]
  }
}

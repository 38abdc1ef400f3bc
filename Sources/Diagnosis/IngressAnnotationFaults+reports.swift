extension IngressAnnotationFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-annotation-other-controller", .route, .risk, "Annotation of another controller",
        meaning:
          "The beginning of the annotation belongs to a controller that does not serve the class; "
          + "it has no effect.",
        mend: "Drop it, or use the annotation of the controller that serves the class."),
      FaultKind(
        "ingress-annotation-removed-or-denied", .route, .blocker,
        "Annotation that is no longer read",
        meaning:
          "ingress-nginx has removed the annotation, or refuses it: snippets are off unless its "
          + "ConfigMap allows them.",
        mend: "Use what took its place."),
      FaultKind(
        "ingress-rewrite-without-capture", .route, .degraded, "Rewrite that loses the path",
        meaning:
          "The target refers to no capture group, or to one that the path has not: every request "
          + "reaches the backend with the same path, and most get its 404.",
        mend: "Capture the rest of the path, and refer to it in the target."),
      FaultKind(
        "ingress-cross-namespace-secret", .route, .blocker, "Secret of another namespace",
        meaning:
          "An annotation names a Secret of another namespace, which ingress-nginx refuses unless "
          + "allow-cross-namespace-resources is set in its ConfigMap.",
        mend: "Copy the Secret into the namespace of the Ingress."),
      FaultKind(
        "ingress-implementation-specific-ambiguous", .route, .risk,
        "Path whose meaning depends on the controller",
        meaning:
          "ImplementationSpecific paths are whole, beginnings or expressions, as the controller "
          + "has it. With another one the same Ingress serves other requests.",
        mend: "Use Prefix or Exact."),
    ]
  }
}

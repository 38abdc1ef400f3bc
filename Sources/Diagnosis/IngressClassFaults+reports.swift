extension IngressClassFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-class-not-found", .listener, .blocker, "Class that does not exist",
        meaning:
          "No controller takes an Ingress of a class that does not exist. Where only the old "
          + "annotation names it, a controller may still do so.",
        mend: "Name a class that exists, or create it."),
      FaultKind(
        "ingress-no-class", .listener, .blocker, "No class and no default",
        meaning: "Without a class and without a default class no controller serves the Ingress.",
        mend: "Set spec.ingressClassName."),
      FaultKind(
        "ingress-class-annotation-conflict", .listener, .blocker,
        "Annotation and field name different classes",
        meaning: "The API refuses the two when they differ.",
        mend: "Drop the annotation."),
      FaultKind(
        "ingress-api-deprecated", .listener, .risk, "Version that is no longer served",
        meaning: "Kubernetes stopped serving extensions/v1beta1 and networking.k8s.io/v1beta1 with "
          + "1.22; such a manifest is refused there.",
        mend: "Write it in networking.k8s.io/v1."),
      FaultKind(
        "ingress-multiple-default-classes", .listener, .risk, "Several default classes",
        meaning: "An Ingress without class gets the newest default, or is refused.",
        mend: "Leave one default."),
    ]
  }
}

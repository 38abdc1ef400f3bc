import Language
import Routing
import Topology

/// Who serves an Ingress, and in which version it was written.
struct IngressClassFaults: FaultFamily {
  let needs = ["Ingress", "IngressClass"]

  /// Classes that their controllers serve without an IngressClass object.
  private static let withoutObject: Set = ["gce", "gce-internal"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.objects("Ingress") + cluster.objects("IngressClass")
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch change.reference?.kind {
    case "IngressClass": .all
    case "Ingress": .some(change.reference.map { [$0] } ?? [])
    default: .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "Ingress" else { return severalDefaults(object, cluster.classes) }
    guard let ingress = cluster.inventory.object("Ingress", object.name) else { return [] }
    return [classFault(ingress, cluster.classes), conflict(ingress), version(ingress)]
      .compactMap(\.self)
  }

  private func classFault(_ ingress: GenericResource, _ classes: IngressClasses) -> Fault? {
    let known: Message =
      classes.names.isEmpty ? "none exists" : "there is \(classes.names.joined(separator: ", "))"
    switch classes.resolution(of: ingress) {
    case .found: return nil
    case .missing(let name) where Self.withoutObject.contains(name): return nil
    case .missing(let name):
      let near = Spelling.nearest(to: name, in: classes.names)
      return Fault(
        "ingress-class-not-found", .blocker, ingress.reference, field: "spec.ingressClassName",
        says: "It names the class \"\(name)\", which does not exist; \(known).",
        fix: near.map { "Write \($0)." } ?? "Create the IngressClass or name one that exists."
      ).mended(by: (near ?? classes.only).map { .setIngressClass(ingress.metadata.key, $0) })
    case .legacy(let name):
      return Fault(
        "ingress-class-not-found", .risk, ingress.reference,
        field: "metadata.annotations[\(IngressClasses.legacyAnnotation)]",
        says: "Its annotation names the class \"\(name)\", of which no IngressClass exists.",
        fix: "Set spec.ingressClassName; \(known).")
    case .none where classes.hasTraefik:
      return Fault(
        "ingress-no-class", .risk, ingress.reference, field: "spec.ingressClassName",
        says: "It names no class and none is the default: Traefik alone serves it, as long as it "
          + "is told no class.",
        fix: "Set spec.ingressClassName; \(known).")
    case .none:
      return Fault(
        "ingress-no-class", .blocker, ingress.reference, field: "spec.ingressClassName",
        says: "It names no class and none is the default, so no controller serves it.",
        fix: "Set spec.ingressClassName; \(known)."
      ).mended(by: classes.only.map { .setIngressClass(ingress.metadata.key, $0) })
    }
  }

  private func conflict(_ ingress: GenericResource) -> Fault? {
    guard let annotation = ingress.metadata.annotations[IngressClasses.legacyAnnotation],
      let field = ingress.object["spec"]["ingressClassName"].string, annotation != field
    else { return nil }
    return Fault(
      "ingress-class-annotation-conflict", .blocker, ingress.reference,
      field: "metadata.annotations[\(IngressClasses.legacyAnnotation)]",
      says: "Its annotation says \"\(annotation)\" and spec.ingressClassName \"\(field)\".",
      fix: "Drop the annotation."
    ).mended(
      by: .setField(
        FieldEdit(
          dropping: IngressClasses.legacyAnnotation, annotation, from: ingress.reference)))
  }

  private func version(_ ingress: GenericResource) -> Fault? {
    let annotations = ingress.object["metadata"]["annotations"]
    let applied = annotations["kubectl.kubernetes.io/last-applied-configuration"].string.flatMap {
      try? JSONValue(parsing: Array($0.utf8))["apiVersion"].string
    }
    let candidates = [
      ingress.object["apiVersion"].string,
      annotations[IngressVersions.writtenVersionAnnotation].string, applied,
    ]
    guard
      let written = candidates.compactMap(\.self).first(where: IngressVersions.deprecated.contains)
    else { return nil }
    return Fault(
      "ingress-api-deprecated", .risk, ingress.reference, field: "apiVersion",
      says: "It is written in \(written), which Kubernetes stopped serving with 1.22.",
      fix: "Write it in \(IngressVersions.current): backend.service.name and .port, and pathType.")
  }

  private func severalDefaults(_ object: ObjectReference, _ classes: IngressClasses) -> [Fault] {
    guard classes.defaults.count > 1, classes.defaults.contains(object.name.name) else { return [] }
    return [
      Fault(
        "ingress-multiple-default-classes", .risk, object,
        field: "metadata.annotations[\(IngressClasses.defaultAnnotation)]",
        says: "\(classes.defaults.count) classes are the default: "
          + "\(classes.defaults.sorted().joined(separator: ", ")).",
        fix: "Leave one default.")
    ]
  }
}

extension IngressClasses {
  /// The one class that there is; nil when there are none or several.
  fileprivate var only: String? { names.count == 1 ? names.first : nil }
}

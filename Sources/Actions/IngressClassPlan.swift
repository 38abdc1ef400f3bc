import Language
import Routing
import Topology

/// Which class, and so which controller, serves an Ingress.
struct IngressClassPlan {
  let name: NamespacedName
  /// nil takes the name away.
  let className: String?
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let ingress = try checked()
    let old = ingress.object["spec"]["ingressClassName"].string
    guard className != old else { throw .nothingChanges }
    let value = className.map(JSONValue.string) ?? .null
    let patch: JSONValue = .object(["spec": .object(["ingressClassName": value])])
    var difference: [Plan.DifferenceLine] = [.kept("spec:")]
    if let old { difference.append(.removed("  ingressClassName: \(old)")) }
    if let className { difference.append(.added("  ingressClassName: \(className)")) }
    return Plan(
      proposal: .ingressClass(name, className), target: ingress.reference,
      targetUID: ingress.metadata.uid,
      sentence: className.map { "Let class \($0) serve ingress \(name)" }
        ?? "Take the class from ingress \(name)",
      write: write(ingress, old, patch), inverse: .ingressClass(name, old),
      kubectl: KubectlLine(context, namespace: name.namespace).text(
        "patch", "ingress", name.name, "--type", "merge", "-p", patch.text),
      difference: difference, level: .warning, warnings: warnings(ingress))
  }

  private func checked() throws(Refusal) -> GenericResource {
    guard let ingress = context.inventory.object("Ingress", name) else {
      throw Refusal(localized("\(ObjectReference("Ingress", name)) does not exist any more"))
    }
    let known = IngressClasses(context.inventory).names
    if let className, !known.contains(className) {
      let names = known.isEmpty ? "-" : known.joined(separator: ", ")
      throw Refusal(
        localized("there is no IngressClass \(className.cleaned); there is: \(names.cleaned)"))
    }
    return ingress
  }

  private func write(
    _ ingress: GenericResource, _ old: String?, _ patch: JSONValue
  ) -> WriteRequest {
    let version = ingress.metadata.resourceVersion
    guard let old else {
      return WriteRequest(
        .mergePatch, ingress.kind, name, body: patch,
        resourceVersion: version.isEmpty ? nil : version)
    }
    let path: JSONValue = "/spec/ingressClassName"
    let change: JSONValue =
      className.map { ["op": "replace", "path": path, "value": .string($0)] }
      ?? ["op": "remove", "path": path]
    return WriteRequest(
      .jsonPatch, ingress.kind, name,
      body: [["op": "test", "path": path, "value": .string(old)], change])
  }

  private func warnings(_ ingress: GenericResource) -> [String] {
    var warnings: [String] = []
    let annotation = ingress.metadata.annotations[IngressClasses.legacyAnnotation]
    if let annotation, annotation != className {
      warnings.append(
        localized(
          "its annotation \(IngressClasses.legacyAnnotation) says \(annotation.cleaned): drop it"))
    }
    if className != nil {
      warnings.append(localized("the controller of the class serves its hosts and paths at once"))
    }
    return warnings
  }
}

import Topology

/// The rules for names, labels and annotations that every kind shares.
enum MetadataRules {
  /// The most that all annotations of an object may hold.
  private static let annotationLimit = 256 * 1024

  static func check(_ object: JSONValue, _ kind: ResourceKind, _ report: inout FieldReport) {
    let metadata = object["metadata"]
    let name = metadata["name"].string ?? ""
    if name.isEmpty {
      report.required("metadata.name", "name or generateName is required")
    } else if let note = note(on: name, of: kind) {
      report.invalid("metadata.name", .string(name), note)
    }
    if kind.isNamespaced, let note = NameRules.label(metadata["namespace"].string ?? "") {
      report.invalid("metadata.namespace", metadata["namespace"], note)
    }
    checkLabels(metadata["labels"], "metadata.labels", &report)
    checkAnnotations(metadata["annotations"], &report)
    checkOwners(metadata["ownerReferences"].array, &report)
  }

  static func checkLabels(_ labels: JSONValue, _ field: String, _ report: inout FieldReport) {
    for (key, value) in labels.object.sorted(by: { $0.key < $1.key }) {
      if let note = NameRules.qualifiedKey(key) { report.invalid(field, .string(key), note) }
      if let note = NameRules.labelValue(value.string ?? "") { report.invalid(field, value, note) }
    }
  }

  /// Checks a `metav1.LabelSelector`.
  static func checkSelector(_ selector: JSONValue, _ field: String, _ report: inout FieldReport) {
    checkLabels(selector["matchLabels"], "\(field).matchLabels", &report)
    for (index, expression) in selector["matchExpressions"].array.enumerated() {
      let field = "\(field).matchExpressions[\(index)]"
      let isEmpty = expression["values"].array.isEmpty
      switch expression["operator"].string {
      case "In", "NotIn":
        if isEmpty {
          report.required(
            "\(field).values", "must be specified when `operator` is 'In' or 'NotIn'")
        }
      case "Exists", "DoesNotExist":
        if !isEmpty {
          report.forbidden(
            "\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
        }
      default:
        report.invalid("\(field).operator", expression["operator"], "not a valid selector operator")
      }
      if let note = NameRules.qualifiedKey(expression["key"].string ?? "") {
        report.invalid("\(field).key", expression["key"], note)
      }
    }
  }

  private static func note(on name: String, of kind: ResourceKind) -> String? {
    switch (kind.group, kind.kind) {
    case ("", "Service"): NameRules.service(name)
    case ("", "Namespace"): NameRules.label(name)
    case ("rbac.authorization.k8s.io", _): NameRules.pathSegment(name)
    default: NameRules.subdomain(name)
    }
  }

  private static func checkAnnotations(_ annotations: JSONValue, _ report: inout FieldReport) {
    var size = 0
    for (key, value) in annotations.object.sorted(by: { $0.key < $1.key }) {
      size += key.utf8.count + (value.string?.utf8.count ?? 0)
      if let note = NameRules.qualifiedKey(key.lowercased()) {
        report.invalid("metadata.annotations", .string(key), note)
      }
    }
    if size > annotationLimit { report.tooLong("metadata.annotations", annotationLimit) }
  }

  private static func checkOwners(_ owners: [JSONValue], _ report: inout FieldReport) {
    for (index, owner) in owners.enumerated() {
      for key in ["kind", "name", "uid"] where owner[key].string ?? "" == "" {
        let field = "metadata.ownerReferences[\(index)].\(key)"
        report.invalid(field, "", "must not be empty")
      }
    }
    if owners.count(where: { $0["controller"].bool == true }) > 1 {
      report.invalid(
        "metadata.ownerReferences", .array(owners),
        "Only one reference can have Controller set to true")
    }
  }
}

import Topology

/// What the API server would refuse about an object, checked while its lines are known.
enum ManifestRules {
  /// A field and what is wrong with it.
  struct Fault {
    var field: String
    var what: String
    var mend: String
  }

  /// Every fault of an object.
  static func faults(of object: JSONValue, kind: ResourceKind) -> [Fault] {
    var faults = nameFaults(of: object, kind: kind)
    faults += labelFaults(object["metadata"]["labels"], at: "metadata.labels", "label")
    faults += annotationFaults(object["metadata"]["annotations"])
    faults += labelFaults(
      object[["spec", "template", "metadata", "labels"]], at: "spec.template.metadata.labels",
      "label")
    if kind == .service { faults += serviceFaults(object["spec"]) }
    return faults
  }

  private static func nameFaults(of object: JSONValue, kind: ResourceKind) -> [Fault] {
    var faults: [Fault] = []
    let name = object["metadata"]["name"].string ?? ""
    if !isName(name, of: kind) {
      faults.append(
        Fault(
          field: "metadata.name", what: "`\(name.prefix(80))` is no name for a \(kind.kind)",
          mend: kind == .service
            ? "use up to 63 lower-case letters, digits and `-`, beginning with a letter"
            : "use lower-case letters, digits, `-` and `.`"))
    }
    let namespace = object["metadata"]["namespace"].string ?? ""
    if !namespace.isEmpty, !isLabel(namespace[...]) {
      faults.append(
        Fault(
          field: "metadata.namespace", what: "`\(namespace.prefix(80))` is no name for a namespace",
          mend: "use up to 63 lower-case letters, digits and `-`"))
    }
    return faults
  }

  private static func isName(_ name: String, of kind: ResourceKind) -> Bool {
    switch (kind.group, kind.kind) {
    case ("", "Service"): isLabel(name[...]) && name.first?.isLetter == true
    case ("", "Namespace"): isLabel(name[...])
    case ("rbac.authorization.k8s.io", _): !name.isEmpty && !name.contains { "/%".contains($0) }
    default: isSubdomain(name[...])
    }
  }

  private static func labelFaults(_ labels: JSONValue, at field: String, _ word: String) -> [Fault]
  {
    labels.object.sorted { $0.key < $1.key }.compactMap { key, value in
      let place = "\(field).\(key)"
      if !isQualifiedName(key) {
        return Fault(
          field: place, what: "`\(key.prefix(80))` is no \(word) key",
          mend: "use up to 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`"
        )
      }
      guard let text = value.string else {
        return Fault(
          field: place, what: "the \(word) `\(key)` is no text but \(value.text.prefix(40))",
          mend: "put quotes around the value")
      }
      guard text.isEmpty || isLabelPart(text[...]) else {
        return Fault(
          field: place, what: "`\(text.prefix(80))` is no value for the \(word) `\(key)`",
          mend:
            "use up to 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
        )
      }
      return nil
    }
  }

  private static func annotationFaults(_ annotations: JSONValue) -> [Fault] {
    annotations.object.sorted { $0.key < $1.key }.compactMap { key, value in
      value.string == nil
        ? Fault(
          field: "metadata.annotations.\(key)",
          what: "the annotation `\(key)` is no text but \(value.text.prefix(40))",
          mend: "put quotes around the value") : nil
    }
  }

  private static func serviceFaults(_ spec: JSONValue) -> [Fault] {
    var faults = labelFaults(spec["selector"], at: "spec.selector", "selector")
    let type = spec["type"].string ?? "ClusterIP"
    if Service.Exposure(rawValue: type) == nil {
      faults.append(
        Fault(
          field: "spec.type", what: "`\(type.prefix(80))` is no type of a Service",
          mend: "use ClusterIP, NodePort, LoadBalancer or ExternalName"))
    }
    if type == "ExternalName" {
      if (spec["externalName"].string ?? "").isEmpty {
        faults.append(
          Fault(
            field: "spec", what: "an ExternalName Service names no host",
            mend: "add spec.externalName"))
      }
      return faults
    }
    if spec["ports"].array.isEmpty, spec["clusterIP"].string != "None" {
      faults.append(
        Fault(field: "spec", what: "the Service has no ports", mend: "add spec.ports"))
    }
    for (index, port) in spec["ports"].array.enumerated()
    where !(1...65_535).contains(port["port"].integer ?? 0) {
      faults.append(
        Fault(
          field: "spec.ports[\(index)].port",
          what: "the Service's port is no number from 1 to 65535",
          mend: "write a number without quotes"))
    }
    return faults
  }

  // The texts below are checked as bytes: names of the API are ASCII.

  private static func isAlphanumeric(_ byte: UInt8, upper: Bool) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A: true
    case 0x41...0x5A: upper
    default: false
    }
  }

  private static func isLabel(_ text: Substring) -> Bool {
    guard (1...63).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "-"),
      text.utf8.last != UInt8(ascii: "-")
    else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0, upper: false) || $0 == UInt8(ascii: "-") }
  }

  private static func isSubdomain(_ text: Substring) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
        isLabel($0)
          || $0.utf8.count > 63 && $0.utf8.allSatisfy { isAlphanumeric($0, upper: false) }
      }
  }

  private static func isLabelPart(_ text: Substring) -> Bool {
    guard (1...63).contains(text.utf8.count), let first = text.utf8.first,
      let last = text.utf8.last, isAlphanumeric(first, upper: true),
      isAlphanumeric(last, upper: true)
    else { return false }
    return text.utf8.allSatisfy {
      isAlphanumeric($0, upper: true) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
    }
  }

  private static func isQualifiedName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return isLabelPart(parts[0])
    case 2: return isSubdomain(parts[0]) && isLabelPart(parts[1])
    default: return false
    }
  }
}

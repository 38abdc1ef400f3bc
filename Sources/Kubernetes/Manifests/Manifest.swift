package import Topology

/// One object of a manifest, with the place where it was written.
package struct Manifest: Hashable, Sendable {
  /// A line of a file.
  package struct Source: Hashable, Sendable, CustomStringConvertible {
    /// The path as given; `standard input` for `-`.
    package var file: String
    /// Counted from 1.
    package var line: Int

    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    package var description: String { "\(file.cleaned):\(line)" }
  }

  /// The kind; guessed where neither the API nor a CustomResourceDefinition names it.
  package var kind: ResourceKind
  /// The object, with its namespace, in the version that the program reads.
  package var object: JSONValue
  /// Where it begins.
  package var source: Source
  /// The lines of its fields.
  var fields = FieldLines()

  package init(kind: ResourceKind, object: JSONValue, source: Source) {
    self.kind = kind
    self.object = object
    self.source = source
  }

  /// Namespace and name.
  package var name: NamespacedName {
    NamespacedName(
      object["metadata"]["namespace"].string ?? "", object["metadata"]["name"].string ?? "")
  }

  /// `service/shop/web`.
  package var reference: ObjectReference { ObjectReference(kind.keptName, name) }

  /// The line of a field such as `spec.ports[0].port`, or of the nearest part of it that was written.
  package func line(of field: String) -> Int {
    // Ingresses of the beta versions are read as v1, but they were written otherwise.
    let older = field.replacing(".backend.service.name", with: ".backend.serviceName")
      .replacing(".backend.service.port", with: ".backend.servicePort")
      .replacing("spec.defaultBackend", with: "spec.backend")
    if older != field, let line = fields.line(of: older) { return line }
    return fields.line(nearest: field) ?? source.line
  }
}

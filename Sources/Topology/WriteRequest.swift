/// One write to the cluster, as data: what the Actions plan and the wire sends.
package struct WriteRequest: Hashable, Sendable {
  /// How the object is changed.
  package enum Verb: String, Hashable, Sendable {
    case create, mergePatch, strategicPatch, jsonPatch, delete
  }

  package var verb: Verb
  package var kind: ResourceKind
  package var name: NamespacedName
  /// `scale` or `status`; nil for the object itself.
  package var subresource: String?
  /// The body; delete options for a deletion.
  package var body: JSONValue
  /// The write is refused with a conflict unless the object still has this version; nil sends without guard.
  package var resourceVersion: String?

  package init(
    _ verb: Verb, _ kind: ResourceKind, _ name: NamespacedName, subresource: String? = nil,
    body: JSONValue, resourceVersion: String? = nil
  ) {
    self.verb = verb
    self.kind = kind
    self.name = name
    self.subresource = subresource
    self.body = body
    self.resourceVersion = resourceVersion
  }
}

package import Topology

/// A change of an object, in one of the API's three languages.
package enum Patch: Sendable {
  /// `application/merge-patch+json`
  case merge(JSONValue)
  /// `application/strategic-merge-patch+json`
  case strategic(JSONValue)
  /// `application/json-patch+json`
  case json(JSONPatch)
}

extension ObjectStore {
  /// Changes an object by a patch that is read in the served version of the kind.
  @discardableResult
  package func patch(
    _ kind: ResourceKind, _ name: NamespacedName, _ patch: Patch,
    _ subresource: Subresource = .main, isDryRun: Bool = false
  ) throws(StatusError) -> JSONValue {
    let definition = try definition(of: kind)
    guard let stored = tables[definition.storage]?[name] else {
      throw .notFound(definition.storage, name.name)
    }
    let old = Conversion.served(stored, as: kind)
    var new = try patched(old, patch, kind, definition)
    guard new.isObject else { throw .badRequest("the patch leaves no object") }
    for key in ["name", "namespace"] where new["metadata"][key] != old["metadata"][key] {
      throw .badRequest(
        "the \(key) of the object (\(new["metadata"][key].string ?? "")) does not match the "
          + "\(key) on the request (\(old["metadata"][key].string ?? ""))")
    }
    if new["metadata"]["uid"].isNull { new["metadata"]["uid"] = old["metadata"]["uid"] }
    return try update(Conversion.stored(new, from: kind), kind, subresource, isDryRun: isDryRun)
  }

  private func patched(
    _ old: JSONValue, _ patch: Patch, _ kind: ResourceKind, _ definition: KindDefinition
  ) throws(StatusError) -> JSONValue {
    switch patch {
    case .merge(let changes): return old.mergePatched(with: changes)
    case .strategic(let changes):
      guard definition.features.contains(.strategic) else {
        throw StatusError(
          415, "UnsupportedMediaType",
          "the body of the request was in an unknown format - accepted media types include: "
            + "application/json-patch+json, application/merge-patch+json")
      }
      return StrategicMergePatch(kind: definition.storage).applied(changes, to: old)
    case .json(let operations):
      do throws(JSONPatch.Failure) {
        return try operations.applied(to: old)
      } catch {
        var refusal = StatusError(
          422, "Invalid", "the server rejected our request due to an error in our request")
        refusal.causes = [.init(reason: "", field: "", message: error.description)]
        throw refusal
      }
    }
  }
}

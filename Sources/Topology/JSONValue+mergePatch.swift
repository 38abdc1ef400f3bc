extension JSONValue {
  /// Applies a JSON merge patch (RFC 7386): null deletes, lists are replaced.
  package func mergePatched(with patch: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var members = object
    for (key, change) in changes {
      if change.isNull {
        members[key] = nil
      } else {
        members[key] = (members[key] ?? .null).mergePatched(with: change)
      }
    }
    return .object(members)
  }
}

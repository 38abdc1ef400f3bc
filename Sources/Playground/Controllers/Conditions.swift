package import Topology

/// One condition of a status.
package struct Condition: Hashable, Sendable {
  package var type: String
  package var isTrue: Bool
  package var reason: String
  package var message: String

  package init(_ type: String, _ isTrue: Bool, reason: String = "", message: String = "") {
    self.type = type
    self.isTrue = isTrue
    self.reason = reason
    self.message = message
  }
}

/// Writes conditions into a status.
package enum Conditions {
  /// The old conditions with these put in; the time of the last transition moves only with the status.
  package static func merged(
    _ old: JSONValue, _ conditions: [Condition], now: String
  ) -> JSONValue {
    var result = old.array
    for condition in conditions {
      let place = result.firstIndex { $0["type"].string == condition.type }
      let before = place.map { result[$0] } ?? .null
      var entry = before
      let state = condition.isTrue ? "True" : "False"
      entry["type"] = .string(condition.type)
      entry["status"] = .string(state)
      entry["reason"] = condition.reason.isEmpty ? .null : .string(condition.reason)
      entry["message"] = condition.message.isEmpty ? .null : .string(condition.message)
      if before["status"].string != state { entry["lastTransitionTime"] = .string(now) }
      if let place { result[place] = entry } else { result.append(entry) }
    }
    return .array(result)
  }
}

/// One of an object's `status.conditions`.
package struct StatusCondition: Hashable, Sendable {
  package var type: String
  package var isTrue: Bool
  package var reason: String
  package var message: String

  package init(type: String, isTrue: Bool, reason: String = "", message: String = "") {
    self.type = type
    self.isTrue = isTrue
    self.reason = reason
    self.message = message
  }

  /// The conditions of a `status`.
  package static func all(of status: JSONValue) -> [StatusCondition] {
    status["conditions"].array.map {
      StatusCondition(
        type: $0["type"].string ?? "", isTrue: $0["status"].string == "True",
        reason: $0["reason"].string ?? "", message: $0["message"].string ?? "")
    }
  }

  /// The message, or else the reason.
  var text: String { message.isEmpty ? reason : message }
}

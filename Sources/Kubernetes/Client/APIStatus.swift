package import Topology

/// What the API server answers when it refuses: its `Status`.
package struct APIStatus: Hashable, Sendable {
  /// One field that is wrong.
  package struct Cause: Hashable, Sendable {
    package var reason: String
    package var field: String
    package var message: String

    package init(reason: String, field: String, message: String) {
      self.reason = reason
      self.field = field
      self.message = message
    }
  }

  /// The HTTP status code.
  package var code: Int
  /// The machine's word: `NotFound`, `Conflict`, `Expired`.
  package var reason: String
  /// The sentence for people, uncleaned.
  package var message: String
  package var causes: [Cause]
  /// Seconds to wait before trying again; nil when the server names none.
  package var retryAfter: Double?
  /// The token to go on with after an expired list; empty when there is none.
  package var continuation: String

  package init(
    code: Int, reason: String, message: String, causes: [Cause] = [], retryAfter: Double? = nil,
    continuation: String = ""
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.causes = causes
    self.retryAfter = retryAfter
    self.continuation = continuation
  }

  /// Reads a `Status`; what is no `Status` keeps the HTTP code and a short text.
  package init(_ object: JSONValue, code: Int) {
    let details = object["details"]
    self.init(
      code: object["code"].integer ?? code, reason: object["reason"].string ?? "",
      message: object["message"].string ?? "the server answered \(code)",
      causes: details["causes"].array.map {
        Cause(
          reason: $0["reason"].string ?? "", field: $0["field"].string ?? "",
          message: $0["message"].string ?? "")
      },
      retryAfter: details["retryAfterSeconds"].double,
      continuation: object["metadata"]["continue"].string ?? "")
  }

  /// Whether the history that was asked for is gone: list again.
  package var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}

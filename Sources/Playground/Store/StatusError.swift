package import Topology

/// A refusal in the shape of Kubernetes' `Status`: show `message`; `reason` and `causes` say what to mend.
package struct StatusError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One field that is wrong.
  package struct Cause: Hashable, Sendable {
    /// The machine's word, as `FieldValueRequired`.
    package var reason: String
    /// The path of the field: `spec.ports[0].port`.
    package var field: String
    /// What is wrong with it: `Required value`.
    package var message: String

    package init(reason: String, field: String, message: String) {
      self.reason = reason
      self.field = field
      self.message = message
    }
  }

  /// The HTTP status code.
  package var code: Int
  /// The machine's word: `NotFound`, `Conflict`, `Invalid`.
  package var reason: String
  /// The sentence for people.
  package var message: String
  /// The object's name, if one is concerned.
  package var name: String
  /// The API group of the object.
  package var group: String
  /// The kind or plural of the object, as Kubernetes fills `details.kind`.
  package var kind: String
  /// The fields that are wrong.
  package var causes: [Cause]
  /// The token to go on with after an expired list.
  package var continuation: String

  package init(
    _ code: Int, _ reason: String, _ message: String, on object: (ResourceKind, String)? = nil
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.name = object?.1 ?? ""
    self.group = object?.0.group ?? ""
    self.kind = object?.0.plural ?? ""
    self.causes = []
    self.continuation = ""
  }

  package var description: String { message }

  /// The `Status` object of the API.
  package var json: JSONValue {
    var details: JSONValue = .object([:])
    if !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    if !kind.isEmpty { details["kind"] = .string(kind) }
    if !causes.isEmpty {
      details["causes"] = .array(
        causes.map {
          [
            "reason": .string($0.reason), "message": .string($0.message),
            "field": .string($0.field),
          ]
        })
    }
    return [
      "kind": "Status", "apiVersion": "v1",
      "metadata": continuation.isEmpty ? .object([:]) : ["continue": .string(continuation)],
      "status": "Failure", "message": .string(message), "reason": .string(reason),
      "details": details.object.isEmpty ? .null : details, "code": .integer(Int64(code)),
    ]
  }
}

extension ResourceKind {
  /// `services` or `deployments.apps`, as error messages name a kind.
  package var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

extension StatusError {
  /// The object does not exist.
  package static func notFound(_ kind: ResourceKind, _ name: String) -> StatusError {
    StatusError(
      404, "NotFound", "\(kind.qualifiedPlural) \"\(name)\" not found", on: (kind, name))
  }

  /// An object of this name exists.
  package static func alreadyExists(_ kind: ResourceKind, _ name: String) -> StatusError {
    StatusError(
      409, "AlreadyExists", "\(kind.qualifiedPlural) \"\(name)\" already exists", on: (kind, name))
  }

  /// Somebody was faster: read the object again and repeat the change.
  package static func conflict(
    _ kind: ResourceKind, _ name: String,
    because reason: String =
      "the object has been modified; please apply your changes to the latest version and try again"
  ) -> StatusError {
    StatusError(
      409, "Conflict",
      "Operation cannot be fulfilled on \(kind.qualifiedPlural) \"\(name)\": \(reason)",
      on: (kind, name))
  }

  /// Not allowed, whoever asks.
  package static func forbidden(
    _ kind: ResourceKind, _ name: String, because reason: String
  ) -> StatusError {
    StatusError(
      403, "Forbidden", "\(kind.qualifiedPlural) \"\(name)\" is forbidden: \(reason)",
      on: (kind, name))
  }

  /// The request makes no sense as it stands.
  package static func badRequest(_ message: String) -> StatusError {
    StatusError(400, "BadRequest", message)
  }

  /// The version that was asked for is no longer known: list again.
  package static func expired(_ message: String) -> StatusError {
    StatusError(410, "Expired", message)
  }

  /// The object breaks rules of its kind.
  package static func invalid(
    _ kind: ResourceKind, _ name: String, _ causes: [Cause]
  ) -> StatusError {
    let texts = causes.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
    let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    let object = kind.group.isEmpty ? kind.kind : "\(kind.kind).\(kind.group)"
    var error = StatusError(
      422, "Invalid", "\(object) \"\(name)\" is invalid: \(list)", on: (kind, name))
    error.kind = kind.kind
    error.causes = causes
    return error
  }
}

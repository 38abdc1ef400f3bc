import HTTPTypes
import Hummingbird
import Topology

/// One request to a kind, with everything that was read from its path.
struct APICall {
  let request: Request
  let target: RequestTarget
  let path: ResourcePath
  /// The version that was asked for.
  let kind: ResourceKind
  let definition: KindDefinition
  let representation: Representation

  /// The kind as it is stored.
  var storage: ResourceKind { definition.storage }

  /// The object's name; empty for a collection.
  var name: NamespacedName { NamespacedName(path.namespace ?? "", path.name ?? "") }

  /// Refuses paths that no object can have.
  func check() throws(StatusError) {
    if kind.isNamespaced, path.name != nil, path.namespace == nil {
      throw APIResponder.unknownResource
    }
    if !kind.isNamespaced, path.namespace != nil { throw APIResponder.unknownResource }
    let known: Bool =
      switch path.subresource {
      case "": true
      case "status": definition.features.contains(.status)
      case "scale": definition.features.contains(.scale)
      case "eviction": storage == .pod
      case "finalize": storage == .namespace
      default: false
      }
    if !known { throw APIResponder.unknownResource }
  }

  /// An object from a body as it is stored, once it agrees with the path.
  func stored(_ body: JSONValue) throws(StatusError) -> JSONValue {
    guard body.isObject else { throw .badRequest("the object provided is unrecognized") }
    guard let bodyKind = body["kind"].string, !bodyKind.isEmpty else {
      throw .badRequest("Object 'Kind' is missing in the body")
    }
    let version = body["apiVersion"].string ?? ""
    guard version == kind.apiVersion else {
      throw .badRequest(
        "the API version in the data (\(version)) does not match the expected API version "
          + "(\(kind.apiVersion))")
    }
    guard bodyKind == kind.kind else {
      throw .badRequest(
        "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(bodyKind)")
    }
    var object = Conversion.stored(body, from: kind)
    if kind.isNamespaced {
      let given = body["metadata"]["namespace"].string ?? ""
      guard given.isEmpty || path.namespace == nil || given == path.namespace else {
        throw .badRequest(
          "the namespace of the provided object does not match the namespace sent on the request")
      }
      object["metadata"]["namespace"] = .string(path.namespace ?? given)
    }
    return object
  }

  /// Fields that the kind does not have: refused if the client is strict, warnings if it wants to know.
  func unknownFields(in object: JSONValue) throws(StatusError) -> [String] {
    let mode = target.query["fieldValidation"] ?? "Ignore"
    guard mode != "Ignore" else { return [] }
    let notes = FieldCheck(object, storage).unknown.map { "unknown field \"\($0)\"" }
    if mode == "Strict", !notes.isEmpty {
      throw .badRequest(
        "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): "
          + "strict decoding error: \(notes.joined(separator: ", "))")
    }
    return notes
  }

  /// The refusal when the name in a body is not the name in the path.
  func checkName(_ object: JSONValue) throws(StatusError) {
    let given = object["metadata"]["name"].string ?? ""
    guard given == path.name else {
      throw .badRequest(
        "the name of the object (\(given)) does not match the name on the URL "
          + "(\(path.name ?? ""))")
    }
  }

  /// Answers with an object in the version and form that the client wants.
  func answer(_ object: JSONValue, code: Int = 200, now: Double) -> Response {
    let served = Conversion.served(object, as: kind)
    return APIResponder.json(representation.object(served, kind, now: now), code: code)
  }
}

extension Response {
  /// The response with a `Warning` header for each note.
  func warning(_ notes: [String]) -> Response {
    guard !notes.isEmpty, let name = HTTPField.Name("Warning") else { return self }
    var response = self
    for note in notes {
      let text = note.cleaned.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\\\"")
      response.headers.append(HTTPField(name: name, value: "299 - \"\(text)\""))
    }
    return response
  }
}

import Hummingbird
import Topology

extension APIResponder {
  func create(_ call: APICall) async throws -> Response {
    let body = try await Self.object(in: call.request)
    if call.path.subresource == "eviction" { return try await evict(call, body) }
    guard call.path.name == nil else { throw Self.unknownResource }
    let given = try call.stored(body)
    let notes = try call.unknownFields(in: given)
    let object = try await store.create(given, call.storage, isDryRun: call.target.isDryRun)
    return call.answer(object, code: 201, now: clock()).warning(notes)
  }

  func update(_ call: APICall) async throws -> Response {
    let body = try await Self.object(in: call.request)
    if call.path.subresource == "scale" {
      let name = call.name
      guard let old = await store.get(call.storage, name) else {
        throw StatusError.notFound(call.storage, name.name)
      }
      return try await scale(call, from: old, to: body)
    }
    let object = try call.stored(body)
    try call.checkName(object)
    let notes = try call.unknownFields(in: object)
    let stored = try await store.update(
      object, call.storage, call.path.subresource == "status" ? .status : .main,
      isDryRun: call.target.isDryRun)
    return call.answer(stored, now: clock()).warning(notes)
  }

  func patch(_ call: APICall) async throws -> Response {
    let patch = try await Self.patch(of: call.request)
    if call.path.subresource == "scale" {
      guard let old = await store.get(call.storage, call.name) else {
        throw StatusError.notFound(call.storage, call.name.name)
      }
      return try await scale(call, from: old, to: Scale.patched(Scale.scale(of: old), patch))
    }
    let subresource: Subresource = call.path.subresource == "status" ? .status : .main
    var notes: [String] = []
    if call.target.query["fieldValidation"] == "Strict" {
      let tried = try await store.patch(call.kind, call.name, patch, subresource, isDryRun: true)
      notes = try call.unknownFields(in: tried)
    }
    let object = try await store.patch(
      call.kind, call.name, patch, subresource, isDryRun: call.target.isDryRun)
    return call.answer(object, now: clock()).warning(notes)
  }

  /// Writes the number of a Scale into its workload.
  private func scale(
    _ call: APICall, from old: JSONValue, to scale: JSONValue
  ) async throws -> Response {
    let stored = try await store.update(
      try Scale.applied(scale, to: old, call.storage), call.storage,
      isDryRun: call.target.isDryRun)
    return Self.json(Scale.scale(of: stored))
  }

  func delete(_ call: APICall) async throws -> Response {
    let options = try Self.deleteOptions(try await Self.object(in: call.request), call.target)
    let kind = call.storage
    let name = call.name
    let (object, remains) = try await store.transaction { store throws(StatusError) in
      let object = try store.delete(kind, name, options)
      return (object, store.get(kind, name) != nil)
    }
    if remains, !options.isDryRun { return call.answer(object, now: clock()) }
    return Self.json([
      "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
      "details": [
        "name": .string(name.name), "kind": .string(kind.plural),
        "group": kind.group.isEmpty ? .null : .string(kind.group),
        "uid": object["metadata"]["uid"],
      ],
    ])
  }

  func deleteCollection(_ call: APICall) async throws -> Response {
    let options = try Self.deleteOptions(try await Self.object(in: call.request), call.target)
    let selection = try Selection(call.target, call.kind)
    let kind = call.storage
    let namespace = call.path.namespace
    let gone = try await store.transaction { store throws(StatusError) in
      var gone: [JSONValue] = []
      for object in store.list(kind, namespace: namespace) where selection.matches(object) {
        let name = ObjectStore.place(of: object, kind)
        guard store.get(kind, name) != nil else { continue }
        gone.append(try store.delete(kind, name, options))
      }
      return gone
    }
    let version = await store.version
    return Self.json(
      call.representation.list(
        gone.map { Conversion.served($0, as: call.kind) }, call.kind,
        metadata: ["resourceVersion": .string(String(version))], now: clock()))
  }

  private func evict(_ call: APICall, _ body: JSONValue) async throws -> Response {
    let options = try Self.deleteOptions(body["deleteOptions"], call.target)
    _ = try await store.delete(call.storage, call.name, options)
    return Self.json(
      [
        "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
      ], code: 201)
  }

  private static func deleteOptions(
    _ body: JSONValue, _ target: RequestTarget
  ) throws(StatusError) -> DeleteOptions {
    let query = target.query
    var options = DeleteOptions(
      gracePeriod: body["gracePeriodSeconds"].integer
        ?? query["gracePeriodSeconds"].flatMap { Int($0) },
      uid: body["preconditions"]["uid"].string ?? "",
      resourceVersion: body["preconditions"]["resourceVersion"].string ?? "",
      isDryRun: target.isDryRun || !body["dryRun"].array.isEmpty)
    if let text = body["propagationPolicy"].string ?? query["propagationPolicy"] {
      guard let policy = Propagation(rawValue: text) else {
        throw .badRequest(
          "invalid propagationPolicy: \"\(text)\"; use Foreground, Background or Orphan")
      }
      options.propagation = policy
    } else if body["orphanDependents"] == true || target.isSet("orphanDependents") {
      options.propagation = .orphan
    }
    return options
  }

  private static func patch(of request: Request) async throws -> Patch {
    let type = (request.headers[.contentType] ?? "").split(separator: ";").first ?? ""
    let value: JSONValue
    do {
      value = try JSONValue(parsing: try await body(of: request))
    } catch let error as JSONError {
      throw StatusError.badRequest("error decoding patch: \(error)")
    }
    switch type {
    case "application/merge-patch+json": return .merge(value)
    case "application/strategic-merge-patch+json": return .strategic(value)
    case "application/json-patch+json":
      do throws(JSONPatch.Failure) {
        return .json(try JSONPatch(value))
      } catch {
        throw StatusError.badRequest("error decoding patch: \(error)")
      }
    default:
      throw StatusError(
        415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
          + "application/json-patch+json, application/merge-patch+json, "
          + "application/strategic-merge-patch+json (the playground has no server-side apply)")
    }
  }
}

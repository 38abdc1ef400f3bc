import Hummingbird
import Topology

extension APIResponder {
  func get(_ call: APICall) async throws(StatusError) -> Response {
    guard let object = await store.get(call.storage, call.name) else {
      throw .notFound(call.storage, call.name.name)
    }
    if call.path.subresource == "scale" { return Self.json(Scale.scale(of: object)) }
    return call.answer(object, now: clock())
  }

  func list(_ call: APICall) async throws(StatusError) -> Response {
    let selection = try Selection(call.target, call.kind)
    let limit = Int(call.target.query["limit"] ?? "") ?? 0
    var token: ContinueToken?
    if let text = call.target.query["continue"], !text.isEmpty { token = try ContinueToken(text) }
    let (objects, version) = try await snapshot(call, token)
    var items = objects.filter(selection.matches)
    if let token {
      items = items.filter { ObjectStore.place(of: $0, call.storage) > token.after }
    }
    var metadata: JSONValue = ["resourceVersion": .string(String(version))]
    if limit > 0, items.count > limit {
      let last = ObjectStore.place(of: items[limit - 1], call.storage)
      metadata["continue"] = .string(ContinueToken(version: version, after: last).text)
      if selection.isEverything {
        metadata["remainingItemCount"] = .integer(Int64(items.count - limit))
      }
      items = Array(items.prefix(limit))
    }
    return Self.json(
      call.representation.list(
        items.map { Conversion.served($0, as: call.kind) }, call.kind, metadata: metadata,
        now: clock()))
  }

  /// The objects at the token's version, or now; an expired token gets one to go on without consistency.
  private func snapshot(
    _ call: APICall, _ token: ContinueToken?
  ) async throws(StatusError) -> ([JSONValue], UInt64) {
    let isExact = call.target.query["resourceVersionMatch"] == "Exact"
    let asked = UInt64(call.target.query["resourceVersion"] ?? "")
    guard let past = token?.version ?? (isExact ? asked : nil) else {
      let (storage, namespace) = (call.storage, call.path.namespace)
      return await store.transaction { store in
        (store.list(storage, namespace: namespace), store.version)
      }
    }
    do throws(StatusError) {
      return (try await store.list(call.storage, namespace: call.path.namespace, at: past), past)
    } catch {
      guard let token else { throw error }
      var expired = error
      expired.continuation = ContinueToken(version: await store.version, after: token.after).text
      throw expired
    }
  }
}

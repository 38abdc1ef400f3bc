import Hummingbird
import NIOCore
import Topology

extension APIResponder {
  /// A stream of changes: JSON lines that end with the timeout, the client or the server.
  func watch(_ call: APICall) async throws(StatusError) -> Response {
    let selection = try Selection(call.target, call.kind)
    let view = WatchView(call: call, selection: selection, clock: clock)
    let seconds = call.target.query["timeoutSeconds"].flatMap { Double($0) } ?? 1800
    let opened: (watch: StoreWatch, lines: ByteBuffer)
    do throws(StatusError) {
      opened = try await open(call, view)
    } catch {
      guard error.code == 410 else { throw error }
      return Self.stream { writer in
        try await writer.write(view.line("ERROR", error.json))
      }
    }
    let interval = call.target.isSet("allowWatchBookmarks") ? bookmarkInterval : nil
    return Self.stream { writer in
      try await call.request.body.consumeWithInboundCloseHandler { _ in
        if opened.lines.readableBytes > 0 { try await writer.write(opened.lines) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await keepTime(of: opened.watch, seconds, interval) }
          for await event in opened.watch.events {
            if let line = view.line(for: event) { try await writer.write(line) }
          }
          group.cancelAll()
        }
      } onInboundClosed: {
        opened.watch.end()
      }
    }
  }

  private static func stream(
    _ write: @escaping @Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void
  ) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody { writer in
        try? await write(&writer)
        try await writer.finish(nil)
      })
  }

  /// Opens the watch where the client wants to begin, with what it is told first.
  private func open(
    _ call: APICall, _ view: WatchView
  ) async throws(StatusError) -> (StoreWatch, ByteBuffer) {
    let sendsInitialEvents = call.target.isSet("sendInitialEvents")
    if sendsInitialEvents, call.target.query["resourceVersionMatch"] != "NotOlderThan" {
      throw .invalid(
        call.storage, "",
        [
          StatusError.Cause(
            reason: "FieldValueForbidden", field: "resourceVersionMatch",
            message: "Forbidden: resourceVersionMatch is forbidden for watch unless "
              + "sendInitialEvents is provided")
        ])
    }
    let text = call.target.query["resourceVersion"] ?? ""
    let (storage, namespace) = (call.storage, call.path.namespace)
    if text.isEmpty || text == "0" || sendsInitialEvents {
      let (watch, objects, version) = try await store.transaction {
        store throws(StatusError) in
        let watch = try store.openWatch(storage)
        return (watch, store.list(storage, namespace: namespace), store.version)
      }
      var lines = view.initialLines(objects)
      if sendsInitialEvents {
        lines.writeImmutableBuffer(view.bookmark(version, endsInitialEvents: true))
      }
      return (watch, lines)
    }
    guard let version = UInt64(text) else {
      throw .badRequest("invalid resource version \"\(text)\": strconv.ParseUint: invalid syntax")
    }
    return (try await store.openWatch(storage, from: version), ByteBuffer())
  }

  /// Asks for bookmarks and ends the watch when its time is over.
  private func keepTime(
    of watch: StoreWatch, _ seconds: Double, _ interval: Double?
  ) async throws {
    var remaining = seconds
    while remaining > 0 {
      let step = min(interval ?? remaining, remaining)
      try await Task.sleep(for: .seconds(step))
      remaining -= step
      if interval != nil { await store.bookmark(watch.identifier) }
    }
    await store.endWatch(watch.identifier)
  }
}

/// What one client sees of the events of a kind.
struct WatchView: Sendable {
  private let kind: ResourceKind
  private let storage: ResourceKind
  private let namespace: String?
  private let representation: Representation
  private let selection: Selection
  private let clock: @Sendable () -> Double

  init(call: APICall, selection: Selection, clock: @escaping @Sendable () -> Double) {
    kind = call.kind
    storage = call.storage
    namespace = call.path.namespace
    representation = call.representation
    self.selection = selection
    self.clock = clock
  }

  /// The line for an event; nil when it does not concern this client.
  func line(for event: StoreEvent) -> ByteBuffer? {
    if event.change == .bookmark { return bookmark(event.version, endsInitialEvents: false) }
    guard namespace == nil || event.name.namespace == namespace else { return nil }
    let isIn = event.change != .deleted && selection.matches(event.object)
    let wasIn = event.old.map(selection.matches) ?? false
    switch (wasIn, isIn) {
    case (false, true): return line("ADDED", shown(event.object))
    case (true, true): return line("MODIFIED", shown(event.object))
    case (true, false):
      var last = event.change == .deleted ? event.object : event.old ?? event.object
      last["metadata"]["resourceVersion"] = .string(String(event.version))
      return line("DELETED", shown(last))
    case (false, false): return nil
    }
  }

  /// The lines for what existed before.
  func initialLines(_ objects: [JSONValue]) -> ByteBuffer {
    var buffer = ByteBuffer()
    for object in objects where selection.matches(object) {
      buffer.writeImmutableBuffer(line("ADDED", shown(object)))
    }
    return buffer
  }

  /// A bookmark; it may say that everything that existed before has been sent.
  func bookmark(_ version: UInt64, endsInitialEvents: Bool) -> ByteBuffer {
    var metadata: JSONValue = ["resourceVersion": .string(String(version))]
    if endsInitialEvents {
      metadata["annotations"] = ["k8s.io/initial-events-end": "true"]
    }
    let object: JSONValue = [
      "kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion), "metadata": metadata,
    ]
    if case .table(let includes) = representation {
      return line(
        "BOOKMARK",
        ResourceTable(kind, now: clock(), includes: includes).table([], metadata: metadata))
    }
    return line("BOOKMARK", object)
  }

  /// One frame.
  func line(_ type: String, _ object: JSONValue) -> ByteBuffer {
    var bytes = Array("{\"type\":\"\(type)\",\"object\":".utf8)
    object.write(to: &bytes)
    bytes.append(contentsOf: "}\n".utf8)
    return ByteBuffer(bytes: bytes)
  }

  private func shown(_ object: JSONValue) -> JSONValue {
    representation.object(Conversion.served(object, as: kind), kind, now: clock())
  }
}

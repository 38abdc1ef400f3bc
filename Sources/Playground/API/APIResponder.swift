import HTTPTypes
import Hummingbird
import NIOCore
import Topology

/// Answers Kubernetes' REST requests from an `ObjectStore`.
struct APIResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  /// The largest body that is read, as etcd and the real server bound it.
  static let largestBody = 3 * 1024 * 1024

  let store: ObjectStore
  let token: String
  /// Seconds between two bookmarks of a watch.
  let bookmarkInterval: Double
  let clock: @Sendable () -> Double

  func respond(to request: Request, context: Context) async throws -> Response {
    let target = RequestTarget(path: request.uri.path, query: request.uri.query)
    do {
      if let open = openAnswer(target) { return open }
      guard isAuthorized(request) else {
        throw StatusError(401, "Unauthorized", "Unauthorized")
      }
      return try await answer(request, target)
    } catch let error as StatusError {
      return Self.json(error.json, code: error.code)
    }
  }

  /// What anyone may ask, as a probe or a first contact does.
  private func openAnswer(_ target: RequestTarget) -> Response? {
    switch target.path.first {
    case "healthz", "livez", "readyz": Self.text("ok")
    case "version" where target.path.count == 1: Self.json(Discovery.version)
    default: nil
    }
  }

  private func isAuthorized(_ request: Request) -> Bool {
    let expected = Array("Bearer \(token)".utf8)
    let given = Array((request.headers[.authorization] ?? "").utf8)
    guard given.count == expected.count else { return false }
    return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func answer(_ request: Request, _ target: RequestTarget) async throws -> Response {
    if let review = try await reviewAnswer(request, target) { return review }
    if request.method == .get || request.method == .head,
      let document = await discoveryAnswer(target)
    {
      return document
    }
    guard let path = ResourcePath(target.path),
      let entry = await store.catalogue.entry(
        group: path.group, version: path.version, plural: path.plural)
    else { throw Self.unknownResource }
    let call = APICall(
      request: request, target: target, path: path, kind: entry.served,
      definition: entry.definition,
      representation: Representation(accept: request.headers[.accept] ?? "", target))
    try call.check()
    switch (request.method, call.path.name) {
    case (.get, nil), (.head, nil):
      return target.isSet("watch") ? try await watch(call) : try await list(call)
    case (.get, _?), (.head, _?): return try await get(call)
    case (.post, _): return try await create(call)
    case (.put, _?): return try await update(call)
    case (.patch, _?): return try await patch(call)
    case (.delete, nil): return try await deleteCollection(call)
    case (.delete, _?): return try await delete(call)
    default:
      throw StatusError(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
    }
  }

  static let unknownResource = StatusError(
    404, "NotFound", "the server could not find the requested resource")

  static func json(_ value: JSONValue, code: Int = 200) -> Response {
    var bytes = value.bytes
    bytes.append(UInt8(ascii: "\n"))
    return Response(
      status: .init(code: code), headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func text(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Reads a body up to the bound.
  static func body(of request: Request) async throws -> [UInt8] {
    let tooLarge = StatusError(
      413, "RequestEntityTooLarge", "Request entity too large: limit is \(largestBody)")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > largestBody {
      throw tooLarge
    }
    do {
      let buffer = try await request.body.collect(upTo: largestBody)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
  }

  /// Reads a JSON body, or the protobuf of a typed client; other formats are refused.
  static func object(in request: Request) async throws -> JSONValue {
    let type = request.headers[.contentType] ?? "application/json"
    let unknown = StatusError(
      415, "UnsupportedMediaType",
      "the body of the request was in an unknown format - accepted media types include: "
        + "application/json")
    let bytes = try await body(of: request)
    if type.contains("protobuf") {
      do throws(ProtobufReader.Failure) {
        return bytes.isEmpty ? .null : try ProtobufReader.object(bytes)
      } catch { throw unknown }
    }
    guard type.contains("json") || type.isEmpty else { throw unknown }
    do {
      return bytes.isEmpty ? .null : try JSONValue(parsing: bytes)
    } catch {
      throw StatusError.badRequest("the object provided is unrecognized: \(error)")
    }
  }
}

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
package import Topology

/// A client of one API server, over HTTP/1.1 and TLS; the playground and real clusters are the same to it.
///
/// Call `shutdown` when it is no longer needed.
package struct KubernetesClient: Sendable {
  /// How many objects one page of a list has.
  static let pageSize = 500
  private static let largestAnswer = 256 << 20

  package let access: ClusterAccess
  private let http: HTTPClient
  private let baseURL: String

  package init(_ access: ClusterAccess) throws(ClientError) {
    self.access = access
    let settings = try ConnectionSettings(access)
    baseURL = settings.baseURL
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings.configuration)
  }

  /// Closes all connections.
  package func shutdown() async {
    try? await http.shutdown()
  }

  /// One request whose whole answer is read.
  func send(
    _ method: HTTPMethod, _ path: String, query: [(String, String)] = [],
    body: JSONValue? = nil, contentType: String = "application/json"
  ) async throws(ClientError) -> JSONValue {
    var request = try request(method, path, query: query)
    if let body {
      request.headers.add(name: "Content-Type", value: contentType)
      request.body = .bytes(ByteBuffer(bytes: body.bytes))
    }
    do {
      let response = try await http.execute(request, timeout: .seconds(60))
      let bytes = try await response.body.collect(upTo: Self.largestAnswer)
      return try Self.value(bytes, response)
    } catch {
      throw ClientError(error, server: access.server)
    }
  }

  private static func value(
    _ bytes: ByteBuffer, _ response: HTTPClientResponse
  ) throws(ClientError) -> JSONValue {
    let code = Int(response.status.code)
    let value = try? JSONValue(parsing: bytes.readableBytesView)
    guard (200..<300).contains(code) else {
      var status = APIStatus(value ?? .null, code: code)
      if let seconds = response.headers.first(name: "Retry-After").flatMap(Double.init) {
        status.retryAfter = max(seconds, status.retryAfter ?? 0)
      }
      throw .refused(status)
    }
    guard let value else { throw .malformed("it is not JSON") }
    return value
  }

  private func request(
    _ method: HTTPMethod, _ path: String, query: [(String, String)]
  ) throws(ClientError) -> HTTPClientRequest {
    let parameters = query.filter { !$0.1.isEmpty }
      .map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    var request = HTTPClientRequest(
      url: "\(baseURL)\(path)\(parameters.isEmpty ? "" : "?\(parameters)")")
    request.method = method
    request.headers.add(name: "Accept", value: "application/json")
    request.headers.add(name: "User-Agent", value: "sluice")
    switch access.credentials {
    case .anonymous, .certificate: break
    case .token(let token): request.headers.add(name: "Authorization", value: "Bearer \(token)")
    case .tokenFile(let path):
      guard let data = FileManager.default.contents(atPath: path) else {
        throw .untrusted("the token file \(path) cannot be read")
      }
      let token = String(decoding: data, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      request.headers.add(name: "Authorization", value: "Bearer \(token)")
    case .password(let user, let password):
      let pair = Data("\(user):\(password)".utf8).base64EncodedString()
      request.headers.add(name: "Authorization", value: "Basic \(pair)")
    }
    return request
  }

  /// Everything but unreserved characters as `%XX`.
  static func escaped(_ text: String) -> String {
    var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."~"))
    unreserved.insert(charactersIn: "-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}

extension KubernetesClient {
  /// One object, or a subresource of it.
  package func get(
    _ kind: ResourceKind, _ name: NamespacedName, subresource: String? = nil
  ) async throws(ClientError) -> JSONValue {
    try await send(.GET, Self.path(kind, name, subresource))
  }

  /// All objects that a query means, page by page.
  package func list(_ query: ResourceQuery) async throws(ClientError) -> [JSONValue] {
    var items: [JSONValue] = []
    var continuation = ""
    repeat {
      let page = try await page(query, continuation: continuation)
      items += page.items
      continuation = page.continuation
    } while !continuation.isEmpty
    return items
  }

  /// The URL path of one object.
  static func path(_ kind: ResourceKind, _ name: NamespacedName, _ subresource: String?) -> String {
    let collection = kind.path(namespace: name.namespace.isEmpty ? nil : escaped(name.namespace))
    return "\(collection)/\(escaped(name.name))\(subresource.map { "/\($0)" } ?? "")"
  }
}

extension KubernetesClient: ResourceSource {
  /// One page of a list, `pageSize` objects long; an empty continuation asks for the first.
  package func page(
    _ query: ResourceQuery, continuation: String
  ) async throws(ClientError) -> ResourcePage {
    let list = try await send(
      .GET, query.kind.path(namespace: query.namespace.map(Self.escaped)),
      query: [
        ("limit", String(Self.pageSize)), ("continue", continuation),
        ("labelSelector", query.labelSelector), ("fieldSelector", query.fieldSelector),
      ])
    return ResourcePage(
      items: list["items"].array.map { Self.typed($0, as: query.kind) },
      resourceVersion: list["metadata"]["resourceVersion"].string ?? "",
      continuation: list["metadata"]["continue"].string ?? "")
  }

  /// Items of a list carry no kind; they get it here.
  private static func typed(_ item: JSONValue, as kind: ResourceKind) -> JSONValue {
    var object = item
    object["apiVersion"] = .string(kind.apiVersion)
    object["kind"] = .string(kind.kind)
    return object
  }

  /// Receives what changes after a version until the server ends the watch; the first call, without events, says
  /// that the watch is open.
  package func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError) {
    let request = try request(
      .GET, query.kind.path(namespace: query.namespace.map(Self.escaped)),
      query: [
        ("watch", "1"), ("resourceVersion", resourceVersion), ("allowWatchBookmarks", "true"),
        ("timeoutSeconds", String(seconds)), ("labelSelector", query.labelSelector),
        ("fieldSelector", query.fieldSelector),
      ])
    do {
      let response = try await http.execute(request, timeout: .seconds(Int64(seconds) + 60))
      guard response.status == .ok else {
        _ = try Self.value(try await response.body.collect(upTo: 1 << 20), response)
        return
      }
      await receive([])
      var splitter = LineSplitter()
      for try await piece in response.body {
        var events: [WatchEvent] = []
        var failure: ClientError?
        for line in try splitter.lines(after: piece) {
          do throws(ClientError) {
            events.append(try WatchEvent(line: line))
          } catch {
            failure = error
            break
          }
        }
        if !events.isEmpty { await receive(events) }
        if let failure { throw failure }
      }
    } catch let error as HTTPClientError where error == .readTimeout {
      return
    } catch {
      throw ClientError(error, server: access.server)
    }
  }
}

extension WatchEvent {
  /// Reads one line of a watch; an `ERROR` is thrown as what its `Status` says.
  init(line: [UInt8]) throws(ClientError) {
    let frame: JSONValue
    do throws(JSONError) {
      frame = try JSONValue(parsing: line)
    } catch {
      throw .malformed(error.description)
    }
    let object = frame["object"]
    switch frame["type"].string {
    case "ADDED", "MODIFIED": self = .applied(object)
    case "DELETED": self = .deleted(object)
    case "BOOKMARK":
      self = .bookmark(resourceVersion: object["metadata"]["resourceVersion"].string ?? "")
    case "ERROR": throw .refused(APIStatus(object, code: 500))
    default: throw .malformed("a watch event of an unknown type")
    }
  }
}

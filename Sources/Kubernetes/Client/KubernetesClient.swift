import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
package import Topology

/// A client of one API server, over HTTP/2 or HTTP/1.1 and TLS; the playground and real clusters are the same to it.
///
/// Call `shutdown` when it is no longer needed.
package struct KubernetesClient: Sendable {
  static let largestAnswer = 256 << 20

  package let access: ClusterAccess
  let connection: ServerConnection
  /// Seconds without a byte after which a connection is looked at.
  private let silence: Double
  /// From how many objects on a list is spread over several requests.
  let spreadsFrom: Int

  /// A client; `silence` is how many seconds may pass without a byte before a connection counts as dead (servers
  /// send bookmarks once a minute), and `clock` gives the seconds since 1970, by which credentials expire.
  package init(
    _ access: ClusterAccess, silence: Double = 90, spreadsFrom: Int = 5000,
    clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
  ) throws(ClientError) {
    self.access = access
    self.silence = silence
    self.spreadsFrom = spreadsFrom
    _ = try ConnectionSettings(access)
    connection = ServerConnection(access, silence: silence, clock: clock)
  }

  /// Closes all connections.
  package func shutdown() async { await connection.shutdown() }

  /// One request whose whole answer is read.
  func send(
    _ method: HTTPMethod, _ path: String, query: [(String, String)] = [],
    body: JSONValue? = nil, contentType: String = "application/json",
    accept: String = "application/json"
  ) async throws(ClientError) -> JSONValue {
    let response = try await answer(timeout: .seconds(60)) { line in
      var request = Self.request(line, method, path, query: query, accept: accept)
      if let body {
        request.headers.add(name: "Content-Type", value: contentType)
        request.body = .bytes(ByteBuffer(bytes: body.bytes))
      }
      return request
    }
    do {
      let bytes = try await response.body.collect(upTo: Self.largestAnswer)
      guard let value = try? JSONValue(parsing: bytes.readableBytesView) else {
        throw ClientError.malformed("it is not JSON")
      }
      return value
    } catch {
      throw ClientError(error, server: access.server)
    }
  }

  /// The answer to a request, as far as its head; a refusal is thrown.
  ///
  /// A 401 is tried once more where a plugin can give new credentials. What does not answer in time makes the
  /// next request take a new connection.
  func answer(
    timeout: TimeAmount, _ make: (ServerConnection.Line) -> HTTPClientRequest
  ) async throws(ClientError) -> HTTPClientResponse {
    var isSecondTry = false
    while true {
      let line = try await connection.line()
      let response: HTTPClientResponse
      do {
        response = try await line.http.execute(make(line), timeout: timeout)
      } catch {
        if (error as? HTTPClientError)?.isSilence == true { _ = await isAlive(line) }
        throw ClientError(error, server: access.server)
      }
      guard !(200..<300).contains(response.status.code) else { return response }
      let refusal = await Self.refusal(response)
      guard refusal.status?.code == 401, await connection.refused(line), !isSecondTry else {
        throw refusal
      }
      isSecondTry = true
    }
  }

  /// Asks a small question over a connection on which something was silent; when no answer comes, the next
  /// request takes a new connection.
  ///
  /// One quiet watch does not make a dead connection, since all share one in HTTP/2. Any answer counts.
  func isAlive(_ line: ServerConnection.Line) async -> Bool {
    let question = Self.request(line, .GET, "/version", query: [])
    let patience = TimeAmount.milliseconds(Int64(min(silence, 10) * 1000))
    do {
      let response = try await line.http.execute(question, timeout: patience)
      _ = try await response.body.collect(upTo: 1 << 20)
      return true
    } catch {
      await connection.suspect(line)
      return false
    }
  }

  private static func refusal(_ response: HTTPClientResponse) async -> ClientError {
    let bytes = (try? await response.body.collect(upTo: 1 << 20)) ?? ByteBuffer()
    let code = Int(response.status.code)
    var status: APIStatus
    if isProtobuf(response), let told = try? APIStatus(protobuf: Array(bytes.readableBytesView)) {
      status = told
    } else {
      let value = try? JSONValue(parsing: bytes.readableBytesView)
      status = APIStatus(value ?? .null, code: code)
    }
    if let seconds = response.headers.first(name: "Retry-After").flatMap(Double.init) {
      status.retryAfter = max(seconds, status.retryAfter ?? 0)
    }
    return .refused(status)
  }

  static func request(
    _ line: ServerConnection.Line, _ method: HTTPMethod, _ path: String,
    query: [(String, String)], accept: String = "application/json"
  ) -> HTTPClientRequest {
    let parameters = query.filter { !$0.1.isEmpty }
      .map { "\($0.0)=\(escaped($0.1))" }.joined(separator: "&")
    var request = HTTPClientRequest(
      url: "\(line.baseURL)\(path)\(parameters.isEmpty ? "" : "?\(parameters)")")
    request.method = method
    request.headers.add(name: "Accept", value: accept)
    request.headers.add(name: "User-Agent", value: "sluice")
    for (name, value) in line.headers { request.headers.add(name: name, value: value) }
    return request
  }

  /// Everything but unreserved characters as `%XX`.
  static func escaped(_ text: String) -> String { text.percentEncoded }
}

extension HTTPClientError {
  /// Whether it says that nothing came for too long.
  var isSilence: Bool {
    self == .readTimeout || self == .deadlineExceeded || self == .writeTimeout
  }
}

extension KubernetesClient {
  /// One object, or a subresource of it.
  package func get(
    _ kind: ResourceKind, _ name: NamespacedName, subresource: String? = nil
  ) async throws(ClientError) -> JSONValue {
    try await send(.GET, Self.path(kind, name, subresource))
  }

  /// The URL path of one object.
  static func path(_ kind: ResourceKind, _ name: NamespacedName, _ subresource: String?) -> String {
    let collection = kind.path(namespace: name.namespace.isEmpty ? nil : escaped(name.namespace))
    return "\(collection)/\(escaped(name.name))\(subresource.map { "/\($0)" } ?? "")"
  }
}

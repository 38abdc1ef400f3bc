import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Playground
import Testing
import Topology

/// A running API server and a client that trusts it.
struct APIFixture {
  let store: ObjectStore
  let server: APIServer
  private let client: HTTPClient

  /// Starts a server, runs a test on it and stops it.
  static func run(
    historyLimit: Int = 4096, bookmarkInterval: Double = 10,
    _ body: (APIFixture) async throws -> Void
  ) async throws {
    let store = ObjectStore(
      ObjectStore.Configuration(
        clock: { Date().timeIntervalSince1970 }, historyLimit: historyLimit))
    let authority = try CertificateAuthority(now: Date().timeIntervalSince1970)
    let server = try await APIServer.start(
      store, authority: authority,
      APIServer.Configuration(bookmarkInterval: bookmarkInterval))
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = .makeClientConfiguration()
    configuration.tlsConfiguration?.trustRoots = .certificates(
      try NIOSSLCertificate.fromPEMBytes(Array(authority.certificatePEM.utf8)))
    let client = HTTPClient(configuration: configuration)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(
        try await body(APIFixture(store: store, server: server, client: client)))
    } catch { outcome = .failure(error) }
    await server.stop()
    try await client.shutdown()
    try outcome.get()
  }

  /// What a request was answered.
  struct Answer {
    let code: Int
    let body: JSONValue
  }

  private func request(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue?, _ headers: [String: String]
  ) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)\(path)")
    request.method = method
    request.headers.add(name: "Authorization", value: "Bearer \(server.access.token)")
    if let body { request.body = .bytes(body.bytes) }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    return request
  }

  /// Sends one request.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    let response = try await client.execute(
      request(method, path, body, headers), timeout: .seconds(20))
    let bytes = try await response.body.collect(upTo: 1 << 24)
    let value = try? JSONValue(parsing: Array(bytes.readableBytesView))
    return Answer(code: Int(response.status.code), body: value ?? .null)
  }

  /// Reads a watch to its end, or until enough events have come.
  func watch(
    _ path: String, count: Int = .max, headers: [String: String] = [:],
    whenOpen: () async throws -> Void = {}
  ) async throws -> [JSONValue] {
    let response = try await client.execute(
      request(.GET, path, nil, headers), timeout: .seconds(20))
    try await whenOpen()
    var events: [JSONValue] = []
    var rest: [UInt8] = []
    for try await chunk in response.body {
      rest += Array(chunk.readableBytesView)
      while let end = rest.firstIndex(of: 0x0A) {
        events.append(try JSONValue(parsing: rest[..<end]))
        rest.removeSubrange(...end)
      }
      if events.count >= count { break }
    }
    return events
  }
}

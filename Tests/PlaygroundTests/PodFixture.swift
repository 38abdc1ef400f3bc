import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Playground
import Testing
import Topology

/// A playground on real sockets, with the vocabulary of somebody who looks at it from outside.
struct PodFixture {
  let playground: Playground
  let client: HTTPClient

  /// Runs a test on a playground with these objects, and ends it whatever happens.
  static func running(
    _ objects: [JSONValue], _ body: (PodFixture) async throws -> Void
  ) async throws {
    let playground = try await Playground.start(
      manifests: objects, .init(clock: { Date().timeIntervalSince1970 }))
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.idleTimeout = .milliseconds(1)
    let client = HTTPClient(eventLoopGroup: playground.group, configuration: configuration)
    do {
      try await body(PodFixture(playground: playground, client: client))
    } catch {
      try? await client.shutdown()
      await playground.stop()
      throw error
    }
    try await client.shutdown()
    await playground.stop()
  }

  /// Looks until something holds; fails the test after so many seconds.
  func eventually(
    within seconds: Double = 5, _ what: String, _ holds: () async throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("not within \(seconds) s: \(what)")
  }

  func list(_ kind: ResourceKind) async -> [JSONValue] { await playground.store.list(kind) }

  var pods: [Pod] {
    get async { await list(.pod).map { Pod($0) } }
  }

  func waitForReadyPods(_ count: Int) async throws {
    try await eventually("\(count) ready pods") { await pods.filter(\.isReady).count == count }
  }

  func service(_ name: String) async -> Service? {
    await list(.service).map { Service($0) }.first { $0.metadata.name == name }
  }

  /// The body of an answer; nil when nothing can be reached.
  func get(_ url: String, _ headers: [(String, String)] = []) async -> (status: Int, body: String)?
  {
    var request = HTTPClientRequest(url: url)
    request.headers.add(contentsOf: headers)
    request.headers.add(name: "Connection", value: "close")
    guard let response = try? await client.execute(request, timeout: .seconds(5)),
      let body = try? await response.body.collect(upTo: 1 << 20)
    else { return nil }
    return (Int(response.status.code), String(buffer: body).trimmingCharacters(in: .newlines))
  }

  /// Whether a connection is refused, as opposed to accepted and closed.
  func isRefused(_ address: String, _ port: Int) async -> Bool {
    do {
      let channel = try await ClientBootstrap(group: playground.group)
        .connectTimeout(.seconds(2)).connect(host: address, port: port).get()
      try? await channel.close()
      return false
    } catch let error as NIOConnectionError {
      return error.connectionErrors.contains { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
    } catch let error as IOError {
      return error.errnoCode == ECONNREFUSED
    } catch {
      return false
    }
  }

  /// Sets an annotation on a pod, as `kubectl annotate` does.
  func annotate(_ pod: String, _ key: String, _ value: String?) async throws {
    guard var object = await playground.store.get(.pod, "default", pod) else { return }
    object["metadata"]["resourceVersion"] = .null
    object["metadata"]["annotations"][key] = value.map { .string($0) } ?? .null
    try await playground.store.update(object, .pod)
  }
}

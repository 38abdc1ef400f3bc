import NIOHTTP1
import TestSupport
import Testing
import Topology

@testable import Kubernetes

/// The client against a server on loopback.
@Suite struct KubernetesClientTests {
  /// Runs the body with a client of a server that answers so.
  private func withClient(
    _ answer: @escaping @Sendable (String, String) -> CannedServer.Answer,
    _ body: (KubernetesClient) async throws -> Void
  ) async throws {
    let server = try await CannedServer.start(answer)
    let client = try KubernetesClient(
      ClusterAccess(server: server.url, credentials: .token("secret")))
    do {
      try await body(client)
    } catch {
      Issue.record(error)
    }
    await client.shutdown()
    try await server.stop()
  }

  @Test func `a list is read page by page with the bearer token`() async throws {
    try await withClient { request, authorization in
      guard authorization == "Bearer secret" else {
        return .init(status: .unauthorized, pieces: ["{}"])
      }
      return request.contains("continue=next%2F1")
        ? .init(pieces: [
          #"{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b","namespace":"shop"}}]}"#
        ])
        : .init(pieces: [
          #"{"metadata":{"resourceVersion":"7","continue":"next/1"},"#,
          #""items":[{"metadata":{"name":"a","namespace":"shop"}}]}"#,
        ])
    } _: { client in
      let items = try await client.list(ResourceQuery(.ingress, namespace: "shop"))
      #expect(items.map(\.reference.description) == ["ingress/shop/a", "ingress/shop/b"])
    }
  }

  @Test func `a watch is read line by line as the bytes arrive`() async throws {
    try await withClient { request, _ in
      #expect(request.hasPrefix("GET /api/v1/services?watch=1&resourceVersion=5&"))
      return .init(pieces: [
        #"{"type":"ADDED","object":{"metadata":{"name":"a","namespace":"shop"}}}"# + "\n"
          + #"{"type":"DEL"#,
        #"ETED","object":{"metadata":{"name":"b","namespace":"shop"}}}"# + "\n",
        #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"# + "\n",
      ])
    } _: { client in
      var events: [WatchEvent] = []
      try await client.watch(ResourceQuery(.service), from: "5", seconds: 1) { events += $0 }
      #expect(
        events == [
          .applied(.service(Service(metadata: Metadata(name: "a", namespace: "shop"), ports: []))),
          .deleted(.service(Service(metadata: Metadata(name: "b", namespace: "shop"), ports: []))),
          .bookmark(resourceVersion: "9"),
        ])
    }
  }

  @Test func `a refusal is the server's status and its wish for time`() async throws {
    try await withClient { _, _ in
      .init(
        status: .tooManyRequests, headers: [("Retry-After", "12")],
        pieces: [#"{"kind":"Status","code":429,"reason":"TooManyRequests","message":"later"}"#])
    } _: { client in
      let expected = APIStatus(
        code: 429, reason: "TooManyRequests", message: "later", retryAfter: 12)
      await #expect(throws: ClientError.refused(expected)) {
        try await client.get(.service, NamespacedName("shop", "web"))
      }
    }
  }

  @Test func `a dry run says so, and a write names its manager`() async throws {
    try await withClient { request, _ in
      .init(pieces: [JSONValue.object(["request": .string(request)]).text])
    } _: { client in
      let write = WriteRequest(
        .mergePatch, .deployment, NamespacedName("shop", "web"), subresource: "scale", body: [:])
      let dry = try await client.perform(write, isDryRun: true)
      #expect(
        dry["request"]
          == "PATCH /apis/apps/v1/namespaces/shop/deployments/web/scale?dryRun=All&fieldManager=sluice"
      )
      let real = try await client.perform(write)
      #expect(real["request"].string?.contains("dryRun") == false)
    }
  }

  @Test func `nobody listening is said in words`() async throws {
    let port = SilentPort()
    defer { withExtendedLifetime(port) {} }
    let url = "http://127.0.0.1:\(port.number)"
    let client = try KubernetesClient(ClusterAccess(server: url))
    await #expect(throws: ClientError.unreachable("\(url): connection refused")) {
      try await client.get(.service, NamespacedName("shop", "web"))
    }
    await client.shutdown()
  }

  @Test func `a URL that is none is refused before anything is sent`() {
    #expect(throws: ClientError.self) { try KubernetesClient(ClusterAccess(server: "nonsense")) }
  }
}

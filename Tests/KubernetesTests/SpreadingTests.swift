import NIOHTTP1
import Synchronization
import Testing
import Topology

@testable import Kubernetes

/// Long lists come by several requests; what is asked, and what becomes of the answers.
@Suite struct SpreadingTests {
  /// What a server of pods in two namespaces was asked.
  private final class Asked: Sendable {
    private let requests = Mutex<[String]>([])

    var all: [String] { requests.withLock { $0 } }

    func note(_ request: String) { requests.withLock { $0.append(request) } }
  }

  /// Lists pods from a server with so many more than one, which lets its namespaces be listed or not.
  private func list(
    remaining: Int, namespaces: CannedServer.Answer, _ freshness: ListFreshness = .cached,
    isBroken: Bool = false
  ) async throws -> (names: [String], version: String, asked: [String]) {
    let asked = Asked()
    let server = try await CannedServer.start { request, _ in
      asked.note(request)
      if request.contains("/api/v1/namespaces?") || request.hasSuffix("/api/v1/namespaces") {
        return namespaces
      }
      if request.contains("limit=1") {
        return .init(pieces: [
          #"{"metadata":{"resourceVersion":"8","remainingItemCount":\#(remaining)},"items":[]}"#
        ])
      }
      if isBroken, request.contains("/namespaces/data/") {
        return .init(status: .internalServerError, pieces: [#"{"message":"no store"}"#])
      }
      let name = ["shop", "data"].first { request.contains("/namespaces/\($0)/") } ?? "all"
      return .init(pieces: [
        #"{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"\#(name)","namespace":"n"}}]}"#
      ])
    }
    let client = try KubernetesClient(ClusterAccess(server: server.url, credentials: .anonymous))
    var names: [String] = []
    let version: Result<String, any Error>
    do {
      version = .success(
        try await client.list(ResourceQuery(.pod), freshness) { names += $0.map(\.metadata.name) })
    } catch {
      version = .failure(error)
    }
    await client.shutdown()
    try await server.stop()
    return (names.sorted(), try version.get(), asked.all)
  }

  private static let two = CannedServer.Answer(pieces: [
    #"{"metadata":{"resourceVersion":"3"},"items":[{"metadata":{"name":"shop"}},{"metadata":{"name":"data"}}]}"#
  ])

  @Test(arguments: [ListFreshness.cached, .newest])
  func `a long list is read namespace by namespace from the store, from the version of the first`(
    freshness: ListFreshness
  ) async throws {
    let (names, version, asked) = try await list(
      remaining: 6000, namespaces: Self.two, freshness)
    #expect(names == ["data", "shop"])
    // What the later ones knew already is told again.
    #expect(version == "8")
    #expect(
      asked.filter { $0.contains("/pods") }.sorted() == [
        "GET /api/v1/namespaces/data/pods", "GET /api/v1/namespaces/shop/pods",
        "GET /api/v1/pods?limit=1",
      ])
  }

  @Test func `a short list is one request, and so is a long one of unknown namespaces`()
    async throws
  {
    for (remaining, namespaces) in [
      (10, Self.two), (6000, .init(status: .forbidden, pieces: ["{}"])),
    ] {
      let (names, version, asked) = try await list(remaining: remaining, namespaces: namespaces)
      #expect(names == ["all"])
      #expect(version == "9")
      #expect(asked.last == "GET /api/v1/pods?resourceVersion=0")
    }
  }

  @Test func `a namespace that cannot be listed makes no shorter list`() async throws {
    await #expect(throws: ClientError.self) {
      _ = try await list(remaining: 6000, namespaces: Self.two, isBroken: true)
    }
  }
}

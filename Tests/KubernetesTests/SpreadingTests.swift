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
    isBehind: Bool = false
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
      if request.contains("metadata.name") {
        return .init(pieces: [#"{"metadata":{"resourceVersion":"7"},"items":[]}"#])
      }
      if isBehind, request.contains("resourceVersion=8") {
        return .init(status: .gatewayTimeout, pieces: [#"{"message":"Too large"}"#])
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

  @Test func `a long list is read namespace by namespace, from the version of the server's cache`()
    async throws
  {
    let (names, version, asked) = try await list(remaining: 6000, namespaces: Self.two)
    #expect(names == ["data", "shop"])
    #expect(version == "7")
    #expect(
      asked.filter { $0.contains("/pods?resourceVersion") }.sorted() == [
        "GET /api/v1/namespaces/data/pods?resourceVersion=7",
        "GET /api/v1/namespaces/default/pods?resourceVersion=0&fieldSelector=metadata.name%3D-",
        "GET /api/v1/namespaces/shop/pods?resourceVersion=7",
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

  @Test func `a long list as of now is read from a cache that has the version of the store`()
    async throws
  {
    let (names, version, asked) = try await list(remaining: 6000, namespaces: Self.two, .newest)
    #expect(names == ["data", "shop"])
    #expect(version == "8")
    #expect(asked.contains("GET /api/v1/namespaces/data/pods?resourceVersion=8"))
  }

  @Test func `where the cache is behind the store, a list as of now is one request`() async throws {
    let (names, version, asked) = try await list(
      remaining: 6000, namespaces: Self.two, .newest, isBehind: true)
    #expect(names == ["all"])
    #expect(version == "9")
    // A lane that was called off may still have asked after it.
    #expect(asked.count { $0 == "GET /api/v1/pods" } == 1)
  }
}

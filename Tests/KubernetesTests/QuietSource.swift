import Topology

@testable import Kubernetes

/// A source on which nothing changes after the lists.
protocol QuietSource: ResourceSource {}

extension QuietSource {
  func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError) {
    await receive([])
    try? await Task.sleep(for: .seconds(3600))
    throw .cancelled
  }
}

package import Topology

/// One event of a watch.
package enum WatchEvent: Hashable, Sendable {
  case applied(Resource)
  case deleted(Resource)
  /// Nothing changed up to this version.
  case bookmark(resourceVersion: String)
}

/// Which objects of a kind are meant.
package struct ResourceQuery: Hashable, Sendable {
  package var kind: ResourceKind
  /// nil is all namespaces.
  package var namespace: String?
  package var labelSelector: String
  package var fieldSelector: String

  package init(
    _ kind: ResourceKind, namespace: String? = nil, labelSelector: String = "",
    fieldSelector: String = ""
  ) {
    self.kind = kind
    self.namespace = namespace
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
  }
}

/// How new a list must be.
package enum ListFreshness: Hashable, Sendable {
  /// What the server has in its cache, perhaps a moment old: cheap, and a watch from there brings the rest.
  case cached
  /// Everything that was stored before the request.
  case newest
}

/// Where lists and watches come from: the wire, or a script in tests.
package protocol ResourceSource: Sendable {
  /// What is served, in the preferred versions first.
  func discover() async throws(ClientError) -> Discovery

  /// Lists all objects that a query means, in batches as they arrive, and returns the version to watch from.
  ///
  /// When it throws, the batches so far are a part of the list only.
  func list(
    _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
  ) async throws(ClientError) -> String

  /// Watches from a version until the server ends the watch, which is normal.
  ///
  /// An empty batch comes first, when the server has accepted the watch.
  func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError)
}

extension ResourceSource {
  /// All objects that a query means, as they are now.
  package func list(_ query: ResourceQuery) async throws(ClientError) -> [Resource] {
    var all: [Resource] = []
    _ = try await list(query, .newest) { all += $0 }
    return all
  }
}

package import Topology

/// One event of a watch.
package enum WatchEvent: Hashable, Sendable {
  case applied(JSONValue)
  case deleted(JSONValue)
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

/// One page of a list.
package struct ResourcePage: Hashable, Sendable {
  package var items: [JSONValue]
  package var resourceVersion: String
  /// The token of the next page; empty on the last.
  package var continuation: String

  package init(items: [JSONValue], resourceVersion: String, continuation: String = "") {
    self.items = items
    self.resourceVersion = resourceVersion
    self.continuation = continuation
  }
}

/// Where lists and watches come from: the wire, or a script in tests.
package protocol ResourceSource: Sendable {
  /// One page of a list.
  func page(
    _ query: ResourceQuery, continuation: String
  ) async throws(ClientError) -> ResourcePage

  /// Watches from a version until the server ends the watch, which is normal.
  ///
  /// An empty batch comes first, when the server has accepted the watch.
  func watch(
    _ query: ResourceQuery, from resourceVersion: String, seconds: Int,
    _ receive: ([WatchEvent]) async -> Void
  ) async throws(ClientError)
}

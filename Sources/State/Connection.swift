/// Which cluster is shown and what may be done to it.
package struct Connection: Hashable, Sendable {
  /// What lies behind the API server.
  package enum Kind: Hashable, Sendable { case simulated, live }

  /// The context's name.
  package var context: String
  package var kind: Kind
  /// Until when writing is allowed; nil is read-only, infinity is always.
  package var writableUntil: Double?
  package var isProtected: Bool
  /// The state of each kind's feed.
  package var feeds: [String: FeedState] = [:]
  /// When the last fact came.
  package var lastFact: Double = 0

  package init(
    context: String, kind: Kind, writableUntil: Double? = nil, isProtected: Bool = false
  ) {
    self.context = context
    self.kind = kind
    self.writableUntil = writableUntil
    self.isProtected = isProtected
  }

  /// The kinds of which nothing is known: not allowed, or not read yet.
  ///
  /// None of them is not zero of them.
  package var unknownKinds: Set<String> {
    Set(feeds.filter { $0.value.isBlind }.keys)
  }

  /// The kinds that the cluster does not let us see, in order.
  package var forbiddenKinds: [String] {
    feeds.filter { if case .forbidden = $0.value { true } else { false } }.keys.sorted()
  }
}

extension FeedState {
  /// Whether nothing is known through it.
  var isBlind: Bool {
    switch self {
    case .loading, .forbidden: true
    case .synced, .stale, .absent: false
    }
  }
}

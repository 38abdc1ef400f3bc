import Diagnosis
import Routing
import Topology

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
  /// Whether the server's certificate is not checked.
  package var isInsecure = false
  /// Who changes things here, for the journal: the person at this machine and the user of the kubeconfig.
  package var who = ""
  /// The only namespace that may be listed; nil where all may.
  package internal(set) var limitedTo: String?
  /// Whether every kind that the cluster serves has been asked for.
  package internal(set) var isBegun = false
  /// The contexts that can be switched to.
  package var contexts: [String] = []
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

  /// How much of the cluster is read.
  var extent: DiagnosisExtent {
    limitedTo != nil ? .namespace : kind == .simulated ? .playground : .cluster
  }

  /// Whether nothing is known of a kind, be it that it has not been asked for yet.
  func isUnknown(_ kind: String) -> Bool { feeds[kind]?.isBlind ?? !isBegun }

  /// Whether everything has answered, one way or the other.
  package var isLoaded: Bool { isBegun && !feeds.values.contains(.loading) }

  /// The kinds that the cluster does not let us see, in order; those of network plugins, which few may see, are named
  /// on their own screen only.
  package var forbiddenKinds: [String] {
    feeds.filter { if case .forbidden = $0.value { true } else { false } }.keys
      .filter { !Self.quietKinds.contains($0) }.sorted()
  }

  private static let quietKinds = Set(
    (ResourceKind.networkKinds + PolicySystems.kinds).map(\.keptName)
  ).union(["ConfigMap"])
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

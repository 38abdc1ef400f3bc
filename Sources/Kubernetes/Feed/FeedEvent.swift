package import Topology

/// What a feed reports.
package enum FeedEvent: Hashable, Sendable {
  /// Objects changed; one step for whoever takes it in.
  case changed([ResourceEvent])
  /// The feed of a kind changed its condition.
  case condition(ResourceKind, FeedCondition)
  /// All namespaces may not be listed: everything from here on is of this one alone.
  case limited(to: String)
  /// The feed of every kind that is served has begun; each has reported its condition.
  case begun
}

/// How current the objects of one kind are.
package enum FeedCondition: Hashable, Sendable {
  /// The first list is under way.
  case syncing
  /// What is known is what the cluster has.
  case synced
  /// The connection is lost; what is known is the last that was seen. It is tried again by itself.
  case failed(String)
  /// The cluster does not let us see this kind. It is asked again from time to time.
  case forbidden(String)
  /// The cluster does not serve this kind (any more): there are no objects of it.
  case absent
}

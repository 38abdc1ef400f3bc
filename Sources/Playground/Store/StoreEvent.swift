package import Topology

/// One change of the store, with the object before it, so that a selector can tell "came into view" from "changed".
package struct StoreEvent: Sendable, Hashable {
  /// What happened to the object.
  package enum Change: String, Sendable, Hashable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
    /// Nothing: the version up to which a watch has seen everything.
    case bookmark = "BOOKMARK"
  }

  /// What happened.
  package var change: Change
  /// The kind under which the object is stored.
  package var kind: ResourceKind
  /// The object's namespace and name.
  package var name: NamespacedName
  /// The object after the change; for a deletion its last state.
  package var object: JSONValue
  /// The object before the change; nil when it was added.
  package var old: JSONValue?
  /// The store's version that this change made.
  package var version: UInt64
}

/// How dependents of a deleted object are treated.
package enum Propagation: String, Sendable, Hashable {
  case background = "Background"
  case foreground = "Foreground"
  case orphan = "Orphan"
}

/// What a delete request may ask for.
package struct DeleteOptions: Sendable, Hashable {
  /// Seconds that a pod gets to end; nil takes the pod's own.
  package var gracePeriod: Int?
  /// What happens to dependents.
  package var propagation: Propagation
  /// The UID that the object must have; empty for any.
  package var uid: String
  /// The version that the object must have; empty for any.
  package var resourceVersion: String
  /// Whether nothing is to be stored.
  package var isDryRun: Bool

  package init(
    gracePeriod: Int? = nil, propagation: Propagation = .background, uid: String = "",
    resourceVersion: String = "", isDryRun: Bool = false
  ) {
    self.gracePeriod = gracePeriod
    self.propagation = propagation
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.isDryRun = isDryRun
  }

  /// Removes at once, as the kubelet does when a pod's processes have ended.
  package static let immediately = DeleteOptions(gracePeriod: 0)
}

/// One reader's view of the changes; `end()` when they are no longer wanted.
package struct StoreWatch: Sendable {
  /// The number by which the store knows it.
  package let identifier: Int
  /// The changes in their order.
  package let events: AsyncStream<StoreEvent>
  let continuation: AsyncStream<StoreEvent>.Continuation

  /// Ends the stream; the store forgets it with the next event.
  package func end() { continuation.finish() }
}

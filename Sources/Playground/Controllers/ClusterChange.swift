package import Topology

/// What a controller wants done, as a value: tests compare it, the loop performs it.
package enum ClusterChange: Hashable, Sendable {
  /// Create the object.
  case create(ResourceKind, JSONValue)
  /// Replace everything but the status.
  case update(ResourceKind, JSONValue)
  /// Replace the status.
  case updateStatus(ResourceKind, JSONValue)
  /// Delete the object; a pod ends gracefully.
  case delete(ResourceKind, NamespacedName)
  /// Record an event about an object.
  case record(EventNote)
}

/// What an Event says, before it has a time and a count.
package struct EventNote: Hashable, Sendable {
  /// The object that it is about.
  package var object: JSONValue
  /// Whether it warns.
  package var isWarning: Bool
  /// One word: `ScalingReplicaSet`.
  package var reason: String
  /// One sentence.
  package var message: String
  /// Who says so: `deployment-controller`.
  package var component: String

  package init(
    about object: JSONValue, isWarning: Bool = false, reason: String, message: String,
    component: String
  ) {
    self.object = [
      "apiVersion": object["apiVersion"], "kind": object["kind"],
      "namespace": object["metadata"]["namespace"], "name": object["metadata"]["name"],
      "uid": object["metadata"]["uid"],
    ]
    self.isWarning = isWarning
    self.reason = reason
    self.message = message
    self.component = component
  }

  /// The name of the Event: equal notes share it, so that they are counted instead of repeated.
  package var name: String {
    let hash = StableHash.value(object["uid"].string ?? "", reason, message)
    return "\(object["name"].string ?? "").\(String(hash, radix: 16))"
  }

  /// The Event's namespace; events about cluster-scoped objects stand in `default`.
  package var namespace: String { object["namespace"].string ?? "default" }

  /// The Event at a time; `old` is the Event of the same name, whose count goes on.
  package func event(at time: String, after old: JSONValue?) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Event",
      "metadata": old?["metadata"] ?? [
        "name": .string(name), "namespace": .string(namespace),
      ],
      "involvedObject": object, "reason": .string(reason), "message": .string(message),
      "type": isWarning ? "Warning" : "Normal", "source": ["component": .string(component)],
      "reportingComponent": .string(component), "reportingInstance": "",
      "firstTimestamp": old?["firstTimestamp"] ?? .string(time), "lastTimestamp": .string(time),
      "count": .integer(Int64((old?["count"].integer ?? 0) + 1)),
    ]
  }
}

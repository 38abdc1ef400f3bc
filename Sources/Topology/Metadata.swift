/// What every object carries, as far as the program uses it.
package struct Metadata: Hashable, Sendable {
  /// The owner with `controller: true`.
  package struct Owner: Hashable, Sendable {
    /// The owner's kind: `ReplicaSet`.
    package var kind: String
    /// The owner's name, in the same namespace.
    package var name: String
    /// The owner's UID.
    package var uid: String

    package init(kind: String, name: String, uid: String) {
      self.kind = kind
      self.name = name
      self.uid = uid
    }
  }

  package var name: String
  package var namespace: String
  private var objectUID: ObjectUID
  package var uid: String {
    get { objectUID.text }
    set { objectUID = ObjectUID(newValue) }
  }
  package var resourceVersion: String
  package var labels: [String: String]
  package var annotations: [String: String]
  package var owner: Owner?
  /// RFC 3339, as the API writes it; empty when unknown.
  package var creationTimestamp: String
  /// Whether a deletion was asked for and is under way.
  package var isDeleting: Bool

  package init(
    name: String, namespace: String = "", uid: String = "", resourceVersion: String = "",
    labels: [String: String] = [:], annotations: [String: String] = [:], owner: Owner? = nil,
    creationTimestamp: String = "", isDeleting: Bool = false
  ) {
    self.name = name
    self.namespace = namespace
    objectUID = ObjectUID(uid)
    self.resourceVersion = resourceVersion
    self.labels = labels
    self.annotations = annotations
    self.owner = owner
    self.creationTimestamp = creationTimestamp
    self.isDeleting = isDeleting
  }

  /// Reads the `metadata` of an object.
  package init(_ object: JSONValue) {
    let metadata = object["metadata"]
    self.init(
      name: metadata["name"].string ?? "", namespace: metadata["namespace"].string ?? "",
      uid: metadata["uid"].string ?? "",
      resourceVersion: metadata["resourceVersion"].string ?? "",
      labels: metadata["labels"].stringMap, annotations: metadata["annotations"].stringMap,
      owner: Self.controller(in: metadata["ownerReferences"].array),
      creationTimestamp: metadata["creationTimestamp"].string ?? "",
      isDeleting: !metadata["deletionTimestamp"].isNull)
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
  }

  private static func controller(in references: [JSONValue]) -> Owner? {
    references.first { $0["controller"].bool == true }.map {
      Owner(
        kind: $0["kind"].string ?? "", name: $0["name"].string ?? "", uid: $0["uid"].string ?? "")
    }
  }

  /// Namespace and name together.
  package var key: NamespacedName { NamespacedName(namespace, name) }
}

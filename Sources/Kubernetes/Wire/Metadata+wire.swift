import Topology

extension Metadata {
  /// Reads the metadata of an object of the wire.
  init(_ wire: Wire_ObjectMeta, _ pool: inout StringPool) {
    let owner = wire.ownerReferences.first(where: \.controller)
    self.init(
      name: wire.name, namespace: pool.string(wire.namespace), uid: wire.uid,
      resourceVersion: wire.resourceVersion, labels: pool.map(wire.labels),
      annotations: wire.annotations,
      owner: owner.map {
        Owner(kind: pool.string($0.kind), name: pool.string($0.name), uid: pool.string($0.uid))
      },
      creationTimestamp: wire.hasCreationTimestamp
        ? pool.string(Timestamp.text(Double(wire.creationTimestamp.seconds))) : "",
      isDeleting: wire.hasDeletionTimestamp)
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
  }
}

extension LabelSelector {
  /// Reads a selector of the wire.
  init(_ wire: Wire_LabelSelector, _ pool: inout StringPool) {
    self.init(
      labels: pool.map(wire.matchLabels),
      expressions: wire.matchExpressions.compactMap { expression in
        Operator(rawValue: expression.operator).map {
          Requirement(key: expression.key, comparison: $0, values: expression.values)
        }
      })
  }
}

extension String {
  /// The first of two texts that is not empty: the API writes absent texts as empty ones.
  func orElse(_ other: @autoclosure () -> String) -> String { isEmpty ? other() : self }
}

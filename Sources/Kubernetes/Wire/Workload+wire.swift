import Topology

extension Workload {
  /// Reads a Deployment of the wire.
  init(_ wire: Wire_Deployment, _ pool: inout StringPool) {
    self.init(
      metadata: Metadata(wire.metadata, &pool), kind: .deployment,
      replicas: wire.spec.hasReplicas ? Int(wire.spec.replicas) : 1,
      readyReplicas: Int(wire.status.readyReplicas),
      updatedReplicas: Int(wire.status.updatedReplicas),
      selector: LabelSelector(wire.spec.selector, &pool),
      templateLabels: pool.map(wire.spec.template.metadata.labels),
      template: PodTemplate(wire.spec.template.spec, &pool),
      failure: Self.failure(
        wire.status.conditions.map {
          StatusCondition(
            type: $0.type, isTrue: $0.status == "True", reason: $0.reason, message: $0.message)
        }))
  }

  /// Reads a ReplicaSet of the wire.
  init(_ wire: Wire_ReplicaSet, _ pool: inout StringPool) {
    let metadata = Metadata(wire.metadata, &pool)
    self.init(
      metadata: metadata, kind: .replicaSet,
      replicas: wire.spec.hasReplicas ? Int(wire.spec.replicas) : 1,
      readyReplicas: Int(wire.status.readyReplicas),
      selector: LabelSelector(wire.spec.selector, &pool),
      templateLabels: pool.map(wire.spec.template.metadata.labels),
      template: Self.hasOwnTemplate(.replicaSet, metadata)
        ? PodTemplate(wire.spec.template.spec, &pool) : .empty)
  }

  /// Reads a StatefulSet of the wire.
  init(_ wire: Wire_StatefulSet, _ pool: inout StringPool) {
    self.init(
      metadata: Metadata(wire.metadata, &pool), kind: .statefulSet,
      replicas: wire.spec.hasReplicas ? Int(wire.spec.replicas) : 1,
      readyReplicas: Int(wire.status.readyReplicas),
      updatedReplicas: Int(wire.status.updatedReplicas),
      selector: LabelSelector(wire.spec.selector, &pool),
      templateLabels: pool.map(wire.spec.template.metadata.labels),
      template: PodTemplate(wire.spec.template.spec, &pool),
      serviceName: pool.string(wire.spec.serviceName))
  }

  /// Reads a DaemonSet of the wire; it wants as many pods as nodes suit it.
  init(_ wire: Wire_DaemonSet, _ pool: inout StringPool) {
    self.init(
      metadata: Metadata(wire.metadata, &pool), kind: .daemonSet,
      replicas: Int(wire.status.desiredNumberScheduled),
      readyReplicas: Int(wire.status.numberReady),
      updatedReplicas: Int(wire.status.updatedNumberScheduled),
      selector: LabelSelector(wire.spec.selector, &pool),
      templateLabels: pool.map(wire.spec.template.metadata.labels),
      template: PodTemplate(wire.spec.template.spec, isAgent: true, &pool))
  }
}

extension Node {
  /// Reads a Node of the wire.
  init(_ wire: Wire_Node, _ pool: inout StringPool) {
    let metadata = Metadata(wire.metadata, &pool)
    self.init(
      metadata: metadata, zone: metadata.labels["topology.kubernetes.io/zone"] ?? "",
      internalAddress: wire.status.addresses.first { $0.type == "InternalIP" }?.address ?? "",
      isReady: wire.status.conditions.contains { $0.type == "Ready" && $0.status == "True" })
    let network = wire.status.conditions.first { $0.type == "NetworkUnavailable" }
    isNetworkUnavailable = network?.status == "True"
    networkReason = pool.string(network?.reason ?? "")
    podRanges = Self.ranges(wire.spec.podCidrs, wire.spec.podCidr)
    providerID = wire.spec.providerID
  }
}

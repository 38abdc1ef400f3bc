import Diagnosis
import Foundation
import Kubernetes
import Playground
import Reporting
import Routing
import Topology

/// What the commands report on: manifests without a cluster, or a cluster as it is now.
enum ReportSource {
  /// Manifests, with what a cluster's own controllers would derive from them.
  static func offline(_ input: inout ManifestInput) async -> Report {
    let now = Date().timeIntervalSince1970
    let cluster = await Playground.offline(manifests: input.objects) { now }
    input.report(cluster.refusals)
    return Report(cluster.inventory, now: now, locate: input.locator)
  }

  /// One look at a cluster; kinds that may not be listed are said and left out.
  static func live(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> Report {
    let snapshot = try await snapshot(access, namespace: namespace)
    return Report(
      snapshot.inventory, unreadableKinds: Set(snapshot.unreadable.map(\.keptName)),
      extent: namespace == nil ? .cluster : .namespace, now: Date().timeIntervalSince1970)
  }

  /// What one list needs of a cluster: for Services and backends much less than everything.
  static func live(
    _ access: ClusterAccess, namespace: String?, for list: Report.List
  ) async throws(ProgramExit) -> Report {
    switch list {
    case .services:
      return try await services(access, namespace: namespace)
    case .backends:
      return try await backends(access, namespace: namespace)
    case .network:
      return try await network(access, namespace: namespace)
    case .routes, .faults:
      return try await live(access, namespace: namespace)
    }
  }

  /// Services with their faults: pods only where slices do not show that they are well.
  private static func services(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> Report {
    var settled: Set<NamespacedName> = []
    let snapshot = try await snapshot(access) { client throws(ClientError) in
      var look = ServiceLook()
      let kinds = Set(RouteAdapters.kinds.map(\.kind))
        .union(ServiceLook.first.compactMap(\.kind))
      var snapshot = try await ClusterSnapshot(
        client, namespace: namespace, kinds: kinds,
        beside: queries(ServiceLook.first.filter { $0.kind == nil }, [], namespace))
      while true {
        let parts = look.next(snapshot.inventory)
        guard !parts.isEmpty else { break }
        try await snapshot.read(queries(parts, snapshot.queries, namespace), client)
      }
      settled = look.settled
      return snapshot
    }
    return Report(
      snapshot.inventory, unreadableKinds: Set(snapshot.unreadable.map(\.kind)),
      extent: namespace == nil ? .cluster : .namespace,
      scope: DiagnosisScope(kinds: ["Service"], settled: settled),
      now: Date().timeIntervalSince1970)
  }

  /// Services with their endpoints, and the pods of namespaces where one is not ready, which say why.
  private static func backends(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> Report {
    let snapshot = try await snapshot(access) { client throws(ClientError) in
      var snapshot = try await ClusterSnapshot(
        client, namespace: namespace, kinds: ["Service", "EndpointSlice"], beside: [])
      let names = Set(
        snapshot.inventory.sortedSlices.flatMap(\.endpoints)
          .filter { !$0.isReady && !$0.isTerminating }.compactMap { $0.pod?.namespace })
      let parts = names.sorted().map { ServiceLook.Part.pods(namespace: $0) }
      try await snapshot.read(queries(parts, snapshot.queries, namespace), client)
      return snapshot
    }
    return Report(
      snapshot.inventory, extent: namespace == nil ? .cluster : .namespace,
      scope: DiagnosisScope(kinds: []), now: Date().timeIntervalSince1970)
  }

  /// What the network is made of, in all namespaces, and the Services of one, or (nil) of all, with their events.
  private static func network(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> Report {
    let snapshot = try await snapshot(access) { client throws(ClientError) in
      try await ClusterSnapshot(
        client, namespace: nil, kinds: ClusterNetwork.kinds.subtracting(["Service", "Event"]),
        beside: [
          ResourceQuery(.service, namespace: namespace),
          ResourceQuery(
            .event, namespace: namespace, fieldSelector: "involvedObject.kind=Service"),
          // Some plugins keep their settings beside themselves.
          ResourceQuery(.configMap, namespace: "kube-flannel"),
          ResourceQuery(.configMap, namespace: "cilium"),
        ])
    }
    return Report(
      snapshot.inventory, unreadableKinds: Set(snapshot.unreadable.map(\.kind)),
      extent: namespace == nil ? .cluster : .namespace, scope: DiagnosisScope(kinds: []),
      now: Date().timeIntervalSince1970)
  }

  /// The lists that bring parts of a cluster.
  private static func queries(
    _ parts: [ServiceLook.Part], _ served: [ResourceQuery], _ namespace: String?
  ) -> [ResourceQuery] {
    parts.flatMap { part in
      switch part {
      case .kind(let kind): served.filter { $0.kind.kind == kind }
      case .waitingPods:
        [
          ResourceQuery(
            .pod, namespace: namespace,
            fieldSelector: "status.phase!=Running,status.phase!=Succeeded,status.phase!=Failed")
        ]
      case .pods(let name): [ResourceQuery(.pod, namespace: name)]
      case .podsMatching(let labels):
        [
          ResourceQuery(
            .pod, namespace: namespace, labelSelector: LabelSelector(labels: labels).text)
        ]
      }
    }
  }

  /// The objects of a cluster as they are now.
  static func snapshot(
    _ access: ClusterAccess, namespace: String?
  ) async throws(ProgramExit) -> ClusterSnapshot {
    try await snapshot(access) { client throws(ClientError) in
      try await ClusterSnapshot(client, namespace: namespace)
    }
  }

  /// What is read of a cluster, with a word about the kinds that may not be listed.
  private static func snapshot(
    _ access: ClusterAccess, _ read: (KubernetesClient) async throws(ClientError) -> ClusterSnapshot
  ) async throws(ProgramExit) -> ClusterSnapshot {
    do throws(ClientError) {
      let client = try KubernetesClient(access)
      let snapshot: ClusterSnapshot
      do throws(ClientError) {
        snapshot = try await read(client)
      } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
      if !snapshot.unreadable.isEmpty {
        let kinds = snapshot.unreadable.map(\.plural).joined(separator: ", ")
        StandardStreams.message("sluice: you may not list \(kinds) here; they are left out")
      }
      return snapshot
    } catch {
      throw ProgramExit(error)
    }
  }
}

extension ServiceLook.Part {
  /// The kind of which all objects are meant.
  fileprivate var kind: String? {
    if case .kind(let kind) = self { kind } else { nil }
  }
}

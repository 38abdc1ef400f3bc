import Kubernetes
import TestSupport
import Testing
import Topology

/// The inventory beside the truth, after more changes than anybody could follow.
@Suite(.serialized) struct ClusterStormTests {
  @Test func `after ten thousand random changes every object is as kubectl has it`() async throws {
    let manifests = RealCluster.application("seed", replicas: 1)
    try await RealCluster.withClient { client in
      // What is left selects, and is selected by, hundreds of others: the controllers are at it for minutes, and no
      // test that comes later should be about that.
      try await RealCluster.withNamespace(manifests, isAwaitingDeletion: true) { namespace in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          let storm = Storm(client: client, namespace: namespace)
          let made = await storm.rage(changes: 10_000, seed: 7)
          #expect(made.count > 9000, "so many of the changes were taken: \(made.count)")
          #expect(Set(made).count == Storm.Change.allCases.count)
          try await live.waitForTruth(seconds: 90)
          let told = await live.conditions["Pod"]
          #expect(told == [.syncing, .synced])
          try await RealCluster.kubectl(
            "-n", namespace, "delete", "pods", "--all", "--grace-period=0", "--force")
        }
      }
    }
  }
}

/// Random creations, changes and deletions of many kinds, made by several hands at once.
struct Storm: Sendable {
  enum Change: Hashable, CaseIterable { case create, patch, delete }

  let client: KubernetesClient
  let namespace: String

  /// Makes the changes and returns those that the server took; two hands may meet at one object.
  func rage(changes: Int, seed: UInt64) async -> [Change] {
    let hands = 16
    return await withTaskGroup { group in
      for hand in 0..<hands {
        group.addTask { await self.hand(changes / hands, seed: seed &+ UInt64(hand)) }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func hand(_ count: Int, seed: UInt64) async -> [Change] {
    var random = SeededGenerator(seed)
    var made: [Change] = []
    for _ in 0..<count {
      let write = Self.kinds.randomElement(using: &random).map { kind in
        let name = "\(kind.plural)-\(Int.random(in: 0..<60, using: &random))-\(seed)"
        return self.write(kind, NamespacedName(namespace, name), &random)
      }
      guard let (change, request) = write else { continue }
      do throws(ClientError) {
        _ = try await client.perform(request)
        made.append(change)
      } catch {
        // What is there cannot be made, what is not there cannot be changed: the other way then.
        guard let code = error.status?.code, code == 404 || code == 409 else { continue }
        let other: Change = code == 404 ? .create : .delete
        if (try? await client.perform(self.request(other, request.kind, request.name, 0))) != nil {
          made.append(other)
        }
      }
    }
    return made
  }

  private static let kinds: [ResourceKind] = [
    .service, .pod, .deployment, .ingress, .networkPolicy, .endpointSlice(version: "v1beta1"),
  ]

  private func write(
    _ kind: ResourceKind, _ name: NamespacedName, _ random: inout SeededGenerator
  ) -> (Change, WriteRequest) {
    let changes: [Change] = [.create, .create, .patch, .patch, .delete]
    let change = changes.randomElement(using: &random) ?? .create
    return (change, request(change, kind, name, Int.random(in: 0..<1000, using: &random)))
  }

  private func request(
    _ change: Change, _ kind: ResourceKind, _ name: NamespacedName, _ number: Int
  ) -> WriteRequest {
    switch change {
    case .create: WriteRequest(.create, kind, name, body: body(kind, name, number))
    case .patch:
      WriteRequest(
        .mergePatch, kind, name,
        body: ["metadata": ["labels": ["number": .string(String(number))]]])
    case .delete: WriteRequest(.delete, kind, name, body: ["gracePeriodSeconds": 0])
    }
  }

  private func body(_ kind: ResourceKind, _ name: NamespacedName, _ number: Int) -> JSONValue {
    var object: JSONValue = [
      "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
      "metadata": [
        "name": .string(name.name), "namespace": .string(name.namespace),
        "labels": ["number": .string(String(number)), "app": "storm"],
      ],
    ]
    let container: JSONValue = [
      "name": "main", "image": "none",
      "ports": [["name": "http", "containerPort": .integer(Int64(1000 + number))]],
    ]
    switch kind.plural {
    case "services":
      object["spec"] = [
        "selector": ["app": "storm"], "ports": [["port": 80, "targetPort": "http"]],
      ]
    case "pods":
      // Bound to a node that does not exist, so that no scheduler and no node takes part.
      object["spec"] = ["nodeName": "nowhere", "containers": [container]]
    case "deployments":
      object["spec"] = [
        "replicas": 0, "selector": ["matchLabels": ["app": "storm"]],
        "template": [
          "metadata": ["labels": ["app": "storm"]], "spec": ["containers": [container]],
        ],
      ]
    case "ingresses":
      object["spec"] = [
        "rules": [["host": .string("\(name.name).example")]]
      ]
    case "networkpolicies": object["spec"] = ["podSelector": ["matchLabels": ["app": "storm"]]]
    default:
      object["metadata"]["labels"][EndpointSlice.serviceLabel] = "seed"
      object["addressType"] = "IPv4"
      object["ports"] = [["name": "http", "port": .integer(Int64(1000 + number))]]
      object["endpoints"] = [
        ["addresses": ["10.1.2.3"], "topology": ["kubernetes.io/hostname": "nowhere"]]
      ]
    }
    return object
  }
}

extension ResourceKind {
  fileprivate static func endpointSlice(version: String) -> ResourceKind {
    var kind = ResourceKind.endpointSlice
    kind.version = version
    return kind
  }
}

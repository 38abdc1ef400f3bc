import Foundation
import HashTreeCollections
import Kubernetes
import NIOHTTP1
import TestSupport
import Testing
import Topology

/// Objects that are as large as may be, kinds that come and go, and writes whose answer is lost.
@Suite(.serialized) struct ClusterObjectTests {
  @Test func `objects of a megabyte are read like others, in lists and in watches`() async throws {
    let long = String(repeating: "x", count: 1_100_000)
    let pod = """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"large"},"spec":{"nodeName":"nowhere",
      "containers":[{"name":"main","image":"none","args":["\(long)"]}]}}
      """
    let rules = (0..<12_000).map {
      #"{"host":"host-\#($0)-\#(String(repeating: "x", count: 50)).example"}"#
    }
    let ingress = """
      {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"large"},
      "spec":{"rules":[\(rules.joined(separator: ","))]}}
      """
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.withClient { client in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          for object in [pod, ingress] {
            try await RealCluster.kubectl("-n", namespace, "create", "-f", "-", input: object)
          }
          try await live.waitForTruth()
          try await RealCluster.kubectl(
            "-n", namespace, "label", "pod/large", "ingress/large", "a=b")
          try await live.waitForTruth()
          for kind in ["Pod", "Ingress"] { #expect(await live.losses(kind) == 0) }
        }
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          #expect(await live.inventory.pods[NamespacedName(namespace, "large")] != nil)
        }
      }
      try await RealCluster.kubectl(
        "-n", namespace, "delete", "pod/large", "--grace-period=0", "--force")
    }
  }

  @Test func `a long list is read in parts while other kinds change`()
    async throws
  {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 2)) { namespace in
      try await RealCluster.waitForRollout("web", in: namespace)
      try await RealCluster.withClient(spreadsFrom: 1) { client in
        for round in 0..<3 {
          // The store has a newer version now than any pod.
          try await RealCluster.kubectl("-n", namespace, "create", "configmap", "other-\(round)")
          var parts: Set<String> = []
          let version = try await client.list(ResourceQuery(.pod), .cached) {
            parts.formUnion($0.filter { $0.metadata.namespace == namespace }.map(\.metadata.name))
          }
          #expect(!version.isEmpty)
          let now = try await client.list(ResourceQuery(.pod))
            .filter { $0.metadata.namespace == namespace }
          #expect(parts.count == 2 && parts == Set(now.map(\.metadata.name)))
        }
      }
    }
  }

  @Test func `a kind that is defined later is taken up, and let go when it is taken away`()
    async throws
  {
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.withClient { client in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          #expect(await live.conditions["HTTPRoute"] == nil)
          for _ in 0..<2 {
            try await define()
            try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: Self.route)
            try await live.wait(for: "the route") { await $0.routes(in: namespace) == 1 }
            try await live.wait(for: "the kind to be current") { await $0.isSynced("HTTPRoute") }
            try await RealCluster.kubectl("delete", "crd/httproutes.gateway.networking.k8s.io")
            try await live.wait(for: "the kind to be gone") {
              await $0.conditions["HTTPRoute"]?.last == .absent
            }
            #expect(await live.routes(in: namespace) == 0)
          }
          try await live.waitForTruth()
        }
      }
    }
  }

  @Test func `a kind that is taken away while nobody could tell takes its objects along`()
    async throws
  {
    try await FaultProxy.with { proxy, live, namespace in
      try await define()
      try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: Self.route)
      try await live.wait(for: "the route") { await $0.routes(in: namespace) == 1 }
      proxy.set(.refuse)
      proxy.cutAll()
      try await live.wait(for: "the loss to be told") { await $0.losses("HTTPRoute") > 0 }
      try await RealCluster.kubectl("delete", "crd/httproutes.gateway.networking.k8s.io")
      proxy.set(.pass)
      try await live.wait(for: "the kind to be gone") {
        await $0.conditions["HTTPRoute"]?.last == .absent
      }
      #expect(await live.routes(in: namespace) == 0)
    }
  }

  private func define() async throws {
    try await RealCluster.kubectl("apply", "-f", "-", input: Self.definition)
    try await RealCluster.kubectl(
      "wait", "--for=condition=Established", "crd/httproutes.gateway.networking.k8s.io",
      "--timeout=30s")
  }

  private static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: httproutes.gateway.networking.k8s.io
      annotations: {api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/gateway-api/pull/2466"}
    spec:
      group: gateway.networking.k8s.io
      scope: Namespaced
      names: {kind: HTTPRoute, plural: httproutes, singular: httproute}
      versions:
      - name: v1
        served: true
        storage: true
        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    """

  private static let route = """
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web}
    spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
    """

  @Test func `a write whose answer is lost is made once, is told as unknown, and is observed`()
    async throws
  {
    try await HTTPFaultProxy.with { proxy, client, namespace in
      try await LiveInventory.with(client) { live in
        try await live.waitForTruth()
        let name = NamespacedName(namespace, "web")
        let version = try #require(await live.inventory.services[name]?.metadata.resourceVersion)
        var write = WriteRequest(
          .mergePatch, .service, name, body: ["metadata": ["labels": ["storm": "once"]]])
        write.resourceVersion = version
        proxy.set { $0.method == .PATCH ? .lostAnswer : .none }
        let lost = await #expect(throws: ClientError.self) { _ = try await client.perform(write) }
        guard case .unreachable = lost else {
          Issue.record("\(String(describing: lost)) is no lost answer")
          return
        }
        #expect(proxy.requests.count { $0.method == .PATCH } == 1)
        try await live.wait(for: "the change") {
          await $0.label("storm", of: "web", in: namespace) == "once"
        }
        proxy.set { _ in .none }
        // Whoever makes the same change again is told that the object is another one by now.
        let again = await #expect(throws: ClientError.self) { _ = try await client.perform(write) }
        #expect(again?.status?.code == 409)
        try await live.waitForTruth()
      }
    }
  }
}

extension LiveInventory {
  /// How many routes of the Gateway API a namespace has.
  fileprivate func routes(in namespace: String) -> Int {
    inventory.objects("HTTPRoute").count { $0.metadata.namespace == namespace }
  }
}

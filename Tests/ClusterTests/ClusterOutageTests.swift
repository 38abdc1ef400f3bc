import Foundation
import Kubernetes
import TestSupport
import Testing
import Topology

/// Bad lines and bad days: afterwards the inventory is what a fresh start would have.
@Suite(.serialized) struct ClusterOutageTests {
  @Test func `an API server that is killed and comes back is resumed`() async throws {
    try await FaultProxy.with { _, live, namespace in
      try await RealCluster.restart("apiserver", after: 3)
      try await RealCluster.label("after", in: namespace)
      try await live.wait(for: "the feeds to be current again") {
        await $0.isSynced("Service", "Pod")
      }
      try await live.waitForTruth()
      #expect(await live.losses("Service") > 0, "the loss was reported")
    }
  }

  @Test func `a line that hangs is noticed, and what it kept back arrives`() async throws {
    try await FaultProxy.with(silence: 3) { proxy, live, namespace in
      proxy.set(.hang)
      try await RealCluster.label("kept-back", in: namespace)
      let before = proxy.accepted
      try await live.wait(for: "the loss to be told") { await $0.losses("Service") > 0 }
      try await live.wait(for: "another connection") { _ in proxy.accepted > before }
      proxy.set(.pass)
      try await live.wait(for: "the feed to be current again", seconds: 60) {
        await $0.isSynced("Service")
      }
      try await live.waitForTruth()
    }
  }

  @Test func `a server that refuses for a while keeps the last picture, marked`() async throws {
    try await FaultProxy.with { proxy, live, namespace in
      proxy.set(.refuse)
      proxy.cutAll()
      try await live.wait(for: "the loss to be told") { await $0.losses("Service") > 0 }
      #expect(await live.services(in: namespace) == 1)
      try await RealCluster.label("meanwhile", in: namespace)
      proxy.set(.pass)
      try await live.wait(for: "the feed to be current again", seconds: 60) {
        await $0.isSynced("Service", "EndpointSlice")
      }
      try await live.waitForTruth()
    }
  }

  @Test func `answers that are cut short are lists that broke off, never short lists`() async throws
  {
    let many = (0..<400).map { "---\n" + RealCluster.application("many-\($0)", replicas: 0) }
    let proxy = try await FaultProxy.start()
    try await RealCluster.withNamespace(many.joined()) { namespace in
      proxy.set(.cut(after: 60_000))
      try await RealCluster.withClient(server: proxy.url) { client in
        try await LiveInventory.with(client, namespace: namespace) { live in
          try await live.wait(for: "the broken list to be told") { await $0.losses("Service") > 1 }
          #expect(await live.conditions["Service"]?.contains(.synced) == false)
          proxy.set(.pass)
          try await live.wait(for: "the whole list", seconds: 60) { await $0.isSynced("Service") }
          #expect(await live.services(in: namespace) == 400)
        }
      }
    }
    await proxy.stop()
  }

  @Test func `history that was compacted away during a pause is listed anew, unseen`() async throws
  {
    try await FaultProxy.with { proxy, live, namespace in
      proxy.set(.refuse)
      proxy.cutAll()
      try await live.wait(for: "the loss to be told") { await $0.losses("Service") > 0 }
      try await RealCluster.kubectl("-n", namespace, "delete", "service", "web")
      for round in 0..<5 {
        try await RealCluster.kubectl(
          "-n", namespace, "create", "service", "clusterip", "new-\(round)", "--tcp=80")
      }
      try await RealCluster.compact()
      // A new server has no history of its own either.
      try await RealCluster.restart("apiserver")
      proxy.set(.pass)
      try await live.wait(for: "the new Services", seconds: 60) {
        await $0.services(in: namespace) == 5
      }
      try await live.waitForTruth()
      let told = await live.reasons.filter { $0.contains("too old") }
      #expect(told == [], "it is no failure")
    }
  }

  @Test func `etcd that stops and comes back loses nothing, also for who comes meanwhile`()
    async throws
  {
    try await FaultProxy.with { _, live, namespace in
      let restart = Task { try await RealCluster.restart("etcd", after: 70) }
      let isReady: @Sendable () async -> Bool = {
        (try? await RealCluster.kubectl("get", "--raw", "/readyz")) != nil
      }
      try await live.wait(for: "etcd to be missed") { _ in await !isReady() }
      try await RealCluster.withClient { client in
        try await LiveInventory.with(client) { late in
          // The server has cached the core kinds; the others it reads from the store, for a minute.
          try await late.wait(for: "the loss to be told", seconds: 90) {
            await !$0.reasons.isEmpty
          }
          try await restart.value
          try await live.wait(for: "the API server to be whole again", seconds: 240) { _ in
            await RealCluster.isWhole(namespace)
          }
          try await RealCluster.label("etcd", in: namespace)
          for each in [live, late] { try await each.waitForTruth(seconds: 60) }
        }
      }
    }
  }
}

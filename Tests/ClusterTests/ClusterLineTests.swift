import Foundation
import Kubernetes
import TestSupport
import Testing
import Topology

/// Servers that hang, lines that are slow or cut: told, waited for, and made good.
@Suite(.serialized) struct ClusterLineTests {
  @Test func `a server that hangs is told, and what happens when it goes on arrives`() async throws
  {
    try await FaultProxy.with(silence: 3) { proxy, live, namespace in
      try await RealCluster.whileHung("apiserver") {
        try await live.wait(for: "the loss to be told") {
          await $0.isLost("Service", "Pod")
        }
        #expect(await live.services(in: namespace) == 1)
        let before = proxy.accepted
        try await live.wait(for: "another try") { _ in proxy.accepted > before }
      }
      try await RealCluster.label("goes-on", in: namespace)
      try await live.wait(for: "the feeds to be current again", seconds: 60) {
        await $0.isSynced("Service", "Pod")
      }
      try await live.waitForTruth()
    }
  }

  @Test func `a slow line is slow, and not lost`() async throws {
    let proxy = try await FaultProxy.start()
    proxy.set(.slow(0.7))
    try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) { namespace in
      try await RealCluster.withClient(server: proxy.url, silence: 4) { client in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth(seconds: 60)
          // Long enough for quiet watches to be doubted and found to be well.
          for round in 0..<6 {
            try await RealCluster.label("\(round)", in: namespace)
            try await live.wait(for: "change \(round)") {
              await $0.label("storm", of: "web", in: namespace) == "\(round)"
            }
          }
          try await live.waitForTruth()
          let told = await live.conditions
          #expect(told.values.allSatisfy { $0 == [.syncing, .synced] }, "\(told)")
          #expect(proxy.accepted == 1, "every request shares the first connection")
        }
      }
    }
    await proxy.stop()
  }

  @Test func `a link that is cut for five seconds costs nothing but the time`() async throws {
    try await RealCluster.withClient { client in
      try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) {
        namespace in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          try await RealCluster.whileCutOff {
            try await RealCluster.kubectlInside(
              "-n", namespace, "label", "service/web", "storm=meanwhile")
            try await Task.sleep(for: .seconds(5))
            #expect(await live.label("storm", of: "web", in: namespace) == nil)
          }
          try await live.waitForTruth()
          #expect(await live.losses("Service") == 0)
        }
      }
    }
  }

  @Test func `a link that is cut for two minutes is told and mended`()
    async throws
  {
    try await RealCluster.withClient { client in
      try await RealCluster.withNamespace(RealCluster.application("web", replicas: 1)) {
        namespace in
        try await LiveInventory.with(client) { live in
          try await live.waitForTruth()
          try await RealCluster.whileCutOff {
            try await RealCluster.kubectlInside("-n", namespace, "delete", "service/web")
            let healed = ContinuousClock.now + .seconds(120)
            try await live.wait(for: "the loss to be told", seconds: 115) {
              await $0.isLost("Service")
            }
            try await Task.sleep(until: healed)
            #expect(await live.isLost("Service"))
            #expect(await live.services(in: namespace) == 1)
          }
          try await live.wait(for: "the feed to be current again", seconds: 60) {
            await $0.isSynced("Service", "Pod")
          }
          try await live.waitForTruth()
          #expect(await live.services(in: namespace) == 0)
        }
      }
    }
  }

  @Test func `a server that takes connections and never shakes hands is given up and tried again`()
    async throws
  {
    let proxy = try await FaultProxy.start()
    proxy.set(.hang)
    try await RealCluster.withClient(server: proxy.url, silence: 2) { client in
      try await LiveInventory.with(client) { live in
        try await live.wait(for: "the loss to be told") { await $0.losses("Service") > 0 }
        try await live.wait(for: "another try") { _ in proxy.accepted > 1 }
        #expect(await live.conditions["Service"]?.contains(.synced) == false)
        proxy.set(.pass)
        try await live.waitForTruth()
      }
    }
    await proxy.stop()
  }

  @Test func `a server that takes requests and never answers is given up and tried again`()
    async throws
  {
    try await HTTPFaultProxy.with(silence: 2) { proxy, client, _ in
      proxy.set { _ in .silence }
      try await LiveInventory.with(client) { live in
        try await live.wait(for: "the loss to be told") { await $0.losses("Service") > 0 }
        #expect(await live.conditions["Service"]?.contains(.synced) == false)
        proxy.set { _ in .none }
        try await live.waitForTruth()
      }
    }
  }
}

import Foundation
import HashTreeCollections
import Kubernetes
import NIOCore
import NIOHTTP1
import TestSupport
import Testing
import Topology

/// Answers that refuse, that are damaged, that are large, or that never come back.
@Suite(.serialized) struct ClusterAnswerTests {
  /// Pauses without chance in them: always the shortest.
  private static let exact = FeedTiming(
    now: FeedTiming.system.now, sleep: FeedTiming.system.sleep, random: { $0.lowerBound })

  /// Lets a storm of refusals come up; returns the seconds between the tries to watch Services.
  private func storm(
    _ proxy: HTTPFaultProxy, _ live: LiveInventory, tries: Int,
    _ answer: @escaping @Sendable (HTTPFaultProxy.Request) -> HTTPFaultProxy.Fault
  ) async throws -> [Double] {
    try await live.waitForTruth()
    let before = proxy.requests.count
    let asked: @Sendable () -> [HTTPFaultProxy.Request] = {
      proxy.requests.dropFirst(before).filter { $0.reads("services") }
    }
    proxy.set(answer)
    proxy.cutAll()
    try await live.wait(for: "\(tries) tries") { _ in asked().count >= tries }
    #expect(await live.isLost("Service"))
    proxy.set { _ in .none }
    let times = asked().map(\.time)
    return zip(times, times.dropFirst()).map { ($1 - $0) / .seconds(1) }
  }

  @Test func `a server that asks for time is left alone for that long`() async throws {
    try await HTTPFaultProxy.with { proxy, client, _ in
      try await LiveInventory.with(client, timing: Self.exact) { live in
        let pauses = try await storm(proxy, live, tries: 2) { _ in
          .answer(.tooManyRequests, headers: ["Retry-After": "3"])
        }
        #expect(pauses[0] >= 3, "\(pauses)")
        try await live.waitForTruth()
      }
    }
  }

  @Test func `a server that fails is asked less and less often`() async throws {
    try await HTTPFaultProxy.with { proxy, client, namespace in
      try await LiveInventory.with(client, timing: Self.exact) { live in
        let pauses = try await storm(proxy, live, tries: 3) { request in
          .answer(request.path.hasSuffix("s") ? .internalServerError : .serviceUnavailable)
        }
        #expect(pauses.count == 2 && pauses[0] >= 1.6 && pauses[1] >= 3.2, "\(pauses)")
        #expect(await live.services(in: namespace) == 1)
        try await RealCluster.label("meanwhile", in: namespace)
        try await live.waitForTruth()
      }
    }
  }

  /// Damage that a list of Services (protobuf) or of Ingresses (JSON) can suffer.
  enum Damage: CaseIterable {
    case garbage, spoiltName, noList, nothing, nameless, shortened

    func fault(_ namespace: String) -> HTTPFaultProxy.Fault {
      let json: HTTPHeaders = ["Content-Type": "application/json"]
      let nameless = #"{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{},"spec":{}}]}"#
      return switch self {
      case .garbage: .changed { $0.spoil(at: 8) }
      case .spoiltName: .changed { $0.spoil(namespace) }
      case .noList: .answer(.ok, headers: json, body: "{}")
      case .nothing: .answer(.ok, headers: ["Content-Type": "application/vnd.kubernetes.protobuf"])
      // It ends as an answer should, only too early.
      case .shortened:
        .changed { $0.moveWriterIndex(to: $0.readerIndex + $0.readableBytes * 2 / 3) }
      case .nameless: .answer(.ok, headers: json, body: nameless)
      }
    }
  }

  @Test(arguments: Damage.allCases)
  func `a damaged list is told and asked for again, and nothing of it is believed`(
    damage: Damage
  ) async throws {
    try await withRoute { proxy, client, namespace in
      proxy.set { request in
        let isMine = request.reads("services") || request.reads("ingresses")
        return isMine && !request.isWatch ? damage.fault(namespace) : .none
      }
      try await LiveInventory.with(client) { live in
        for kind in ["Service", "Ingress"] {
          try await live.wait(for: "the damage to be told") { await $0.isLost(kind) }
          #expect(await live.conditions[kind]?.contains(.synced) == false)
        }
        #expect(await live.inventory.services.isEmpty)
        proxy.set { _ in .none }
        try await live.waitForTruth()
      }
    }
  }

  /// Where an event of a watch is damaged.
  enum Place: CaseIterable {
    case length, type, name

    func spoil(_ bytes: inout ByteBuffer, _ namespace: String) {
      switch self {
      case .length: bytes.spoil(at: 0)
      case .type: bytes.spoil(at: 4)
      case .name: bytes.spoil(namespace)
      }
    }
  }

  @Test(arguments: Place.allCases)
  func `a damaged event is told, and everything is listed again`(place: Place) async throws {
    try await withRoute { proxy, client, namespace in
      let kinds = ["services": "Service", "ingresses": "Ingress"]
      let lists: @Sendable (String) -> Int = { plural in
        proxy.requests.count { !$0.isWatch && $0.reads(plural) }
      }
      proxy.set { request in
        // Only what comes before the second list is damaged.
        let isMine = kinds.keys.contains { request.reads($0) && lists($0) == 1 }
        return request.isWatch && isMine ? .changed { place.spoil(&$0, namespace) } : .none
      }
      try await LiveInventory.with(client) { live in
        try await live.waitForTruth()
        try await RealCluster.kubectl(
          "-n", namespace, "label", "service/web", "ingress/shop", "storm=damage")
        for (plural, kind) in kinds {
          try await live.wait(for: "another list of \(plural)") { _ in lists(plural) == 2 }
          #expect(await live.losses(kind) == 1)
        }
        try await live.waitForTruth()
      }
    }
  }

  /// The application with an Ingress before it, which is read in JSON.
  private func withRoute(
    _ test: @Sendable (HTTPFaultProxy, KubernetesClient, String) async throws -> Void
  ) async throws {
    let route = """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: shop}
      spec: {rules: [{host: shop.local}]}
      """
    try await HTTPFaultProxy.with { proxy, client, namespace in
      try await RealCluster.kubectl("-n", namespace, "apply", "-f", "-", input: route)
      try await test(proxy, client, namespace)
    }
  }
}

extension ByteBuffer {
  /// Makes some bytes into what is neither text nor a number that ends.
  fileprivate mutating func spoil(at offset: Int) {
    let count = min(20, readableBytes - offset)
    guard count > 0 else { return }
    setRepeatingByte(0xFF, count: count, at: readerIndex + offset)
  }

  /// Does the same wherever a text stands.
  fileprivate mutating func spoil(_ text: String) {
    for range in Array(readableBytesView).ranges(of: Array(text.utf8)) {
      spoil(at: range.lowerBound)
    }
  }
}

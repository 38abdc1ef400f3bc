import Foundation
import NIOCore
import NIOPosix
import Playground
import TestSupport
import Testing
import Topology

@Suite(.serialized, .realTime) struct PodServingTests {
  private static let probed: JSONValue = [
    "ports": [["containerPort": 8080, "name": "http"]],
    "readinessProbe": ["httpGet": ["path": "/readyz", "port": "http"]],
  ]

  @Test func `a pod answers with its name, by annotation with other text, late or failing`()
    async throws
  {
    try await PodFixture.running([Manifest.pod("web", container: Self.probed)]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = await fixture.pods.first?.addresses.first ?? ""
      let url = "http://\(address):8080/anything"
      #expect(await fixture.get(url)?.body == "web")
      try await fixture.annotate("web", "demo/body", "hello")
      try await fixture.eventually(within: 1, "the new body") {
        await fixture.get(url)?.body == "hello"
      }
      try await fixture.annotate("web", "demo/error-rate", "1")
      try await fixture.eventually(within: 1, "errors") { await fixture.get(url)?.status == 500 }
      try await fixture.annotate("web", "demo/error-rate", nil)
      try await fixture.annotate("web", "demo/latency-ms", "300")
      try await fixture.eventually(within: 2, "a slow answer") {
        let start = ContinuousClock.now
        guard await fixture.get(url)?.status == 200 else { return false }
        return ContinuousClock.now - start >= .milliseconds(300)
      }
      #expect(await fixture.pods.first?.isReady == true)
    }
  }

  @Test func `readiness follows the annotation within a second, and so do the endpoints`()
    async throws
  {
    try await PodFixture.running([
      Manifest.pod("web", container: Self.probed), Manifest.service("web"),
    ]) { fixture in
      func readyEndpoints() async -> Int {
        await fixture.list(.endpointSlice).flatMap { EndpointSlice($0).endpoints }
          .count { $0.isReady }
      }
      try await fixture.eventually("one ready endpoint") { await readyEndpoints() == 1 }
      try await fixture.annotate("web", "demo/ready", "false")
      try await fixture.eventually(within: 1, "no ready endpoint") { await readyEndpoints() == 0 }
      #expect(await fixture.pods.first?.reason.contains("503") == true)
      let service = await fixture.service("web")?.clusterIP ?? ""
      try await fixture.eventually(within: 1, "refusal") {
        await fixture.isRefused(service, fixture.playground.endpoints.ports.bound(80))
      }
      try await fixture.annotate("web", "demo/ready", nil)
      try await fixture.eventually(within: 1, "a ready endpoint") { await readyEndpoints() == 1 }
      try await fixture.eventually(within: 1, "an answer") {
        let port = fixture.playground.endpoints.ports.bound(80)
        return await fixture.get("http://\(service):\(port)/")?.body == "web"
      }
      let events = await fixture.list(.event).compactMap { $0["reason"].string }
      #expect(events.contains("Unhealthy"))
    }
  }

  @Test func `a deaf pod refuses connections and hears again`() async throws {
    try await PodFixture.running([Manifest.pod("web")]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = await fixture.pods.first?.addresses.first ?? ""
      try await fixture.annotate("web", "demo/listen", "false")
      try await fixture.eventually(within: 1, "refusal") {
        await fixture.isRefused(address, 8080)
      }
      try await fixture.annotate("web", "demo/listen", "true")
      try await fixture.eventually(within: 1, "an answer") {
        await fixture.get("http://\(address):8080/")?.status == 200
      }
    }
  }

  @Test func `a failing liveness probe restarts the container`() async throws {
    let container: JSONValue = [
      "ports": [["containerPort": 8080]],
      "livenessProbe": [
        "tcpSocket": ["port": 9999], "periodSeconds": 1, "failureThreshold": 1,
      ],
    ]
    try await PodFixture.running([Manifest.pod("web", container: container)]) { fixture in
      try await fixture.eventually("a restart") {
        await fixture.pods.first.map { $0.restarts > 0 } ?? false
      }
      let events = await fixture.list(.event).compactMap { $0["reason"].string }
      #expect(events.contains("Killing"))
    }
  }

  @Test func `a deleted pod serves while it terminates, then it is gone`() async throws {
    try await PodFixture.running([Manifest.pod("web", container: Self.probed)]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = await fixture.pods.first?.addresses.first ?? ""
      try await fixture.playground.store.delete(.pod, NamespacedName("default", "web"))
      let last = await fixture.pods.first
      #expect(last?.metadata.isDeleting == true && last?.isReady == true)
      #expect(await fixture.get("http://\(address):8080/")?.status == 200)
      try await fixture.eventually(within: 3, "the pod's end") { await fixture.pods.isEmpty }
      try await fixture.eventually(within: 1, "refusal") {
        await fixture.isRefused(address, 8080)
      }
    }
  }

  @Test func `a port that another process holds is said once, and taken when it is free`()
    async throws
  {
    let offline = await Playground.offline(manifests: [Manifest.pod("web")]) { 0 }
    try await PodFixture.running([]) { fixture in
      let plan = fixture.playground.endpoints.plan
      let parts = offline.inventory.sortedPods.first?.addresses.first?.split(separator: ".") ?? []
      let numbers = parts.compactMap { Int($0) }
      let address = plan.pod(node: numbers[2], index: numbers[3])
      let holder = try await ServerBootstrap(group: fixture.playground.group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .bind(host: address, port: 8080).get()
      try await fixture.playground.store.create(Manifest.pod("web"), .pod)
      try await fixture.eventually("an event") {
        await fixture.list(.event).contains { $0["reason"].string == "FailedToBind" }
      }
      let pod = await fixture.pods.first
      #expect(pod?.isReady == false)
      #expect(pod?.reason.contains("\(address):8080") == true)
      try await holder.close()
      try await fixture.waitForReadyPods(1)
      let notes = await fixture.list(.event).filter { $0["reason"].string == "FailedToBind" }
      #expect(notes.map { $0["count"].integer } == [1])
    }
  }

  @Test func `requests with bodies, HEAD and several on one connection are answered in order`()
    async throws
  {
    try await PodFixture.running([Manifest.pod("web")]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = await fixture.pods.first?.addresses.first ?? ""
      let text = try await RawConnection.exchange(
        address, 8080,
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
          + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
          + "HEAD /c HTTP/1.1\r\nHost: x\r\n\r\n"
          + "GET /d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        on: fixture.playground.group)
      #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 5)
      #expect(text.components(separatedBy: "\r\n\r\nweb\n").count == 4)
      #expect(text.hasSuffix("web\n"))
    }
  }

  @Test func `a WebSocket says back what it hears`() async throws {
    try await PodFixture.running([Manifest.pod("web")]) { fixture in
      try await fixture.waitForReadyPods(1)
      let address = await fixture.pods.first?.addresses.first ?? ""
      var request = Array(
        ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").utf8
      )
      request += [0x81, 0x82, 1, 2, 3, 4, UInt8(ascii: "h") ^ 1, UInt8(ascii: "i") ^ 2]
      request += [0x88, 0x80, 0, 0, 0, 0]
      let answer = try await RawConnection.exchange(
        address, 8080, bytes: request, on: fixture.playground.group)
      let text = String(decoding: answer, as: UTF8.self)
      #expect(text.contains("101 Switching Protocols"))
      #expect(text.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
      #expect(Array(answer.suffix(6)) == [0x81, 2, UInt8(ascii: "h"), UInt8(ascii: "i"), 0x88, 0])
    }
  }
}

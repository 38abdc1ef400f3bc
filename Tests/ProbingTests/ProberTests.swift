import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing
import Topology
import Traffic

@testable import Probing

/// What a backend's answer is taken for, and which way is taken to it.
@Suite struct ProberTests {
  private static let name = NamespacedName("shop", "web-1")

  /// A pod with an HTTP probe on a named port.
  private static func pod(scheme: String = "HTTP", port: JSONValue = "http") -> JSONValue {
    [
      "spec": [
        "containers": [
          ["name": "side", "ports": [["name": "metrics", "containerPort": 9100]]],
          [
            "name": "main", "ports": [["name": "http", "containerPort": 8080]],
            "readinessProbe": [
              "httpGet": [
                "path": "readyz", "port": port, "scheme": .string(scheme),
                "httpHeaders": [["name": "X-Probe", "value": "1"]],
              ]
            ],
          ],
        ]
      ]
    ]
  }

  @Test func `the check is the pod's own where it asks the same port, else a connection`() {
    let own = ReadinessCheck.http(
      isTLS: false, path: "/readyz", host: "", headers: ["X-Probe": "1"])
    #expect(ReadinessCheck(pod: Self.pod(), port: 8080) == own)
    #expect(ReadinessCheck(pod: Self.pod(port: 8080), port: 8080) == own)
    #expect(ReadinessCheck(pod: Self.pod(), port: 9100) == .tcp)
    #expect(ReadinessCheck(pod: Self.pod(port: "nosuch"), port: 8080) == .tcp)
    #expect(ReadinessCheck(pod: .null, port: 8080) == .tcp)
    let tls = ReadinessCheck(pod: Self.pod(scheme: "HTTPS"), port: 8080)
    #expect(tls.question(port: 8080) == "GET https :8080/readyz")
    #expect(ReadinessCheck.tcp.question(port: 80) == "TCP :80")
  }

  private func prober(
    pod: JSONValue? = Self.pod(), proxied: ProbeReading.Outcome? = nil,
    clock: @escaping @Sendable () -> Double = { 100 }
  ) -> Prober {
    Prober(
      cluster: .init(pod: { _ in pod }, proxied: { _, _, _, _ in proxied }), patience: 0.3,
      clock: clock)
  }

  private func target(port: Int, address: String = "127.0.0.1") -> ProbeTarget {
    ProbeTarget(
      service: NamespacedName("shop", "web"),
      address: BackendAddress(address: address, port: port), pod: Self.name, template: "")
  }

  @Test(arguments: [
    ("HTTP/1.1 204 No Content\r\n\r\n", ProbeReading.Outcome.status(204), true),
    (
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n", .status(503),
      false
    ),
    ("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", .status(302), true),
    ("no words of HTTP\r\n\r\n", .failed("the connection broke off before an answer"), false),
    ("", .silent, false),
  ])
  func `an HTTP check tells the status, or what kept it from coming`(
    _ words: String, _ outcome: ProbeReading.Outcome, _ isWell: Bool
  ) async throws {
    try await WordServer.with(says: words) { port in
      let prober = prober(pod: Self.pod(port: .integer(Int64(port))))
      let reading = await prober.probe(target(port: port))
      #expect(reading.outcome == outcome)
      #expect(reading.isWell == isWell)
      #expect(reading.vantage == .here && reading.time == 100)
      #expect(reading.question == "GET http :\(port)/readyz")
    }
  }

  @Test func `without an HTTP probe a connection is enough`() async throws {
    try await WordServer.with(says: "") { port in
      let reading = await prober(pod: nil).probe(target(port: port))
      #expect(reading.outcome == .open && reading.question == "TCP :\(port)")
    }
    let refusing = SilentPort()
    #expect(await prober(pod: nil).probe(target(port: refusing.number)).outcome == .refused)
  }

  @Test func `what says nothing to us is asked through the API server for a minute`()
    async throws
  {
    let time = Mutex(100.0)
    try await WordServer.with(says: "") { port in
      let prober = prober(pod: Self.pod(port: .integer(Int64(port))), proxied: .status(200)) {
        time.withLock { $0 }
      }
      let away = await prober.probe(target(port: port))
      #expect(away.vantage == .server && away.outcome == .status(200))
      // Another backend is not even tried from here.
      let refusing = SilentPort()
      #expect(await prober.probe(target(port: refusing.number)).vantage == .server)
      time.withLock { $0 += 61 }
      #expect(await prober.probe(target(port: refusing.number)).outcome == .refused)
    }
  }

  @Test func `a name is looked up from here, and one that nobody knows says nothing of it`()
    async
  {
    func probe(_ name: String) async -> ProbeReading {
      await prober(pod: nil).probe(
        ProbeTarget(
          service: NamespacedName("shop", "web"),
          address: BackendAddress(address: name, port: 0), pod: nil, template: "",
          subject: .name))
    }
    let known = await probe("127.0.0.1")
    #expect(known.outcome == .resolved(["127.0.0.1"]) && known.isWell == true)
    #expect(known.question == "DNS 127.0.0.1" && known.vantage == .here)
    // Labels have no spaces: the resolver refuses it without asking anybody.
    let unknown = await probe("no such name")
    #expect(unknown.outcome == .resolved([]) && unknown.isWell == nil)
  }

  @Test func `a host that shakes no hands shows no certificate`() async throws {
    try await WordServer.with(says: "no words of TLS") { port in
      let reading = await prober(pod: nil).probe(
        ProbeTarget(
          service: NamespacedName("shop", "web"),
          address: BackendAddress(address: "127.0.0.1", port: port), pod: nil, template: "",
          subject: .certificate))
      #expect(reading.isWell == false && reading.certificateEnd == nil)
      #expect(reading.question == "TLS 127.0.0.1:\(port)")
    }
  }

  @Test
  func `a request is sent to a door as a client sends it, without headers that promise a body`()
    async throws
  {
    let words = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
    let heard = WordServer.Heard()
    try await WordServer.with(says: words, heard: heard) { port in
      let request = ProbeRequest(
        isTLS: false, method: "HEAD", target: "/pay?x=1", host: "shop.local",
        headers: [
          .init(name: "Authorization", value: "hush"), .init(name: "Content-Length", value: "9"),
        ])
      let reading = await prober(pod: nil).probe(
        ProbeTarget(
          service: NamespacedName("shop", "web"),
          address: BackendAddress(address: "127.0.0.1", port: port), pod: nil, template: "",
          subject: .request(request)))
      #expect(reading.outcome == .status(401) && reading.vantage == .here)
      #expect(reading.question == "HEAD http :\(port)/pay?x=1, host shop.local")
    }
    let text = heard.text.withLock { $0 }
    #expect(text.hasPrefix("HEAD /pay?x=1 HTTP/1.1\r\n"))
    #expect(text.contains("Host: shop.local\r\n") && text.contains("Authorization: hush\r\n"))
    #expect(!text.lowercased().contains("content-length"))
  }

  @Test func `where that way is closed too, what was found here is told`() async throws {
    try await WordServer.with(says: "") { port in
      let reading = await prober(pod: Self.pod(port: .integer(Int64(port))))
        .probe(target(port: port))
      #expect(reading.vantage == .here && reading.outcome == .silent)
      #expect(reading.duration >= 0.3)
    }
  }
}

import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// What the proxy does to requests and answers, byte for byte.
@Suite(.realTime) struct IngressHTTPTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"

  /// Runs a proxy before one scripted backend.
  private func run(
    _ options: IngressProxy.Options = .impatient,
    script: @escaping @Sendable (String, Int) -> IngressScriptedBackend.Step,
    _ body: (IngressFixture, IngressRawClient) async throws -> Void
  ) async throws {
    try await IngressFixture.run(options) { fixture in
      let backend = try await IngressScriptedBackend.start(on: fixture.backends, script: script)
      try await fixture.serve([.test("a.test", "/", to: "s")], ["s": [backend.address]])
      let client = try IngressRawClient(port: fixture.proxy.httpPort)
      defer { client.close() }
      try await body(fixture, client)
    }
  }

  /// Answers a request with its own head as the body.
  @Sendable private static func mirror(_ request: String, _: Int) -> IngressScriptedBackend.Step {
    guard request.includes("\r\n\r\n") else { return .wait }
    return .send("HTTP/1.1 200 OK\r\nContent-Length: \(request.utf8.count)\r\n\r\n\(request)")
  }

  @Test func `the backend learns who asked, and nothing that was meant for the proxy`() async throws
  {
    try await run(script: Self.mirror) { fixture, client in
      client.send(
        """
        GET /x?y=1 HTTP/1.1\r
        Host: a.test:81\r
        User-Agent: test\r
        Connection: close, X-Secret\r
        Keep-Alive: timeout=5\r
        X-Secret: 1\r
        TE: trailers\r
        X-Forwarded-For: 6.6.6.6\r
        X-Forwarded-Proto: https\r
        X-Request-ID: mine\r
        Accept: */*\r
        \r

        """)
      let expected =
        """
        GET /x?y=1 HTTP/1.1\r
        Host: a.test:81\r
        User-Agent: test\r
        X-Request-ID: mine\r
        Accept: */*\r
        X-Forwarded-For: 127.0.0.1\r
        X-Real-IP: 127.0.0.1\r
        X-Forwarded-Proto: http\r
        X-Forwarded-Port: \(fixture.proxy.httpPort)\r
        X-Forwarded-Host: a.test:81\r
        \r

        """
      let answer = client.receive()
      #expect(answer.components(after: "\r\n\r\n") == expected)
      #expect(answer.includes("\r\nConnection: close\r\n"))
    }
  }

  @Test func `a request without an id gets one, another each time`() async throws {
    try await run(script: Self.mirror) { _, client in
      var ids: Set<String> = []
      for _ in 0..<3 {
        client.send(Self.get)
        let answer = client.receive { $0.hasSuffix("\r\n\r\n") && $0.includes("X-Request-ID: ") }
        ids.insert(String(answer.components(after: "X-Request-ID: ").prefix { $0 != "\r\n" }))
      }
      #expect(ids.count == 3)
      #expect(ids.allSatisfy { $0.count == 32 })
    }
  }

  @Test func `what means the connection to the backend does not reach the client`() async throws {
    try await run { request, _ in
      .send(
        "HTTP/1.1 200 OK\r\nServer: b\r\nKeep-Alive: timeout=9\r\nConnection: keep-alive\r\n"
          + "Set-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok")
    } _: { _, client in
      client.send(Self.get)
      let answer = client.receive { $0.hasSuffix("ok") }
      #expect(
        answer == "HTTP/1.1 200 OK\r\nServer: b\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok")
    }
  }

  @Test func `requests that come in one packet are answered in their order on one connection`()
    async throws
  {
    try await run(script: Self.mirror) { _, client in
      client.send((0..<5).map { "GET /\($0) HTTP/1.1\r\nHost: a.test\r\n\r\n" }.joined())
      let answers = client.receive { $0.occurrences(of: "X-Forwarded-Host") == 5 }
      let order = (0..<5).compactMap { answers.places(of: "GET /\($0) ").first }
      #expect(order.count == 5)
      #expect(order == order.sorted())
    }
  }

  @Test func `bodies of a length and in chunks pass both ways`() async throws {
    try await run { request, _ in
      guard request.hasSuffix("\r\n0\r\n\r\n") || request.hasSuffix("hello") else { return .wait }
      let body = request.components(after: "\r\n\r\n")
      return .send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "\(String(body.utf8.count, radix: 16));note=1\r\n\(body)\r\n0\r\nTrailer-Field: t\r\n\r\n"
      )
    } _: { _, client in
      client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhe")
      client.send("llo")
      let first = client.receive { $0.hasSuffix("t\r\n\r\n") }
      #expect(first.hasSuffix("5;note=1\r\nhello\r\n0\r\nTrailer-Field: t\r\n\r\n"))
      client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n")
      for piece in ["5\r", "\nhel", "lo\r\n", "0\r\n", "\r\n"] { client.send(piece) }
      let second = client.receive { $0.hasSuffix("t\r\n\r\n") }
      #expect(second.includes("f;note=1\r\n5\r\nhello\r\n0\r\n\r\n\r\n0\r\n"))
    }
  }

  @Test func `answers without a body end with their head`() async throws {
    let answers = [
      "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]
    try await run { _, index in
      .send(answers[index])
    } _: { _, client in
      for (answer, method) in zip(answers, ["GET", "GET", "HEAD", "GET"]) {
        client.send("\(method) / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        #expect(client.receive { $0.hasSuffix("\r\n\r\n") } == answer)
      }
    }
  }

  @Test func `an answer that ends with its connection ends the client's too`() async throws {
    try await run { _, _ in
      .sendAndClose("HTTP/1.1 200 OK\r\n\r\nuntil the end")
    } _: { _, client in
      client.send(Self.get)
      let answer = client.receive()
      #expect(answer == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")
    }
  }

  @Test func `an early hint passes, and a client that waits to continue may`() async throws {
    try await run { request, _ in
      guard request.hasSuffix("body") else { return .wait }
      return .send(
        "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    } _: { _, client in
      client.send(
        "PUT / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
      let go = client.receive { $0.hasSuffix("\r\n\r\n") }
      #expect(go == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send("body")
      let answer = client.receive { $0.hasSuffix("Length: 0\r\n\r\n") }
      #expect(
        answer
          == "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
      )
    }
  }

  @Test func `an old client gets an answer in its version and the end of the connection`()
    async throws
  {
    try await run(script: Self.mirror) { _, client in
      client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n")
      let answer = client.receive()
      #expect(answer.includes("\r\n\r\nGET / HTTP/1.0\r\n"))
      #expect(answer.includes("\r\nConnection: close\r\n"))
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n",
    "GET / HTTP/1.1\nHost: a.test\n\n", "GET  / HTTP/1.1\r\nHost: a.test\r\n\r\n",
    "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n", "\u{16}\u{3}\u{1}hello",
    "GET / HTTP/1.1\r\nHost : a.test\r\n\r\n", "GET / HTTP/1.1\r\nHost: a.test\r\n folded\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a.test\r\nX: a\u{0}b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: -5\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET x HTTP/1.1\r\nHost: a.test\r\n\r\n",
  ])
  func `what is no request is refused, and what follows it is not read`(_ text: String) async throws
  {
    try await run(script: Self.mirror) { _, client in
      client.send(text + "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n")
      let answer = client.receive()
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
      #expect(answer.occurrences(of: "HTTP/1.1 ") == 1)
    }
  }

  @Test func `a head without end is a 431`() async throws {
    try await run(script: Self.mirror) { _, client in
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n")
      for _ in 0..<80 { client.send("X-Filler: \(String(repeating: "x", count: 1000))\r\n") }
      #expect(client.receive { $0.includes("\r\n\r\n") }.hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test func `a body far bigger than all buffers passes while its reader is slow`() async throws {
    let size = 50_000_000
    let body = String(repeating: "0123456789", count: size / 10)
    try await run { _, _ in
      .send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n\(body)")
    } _: { _, client in
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
      #expect(client.receivedBytes() > size)
    }
  }

  @Test func `an upgraded connection passes bytes both ways`() async throws {
    try await run { request, _ in
      guard request.includes("\r\n\r\n") else { return .wait }
      guard request.includes("\r\nUpgrade: websocket\r\n"),
        request.includes("\r\nConnection: upgrade\r\n")
      else { return .send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") }
      return .echo(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    } _: { fixture, client in
      client.send(
        "GET / HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n"
      )
      let head = client.receive { $0.hasSuffix("\r\n\r\n") }
      #expect(
        head
          == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
      )
      client.send("\u{1}frame")
      #expect(client.receive { $0.hasSuffix("frame") } == "\u{1}frame")
      let long = String(repeating: "x", count: 100_000)
      client.send(long)
      #expect(client.receive { $0.count == long.count } == long)
      let counted = try await fixture.tallies(requests: 1).values.map { $0.classes[0] }
      #expect(counted == [1])
    }
  }
}

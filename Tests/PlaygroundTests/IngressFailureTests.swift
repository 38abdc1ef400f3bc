import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// What clients see when backends fail, and what is counted.
@Suite(.realTime) struct IngressFailureTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  private func run(
    _ options: IngressProxy.Options = .impatient,
    scripts: [@Sendable (String, Int) -> IngressScriptedBackend.Step],
    _ body: (IngressFixture, IngressRawClient) async throws -> Void
  ) async throws {
    try await IngressFixture.run(options) { fixture in
      var addresses: [BackendAddress] = []
      for script in scripts {
        addresses.append(
          try await IngressScriptedBackend.start(on: fixture.backends, script: script).address)
      }
      try await fixture.serve([.test("a.test", "/", to: "s")], ["s": addresses])
      let client = try IngressRawClient(port: fixture.proxy.httpPort)
      defer { client.close() }
      try await body(fixture, client)
    }
  }

  @Test func `a backend that hangs up without a word is a 502`() async throws {
    try await run(scripts: [{ _, _ in .close }]) { fixture, client in
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("Gateway\n") }.hasPrefix("HTTP/1.1 502 "))
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("Gateway\n") }.hasPrefix("HTTP/1.1 502 "))
      let counted = try await fixture.tallies(requests: 2).values.map { $0.classes[4] }
      #expect(counted == [2])
    }
  }

  @Test(arguments: ["nonsense\r\n\r\n", "HTTP/1.1 99 No\r\n\r\n", "HTTP/1.1 101 Why\r\n\r\n"])
  func `an answer that is none is a 502`(_ text: String) async throws {
    try await run(scripts: [{ _, _ in .send(text) }]) { _, client in
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("Gateway\n") }.hasPrefix("HTTP/1.1 502 "))
    }
  }

  @Test func `a request that may be repeated survives an idle connection that died`() async throws {
    try await run(scripts: [
      { _, answers in answers == 0 ? .send(Self.answer) : .close }
    ]) { fixture, client in
      for _ in 0..<3 {
        client.send(Self.get)
        #expect(client.receive { $0.hasSuffix("ok") } == Self.answer)
      }
      let counted = try await fixture.tallies(requests: 3).values.map { $0.classes[1] }
      #expect(counted == [3])
    }
  }

  @Test func `a request that may not be repeated is not`() async throws {
    try await run(scripts: [
      { _, answers in answers == 0 ? .send(Self.answer) : .close }
    ]) { _, client in
      let post = "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n"
      client.send(post)
      #expect(client.receive { $0.hasSuffix("ok") } == Self.answer)
      client.send(post)
      #expect(client.receive { $0.hasSuffix("Gateway\n") }.hasPrefix("HTTP/1.1 502 "))
    }
  }

  @Test func `half an answer is not taken for a whole one`() async throws {
    try await run(scripts: [
      { _, _ in .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") }
    ]) { fixture, client in
      client.send(Self.get)
      #expect(client.receive().hasSuffix("\r\n\r\nhalf"))
      let counted = try await fixture.tallies(requests: 1).values.map { $0.classes[4] }
      #expect(counted == [1])
    }
  }

  @Test func `more bytes than an answer has do not reach the next client`() async throws {
    try await run(scripts: [
      { _, _ in .send(Self.answer + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil") }
    ]) { _, client in
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("ok") } == Self.answer)
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("ok") } == Self.answer)
    }
  }

  @Test func `a backend that does not answer in time is a 504`() async throws {
    var options = IngressProxy.Options.impatient
    options.answerTimeout = 0.2
    try await run(options, scripts: [{ _, _ in .wait }]) { fixture, client in
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("Timeout\n") }.hasPrefix("HTTP/1.1 504 "))
      let counted = try await fixture.tallies(requests: 1).values.map { $0.classes[4] }
      #expect(counted == [1])
    }
  }

  @Test func `a client that is idle or slow loses its connection`() async throws {
    var options = IngressProxy.Options.impatient
    options.idleTimeout = 0.2
    options.headTimeout = 0.2
    try await run(options, scripts: [{ _, _ in .send(Self.answer) }]) { fixture, client in
      #expect(client.isAtEnd())
      let answer = try fixture.exchange("GET / HT")
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test func `a client that leaves is counted, and its backend is let go`() async throws {
    try await run(scripts: [{ _, _ in .wait }]) { fixture, client in
      client.send(Self.get)
      client.close()
      let counted = try await fixture.tallies(requests: 1).values.map { $0.classes[3] }
      #expect(counted == [1])
    }
  }

  @Test func `a swapped table moves the next request and ends no request that is under way`()
    async throws
  {
    let (halves, half) = AsyncStream<Void>.makeStream()
    try await run(scripts: [
      { request, _ in
        if request.hasSuffix("the") { half.yield() }
        return request.hasSuffix("end") ? .send(Self.answer) : .wait
      }
    ]) { fixture, client in
      client.send("PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 6\r\n\r\nthe")
      for await _ in halves { break }
      let other = try await IngressScriptedBackend.named("other", on: fixture.backends)
      try await fixture.serve([.test("a.test", "/", to: "new")], ["new": [other.address]])
      #expect(try fixture.body("/") == "other")
      client.send("end")
      #expect(client.receive { $0.hasSuffix("ok") } == Self.answer)
      client.send(Self.get)
      #expect(client.receive { $0.hasSuffix("other") }.hasPrefix("HTTP/1.1 200 "))
    }
  }
}

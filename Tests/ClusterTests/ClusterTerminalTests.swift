import Foundation
import Kubernetes
import NIOCore
import TestSupport
import Testing
import Topology

/// A terminal that takes nothing while more happens than anybody could draw.
@Suite(.serialized) struct ClusterTerminalTests {
  /// How often the proxy gives each event of a watch.
  private static let copies = 100
  /// How many changes there are; with the copies, 15,000 events within some seconds.
  private let changes = 150

  @Test func `a stalled terminal costs no memory, and sees the newest when it goes on`()
    async throws
  {
    try await HTTPFaultProxy.with { proxy, _, namespace in
      proxy.set { $0.isWatch && $0.reads("services") ? .changed(Self.multiply) : .none }
      try await withConsole(proxy, namespace) { line in
        let start = try await line.read(seconds: 60, until: "1/1")
        #expect(String(decoding: start, as: UTF8.self).contains("1/1"))
        let before = try residentMemory(of: line.processID)
        try await storm(in: namespace) { for key in ["1", "2"] { try line.type(key) } }
        // Keys that are pressed late are answered late: what counts is what waits when the console is at rest.
        try await waitForRest(of: line.processID)
        let growth = try residentMemory(of: line.processID) - before
        #expect(growth < 40, "it grew from \(before) MiB by \(growth) MiB")
        let queued = try await line.read(quietFor: 1)
        #expect(queued.count < 100_000, "\(queued.count) bytes were queued")
        try await RealCluster.kubectl(
          "-n", namespace, "create", "service", "clusterip", "zenith", "--tcp=80")
        try line.type("2")
        let rest = try await line.read(seconds: 120, until: "zenith")
        #expect(String(decoding: rest, as: UTF8.self).contains("zenith"))
      }
    }
  }

  /// Changes a Service again and again, as fast as the server takes it.
  private func storm(in namespace: String, _ step: () throws -> Void) async throws {
    try await RealCluster.withClient { client in
      for number in 0..<changes {
        let write = WriteRequest(
          .mergePatch, .service, NamespacedName(namespace, "web"),
          body: ["metadata": ["labels": ["storm": .string("\(number)")]]])
        _ = try await client.perform(write)
        if number % 2 == 0 { try step() }
      }
    }
  }

  private func withConsole(
    _ proxy: HTTPFaultProxy, _ namespace: String, _ test: (PseudoTerminal) async throws -> Void
  ) async throws {
    try await RealCluster.withFolder { folder in
      let config = folder.appending(path: "config")
      try RealCluster.kubeconfig(server: proxy.url, token: RealCluster.token)
        .write(to: config, atomically: true, encoding: .utf8)
      let line = try PseudoTerminal(
        Program.path, ["--kubeconfig", config.path, "-n", namespace, "--screen", "services"],
        environment: [
          "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": folder.path,
        ], columns: 200, rows: 60)
      let outcome: Result<Void, any Error>
      do {
        outcome = .success(try await test(line))
      } catch {
        outcome = .failure(error)
      }
      try? line.hangUp()
      #expect(try await line.end(within: 5) == 129)
      try outcome.get()
    }
  }

  /// Waits until a process does next to nothing for a second.
  private func waitForRest(of process: Int32) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    var used = try processorTicks(of: process)
    while ContinuousClock.now < deadline {
      try await Task.sleep(for: .seconds(1))
      let now = try processorTicks(of: process)
      // Clock ticks of a hundredth of a second.
      if now - used <= 10 { return }
      used = now
    }
    Issue.record("the console does not come to rest")
  }

  /// The processor time of a process so far, in the kernel's clock ticks.
  private func processorTicks(of process: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    return try #require(Int(fields[12])) + #require(Int(fields[13]))
  }

  /// MiB of a process that lie in memory.
  private func residentMemory(of process: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return try #require(kibibytes) / 1024
  }

  /// Repeats the frames of a watch, if the bytes hold whole ones.
  private static func multiply(_ bytes: inout ByteBuffer) {
    var position = bytes.readerIndex
    while let length = bytes.getInteger(at: position, as: UInt32.self) {
      position += 4 + Int(length)
    }
    guard position == bytes.writerIndex else { return }
    let frames = bytes
    for _ in 1..<copies { bytes.writeImmutableBuffer(frames) }
  }
}

import NIOCore
import Synchronization
import Testing
import Topology

@testable import Kubernetes

/// What feeds do about damage, about clocks that jump, and about whoever takes nothing.
@Suite struct FeedFaultTests {
  private func service(_ name: String) -> Resource {
    .service(Service(metadata: Metadata(name: name, namespace: "shop", resourceVersion: "6")))
  }

  private static let timing = FeedTiming(now: { 0 }, sleep: { _ in }, random: { $0.lowerBound })

  @Test func `after an answer that cannot be read everything is listed again`() async {
    let source = ScriptedSource([
      .list([[service("a")]], "5"), .failure(.malformed("garbage")), .list([[service("b")]], "7"),
    ])
    let recorder = Recorder()
    await Reflector(source, ResourceQuery(.service), timing: Self.timing).run {
      await recorder.add($0)
    }
    #expect(
      await source.requests.prefix(4) == [
        "list services", "watch services 5", "list services", "watch services 7",
      ])
    #expect(await recorder.lines.suffix(2) == ["listed b", "synced"])
  }

  @Test func `slices that come back after a refusal replace those that were known`() async {
    let forbidden = ScriptedSource.Step.failure(
      .refused(APIStatus(code: 403, reason: "Forbidden", message: "no")))
    let slice: (String) -> Resource = { name in
      .endpointSlice(
        EndpointSlice(metadata: Metadata(name: name, namespace: "shop"), service: "web"))
    }
    let source = ScriptedSource([
      .list([[slice("old")]], "5"), forbidden, forbidden,
      .list([[slice("new-1")], [slice("new-2")]], "9"),
    ])
    let recorder = Recorder()
    await BackendReflector(
      source: source, slices: ResourceQuery(.endpointSlice), namespace: nil, timing: Self.timing
    ).run { await recorder.add($0) }
    #expect(await recorder.lines.contains("listed new-1 new-2"))
    #expect(await !recorder.lines.contains("applied endpointslice/shop/new-1"))
  }

  @Test func `objects without a name or in no namespace, and bookmarks of nothing, are damage`() {
    for object in [#"{"metadata":{}}"#, #"{"metadata":{"name":"web"}}"#] {
      let line = Array(#"{"type":"ADDED","object":\#(object)}"#.utf8)
      #expect(throws: ClientError.self) { try WatchEvent(line: line, ObjectDecoder(.service)) }
    }
    let bookmark = Array(#"{"type":"BOOKMARK","object":{"metadata":{}}}"#.utf8)
    #expect(throws: ClientError.self) { try WatchEvent(line: bookmark, ObjectDecoder(.service)) }
  }

  @Test func `who reports waits while nobody takes, and goes on at the end`() async {
    let queue = FeedQueue(limit: 2)
    let (reports, reported) = AsyncStream<Int>.makeStream()
    async let reporter: Void = {
      for number in 1...10 {
        await queue.put(.begun)
        reported.yield(number)
      }
      reported.finish()
    }()
    var done = reports.makeAsyncIterator()
    for number in 1...2 { #expect(await done.next() == number) }
    await queue.waitForReporter()
    #expect(await queue.take() == .begun)
    #expect(await done.next() == 3)
    await queue.waitForReporter()
    queue.end()
    await reporter
    var last = 0
    while let number = await done.next() { last = number }
    #expect(last == 10)
    for _ in 0..<2 { #expect(await queue.take() == .begun) }
    #expect(await queue.take() == nil)
  }

  @Test func `changes that follow each other are taken together, in order, but not without end`()
    async
  {
    let queue = FeedQueue()
    func changes(_ names: ClosedRange<Int>) -> FeedEvent {
      .changed(names.map { .applied(service("\($0)")) })
    }
    for event in [changes(1...3), changes(4...4), .begun, changes(5...1990)] {
      await queue.put(event)
    }
    for part in [changes(1991...2010), changes(2011...2020)] { await queue.put(part) }
    #expect(await queue.take() == changes(1...4))
    #expect(await queue.take() == .begun)
    #expect(await queue.take() == changes(5...2010))
    #expect(await queue.take() == changes(2011...2020))
  }

  @Test func `a clock that jumps makes no pause longer or shorter than pauses are`() {
    let time = Mutex(0.0)
    let timing = FeedTiming(
      now: { time.withLock { $0 } }, sleep: { _ in }, random: { $0.upperBound })
    var backOff = BackOff()
    var pauses: [Double] = []
    for jump in [0, 1, -1e9, -1e9, 2e9, 1, -3e9, 5] {
      time.withLock { $0 += jump }
      pauses.append(backOff.next(timing))
    }
    #expect(pauses.allSatisfy { $0 >= 1.6 && $0 <= 30 }, "\(pauses)")
    // A jump back is no health; a jump ahead looks like two quiet minutes, which is harmless.
    #expect(pauses == [1.6, 3.2, 6.4, 12.8, 1.6, 3.2, 6.4, 12.8])
  }
}

extension FeedQueue {
  /// Waits until somebody waits for room.
  fileprivate func waitForReporter() async {
    for _ in 0..<1_000_000 {
      if hasReporter { return }
      await Task.yield()
    }
    Issue.record("nobody waits for room")
  }
}

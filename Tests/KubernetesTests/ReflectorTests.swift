import Testing
import Topology

@testable import Kubernetes

/// Lists, watches, failures and what is reported of them.
@Suite struct ReflectorTests {
  /// What a script leads to: the reports, the requests and the pauses.
  private func outcome(
    _ steps: [ScriptedSource.Step]
  ) async -> (lines: [String], requests: [String], pauses: [Double]) {
    let source = ScriptedSource(steps)
    let recorder = Recorder()
    let timing = FeedTiming(
      now: { 0 }, sleep: { await recorder.pause($0) }, random: { $0.lowerBound })
    await Reflector(source, ResourceQuery(.service), timing: timing).run {
      await recorder.add($0)
    }
    return await (recorder.lines, source.requests, recorder.pauses)
  }

  private func service(_ name: String, version: String = "1") -> Resource {
    .service(
      Service(metadata: Metadata(name: name, namespace: "shop", resourceVersion: version)))
  }

  @Test func `it lists, and watches from the list's version`() async {
    let result = await outcome([
      .list([[service("a"), service("b")]], "5"),
      .events([.applied(service("c", version: "7")), .deleted(service("a", version: "8"))]),
      .events([.bookmark(resourceVersion: "20")]),
    ])
    #expect(
      result.lines == [
        "syncing", "listed a b", "synced", "applied service/shop/c", "deleted service/shop/a",
      ])
    #expect(
      result.requests == [
        "list services", "watch services 5", "watch services 8",
        "watch services 20",
      ])
  }

  @Test func `a long first list is reported as it comes, and one that broke off is replaced`() async
  {
    let result = await outcome([
      .list([[service("a")], [service("b")]], ""),
      .list([[service("b")], [service("c")]], "5"),
    ])
    #expect(
      result.lines == [
        "syncing", "applied service/shop/a", "applied service/shop/b",
        #"failed("the cluster\'s answer cannot be read: it broke off")"#, "listed b c", "synced",
      ])
  }

  @Test func `a long first list that ends well is not reported twice`() async {
    let result = await outcome([.list([[service("a")], [service("b")], [service("c")]], "5")])
    #expect(
      result.lines == ["syncing"] + ["a", "b", "c"].map { "applied service/shop/\($0)" } + [
        "synced"
      ]
    )
  }

  @Test func `when history is gone it lists again and the picture is not reported as lost`() async {
    let gone = ClientError.refused(APIStatus(code: 410, reason: "Expired", message: "too old"))
    let result = await outcome([
      .list([[service("a")]], "5"), .failure(gone),
      .list([[service("b")]], "9"),
    ])
    #expect(result.lines == ["syncing", "listed a", "synced", "listed b"])
    #expect(result.requests.last == "watch services 9")
  }

  @Test
  func `a lost connection is reported, resumed from the last version, and reported as mended`()
    async
  {
    let lost = ClientError.unreachable("it is gone")
    let result = await outcome([
      .list([[]], "5"), .failure(lost), .failure(lost),
      .events([]),
    ])
    #expect(
      result.lines == [
        "syncing", "listed ", "synced",
        "failed(\"the cluster cannot be reached: it is gone\")",
        "failed(\"the cluster cannot be reached: it is gone\")", "synced",
      ])
    #expect(result.requests.suffix(3) == Array(repeating: "watch services 5", count: 3))
    #expect(result.pauses == [0.8, 1.6, 0.1])
  }

  @Test func `a server that asks for time gets it`() async {
    let busy = ClientError.refused(
      APIStatus(code: 429, reason: "TooManyRequests", message: "later", retryAfter: 17))
    let result = await outcome([.failure(busy)])
    #expect(result.pauses == [17])
  }

  @Test func `a kind that may not be seen is told apart from a lost connection`() async {
    let forbidden = ClientError.refused(
      APIStatus(code: 403, reason: "Forbidden", message: "services is forbidden"))
    let result = await outcome([.failure(forbidden)])
    #expect(result.lines == ["syncing", "forbidden(\"services is forbidden\")"])
  }

  @Test func `of a kind that is not served there is nothing`() async {
    let missing = ClientError.refused(
      APIStatus(code: 404, reason: "NotFound", message: "not found"))
    let result = await outcome([.failure(missing)])
    #expect(result.lines == ["syncing", "listed ", "absent"])
  }

  @Test func `Services and slices are listed before anything else`() async {
    let pages = (0..<3).map { _ in
      ScriptedSource.Step.list([[]], "1")
    }
    let source = ScriptedSource(pages)
    let timing = FeedTiming(now: { 0 }, sleep: { _ in }, random: { $0.lowerBound })
    let feed = ClusterFeed(
      source,
      queries: [ResourceQuery(.service), ResourceQuery(.endpointSlice), ResourceQuery(.pod)],
      timing: timing)
    await feed.run()
    let lists = await source.requests.filter { $0.hasPrefix("list") }
    #expect(Set(lists.prefix(2)) == ["list services", "list endpointslices"])
    #expect(lists.dropFirst(2).allSatisfy { $0 == "list pods" })
    var conditions = 0
    for await event in feed.events {
      if case .condition(_, .synced) = event { conditions += 1 }
    }
    #expect(conditions == 3)
  }
}

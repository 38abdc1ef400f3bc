import Testing
import Topology

@testable import Kubernetes

/// Backends where slices cannot be had.
@Suite struct EndpointsTests {
  private static func endpoints(_ name: String, subsets: [JSONValue]) -> Resource {
    Resource(
      [
        "metadata": ["name": .string(name), "namespace": "shop", "resourceVersion": "3"],
        "subsets": .array(subsets),
      ], kind: .endpoints)
  }

  private static let subset: JSONValue = [
    "addresses": [
      [
        "ip": "10.0.0.1", "nodeName": "node1",
        "targetRef": ["kind": "Pod", "namespace": "shop", "name": "web-0", "uid": "u"],
      ]
    ],
    "notReadyAddresses": [["ip": "10.0.0.2"]],
    "ports": [["name": "http", "port": 8080, "protocol": "TCP"]],
  ]

  @Test func `each subset is a slice with its ready and its other addresses`() throws {
    let resource = Self.endpoints("web", subsets: [Self.subset, ["ports": [["port": 9]]]])
    let slices = EndpointsConversion.slices(of: resource)
    #expect(slices.map(\.metadata.name) == ["web", "web.1"])
    #expect(slices.allSatisfy { $0.service == "web" })
    let first = try #require(slices.first)
    #expect(first.ports == [.init(name: "http", number: 8080)])
    #expect(
      first.endpoints == [
        Endpoint(
          addresses: ["10.0.0.1"], node: "node1", pod: NamespacedName("shop", "web-0")
        ), Endpoint(addresses: ["10.0.0.2"], isReady: false, isServing: false),
      ])
  }

  @Test func `subsets that go take their slices with them`() async {
    let conversion = EndpointsConversion()
    let two = Self.endpoints("web", subsets: [Self.subset, Self.subset])
    let one = Self.endpoints("web", subsets: [Self.subset])
    _ = await conversion.slices([.listed(kind: .endpoints, resources: [two])])
    let fewer = await conversion.slices([.applied(one)])
    #expect(fewer.count == 2)
    #expect(fewer.last == .deleted(ObjectReference("EndpointSlice", "shop", "web.1")))
    let gone = await conversion.slices([.deleted(one.reference)])
    #expect(gone == [.deleted(ObjectReference("EndpointSlice", "shop", "web"))])
  }

  private func outcome(_ steps: [ScriptedSource.Step]) async -> (lines: [String], asked: [String]) {
    let source = ScriptedSource(steps)
    let recorder = Recorder()
    let timing = FeedTiming(
      now: { 0 }, sleep: { await recorder.pause($0) }, random: { $0.lowerBound })
    await BackendReflector(
      source: source, slices: ResourceQuery(.endpointSlice), namespace: nil, timing: timing
    ).run { await recorder.add($0) }
    return await (recorder.lines, source.requests)
  }

  private static func refusal(_ code: Int, _ message: String) -> ScriptedSource.Step {
    .failure(.refused(APIStatus(code: code, reason: "", message: message)))
  }

  @Test func `refused slices are replaced by Endpoints, and nothing is said to be missing`() async {
    let result = await outcome([
      Self.refusal(403, "no slices"),
      .list([[Self.endpoints("web", subsets: [Self.subset])]], "5"), .events([]),
    ])
    #expect(result.lines == ["syncing", "listed web", "synced"])
    #expect(
      result.asked.prefix(3) == ["list endpointslices", "list endpoints", "watch endpoints 5"])
  }

  @Test func `where both are refused that is said, and slices are tried again`() async {
    let result = await outcome([
      Self.refusal(403, "no slices"), Self.refusal(403, "no endpoints"),
      .list([[]], "7"), .events([]),
    ])
    #expect(result.lines == ["syncing", "forbidden(\"no slices\")", "listed ", "synced"])
    #expect(
      result.asked.prefix(4) == [
        "list endpointslices", "list endpoints", "list endpointslices", "watch endpointslices 7",
      ])
  }
}

import NIOCore
import SwiftProtobuf
import Testing
import Topology

@testable import Kubernetes

/// Protobuf as Kubernetes wraps it: lists and watches in any pieces, and what is broken in them.
@Suite struct ProtobufTests {
  private static func service(_ name: String) -> Wire_Service {
    Wire_Service.with {
      $0.metadata = .with {
        $0.name = name
        $0.namespace = "shop"
        $0.resourceVersion = "7"
        $0.labels = ["app": name]
      }
      $0.spec = .with {
        $0.type = "NodePort"
        $0.clusterIp = "10.96.0.1"
        $0.selector = ["app": name]
        $0.ports = [
          .with {
            $0.name = "web"
            $0.port = 80
            $0.nodePort = 30_080
            $0.protocol = "TCP"
            $0.targetPort = .with {
              $0.type = 1
              $0.strVal = "http"
            }
          }
        ]
      }
    }
  }

  private static func expected(_ name: String) -> Resource {
    .service(
      Service(
        metadata: Metadata(
          name: name, namespace: "shop", resourceVersion: "7", labels: ["app": name]),
        exposure: .nodePort, clusterIP: "10.96.0.1",
        ports: [.init(name: "web", number: 80, target: .name("http"), nodePort: 30_080)],
        selector: ["app": name]))
  }

  /// An object in its envelope.
  private static func wrapped(_ raw: [UInt8], kind: String) throws -> [UInt8] {
    let unknown = Wire_Unknown.with {
      $0.typeMeta = .with { $0.kind = kind }
      $0.raw = .init(raw)
      $0.contentType = "x"
    }
    return ProtobufFraming.magic + (try unknown.serializedBytes())
  }

  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var (length, head) = (bytes.count, [number << 3 | 2])
    while length > 127 {
      head.append(UInt8(length & 127) | 128)
      length >>= 7
    }
    return head + [UInt8(length)] + bytes
  }

  private static func list(_ names: [String]) throws -> [UInt8] {
    let metadata = Wire_ListMeta.with { $0.resourceVersion = "42" }
    var raw = field(1, try metadata.serializedBytes())
    for name in names { raw += field(2, try service(name).serializedBytes()) }
    return try wrapped(raw, kind: "ServiceList")
  }

  /// What the readers make of a body that arrives in pieces of a length.
  private func read(_ body: [UInt8], by length: Int) throws -> ([Resource], String) {
    var reader = ProtobufListReader()
    var decoder = ObjectDecoder(.service)
    var resources: [Resource] = []
    for start in stride(from: 0, to: body.count, by: length) {
      let piece = body[start..<min(body.count, start + length)]
      for object in try reader.objects(after: ByteBuffer(bytes: piece)) {
        resources.append(try decoder.resource(object))
      }
    }
    try reader.finish()
    return (resources, reader.metadata.resourceVersion)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1 << 20])
  func `a list is read in whatever pieces it comes`(length: Int) throws {
    let names = (0..<20).map { "service-\($0)" }
    let (resources, version) = try read(try Self.list(names), by: length)
    #expect(resources == names.map(Self.expected))
    #expect(version == "42")
  }

  @Test func `an empty list is a list, and one that is cut off is none`() throws {
    let empty = try read(try Self.list([]), by: 5)
    #expect(empty.0.isEmpty && empty.1 == "42")
    let body = try Self.list(["a", "b"])
    for length in 0..<body.count - 4 {
      #expect(throws: ClientError.self) { try read(Array(body.prefix(length)), by: 16) }
    }
  }

  @Test func `what is no protobuf, or too long, is refused`() throws {
    #expect(throws: ClientError.self) { try read(Array("{\"items\":[]}".utf8), by: 100) }
    var reader = ProtobufListReader(limit: 10)
    let body = ByteBuffer(bytes: try Self.list(["a"]))
    #expect(throws: ClientError.self) { try reader.objects(after: body) }
    var endless = ProtobufListReader()
    let numbers = ByteBuffer(
      bytes: ProtobufFraming.magic + [UInt8](repeating: 0xFF, count: 12))
    #expect(throws: ClientError.self) { try endless.objects(after: numbers) }
  }

  private static func event(_ type: String, _ object: [UInt8]) throws -> [UInt8] {
    let event = Wire_WatchEvent.with {
      $0.type = type
      $0.object = .with { $0.raw = .init(object) }
    }
    let bytes: [UInt8] = try event.serializedBytes()
    return withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
  }

  @Test(arguments: [1, 5, 1 << 20])
  func `a watch is read event by event, up to an error`(length: Int) throws {
    let service = try Self.wrapped(try Self.service("a").serializedBytes(), kind: "Service")
    let bookmark = Wire_Service.with { $0.metadata = .with { $0.resourceVersion = "99" } }
    let gone = Wire_Status.with {
      $0.code = 410
      $0.reason = "Expired"
      $0.message = "too old"
    }
    let stream =
      try Self.event("ADDED", service) + Self.event("DELETED", service)
      + Self.event("BOOKMARK", Self.wrapped(bookmark.serializedBytes(), kind: "Service"))
      + Self.event("ERROR", Self.wrapped(gone.serializedBytes(), kind: "Status"))
    var reader = ProtobufWatchReader()
    var decoder = ObjectDecoder(.service)
    var (events, failures) = ([WatchEvent](), [ClientError]())
    for start in stride(from: 0, to: stream.count, by: length) {
      let piece = ByteBuffer(bytes: stream[start..<min(stream.count, start + length)])
      let batch = reader.batch(after: piece, &decoder)
      events += batch.events
      failures += [batch.failure].compactMap(\.self)
    }
    #expect(
      events == [
        .applied(Self.expected("a")), .deleted(Self.expected("a")),
        .bookmark(resourceVersion: "99"),
      ])
    #expect(
      failures == [.refused(APIStatus(code: 410, reason: "Expired", message: "too old"))])
  }

  @Test func `an endpoint's missing conditions are ready, and of v1beta1 the topology counts`()
    throws
  {
    let slice = Wire_EndpointSlice.with {
      $0.metadata = .with {
        $0.name = "web-1"
        $0.namespace = "shop"
        $0.labels = [EndpointSlice.serviceLabel: "web"]
      }
      $0.addressType = "IPv4"
      $0.ports = [.with { $0.port = 8080 }, .with { $0.name = "all" }]
      $0.endpoints = [
        .with {
          $0.addresses = ["10.0.0.1"]
          $0.deprecatedTopology = [
            "kubernetes.io/hostname": "node1", "topology.kubernetes.io/zone": "a",
          ]
          $0.targetRef = .with {
            $0.kind = "Pod"
            $0.namespace = "shop"
            $0.name = "web-0"
          }
        }
      ]
    }
    let kind = ResourceKind(
      group: "discovery.k8s.io", version: "v1beta1", kind: "EndpointSlice",
      plural: "endpointslices")
    var decoder = ObjectDecoder(kind)
    let read = try decoder.resource(try slice.serializedBytes())
    #expect(
      read
        == .endpointSlice(
          EndpointSlice(
            metadata: Metadata(
              name: "web-1", namespace: "shop", labels: [EndpointSlice.serviceLabel: "web"]),
            service: "web", ports: [.init(number: 8080), .init(name: "all", number: nil)],
            endpoints: [
              Endpoint(
                addresses: ["10.0.0.1"], node: "node1", zone: "a",
                pod: NamespacedName("shop", "web-0"))
            ])))
  }
}

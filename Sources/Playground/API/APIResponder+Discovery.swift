import HTTPTypes
import Hummingbird
import NIOCore
import Topology

extension APIResponder {
  /// Answers the documents that describe the API; nil for everything else.
  func discoveryAnswer(_ target: RequestTarget) async -> Response? {
    let path = target.path
    let catalogue = await store.catalogue
    switch (path.first, path.count) {
    case (nil, _):
      return Self.json(["paths": ["/api", "/apis", "/healthz", "/openapi/v2", "/version"]])
    case ("api", 1): return Self.json(Discovery.core)
    case ("apis", 1): return Self.json(Discovery.groups(catalogue))
    case ("apis", 2): return Discovery.group(path[1], catalogue).map { Self.json($0) }
    case ("api", 2):
      return Discovery.resources(group: "", version: path[1], catalogue).map { Self.json($0) }
    case ("apis", 3):
      return Discovery.resources(group: path[1], version: path[2], catalogue)
        .map { Self.json($0) }
    case ("openapi", 2) where path[1] == "v2":
      return Response(
        status: .ok,
        headers: [.contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: OpenAPIDocument.bytes(catalogue))))
    case ("openapi", 2) where path[1] == "v3": return Self.json(["paths": .object([:])])
    default: return nil
    }
  }
}

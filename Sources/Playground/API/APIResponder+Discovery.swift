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
    case ("openapi", 2) where path[1] == "v2": return Self.emptyDescription
    case ("openapi", 2) where path[1] == "v3": return Self.json(["paths": .object([:])])
    default: return nil
    }
  }

  /// An OpenAPI document that describes no kind, in the protobuf form that kubectl asks for.
  ///
  /// A kubectl that checks manifests itself passes over kinds that the document does not describe; the
  /// server's own validation then decides.
  private static var emptyDescription: Response {
    let title = Array("Kubernetes".utf8)
    let version = Array("v1.33.0".utf8)
    let info =
      [0x0A, UInt8(title.count)] + title + [0x12, UInt8(version.count)] + version
    let swagger = Array("2.0".utf8)
    let document =
      [0x0A, UInt8(swagger.count)] + swagger + [0x12, UInt8(info.count)] + info + [0x42, 0x00]
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
  }
}

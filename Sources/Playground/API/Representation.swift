import Topology

/// The form in which a client wants objects.
enum Representation: Sendable {
  /// As they are.
  case whole
  /// As rows for people; with how much of each object.
  case table(includes: String)
  /// Only their metadata.
  case metadata

  /// Reads `Accept` in the client's order of preference; what is not understood is passed over.
  init(accept: String, _ target: RequestTarget) {
    self = .whole
    for part in accept.split(separator: ",") {
      let words = part.split(separator: ";").map { $0.drop { $0 == " " } }
      guard words.first == "application/json" || words.first == "*/*" else { continue }
      if words.contains("as=Table") {
        self = .table(includes: target.query["includeObject"] ?? "Metadata")
      } else if words.contains(where: { $0.hasPrefix("as=PartialObjectMetadata") }) {
        self = .metadata
      } else if words.contains(where: { $0.hasPrefix("as=") }) {
        continue
      }
      return
    }
  }

  /// One object, in the served version.
  func object(_ object: JSONValue, _ kind: ResourceKind, now: Double) -> JSONValue {
    switch self {
    case .whole: object
    case .metadata: Self.metadata(of: object)
    case .table(let includes):
      ResourceTable(kind, now: now, includes: includes)
        .table([object], metadata: ["resourceVersion": object["metadata"]["resourceVersion"]])
    }
  }

  /// A list of objects, in the served version.
  func list(
    _ items: [JSONValue], _ kind: ResourceKind, metadata: JSONValue, now: Double
  ) -> JSONValue {
    switch self {
    case .whole:
      [
        "kind": .string("\(kind.kind)List"), "apiVersion": .string(kind.apiVersion),
        "metadata": metadata, "items": .array(items),
      ]
    case .metadata:
      [
        "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata, "items": .array(items.map(Self.metadata(of:))),
      ]
    case .table(let includes):
      ResourceTable(kind, now: now, includes: includes).table(items, metadata: metadata)
    }
  }

  /// An object reduced to its metadata.
  static func metadata(of object: JSONValue) -> JSONValue {
    [
      "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
      "metadata": object["metadata"],
    ]
  }
}

import Topology

/// An OpenAPI (v2) document that says for each kind that its patches can be tried, and describes none.
///
/// A kubectl that checks manifests itself passes over kinds that are not described, and the server's own
/// validation decides; one of 2020 looks here before it offers `--dry-run=server`. The field numbers are
/// those of gnostic's `OpenAPIv2.proto`.
enum OpenAPIDocument {
  /// The document in protobuf, the form that kubectl asks for.
  static func bytes(_ catalogue: KindCatalogue) -> [UInt8] {
    var document = ProtobufWriter()
    document.put(1, "2.0")
    document.put(2) { info in
      info.put(1, "Kubernetes")
      info.put(2, "v1.33.0")
    }
    document.put(8) { paths in
      for served in Discovery.served(catalogue) {
        paths.put(2) { write(served.kind, to: &$0) }
      }
    }
    return document.bytes
  }

  /// One path with its patch operation: its kind and that it knows `dryRun`.
  private static func write(_ kind: ResourceKind, to path: inout ProtobufWriter) {
    path.put(1, "\(kind.path(namespace: "{namespace}"))/{name}")
    path.put(2) { item in
      item.put(8) { operation in
        operation.put(8) { parameter in
          parameter.put(1) { $0.put(2) { $0.put(3) { writeDryRun(to: &$0) } } }
        }
        operation.put(13) { mark in
          mark.put(1, "x-kubernetes-group-version-kind")
          mark.put(2) {
            $0.put(
              2, "group: \"\(kind.group)\"\nkind: \(kind.kind)\nversion: \(kind.version)\n")
          }
        }
      }
    }
  }

  private static func writeDryRun(to parameter: inout ProtobufWriter) {
    parameter.put(2, "query")
    parameter.put(4, "dryRun")
    parameter.put(6, "string")
  }
}

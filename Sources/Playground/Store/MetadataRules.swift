import Topology

/// The rules for names, labels and annotations that every kind shares.
enum MetadataRules {
  static func check(_ object: JSONValue, _ kind: ResourceKind, _ report: inout FieldReport) {}
}

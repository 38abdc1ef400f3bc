import Topology

/// What admission knows about one kind beyond its metadata.
protocol AdmissionRules: Sendable {
  /// Resets what a creator may not set.
  func prepareForCreation(_ object: inout JSONValue)
  /// Keeps what an update may not set.
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue)
  /// Fills in what was left out.
  func setDefaults(_ object: inout JSONValue)
  /// Reports what breaks the kind's rules.
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport)
}

extension AdmissionRules {
  func prepareForCreation(_ object: inout JSONValue) {}
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue) {}
  func setDefaults(_ object: inout JSONValue) {}
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {}
}

/// The rules of every kind; one line each.
enum KindRules {
  /// The rules of a kind; kinds without any are stored as given.
  static func rules(for kind: ResourceKind) -> any AdmissionRules {
    byKind[kind] ?? NoRules()
  }

  private static let byKind: [ResourceKind: any AdmissionRules] = [:]

  private struct NoRules: AdmissionRules {}
}

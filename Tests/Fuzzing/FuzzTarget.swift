/// A reader of hostile input: what it is fed with, and what must hold of whatever it makes of it.
protocol FuzzTarget: Sendable {
  var name: String { get }
  /// Good inputs, from which others are made.
  var corpus: [String] { get }
  /// Words that mean something to the reader.
  var words: [String] { get }
  /// Reads an input; throws where something does not hold.
  func check(_ input: [UInt8]) throws
}

/// Something that must hold and does not.
struct Violation: Error, CustomStringConvertible {
  let description: String

  /// Throws unless a condition holds.
  static func unless(_ holds: Bool, _ what: @autoclosure () -> String) throws(Violation) {
    if !holds { throw Violation(description: what()) }
  }
}

/// The registry: one line for each reader.
enum FuzzTargets {
  static let all: [any FuzzTarget] = [
    ManifestTarget(),
    SelectorTarget(),
    RoutingTarget(),
    SystemsTarget(),
    TraceRequestTarget(),
    PrometheusTarget(),
    TrafficPageTarget(),
    KubeconfigTarget(),
    CertificateTarget(),
    FilterTarget(),
  ]
}

import Foundation

/// The one function of the mathematics library that this module needs.
enum Logarithm {
  /// The natural logarithm.
  static func natural(_ value: Double) -> Double { log(value) }
}

import Foundation

/// One measured figure beside what was promised of it.
struct Figure {
  /// What came out.
  enum Value {
    /// A number and whether it keeps the promise.
    case measured(Double, unit: String, isMet: Bool)
    /// A number for information, with no promise.
    case noted(Double, unit: String)
    /// Why there is no number.
    case missing(String)
  }

  let name: String
  let value: Value
  let target: String

  init(_ name: String, _ value: Value, target: String = "") {
    self.name = name
    self.value = value
    self.target = target
  }

  /// A figure that must not be above its target.
  static func atMost(_ name: String, _ value: Double, _ target: Double, unit: String) -> Figure {
    Figure(
      name, .measured(value, unit: unit, isMet: value <= target),
      target: "≤ \(text(target)) \(unit)")
  }

  /// A figure that must not be below its target.
  static func atLeast(_ name: String, _ value: Double, _ target: Double, unit: String) -> Figure {
    Figure(
      name, .measured(value, unit: unit, isMet: value >= target),
      target: "≥ \(text(target)) \(unit)")
  }

  /// A figure without a target.
  static func note(_ name: String, _ value: Double, unit: String) -> Figure {
    Figure(name, .noted(value, unit: unit))
  }

  /// Whether a promise is kept; a number without promise cannot break one.
  var isMet: Bool {
    switch value {
    case .measured(_, _, let isMet): isMet
    case .noted: true
    case .missing: false
    }
  }

  /// The figures as aligned lines.
  static func table(_ figures: [Figure]) -> [String] {
    let width = figures.map(\.name.count).max() ?? 0
    return figures.map { figure in
      let name = figure.name.padding(toLength: width, withPad: " ", startingAt: 0)
      switch figure.value {
      case .measured(let number, let unit, let isMet):
        return "\(isMet ? "ok  " : "MISS") \(name)  \(text(number)) \(unit)  (\(figure.target))"
      case .noted(let number, let unit): return "     \(name)  \(text(number)) \(unit)"
      case .missing(let reason): return "MISS \(name)  not measured: \(reason)"
      }
    }
  }

  private static func text(_ number: Double) -> String {
    number.rounded() == number || abs(number) >= 1000
      ? String(Int(number.rounded())) : String(format: "%.2f", number)
  }
}

extension [Double] {
  /// The middle one.
  var median: Double { quantile(0.5) }

  /// The value under which a share of them lies.
  func quantile(_ share: Double) -> Double {
    guard !isEmpty else { return .nan }
    return sorted()[Swift.min(count - 1, Int(Double(count) * share))]
  }
}

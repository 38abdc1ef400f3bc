import Language

/// The values of an axis: from nothing to a round number, in steps of 1, 2 or 5 times a power of ten.
package struct Scale: Hashable, Sendable {
  package let maximum: Double
  package let step: Double

  /// The smallest scale that holds a value with at most this many steps.
  package init(holding value: Double, steps: Int) {
    let top = value.isFinite && value > 0 ? value : 1
    let steps = Double(max(1, steps))
    var magnitude = 1.0
    while magnitude * 10 <= top / steps { magnitude *= 10 }
    while magnitude > top / steps { magnitude /= 10 }
    var step = magnitude * 10
    for factor in [1.0, 2, 5] where magnitude * factor * steps >= top * (1 - 1e-9) {
      step = magnitude * factor
      break
    }
    self.step = step
    maximum = step * (top / step * (1 - 1e-9)).rounded(.up)
  }

  /// The values that are labelled, from nothing upwards.
  package var ticks: [Double] {
    (0...Int((maximum / step).rounded())).map { Double($0) * step }
  }

  /// A value of this axis, with as many decimals as its steps need.
  package func label(_ value: Double) -> String {
    guard step < 1, value < 1000 else {
      return value < 10_000 ? "\(Int(value.rounded()))" : Figures.short(value)
    }
    var digits = 0
    var unit = step
    while unit < 0.9999, digits < 6 {
      unit *= 10
      digits += 1
    }
    let power = (0..<digits).reduce(1) { product, _ in product * 10 }
    let scaled = Int((value * Double(power)).rounded())
    let fraction = String(scaled % power)
    return "\(scaled / power)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// Seconds between the labels of a time axis: the smallest usual step with at most this many.
  package static func timeStep(span: Double, steps: Int) -> Double {
    let usual: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    ]
    return usual.first { $0 * Double(max(1, steps)) >= span } ?? 604_800
  }
}

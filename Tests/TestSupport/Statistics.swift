/// Figures that say whether observed counts fit expected shares.
package enum Statistics {
  /// Pearson's χ² of observed counts against expected shares; the shares add up to 1.
  package static func chiSquared(observed: [Double], shares: [Double]) -> Double {
    let total = observed.reduce(0, +)
    return zip(observed, shares).reduce(0) { sum, pair in
      let expected = total * pair.1
      return expected == 0 ? sum : sum + (pair.0 - expected) * (pair.0 - expected) / expected
    }
  }

  /// The value that χ² exceeds by chance once in a million times, for 1…8 degrees of freedom: there are dozens of
  /// comparisons in a run of the tests, and once in a thousand each would fail one run in thirty for nothing.
  package static func critical(degreesOfFreedom: Int) -> Double {
    [23.93, 27.63, 30.66, 33.38, 35.89, 38.26, 40.52, 42.70][degreesOfFreedom - 1]
  }
}

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

  /// The value that χ² exceeds by chance once in a thousand runs, for 1…8 degrees of freedom.
  package static func critical(degreesOfFreedom: Int) -> Double {
    [10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32, 26.12][degreesOfFreedom - 1]
  }
}

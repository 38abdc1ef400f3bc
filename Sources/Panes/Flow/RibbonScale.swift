/// How many requests a second one row of a ribbon stands for: steps of 1, 2 and 5, so that the picture does
/// not breathe with the load.
struct RibbonScale: Hashable, Sendable {
  let requestsPerRow: Double

  /// The rows of a rate: none under half a row.
  func rows(_ rate: Double?) -> Int { Int(((rate ?? 0) / requestsPerRow).rounded()) }

  /// The smallest scale at which a picture fits; nil when it never does.
  static func fitting(_ rates: [Double], height: (RibbonScale) -> Int, in rows: Int) -> RibbonScale?
  {
    let most = max(1, rates.max() ?? 1)
    var step = 1.0
    while step <= most * 10 {
      for factor in [1.0, 2, 5] {
        let scale = RibbonScale(requestsPerRow: step * factor)
        if height(scale) <= rows { return scale }
      }
      step *= 10
    }
    return nil
  }
}

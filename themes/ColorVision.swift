import Screen

/// How an eye sees colours: with all three kinds of cones, or without one of them.
package enum ColorVision: String, CaseIterable, Sendable {
  case normal, protan, deutan, tritan

  /// How different two colours look; under 0.02 nobody tells them apart, from 0.05 on everybody does.
  ///
  /// The distance in OKLab of the simulated colours.
  package func distance(_ left: LinearColor, _ right: LinearColor) -> Double {
    let (a, b) = (seen(left).perceived, seen(right).perceived)
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// A colour as this eye sees it (Machado, Oliveira and Fernandes 2009, severity 1).
  func seen(_ color: LinearColor) -> LinearColor {
    let rows = matrix
    let parts = [color.red, color.green, color.blue]
    let values = rows.map { row in
      min(1, max(0, zip(row, parts).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    return LinearColor(red: values[0], green: values[1], blue: values[2])
  }

  private var matrix: [[Double]] {
    switch self {
    case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protan:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deutan:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritan:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }
}

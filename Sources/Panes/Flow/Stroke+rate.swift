import Screen
import State

extension Stroke {
  /// How busy a link is: heavy from a tenth of all traffic on, dashed under one request in ten seconds.
  init(rate: Double?, of total: Double?, isBroken: Bool = false) {
    let rate = rate ?? 0
    self = isBroken || rate < 0.1 ? .dashed : rate >= (total ?? 0) * 0.1 ? .heavy : .light
  }
}

/// A place on the vertical line that splits a link.
enum ForkPart {
  case first, middle, last, bar
}

extension Glyphs {
  /// The piece of a fork.
  func fork(_ part: ForkPart, _ stroke: Stroke) -> String {
    switch part {
    case .first: line([.left, .right, .down], stroke)
    case .middle: line([.up, .down, .right], stroke)
    case .last: line([.up, .right], stroke)
    case .bar: line(.vertical, stroke)
    }
  }
}

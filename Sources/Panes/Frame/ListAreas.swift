import Screen
import State

/// How a list screen divides its body.
struct ListAreas: Hashable, Sendable {
  let status: Rect
  let list: Rect
  /// Empty where it does not fit or is off.
  let detail: Rect
  /// A second list under the first, from 120x40 on.
  let below: Rect
  /// Beside the detail, from 120x40 on.
  let side: Rect

  init(_ rect: Rect, _ context: PaneContext) {
    let (status, rest) = rect.splitTop(1)
    self.status = status
    let isZoomed = context.interface.isZoomed
    let none = Rect(x: rest.x, y: rest.maxY, width: 0, height: 0)
    let hasDetail = context.layout.form >= .standard && context.interface.isDetailShown
    guard hasDetail, !isZoomed else {
      let showsDetail = isZoomed && context.interface.focus == 1 && hasDetail
      list = showsDetail ? none : rest
      detail = showsDetail ? rest : none
      below = none
      side = none
      return
    }
    guard context.layout.form >= .wide || context.layout.isPortrait else {
      let detailRows = min(10, rest.height / 2)
      (list, detail) = rest.splitTop(rest.height - detailRows)
      below = none
      side = none
      return
    }
    let (upper, lower) = rest.splitSharedBottom(rest.height * 2 / 5)
    let (list, below) = upper.splitBottom(upper.height / 2)
    self.list = list
    self.below = below
    if context.layout.isPortrait {
      detail = lower
      side = none
    } else {
      (detail, side) = lower.splitSharedRight(lower.width * 9 / 20)
    }
  }
}

import Screen

extension Rect {
  /// Its rows but the last ones, and the last ones; the row between belongs to both, so that frames join.
  func splitSharedBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
    let (rest, bottom) = splitBottom(rows)
    guard !rest.isEmpty, !bottom.isEmpty else { return (rest, bottom) }
    return (Rect(x: rest.x, y: rest.y, width: rest.width, height: rest.height + 1), bottom)
  }

  /// Its columns but the last ones, and the last ones; the column between belongs to both.
  func splitSharedRight(_ columns: Int) -> (rest: Rect, right: Rect) {
    let (rest, right) = splitRight(columns)
    guard !rest.isEmpty, !right.isEmpty else { return (rest, right) }
    return (Rect(x: rest.x, y: rest.y, width: rest.width + 1, height: rest.height), right)
  }
}

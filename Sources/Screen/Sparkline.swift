extension Glyphs {
  /// The newest values as a row of steps, one column each, filled up with blanks on the left.
  ///
  /// Values that are not known are blanks; `maximum` is the value of the full step, the largest one
  /// shown when it is nil.
  package func sparkline(_ values: [Double?], width: Int, maximum: Double? = nil) -> String {
    guard width > 0 else { return "" }
    let shown = values.suffix(width)
    let top = maximum ?? shown.compactMap(\.self).filter(\.isFinite).max() ?? 0
    let steps = sparkSteps
    var line = String(repeating: " ", count: width - shown.count)
    for value in shown {
      guard let value, value.isFinite else {
        line += " "
        continue
      }
      let share = top > 0 ? min(1, max(0, value / top)) : 0
      line += steps[Int((share * Double(steps.count - 1)).rounded())]
    }
    return line
  }

  /// A share of one as a bar of at most this many columns; with a track, the rest is drawn too.
  ///
  /// The smallest share above nothing is seen.
  package func bar(_ share: Double, width: Int, track showsTrack: Bool = false) -> String {
    guard width > 0 else { return "" }
    let share = share.isFinite ? min(1, max(0, share)) : 0
    let steps = barSteps
    var parts = Int((share * Double(width * steps.count)).rounded())
    if share > 0 { parts = max(1, parts) }
    let rest = parts % steps.count
    var bar = String(repeating: steps[steps.count - 1], count: parts / steps.count)
    if rest > 0 { bar += steps[rest - 1] }
    let filled = parts / steps.count + (rest > 0 ? 1 : 0)
    guard showsTrack else { return bar }
    return bar + String(repeating: track, count: width - filled)
  }
}

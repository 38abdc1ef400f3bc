import Language
import Screen
import State
import Traffic

/// What the proxies before a backend hold of it: their own word, beside its health in Kubernetes.
enum VerdictWords {
  /// `ejected`, `failing`, `in use`; `-` where no proxy tells.
  static func cell(_ row: BackendRow) -> Drawing.Run {
    guard let verdict = row.verdict else { return Drawing.Run("-", .muted) }
    if verdict.ejecting > 0 { return Drawing.Run(localized("ejected"), .stateWarning) }
    if verdict.failingChecks > 0 { return Drawing.Run(localized("failing"), .stateWarning) }
    return Drawing.Run(localized("in use"))
  }

  /// Which system says so, and how many of its proxies.
  static func lines(_ row: BackendRow, _ context: PaneContext) -> [[Drawing.Run]] {
    guard let verdict = row.verdict else { return [] }
    let label = localized("held of it by \(verdict.system)")
    let all = verdict.proxies
    var words: [String] = []
    if verdict.ejecting > 0 {
      words.append(
        localized("ejected by outlier detection in \(verdict.ejecting) of \(all) proxies"))
    }
    if verdict.failingChecks > 0 {
      words.append(localized("fails the checks of \(verdict.failingChecks) of \(all) proxies"))
    }
    let health: Health = words.isEmpty ? .ok : .warning
    if words.isEmpty { words = [localized("in use by \(all) of \(all) proxies")] }
    return [
      [
        Drawing.Run("\(context.glyphs.state(health)) ", health.role),
        Drawing.Run(label.padded(29) + " "), Drawing.Run(words.joined(separator: ", ")),
      ]
    ]
  }
}

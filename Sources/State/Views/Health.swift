/// How something fares, told by a sign, a word and a colour.
package enum Health: Int, Hashable, Sendable, CaseIterable {
  case ok, warning, fault, unready, unknown

  /// The place in lists that put the worst first.
  package var rank: Int {
    switch self {
    case .fault: 0
    case .warning: 1
    case .unready: 2
    case .unknown: 3
    case .ok: 4
    }
  }

  /// The word that `st:` asks for.
  package var word: String {
    switch self {
    case .ok: "ok"
    case .warning: "warning"
    case .fault: "fault"
    case .unready: "unready"
    case .unknown: "unknown"
    }
  }

  /// The worse of two.
  package func worse(_ other: Self) -> Self { rank <= other.rank ? self : other }
}

package import Topology

/// A filter as it is typed: terms that must all hold, with alternatives divided by `|`.
///
/// `pay`, `^pay-`, `~regex~`, `!pay`, `-l app=pay,tier!=db`, `err>1%`, `st:fault`, `-f pay`.
package struct FilterExpression: Hashable, Sendable {
  /// How a number is compared.
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case more = ">"
    case equal = "="

    /// Whether the left number stands so to the right one.
    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .atMost: left <= right
      case .atLeast: left >= right
      case .less: left < right
      case .more: left > right
      case .equal: abs(left - right) < 0.0005
      }
    }
  }

  /// One condition.
  package indirect enum Term: Hashable, Sendable {
    /// A part of the name, in lower case.
    case contains(String)
    /// A regular expression over the name.
    case pattern(String)
    case not(Term)
    case labels(LabelSelector)
    case number(FilterColumn, Comparison, Double)
    case field(FilterField, String)
    /// The letters in this order, in lower case.
    case fuzzy(String)
  }

  /// Why a text is not a filter; shown beside it while the last valid filter stays.
  package struct Invalid: Error, Hashable, Sendable {
    package let reason: String
  }

  /// Alternatives, each with terms that must all hold; empty lets everything pass.
  package let alternatives: [[Term]]

  package var isEmpty: Bool { alternatives.isEmpty }

  /// Reads a filter.
  package init(_ text: String) throws(Invalid) {
    var parser = FilterParser(text)
    alternatives = try parser.alternatives()
  }
}

/// A column that can be compared with a number.
package enum FilterColumn: String, Hashable, Sendable, CaseIterable {
  case ready, total, rate, err, p95, age, restarts, weight, share

  /// The names that one may type for it.
  var names: [String] {
    switch self {
    case .rate: ["rate", "req/s", "rps"]
    case .err: ["err", "err%", "errors"]
    default: [rawValue]
    }
  }
}

/// A field that is named before a colon.
package enum FilterField: String, Hashable, Sendable, CaseIterable {
  case state = "st"
  case namespace = "ns"
  case service = "svc"
  case node, route, host, type, pod, zone
  /// Any column.
  case anywhere = "in"
}

/// A label selector with both of the API's halves.
package struct LabelSelector: Hashable, Sendable {
  /// How a requirement compares.
  package enum Operator: String, Hashable, Sendable {
    case isIn = "In"
    case isNotIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }

  /// One of `matchExpressions`.
  package struct Requirement: Hashable, Sendable {
    package var key: String
    package var comparison: Operator
    package var values: [String]

    package init(key: String, comparison: Operator, values: [String] = []) {
      self.key = key
      self.comparison = comparison
      self.values = values
    }

    /// Whether labels meet it; `NotIn` also holds when the key is missing (apimachinery labels).
    package func matches(_ labels: [String: String]) -> Bool {
      let value = labels[key]
      return switch comparison {
      case .isIn: value.map(values.contains) ?? false
      case .isNotIn: value.map { !values.contains($0) } ?? true
      case .exists: value != nil
      case .doesNotExist: value == nil
      }
    }
  }

  package var labels: [String: String]
  package var expressions: [Requirement]

  package init(labels: [String: String] = [:], expressions: [Requirement] = []) {
    self.labels = labels
    self.expressions = expressions
  }

  /// Reads a `metav1.LabelSelector`.
  package init(_ value: JSONValue) {
    self.init(
      labels: value["matchLabels"].stringMap,
      expressions: value["matchExpressions"].array.compactMap { expression in
        guard let key = expression["key"].string,
          let comparison = Operator(rawValue: expression["operator"].string ?? "")
        else { return nil }
        return Requirement(
          key: key, comparison: comparison,
          values: expression["values"].array.compactMap(\.string))
      })
  }

  /// Whether labels meet every requirement; an empty selector matches everything.
  package func matches(_ candidate: [String: String]) -> Bool {
    labels.allSatisfy { candidate[$0.key] == $0.value }
      && expressions.allSatisfy { $0.matches(candidate) }
  }
}

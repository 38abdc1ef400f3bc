extension LabelSelector {
  /// Reads a `metav1.LabelSelector` only if every part of it is what the API takes (`ValidateLabelSelector`).
  ///
  /// A part that cannot be read would otherwise be left out, and the selector match more than it says.
  package init?(strict value: JSONValue) {
    let labels = value["matchLabels"]
    let expressions = value["matchExpressions"]
    guard value.isObject, labels.isNull || labels.isObject,
      expressions.isNull || expressions.isArray,
      labels.object.values.allSatisfy({ $0.string != nil })
    else { return nil }
    self.init(value)
    guard self.expressions.count == expressions.array.count else { return nil }
    for (expression, requirement) in zip(expressions.array, self.expressions) {
      let values = expression["values"]
      let takesValues = [.isIn, .isNotIn].contains(requirement.comparison)
      guard !requirement.key.isEmpty, values.isNull || values.isArray,
        values.array.count == requirement.values.count, requirement.values.isEmpty != takesValues
      else { return nil }
    }
  }

  /// Whether it matches everything because it states nothing.
  package var isEmpty: Bool { labels.isEmpty && expressions.isEmpty }

  /// The syntax of kubectl: `app=web,tier in (a,b),!legacy`.
  package var text: String {
    let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (pairs + expressions.map(\.text)).joined(separator: ",")
  }
}

extension LabelSelector.Requirement {
  /// The syntax of kubectl: `tier in (a,b)`.
  package var text: String {
    let list = values.joined(separator: ",")
    return switch comparison {
    case .isIn: "\(key) in (\(list))"
    case .isNotIn: "\(key) notin (\(list))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }
}

import Diagnosis
import Routing
import Topology

extension Report {
  /// Why a selection lists nothing.
  package struct Absence: Sendable, Equatable {
    /// Whether no object has the name that was asked for.
    package let isUnknown: Bool
    /// One line with what to do about it, safe to print.
    package let says: String
  }

  /// What to say about a selection that lists nothing.
  package func absence(of list: List, _ selection: Selection) -> Absence {
    let place = selection.namespace.map { " in namespace \($0)" } ?? ""
    guard let name = selection.name else {
      return Absence(isUnknown: false, says: "no \(list.rawValue)\(place)".cleaned)
    }
    let known = names(for: list)
    guard !known.contains(where: selection.includes) else {
      return Absence(isUnknown: false, says: "no \(list.rawValue) of `\(name)`\(place)".cleaned)
    }
    let noun =
      switch list {
      case .services, .backends: "service"
      case .routes: "object with routes"
      case .faults: "object"
      case .network: "service of type LoadBalancer"
      }
    let hint = hint(for: name, selection.namespace, known)
    return Absence(isUnknown: true, says: "there is no \(noun) `\(name)`\(place)\(hint)".cleaned)
  }

  /// What may be named.
  private func names(for list: List) -> [NamespacedName] {
    switch list {
    case .services, .backends: inventory.sortedServices.map(\.metadata.key)
    case .routes: routes.routes.map(\.source.name)
    case .faults: inventory.names
    case .network: network(Selection()).balancers.map(\.service)
    }
  }

  /// Where the name is found, or which one is nearly the same.
  private func hint(
    for name: String, _ namespace: String?, _ known: [NamespacedName]
  ) -> String {
    let others = Set(known.filter { $0.name == name }.map(\.namespace)).sorted()
    if let first = others.first, !first.isEmpty {
      return others.count == 1
        ? "; there is one in namespace \(first): add -n \(first)"
        : "; there are some in \(others.prefix(4).joined(separator: ", ")): choose with -n"
    }
    let near = known.filter { (namespace ?? $0.namespace) == $0.namespace }.map(\.name)
    return Spelling.nearest(to: name, in: Set(near)).map { "; did you mean \($0)?" } ?? ""
  }
}

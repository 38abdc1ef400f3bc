package import Topology

/// Whether a part of a rule matches: with the reason where that cannot be told.
enum PolicyMatch: Hashable, Sendable {
  case yes, no
  case unknown(PolicyUncertainty)

  init(_ isMatch: Bool) { self = isMatch ? .yes : .no }

  /// Both must match.
  static func && (left: Self, right: @autoclosure () -> Self) -> Self {
    if left == .no { return .no }
    let right = right()
    return left == .yes || right == .no ? right : left
  }

  /// The best of several: one that matches, else one that may.
  static func any(_ matches: some Sequence<Self>) -> Self {
    var best = Self.no
    for match in matches {
      if match == .yes { return .yes }
      if best == .no { best = match }
    }
    return best
  }
}

extension NetworkPolicy.Port {
  /// Whether it admits a port; a name is looked up on the destination, which has none when it is no pod.
  func admits(_ port: Int, _ transport: TransportProtocol, on destination: Pod?) -> Bool {
    switch self {
    case .all(let own): own == transport
    case .numbers(let range, let own): own == transport && range.contains(port)
    case .name(let name, let own):
      own == transport
        && destination?.ports.contains {
          $0.name == name && $0.transport == own && $0.number == port
        } ?? false
    case .invalid: false
    }
  }

  /// Its protocol; nil when it cannot be read.
  package var transport: TransportProtocol? {
    switch self {
    case .all(let own), .numbers(_, let own), .name(_, let own): own
    case .invalid: nil
    }
  }

  /// Whether it would admit a port with the right protocol.
  func admitsNumber(_ port: Int, on destination: Pod?) -> Bool {
    transport.map { admits(port, $0, on: destination) } ?? false
  }
}

extension NetworkPolicy.Rule {
  /// Whether its ports admit one of a destination.
  package func admits(_ port: Int, _ transport: TransportProtocol, on destination: Pod?) -> Bool {
    ports.isEmpty || ports.contains { $0.admits(port, transport, on: destination) }
  }

  /// Whether there can be somebody whom its peers admit.
  package var canAdmitAnybody: Bool { peers.isEmpty || peers.contains { $0 != .invalid } }
}

extension LabelSelector {
  /// Whether the labels of a namespace match; of one that is not known only the name is.
  func match(_ namespace: PolicyNamespace) -> PolicyMatch {
    guard !namespace.isKnown else { return PolicyMatch(matches(namespace.labels)) }
    let key = PolicyNamespace.nameLabel
    let isOther =
      labels[key].map { $0 != namespace.name } ?? false
      || expressions.contains { $0.key == key && !$0.matches(namespace.labels) }
    if isOther { return .no }
    let isCertain = labels.keys.allSatisfy { $0 == key } && expressions.allSatisfy { $0.key == key }
    return isCertain ? .yes : .unknown(.namespaceLabels(namespace.name))
  }
}

/// A namespace with the labels that selectors see.
package struct PolicyNamespace: Hashable, Sendable {
  /// The label that the API server gives every namespace.
  package static let nameLabel = "kubernetes.io/metadata.name"

  package let name: String
  package let labels: [String: String]
  /// Whether the object is known; otherwise only the label with its name is.
  package let isKnown: Bool

  /// A namespace of an inventory.
  package init(_ name: String, in inventory: Inventory) {
    let metadata = inventory.namespace(name)
    self.name = name
    isKnown = metadata != nil
    labels = (metadata?.labels ?? [:]).merging([Self.nameLabel: name]) { _, own in own }
  }
}

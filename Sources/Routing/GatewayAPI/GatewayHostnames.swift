/// How hostnames of listeners and of routes intersect (apis/v1, `HTTPRouteSpec.hostnames`).
///
/// Unlike an Ingress's, a wildcard stands for one label or more.
package enum GatewayHostnames {
  /// What two hostnames have in common: the more specific one; nil for nothing.
  ///
  /// An empty one is every hostname.
  package static func intersection(_ left: String, _ right: String) -> String? {
    if left.isEmpty || left == right { return right }
    if right.isEmpty { return left }
    if covers(left, right) { return right }
    return covers(right, left) ? left : nil
  }

  /// Whether a wildcard covers a hostname, or another wildcard as a whole.
  package static func covers(_ wildcard: String, _ name: String) -> Bool {
    guard wildcard.hasPrefix("*.") else { return wildcard == name }
    let suffix = wildcard.utf8.dropFirst()
    return name.utf8.count > suffix.count && name.utf8.suffix(suffix.count).elementsEqual(suffix)
  }

  /// The wildcards that cover a host, the most specific one first.
  static func wildcards(covering host: String) -> [String] {
    var wildcards: [String] = []
    var rest = host[...]
    while let dot = rest.firstIndex(of: "."), dot != rest.startIndex {
      wildcards.append("*" + rest[dot...])
      rest = rest[rest.index(after: dot)...]
    }
    return wildcards
  }
}

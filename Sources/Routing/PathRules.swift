/// How paths of rules and paths of requests compare (networking/v1, `HTTPIngressPath`).
package enum PathRules {
  /// The path of a request target: without query and fragment, `/` when it is empty.
  package static func path(of target: some StringProtocol) -> Substring {
    let path = Substring(target).prefix { $0 != "?" && $0 != "#" }
    return path.isEmpty ? "/" : path
  }

  /// Whether a rule's path matches; ImplementationSpecific is read as Prefix.
  package static func matches(
    _ rule: String, _ type: Route.PathType, path: some StringProtocol
  ) -> Bool {
    type == .exact ? rule == path : prefix(rule, matches: path)
  }

  /// Whether a prefix matches element by element; a slash at its end does not count.
  package static func prefix(_ rule: String, matches path: some StringProtocol) -> Bool {
    let rule = rule.utf8.last == UInt8(ascii: "/") ? rule.utf8.dropLast() : rule.utf8[...]
    let path = path.utf8
    guard path.starts(with: rule) else { return false }
    let next = path.dropFirst(rule.count).first
    return next == nil || next == UInt8(ascii: "/")
  }

  /// The length that decides between several matches: without the final slash of a prefix.
  package static func length(_ rule: String, _ type: Route.PathType) -> Int {
    let count = rule.utf8.count
    return type != .exact && rule.utf8.last == UInt8(ascii: "/") ? count - 1 : count
  }
}

/// How hosts of rules and hosts of requests compare (networking/v1, `IngressRule.host`).
package enum HostRules {
  /// The host of a request without its port and final dot, in lower case.
  package static func normalized(_ header: some StringProtocol) -> String {
    var host = Substring(header.lowercased())
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[...end])
    }
    if let colon = host.lastIndex(of: ":") { host = host[..<colon] }
    if host.hasSuffix(".") { host = host.dropLast() }
    return String(host)
  }

  /// Whether `*.foo.com` covers a host: exactly one label in place of the star.
  package static func wildcard(_ pattern: some StringProtocol, covers host: some StringProtocol)
    -> Bool
  {
    guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: "."), dot != host.startIndex
    else { return false }
    return host[dot...] == pattern.dropFirst()
  }

  /// The wildcard that would cover a host; nil when it has one label only.
  package static func wildcard(covering host: String) -> String? {
    guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return nil }
    return "*" + host[dot...]
  }

  /// Whether a rule's host covers the host of a request; an empty one covers all.
  package static func host(_ pattern: String, covers host: String) -> Bool {
    pattern.isEmpty || pattern == host || wildcard(pattern, covers: host)
  }
}

package import Topology

/// What the annotations of ingress-nginx make of a path, besides the canary.
package struct NginxTerms: Hashable, Sendable {
  /// How the names of its annotations begin.
  package static let prefix = "nginx.ingress.kubernetes.io/"

  /// The host of the rule, where this is the same for another one (`server-alias`).
  package var aliasOf: String?
  /// Whether every path of the host is read as a regular expression: `use-regex`, or a target that is not the path.
  package var usesRegex = false
  /// What stands in the place of the path, with `$1` for what its groups match; nil where the path stays.
  package var rewriteTarget: String?
  /// What is answered at once (`temporal-redirect`, `permanent-redirect`).
  package var redirect: RouteAnswer?
  /// Where requests for `/` are led; nil where they are not.
  package var appRoot: String?
  /// Whether plain requests are led to https where the host has TLS; nil where the controller's default says it.
  package var leadsToHTTPS: Bool?
  /// Whether plain requests are led to https, also where the host has no TLS.
  package var forcesHTTPS = false
  /// What is spoken to the pods, in upper case; nil for plain HTTP.
  package var backendProtocol: String?
  /// Whether a cookie keeps clients at the pod that they got first.
  package var hasAffinity = false
  /// Whether such clients do not change between canary and primary.
  package var keepsCanary = true
  /// The Service that answers while that of the path has nobody who does.
  package var defaultBackend: NamespacedName?
  /// Whether requests go to the cluster IP instead of to the pods.
  package var usesClusterIP = false

  /// Whether more than the order of networking/v1 decides about the host.
  var isOfOrder: Bool { usesRegex || aliasOf != nil }

  /// The regular expression of a path; it is compared with the beginning of what is asked for, in any case.
  static func pattern(_ path: String) -> TraefikPattern { TraefikPattern("(?i)^" + path) }

  /// The path that a Service gets; nil where only the controller can tell.
  func rewritten(_ requested: String, by path: String) -> String? {
    guard let rewriteTarget else { return requested }
    let pattern = Self.pattern(path)
    guard let groups = pattern.groups(in: requested) else {
      return pattern.isFound(in: requested) == nil ? nil : requested
    }
    var result = ""
    var rest = rewriteTarget[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      // A reference has one digit.
      guard let number = rest.first?.wholeNumberValue, rest.first?.isASCII == true else {
        // Variables of nginx are not known here.
        return nil
      }
      if groups.indices.contains(number) { result += groups[number] }
      rest = rest.dropFirst()
    }
    return result + rest
  }
}

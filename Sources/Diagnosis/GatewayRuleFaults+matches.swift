import Language
import Routing
import Topology

/// Hostnames and matches that the API refuses (apis/v1, the rules of `HTTPPathMatch` and `Hostname`).
extension GatewayRuleFaults {
  private static let methods: Set = [
    "", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
  ]

  /// Hostnames that are none.
  static func hostnames(of route: GatewayRouteDocument) -> [Fault] {
    let written = route.resource.object["spec"]["hostnames"].array.compactMap(\.string)
    return written.enumerated().compactMap { index, host in
      guard let problem = problem(withHost: host) else { return nil }
      return Fault(
        "route-match-invalid", .blocker, route.reference, field: "spec.hostnames[\(index)]",
        says: "The hostname \"\(host)\" \(problem).",
        fix: "Use a DNS name in lower case without port, or *.name.")
    }
  }

  private static func problem(withHost host: String) -> Message? {
    if NameRules.isAddress(host) { return "is an IP address" }
    if host.contains(":") { return "has a port" }
    let name = host.hasPrefix("*.") ? host.dropFirst(2) : host[...]
    if name.contains("*") { return "has a star that is not its whole first label" }
    if name != name.lowercased() { return "is not in lower case" }
    return NameRules.isHost(name) ? nil : "is not a DNS name"
  }

  /// The first thing that is wrong with a match.
  static func match(of match: GatewayMatch, _ route: GatewayRouteDocument) -> Fault? {
    let found =
      path(of: match)
      ?? (methods.contains(match.method)
        ? nil
        : (
          "\(match.field).method",
          "the method \"\(match.method)\" is none that the API knows, which are in upper case"
        ))
      ?? condition(of: match)
    guard let (field, problem): (String, Message) = found else { return nil }
    return Fault(
      "route-match-invalid", .blocker, route.reference, field: field,
      says: "The match cannot be taken: \(problem).",
      fix: "Write it as the API wants it, or split the rule.")
  }

  private static func path(of match: GatewayMatch) -> (String, Message)? {
    guard match.isWrittenPath else { return nil }
    let field = "\(match.field).path.value"
    switch match.pathType {
    case "Exact", "PathPrefix":
      return problem(withPath: match.path).map { (field, "the path \"\(match.path)\" \($0)") }
    case "RegularExpression":
      return isPattern(match.path)
        ? nil : (field, "\"\(match.path)\" is no regular expression")
    default:
      return ("\(match.field).path.type", "there is no type of paths \"\(match.pathType)\"")
    }
  }

  private static func problem(withPath path: String) -> Message? {
    if !path.hasPrefix("/") { return "does not begin with /" }
    for part in ["//", "/./", "/../", "%2f", "%2F", "#"] where path.contains(part) {
      return "contains \(part)"
    }
    for end in ["/..", "/."] where path.hasSuffix(end) { return "ends with \(end)" }
    let allowed = "-/._~!$&'()*+,;=:@%"
    let wrong = path.first { character in
      !(character.isASCII && (character.isLetter || character.isNumber))
        && !allowed.contains(character)
    }
    return wrong.map { "contains \(String($0))" }
  }

  private static func condition(of match: GatewayMatch) -> (String, Message)? {
    for condition in match.conditions {
      switch condition.type {
      case "Exact": continue
      case "RegularExpression":
        guard !isPattern(condition.value) else { continue }
        return (
          "\(condition.field).value", "\"\(condition.value)\" is no regular expression"
        )
      default:
        return ("\(condition.field).type", "there is no type \"\(condition.type)\"")
      }
    }
    return nil
  }

  /// Whether brackets and escapes of a pattern are complete; the rest differs between implementations.
  private static func isPattern(_ text: String) -> Bool {
    var depth = 0
    var isEscaped = false
    var isInClass = false
    var previous: Character = "("
    for character in text {
      if isEscaped {
        isEscaped = false
        previous = "a"
        continue
      }
      switch character {
      case "\\": isEscaped = true
      case "[" where !isInClass: isInClass = true
      case "]" where isInClass && previous != "[": isInClass = false
      case "(" where !isInClass: depth += 1
      case ")" where !isInClass: depth -= 1
      case "*", "+":
        if !isInClass, previous == "(" || previous == "|" { return false }
      default: break
      }
      guard depth >= 0 else { return false }
      previous = character
    }
    return depth == 0 && !isEscaped && !isInClass
  }
}

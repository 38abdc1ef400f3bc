import Crypto
import Routing
import Topology

/// Names as Traefik makes them.
enum TraefikName {
  /// A name with one `-` for everything in it that is neither letter nor digit, and none at its ends
  /// (`provider.Normalize`).
  static func normal(_ text: String) -> String {
    text.unicodeScalars.split { scalar in
      if scalar.isASCII { return !scalar.properties.isAlphabetic && !("0"..."9" ~= scalar) }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber:
        return false
      default: return true
      }
    }
    .map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
  }

  /// The name of a Service with the port as it is written.
  static func service(_ backend: Route.Backend) -> String {
    "\(backend.service.namespace)-\(backend.service.name)-\(backend.port)"
  }

  /// What tells the rules of one object apart: the first ten bytes of a digest (`makeServiceKey`).
  static func hash(of rule: String) -> String {
    SHA256.hash(data: Array(rule.utf8)).prefix(10).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }
}

/// A Service of a route of the Gateway API, which Traefik names
/// `httproute-NS-ROUTE-gw-GWNS-GW-ep-ENTRYPOINT-RULE-HASH-svc-SVCNS-SVC-NUMBER@kubernetesgateway`.
struct TraefikGatewayName {
  private static let provider = "@kubernetesgateway"

  let start: String
  /// The number of the rule.
  let rule: Int
  let end: String
  let route: Route.ID
  let service: NamespacedName

  static func all(of route: Route) -> [TraefikGatewayName] {
    guard let rule = route.rule, route.source.kind.hasSuffix("Route"),
      ["HTTPRoute", "GRPCRoute"].contains(route.source.kind)
    else { return [] }
    let source = route.source.name
    let start = "\(route.source.kind.lowercased())-\(source.namespace)-\(source.name)-gw-"
    return route.backends.enumerated().map { number, backend in
      let place = backend.weightPlace?.service ?? number
      return TraefikGatewayName(
        start: start, rule: rule,
        end: "-svc-\(backend.service.namespace)-\(backend.service.name)-\(place)",
        route: route.id, service: backend.service)
    }
  }

  /// The key of a Service by its name; without route where several may be meant.
  static func key(of name: String, among ends: [String: [TraefikGatewayName]]) -> TrafficKey {
    guard name.hasSuffix(provider) else { return TrafficKey() }
    let name = String(name.dropLast(provider.count))
    let found = name.ranges(of: "-svc-").flatMap { range in
      (ends[String(name[range.lowerBound...])] ?? []).filter { candidate in
        candidate.hasRule(in: name[..<range.lowerBound])
      }
    }
    let services = Set(found.map(\.service))
    guard services.count == 1, let service = services.first else { return TrafficKey() }
    let routes = Set(found.map(\.route))
    return TrafficKey(route: routes.count == 1 ? routes.first : nil, service: service)
  }

  /// Whether what stands before the Service is this rule: `…-RULE-HASH`.
  private func hasRule(in text: Substring) -> Bool {
    guard text.hasPrefix(start) else { return false }
    let parts = text.split(separator: "-")
    return parts.count > 2 && parts[parts.count - 2] == "\(rule)"
  }
}

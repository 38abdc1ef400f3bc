import TestSupport

/// What stands between rules and Services, and Ingresses.
extension TraefikSets {
  private static let specs = [
    "stripPrefix: {prefixes: [/a/b, /a]}", "stripPrefix: {prefixes: [/docs/]}",
    "stripPrefix: {prefixes: [/none, /]}", "stripPrefixRegex: {regex: ['/[a-z]+']}",
    "stripPrefixRegex: {regex: ['^/x', '/a/?']}", "addPrefix: {prefix: /pre}",
    "addPrefix: {prefix: /pre/}", "addPrefix: {prefix: 'pre x'}", "replacePath: {path: /whole}",
    "replacePath: {path: '/who%2Fle%20'}",
    "replacePathRegex: {regex: '^/a/(.*)', replacement: '/b/$1'}",
    "replacePathRegex: {regex: '^/([a-z]+)', replacement: '/x-${1}'}",
    "replacePathRegex: {regex: '^/a', replacement: ''}",
    "replacePathRegex: {regex: '(a|b)', replacement: '$1$1'}",
    "redirectRegex: {regex: '^http://([^/]+)/a(.*)', replacement: 'https://www.$1/b$2'}",
    "redirectRegex: {regex: 'docs', replacement: 'manual', permanent: true}",
    "redirectScheme: {scheme: https}", "redirectScheme: {scheme: http, port: '80'}",
    "redirectScheme: {scheme: https, permanent: true, port: '8443'}",
  ]

  /// Middlewares of the set, with the names of those that a rule states.
  private mutating func steps(_ count: ClosedRange<Int>) -> (text: String, names: [String]) {
    var text = ""
    var names: [String] = []
    for number in 0..<Int.random(in: count, using: &chance) {
      names.append("\(name)-\(number)")
      text += head("Middleware", "\(name)-\(number)") + "  \(chance.pick(Self.specs))\n"
    }
    guard names.count > 1, chance.isOne(of: 3) else { return (text, names) }
    let list = names.map { "{name: \($0)}" }.joined(separator: ", ")
    text += head("Middleware", "\(name)-chain") + "  chain: {middlewares: [\(list)]}\n"
    return (text, ["\(name)-chain"])
  }

  mutating func middlewares() -> String {
    var (text, names) = steps(1...3)
    if chance.isOne(of: 10) { names.append("none") }
    let services = [
      service(), service(), service(), "{name: noop@internal, kind: TraefikService}",
      "{name: missing, port: 80}",
    ]
    let prefix = chance.pick(["/", "/a", "/docs"])
    var rules = [
      Rule(
        match: "Host(`\(name).test`) && PathPrefix(`\(prefix)`)", services: chance.pick(services),
        more: "middlewares: [\(names.map { "{name: \($0)}" }.joined(separator: ", "))]")
    ]
    if chance.isOne(of: 2) {
      rules.append(Rule(match: "Host(`\(name).test`)", services: service()))
    }
    text += route(rules)
    return text
  }

  mutating func traefikServices() -> String {
    let (text, names) = traefikService(name, depth: 1)
    drawn = names
    let path = chance.pick(["/", "/a"])
    return text
      + route([
        Rule(
          match: "Host(`\(name).test`) && PathPrefix(`\(path)`)",
          services: chance.isOne(of: 12)
            ? "{name: no-such, kind: TraefikService}" : "{name: \(name), kind: TraefikService}")
      ])
  }

  private mutating func traefikService(
    _ name: String, depth: Int
  ) -> (text: String, names: Set<String>) {
    switch Int.random(in: 0..<8, using: &chance) {
    case 0, 1:
      let first = chance.pick(Self.services)
      return (
        head("TraefikService", name) + """
            mirroring:
              name: \(first)
              port: 80
              mirrors: [{name: \(chance.pick(Self.services)), port: 80, percent: 50}]

          """, [first]
      )
    case 2:
      return (
        head("TraefikService", name) + """
            highestRandomWeight:
              services: [{name: red, port: 80, weight: 2}, {name: blue, port: 80}]

          """, ["red", "blue"]
      )
    default: return weighted(name, depth: depth)
    }
  }

  private mutating func weighted(
    _ name: String, depth: Int
  ) -> (text: String, names: Set<String>) {
    var names: Set<String> = []
    var before = ""
    var list: [String] = []
    for number in 0..<Int.random(in: 1...3, using: &chance) {
      // A list without any weight inside of another one is among what is done otherwise.
      let isInner = depth == 0 && number == 0
      let weight = Int.random(in: (isInner ? 1 : 0)...3, using: &chance)
      if depth > 0, chance.isOne(of: 3) {
        let inner = traefikService("\(name)-\(number)", depth: depth - 1)
        before += inner.text
        if weight > 0 { names.formUnion(inner.names) }
        list.append("{name: \(name)-\(number), kind: TraefikService, weight: \(weight)}")
      } else {
        let service = chance.isOne(of: 12) ? "empty" : chance.pick(Self.services)
        if weight > 0 { names.insert(service) }
        list.append("{name: \(service), port: 80, weight: \(weight)}")
      }
    }
    let text =
      head("TraefikService", name) + "  weighted: {services: [\(list.joined(separator: ", "))]}\n"
    return (before + text, names)
  }

  mutating func ingresses() -> String {
    var texts: Set<String> = []
    var lengths: Set<Int> = []
    var (text, names) = chance.isOne(of: 2) ? steps(1...2) : ("", [])
    let matcher = chance.pick(["PathPrefix", "Path", "PathRegexp", ""])
    let host = chance.pick(["\(name).test", "\(name).test", "\(other).test"])
    var annotations = ["traefik.ingress.kubernetes.io/router.pathmatcher: '\(matcher)'"]
    if matcher.isEmpty { annotations = [] }
    if !names.isEmpty {
      if chance.isOne(of: 8) { names.append("none") }
      names = names.map { "shop-\($0)@kubernetescrd" }
      annotations.append(
        "traefik.ingress.kubernetes.io/router.middlewares: '\(names.joined(separator: ", "))'")
    }
    var paths: [String] = []
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      let path = chance.pick(["/", "/a", "/a/", "/a/b", "/ab", "/docs", "/a.b"])
      let type = chance.pick(["Prefix", "Exact", "ImplementationSpecific"])
      let own = matcher.isEmpty ? "PathPrefix" : matcher
      let rule = (type == "Exact" ? "Path" : type == "Prefix" ? "PathPrefix" : own) + path
      // Rules of one length are in no order that anything promises, but for those with the same text.
      guard texts.contains(rule) || lengths.insert(rule.utf8.count).inserted else { continue }
      texts.insert(rule)
      let service = chance.pick(Self.services + ["missing", "empty"])
      paths.append(
        "{path: \(path), pathType: \(type), "
          + "backend: {service: {name: \(service), port: {number: 80}}}}")
    }
    text += ingress(name, annotations, host, paths)
    if chance.isOne(of: 2) {
      let priority = chance.pick([1, 500])
      let path = "{path: /, pathType: Prefix, backend: {service: {name: red, port: {name: http}}}}"
      text += ingress(
        "\(name)-more", ["traefik.ingress.kubernetes.io/router.priority: '\(priority)'"], host,
        [path])
    }
    return text
  }

  func ingress(
    _ name: String, _ annotations: [String], _ host: String, _ paths: [String]
  ) -> String {
    """
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: \(name)
      namespace: shop
      annotations: {\(annotations.joined(separator: ", "))}
    spec:
      ingressClassName: traefik
      rules:
      - host: '\(host)'
        http: {paths: [\(paths.joined(separator: ", "))]}

    """
  }

  mutating func unlike(_ kind: TraefikDifference) -> String {
    switch kind {
    case .starHosts:
      return route([Rule(match: "Host(`*.\(name).test`)", services: service())])
    case .patterns:
      return route([
        Rule(match: "Host(`\(name).test`) && PathRegexp(`^/[a-c]{1,2}$`)", services: service())
      ])
    case .otherNamespaces:
      return route([
        Rule(match: "Host(`\(name).test`)", services: "{name: red, namespace: other, port: 80}")
      ])
    case .entryPoints:
      let more = chance.pick(["  entryPoints: [websecure]\n", "  tls: {}\n"])
      return route([Rule(match: "Host(`\(name).test`)", services: service())], more)
    case .emptyLists:
      drawn = ["red"]
      return head("TraefikService", "\(name)-none")
        + "  weighted: {services: [{name: green, port: 80, weight: 0}]}\n"
        + head("TraefikService", name)
        + "  weighted: {services: [{name: \(name)-none, kind: TraefikService}, {name: red, port: 80}]}\n"
        + route([
          Rule(match: "Host(`\(name).test`)", services: "{name: \(name), kind: TraefikService}")
        ])
    case .oldLanguage:
      return route([Rule(match: "Host(`\(name).test`, `\(other).test`)", services: service())])
    case .wildcards:
      func path(_ service: String) -> String {
        "{path: /, pathType: Prefix, backend: {service: {name: \(service), port: {number: 80}}}}"
      }
      return ingress("\(name)-any", [], "*.\(name).test", [path("red")])
        + ingress(name, [], "www.\(name).test", [path("green")])
    }
  }
}

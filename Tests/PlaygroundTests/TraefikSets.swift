import TestSupport
import Topology

/// One generated set of routes for Traefik, on a host of its own, with the requests that it is tried with.
struct TraefikSet: Sendable {
  /// What a client asks for.
  struct Request: Sendable, CustomStringConvertible {
    var method = "GET"
    let target: String
    var headers: [String] = []

    var description: String { "\(method) \(target) \(headers)" }
  }

  /// Which kind of route the set is of.
  enum Family: Int, CaseIterable, Sendable {
    case rules, priorities, middlewares, traefikServices, broken
  }

  let family: Family
  let host: String
  /// The manifests.
  let text: String
  let requests: [Request]
}

/// Draws sets of routes.
struct TraefikSets {
  static let services = ["red", "green", "blue"]
  private static let paths = [
    "/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/docs", "/docs/", "/a%20b", "/%61", "/a.b",
  ]
  private static let targets =
    paths + [
      "/a/b/", "/abc", "/a/b/c/d", "/docs/x", "/a?x=1", "/a/b?x=2&y", "/a%2Fb", "/zz", "/?x=1",
    ]
  private static let regexes = ["^/a", "^/a/[b-d]+$", "/b$", "^/(docs|zz)", "b"]

  private var chance: SeededGenerator

  /// So many sets of one seed.
  static func drawn(_ count: Int, seed: UInt64) -> [TraefikSet] {
    var sets = TraefikSets(chance: SeededGenerator(seed))
    return (1...count).map { sets.draw($0) }
  }

  private mutating func draw(_ number: Int) -> TraefikSet {
    let families = TraefikSet.Family.allCases
    let family = families[number % families.count]
    let name = "set-\(number)"
    let host = "\(name).test"
    let text =
      switch family {
      case .rules: routes(name, count: 1...3, hasPriorities: false)
      case .priorities: routes(name, count: 2...5, hasPriorities: true)
      case .middlewares: middlewares(name)
      case .traefikServices: traefikServices(name)
      case .broken:
        rule(name, Self.services + ["missing", "empty", "empty"], count: 3)
      }
    return TraefikSet(
      family: family, host: host, text: text, requests: (0..<8).map { _ in request() })
  }

  private mutating func request() -> TraefikSet.Request {
    var request = TraefikSet.Request(target: chance.pick(Self.targets))
    if chance.isOne(of: 4) { request.method = chance.pick(["POST", "HEAD", "DELETE"]) }
    if chance.isOne(of: 3) {
      request.headers = [chance.pick(["X-Env: canary", "x-env: canary", "X-Env: other"])]
    }
    return request
  }

  // MARK: - Routes

  private func head(_ kind: String, _ name: String) -> String {
    """
    ---
    apiVersion: traefik.io/v1alpha1
    kind: \(kind)
    metadata: {name: \(name), namespace: shop}
    spec:

    """
  }

  private mutating func routes(
    _ name: String, count: ClosedRange<Int>, hasPriorities: Bool
  ) -> String {
    var text = head("IngressRoute", name) + "  routes:\n"
    for number in 1...Int.random(in: count, using: &chance) {
      text += "  - kind: Rule\n    match: '\(match(name))'\n"
      // Rules of one priority are in no order that anything promises.
      if hasPriorities {
        text += "    priority: \(number * 10 + Int.random(in: 0..<9, using: &chance))\n"
      }
      text += "    services: [{name: \(chance.pick(Self.services)), port: 80}]\n"
    }
    return text
  }

  private mutating func rule(_ name: String, _ services: [String], count: Int) -> String {
    var text = head("IngressRoute", name) + "  routes:\n"
    for number in 1...count {
      text += "  - kind: Rule\n    match: '\(match(name))'\n    priority: \(number)\n"
      text += "    services: [{name: \(chance.pick(services)), port: 80}]\n"
    }
    return text
  }

  private mutating func match(_ name: String) -> String {
    let host = "Host(`\(name).test`)"
    return chance.isOne(of: 5) ? host : "\(host) && \(expression(depth: 2))"
  }

  private mutating func expression(depth: Int) -> String {
    guard depth > 0, chance.isOne(of: 2) else { return matcher() }
    let left = expression(depth: depth - 1)
    let right = expression(depth: depth - 1)
    return chance.pick(["(\(left) && \(right))", "(\(left) || \(right))", "!(\(left))"])
  }

  private mutating func matcher() -> String {
    let plain =
      switch Int.random(in: 0..<7, using: &chance) {
      case 0: "Path(`\(chance.pick(Self.paths))`)"
      case 1, 2: "PathPrefix(`\(chance.pick(Self.paths))`)"
      case 3: "PathRegexp(`\(chance.pick(Self.regexes))`)"
      case 4: "Header(`X-Env`, `canary`)"
      case 5: "Method(`\(chance.pick(["GET", "POST", "HEAD"]))`)"
      default: "Query(`x`, `\(chance.pick(["1", "2"]))`)"
      }
    return chance.isOne(of: 5) ? "!\(plain)" : plain
  }

  // MARK: - What stands between rule and Service

  private mutating func middlewares(_ name: String) -> String {
    let specs = [
      "stripPrefix: {prefixes: [/a/b, /a]}", "stripPrefix: {prefixes: [/docs/]}",
      "addPrefix: {prefix: /pre}", "addPrefix: {prefix: /pre/}", "replacePath: {path: /whole}",
      "replacePathRegex: {regex: '^/a/(.*)', replacement: '/b/$1'}",
      "replacePathRegex: {regex: '^/([a-z]+)', replacement: '/x-${1}'}",
      "redirectRegex: {regex: '^http://([^/]+)/a(.*)', replacement: 'https://www.$1/b$2'}",
      "redirectRegex: {regex: 'docs', replacement: 'manual', permanent: true}",
      "redirectScheme: {scheme: https}",
      "redirectScheme: {scheme: https, permanent: true, port: '8443'}",
    ]
    var text = ""
    var names: [String] = []
    for number in 0..<Int.random(in: 1...2, using: &chance) {
      names.append("{name: \(name)-\(number)}")
      text += head("Middleware", "\(name)-\(number)") + "  \(chance.pick(specs))\n"
    }
    text += head("IngressRoute", name)
    text += """
        routes:
        - kind: Rule
          match: Host(`\(name).test`) && PathPrefix(`\(chance.pick(["/", "/a", "/docs"]))`)
          middlewares: [\(names.joined(separator: ", "))]
          services: [{name: \(chance.pick(Self.services)), port: 80}]

      """
    return text
  }

  private mutating func traefikServices(_ name: String) -> String {
    let weights = [Int.random(in: 0...3, using: &chance), Int.random(in: 1...3, using: &chance)]
    var text = head("TraefikService", name)
    if chance.isOne(of: 2) {
      text += """
          weighted:
            services:
            - {name: red, port: 80, weight: \(weights[0])}
            - {name: \(chance.pick(["green", "blue"])), port: 80, weight: \(weights[1])}

        """
    } else {
      text += """
          mirroring:
            name: \(chance.pick(Self.services))
            port: 80
            mirrors: [{name: \(chance.pick(Self.services)), port: 80, percent: 50}]

        """
    }
    text += head("IngressRoute", name)
    text += """
        routes:
        - kind: Rule
          match: Host(`\(name).test`) && PathPrefix(`\(chance.pick(["/", "/a"]))`)
          services: [{name: \(name), kind: TraefikService}]

      """
    return text
  }
}

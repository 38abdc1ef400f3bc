import TestSupport
import Topology

/// One generated set of routes for Traefik, on a host of its own, with the requests that it is tried with.
struct TraefikSet: Sendable {
  /// What a client asks for.
  struct Request: Sendable, CustomStringConvertible {
    var method = "GET"
    let host: String
    let target: String
    var headers: [String] = []

    var description: String { "\(method) \(host) \(target) \(headers)" }
  }

  /// Which kind of routes the set is of.
  enum Family: String, CaseIterable, Sendable {
    case rules, priorities, repeated, oldRules, middlewares, traefikServices, broken, ingresses
    /// What the playground does otherwise by intent.
    case unlike
  }

  let family: Family
  let host: String
  /// The manifests.
  let text: String
  let requests: [Request]
  /// The Services between which chance or a turn decides; empty where it is always the same one.
  var drawn: Set<String> = []
  /// What the playground does otherwise with it.
  var unlike: TraefikDifference?
}

/// Draws sets of routes.
struct TraefikSets {
  static let services = ["red", "green", "blue"]
  static let paths = [
    "/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/docs", "/docs/", "/a b", "/a.b", "/a!b",
    "/a%2Fb",
  ]
  private static let targets = [
    "/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/docs", "/docs/", "/a%20b", "/%61", "/a.b",
    "/a/b/", "/abc", "/a/b/c/d", "/docs/x", "/a?x=1", "/a/b?x=2&y", "/a%2Fb", "/a%2fb/c", "/zz",
    "/?x=1", "/a?x=1;y=2", "/a?x=%31", "/a?y", "//a", "/a//b", "/a/../docs", "/a/./b", "/a%25b",
    "/a!b", "/a%21b", "/docs%2Fx", "/%41", "/a?", "/a+b?x=1+2", "/docs/..%2Fa",
  ]
  private static let slots: [TraefikSet.Family] = [
    .rules, .priorities, .middlewares, .rules, .traefikServices, .broken, .ingresses, .middlewares,
    .repeated, .oldRules, .ingresses, .unlike,
  ]

  var chance: SeededGenerator
  /// The names of the set that is drawn: `set-7`, `alt-7`.
  var name = ""
  var other = ""
  var drawn: Set<String> = []
  var unlike: TraefikDifference?

  /// So many sets of one seed.
  static func drawn(_ count: Int, seed: UInt64) -> [TraefikSet] {
    var sets = TraefikSets(chance: SeededGenerator(seed))
    return (1...count).map { sets.draw($0) }
  }

  private mutating func draw(_ number: Int) -> TraefikSet {
    let family = Self.slots[number % Self.slots.count]
    (name, other, drawn, unlike) = ("set-\(number)", "alt-\(number)", [], nil)
    var host = "\(name).test"
    let text: String
    switch family {
    case .rules: text = rules(1...3)
    case .priorities: text = rules(2...5, hasPriorities: true)
    case .repeated: text = repeatedRules()
    case .oldRules: text = oldRules()
    case .middlewares: text = middlewares()
    case .traefikServices: text = traefikServices()
    case .broken: text = broken()
    case .ingresses: text = ingresses()
    case .unlike:
      let kinds = TraefikDifference.allCases
      let kind = kinds[number / Self.slots.count % kinds.count]
      unlike = kind
      text = unlike(kind)
      host = kind.host(of: name)
    }
    let requests = (0..<8).map { _ in request(host, family) }
    return TraefikSet(
      family: family, host: host, text: text, requests: requests, drawn: drawn, unlike: unlike)
  }

  private mutating func request(_ host: String, _ family: TraefikSet.Family) -> TraefikSet.Request {
    var host = host
    if family != .unlike, chance.isOne(of: 4) {
      host = chance.pick(["\(other).test", host.uppercased(), "none-\(host)"])
    } else if family != .unlike, chance.isOne(of: 8) {
      host += chance.pick([":8080", ":80", ":443"])
    }
    let target = family == .unlike ? "/a" : chance.pick(Self.targets)
    var request = TraefikSet.Request(host: host, target: target)
    if family != .unlike, chance.isOne(of: 4) {
      request.method = chance.pick(["POST", "HEAD", "DELETE"])
    }
    if chance.isOne(of: 3) {
      request.headers = [chance.pick(["X-Env: canary", "x-env: canary", "X-Env: other"])]
    }
    return request
  }

  func head(_ kind: String, _ name: String) -> String {
    """
    ---
    apiVersion: traefik.io/v1alpha1
    kind: \(kind)
    metadata: {name: \(name), namespace: shop}
    spec:

    """
  }

  /// One rule of an IngressRoute.
  struct Rule {
    var match: String
    var priority = 0
    var services = ""
    var more = ""

    /// Which of two rules goes first.
    var weight: Int { priority == 0 ? match.utf8.count : priority }
  }

  func route(_ rules: [Rule], _ more: String = "") -> String {
    let rules = rules.map { rule in
      "  - kind: Rule\n    match: '\(rule.match)'\n"
        + (rule.priority == 0 ? "" : "    priority: \(rule.priority)\n")
        + (rule.more.isEmpty ? "" : "    \(rule.more)\n") + "    services: [\(rule.services)]\n"
    }
    return head("IngressRoute", name) + more + "  routes:\n" + rules.joined()
  }

  mutating func service() -> String { "{name: \(chance.pick(Self.services)), port: 80}" }
}

import TestSupport

/// The rules of IngressRoutes.
extension TraefikSets {
  private static let regexes = [
    "^/a", "^/a/[b-d]+$", "/b$", "^/(docs|zz)", "b", "(?i)^/A$", #"^/a\.b"#, "^/[^/]+/b",
  ]
  private static let priorities = [-3, 1, 5, 10, 20, 40, 60, 100, 1000]

  /// Rules of which no two have the same priority: which of them would go first is not promised.
  mutating func rules(_ count: ClosedRange<Int>, hasPriorities: Bool = false) -> String {
    var rules: [Rule] = []
    for _ in 1...Int.random(in: count, using: &chance) {
      var rule = Rule(match: match(), services: service())
      if hasPriorities, !chance.isOne(of: 4) { rule.priority = chance.pick(Self.priorities) }
      add(rule, to: &rules)
    }
    return route(rules)
  }

  mutating func add(_ rule: Rule, to rules: inout [Rule]) {
    var rule = rule
    let taken = Set(rules.map(\.weight))
    while taken.contains(rule.weight) {
      if rule.priority == 0 { rule.match += " " } else { rule.priority += 1 }
    }
    rules.append(rule)
  }

  /// Rules that ask for the same, or for parts of the same, with other priorities and Services.
  mutating func repeatedRules() -> String {
    let hosts = host()
    let (one, two) = (matcher(), matcher())
    let path = chance.pick(Self.paths)
    let more = chance.pick(["Method(`GET`)", "Header(`X-Env`, `canary`)", "!Query(`x`, `1`)"])
    let texts = [
      "\(hosts) && \(one)", "\(hosts) && (\(one) || \(two))", "\(hosts) && \(two)", hosts,
      "\(hosts) && Path(`\(path)`) && \(more)", "\(hosts) && PathPrefix(`\(path)`) && \(more)",
      "\(hosts) && \(more)", "\(hosts) && \(more) && PathPrefix(`/`)",
    ]
    var rules: [Rule] = []
    for number in 0..<Int.random(in: 3...6, using: &chance) {
      // A text may come again, and then with the priority that it had or with another one.
      let text = chance.pick(texts)
      let name = chance.isOne(of: 6) ? "missing" : chance.pick(Self.services)
      rules.append(
        Rule(
          match: text, priority: Int.random(in: 0..<9, using: &chance) * 10 + number + 1,
          services: "{name: \(name), port: 80}"))
    }
    return route(rules)
  }

  mutating func broken() -> String {
    let services = [
      "{name: missing, port: 80}", "{name: empty, port: 80}", "{name: red, port: 81}",
      "{name: red, port: web}", "{name: outside, port: 80}", "{name: red, port: http}",
      "{name: green, port: 80}, {name: empty, port: 80}",
    ]
    var rules = [Rule(match: match(), services: service())]
    for _ in 0..<Int.random(in: 1...3, using: &chance) {
      add(Rule(match: match(), services: chance.pick(services)), to: &rules)
    }
    if chance.isOne(of: 2) {
      let texts = [
        "Host(`\(name).test`) && Unknown(`x`)", "Host(`\(name).test`", "Path(`a`)",
        "Host(`\(name).test`) && Header(`a`)", "Host(`\(name).test`) &&",
      ]
      add(Rule(match: chance.pick(texts), priority: 2000, services: service()), to: &rules)
    }
    if chance.isOne(of: 2) {
      let rule = Rule(
        match: match(), priority: 3000, services: service(), more: "middlewares: [{name: none}]")
      add(rule, to: &rules)
    }
    return route(rules)
  }

  /// What a rule asks for, with a host of the set in any case.
  mutating func match() -> String {
    let host = host()
    return chance.isOne(of: 5) ? host : "\(host) && \(expression(depth: 2))"
  }

  private mutating func host() -> String {
    switch Int.random(in: 0..<32, using: &chance) {
    case 2...5: "(Host(`\(name).test`) || Host(`\(other).test`))"
    case 1: #"HostRegexp(`^(\#(name)|\#(other))\.test$`)"#
    case 6...9: "Host(`\(name.uppercased()).test`)"
    case 10...13: "host(\"\(name).test\")"
    default: "Host(`\(name).test`)"
    }
  }

  private mutating func expression(depth: Int) -> String {
    guard depth > 0, chance.isOne(of: 2) else { return matcher() }
    let left = expression(depth: depth - 1)
    let right = expression(depth: depth - 1)
    return chance.pick([
      "(\(left) && \(right))", "(\(left) || \(right))", "!(\(left))", "!(\(left)||\(right))",
      "(\(left) || \(right) && \(left))",
    ])
  }

  mutating func matcher() -> String {
    let path = chance.pick(Self.paths)
    let plain = chance.pick([
      "Path(`\(path)`)", "PathPrefix(`\(path)`)", "PathPrefix(`\(path)`)", "PATHPREFIX(`\(path)`)",
      "PathRegexp(`\(chance.pick(Self.regexes))`)", "Header(`X-Env`, `canary`)",
      "HeaderRegexp(`x-env`, `^can`)", "Method(`\(chance.pick(["GET", "POST", "head"]))`)",
      "Query(`x`, `\(chance.pick(["1", "2", "1 2"]))`)", "Query(`y`)",
      "QueryRegexp(`x`, `^[0-9]+$`)",
      "ClientIP(`\(chance.pick(["127.0.0.0/8", "127.0.0.1", "10.0.0.0/8", "::1"]))`)",
    ])
    return chance.isOne(of: 5) ? "!\(plain)" : plain
  }

  /// Rules in the language of v2.
  mutating func oldRules() -> String {
    var rules: [Rule] = []
    for _ in 1...Int.random(in: 1...3, using: &chance) {
      let host = chance.pick([
        "Host(`\(name).test`)", "Host(`\(name).test`, `\(other).test`)", "Host(`\(name).test`)",
        "HostHeader(`\(name).test`)", "Host(`\(other).test`, `\(name).test`)",
        "HostHeader(`\(name).test`)", "HostRegexp(`{sub:(?:set|alt)}\(name.dropFirst(3)).test`)",
      ])
      let more = [oldMatcher(), oldMatcher()]
      let rest = chance.pick([
        more[0], "\(more[0]) && \(more[1])", "(\(more[0]) || \(more[1]))", "!\(more[0])",
      ])
      let rule = Rule(match: "\(host) && \(rest)", services: service(), more: "syntax: v2")
      add(rule, to: &rules)
    }
    return route(rules)
  }

  private mutating func oldMatcher() -> String {
    chance.pick([
      "Path(`/a`, `/docs`)", "Path(`/{id:[a-c]+}`)", "Path(`/a/{id}`)", "PathPrefix(`/a`, `/docs`)",
      "PathPrefix(`/{id:[a-z]+}/b`)", "Method(`GET`, `POST`)", "Headers(`X-Env`, `canary`)",
      "HeadersRegexp(`X-Env`, `^can`)", "Query(`x=1`)", "Query(`x=2`, `y=`)",
      "ClientIP(`10.0.0.0/8`, `127.0.0.0/8`)",
    ])
  }
}

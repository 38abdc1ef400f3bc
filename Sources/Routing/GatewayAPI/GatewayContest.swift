package import Language
package import Topology

/// What matches of the Gateway API ask of a request.
package struct GatewayRequest: Sendable {
  package let method: String
  package let host: String
  package let path: String
  /// `a=1&b=2`, without percent encoding undone.
  package let query: String
  /// Names in lower case.
  package let headers: [(name: String, value: String)]
  /// Whether it comes by TLS.
  package let isSecure: Bool
  /// The port, where it is stated.
  package let port: Int?
  /// What is known of a request that has arrived; nil for one that is only thought of.
  package let arrival: Arrival?
  /// Who asks, where the proxy beside it decides.
  private(set) var client: Client?

  /// What a rule may ask for of a pod that sends a request.
  struct Client: Sendable {
    let namespace: String
    let labels: [String: String]
  }

  /// What nobody states who only asks where a request would go.
  package struct Arrival: Sendable {
    /// The address of the client; nil where it is none that can be read.
    package let client: IPAddress?
    /// The host as the client wrote it, with its port.
    package let authority: String
    /// Whether there is a question mark with nothing behind it.
    package let hasBareQuery: Bool

    package init(client: IPAddress? = nil, authority: String, hasBareQuery: Bool = false) {
      self.client = client
      self.authority = authority
      self.hasBareQuery = hasBareQuery
    }
  }

  package init(
    method: String, host: String, path: String, query: String = "",
    headers: [(name: String, value: String)] = [], isSecure: Bool = false, port: Int? = nil,
    arrival: Arrival? = nil
  ) {
    self.method = method
    self.host = host
    self.path = path
    self.query = query
    self.headers = headers
    self.isSecure = isSecure
    self.port = port
    self.arrival = arrival
  }

  /// The same as the proxy beside a client has it, which knows who asks and the port of the Service.
  func sent(by client: Pod, to port: Int) -> GatewayRequest {
    var request = GatewayRequest(
      method: method, host: host, path: path, query: query, headers: headers, isSecure: isSecure,
      port: port, arrival: arrival)
    request.client = Client(
      namespace: client.metadata.namespace, labels: client.metadata.labels)
    return request
  }

  /// The first value of a query parameter.
  func parameter(_ name: String) -> String? {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts[0] == name { return parts.count == 2 ? String(parts[1]) : "" }
    }
    return nil
  }
}

/// Which rule of the Gateway API takes a request (apis/v1, `HTTPRouteRule.matches`): the order of precedence over
/// hosts, paths, methods, headers, query parameters, ages, names and places.
package struct GatewayContest: Sendable {
  /// A rule that matches and loses.
  package struct Loser: Sendable {
    package let route: Route
    package let why: Message
  }

  /// A rule whose path fits while something else does not.
  package struct Miss: Hashable, Sendable {
    package let route: Route
    package let path: String
    /// `GET x-env=canary`.
    package let condition: String
    /// Where the match stands.
    package let field: String
  }

  /// The route that answers; nil when none does.
  package private(set) var chosen: Route?
  package private(set) var losers: [Loser] = []
  /// In the order in which their routes are tried.
  package private(set) var misses: [Miss] = []
  /// Rules with a regular expression, which every implementation reads in its own way: they may match too.
  package private(set) var patterns: [Route] = []

  private struct Entry {
    let route: Route
    let match: GatewayMatch
    let order: [Int]
    let created: String
    let name: NamespacedName
  }

  /// A contest without any routes.
  package init() {}

  /// Resolves a request among the routes of the hosts that cover it.
  ///
  /// Only routes with a listener for the scheme and port take part, unless there is none at all.
  package init(_ request: GatewayRequest, _ table: RoutingTable, _ inventory: Inventory) {
    let candidates = table.candidates(for: request.host).filter {
      GatewayAPI.routeKinds.contains($0.source.kind) && !$0.isOfMesh
        && $0.terms?.isOfConnections != true
    }
    guard !candidates.isEmpty else { return }
    let grouped = Dictionary(grouping: candidates, by: \.source)
    var entries: [(Entry, isHeard: Bool)] = []
    for (source, routes) in grouped {
      guard let document = table.gateways.document(source) else { continue }
      let isHeard = Self.isHeard(document, request, table, inventory)
      entries += take(routes, document, request).map { ($0, isHeard) }
    }
    let heard = entries.filter(\.isHeard).map(\.0)
    decide(heard.isEmpty ? entries.map(\.0) : heard)
  }

  /// Resolves a request among routes that have no listeners, as proxies of a mesh do.
  init(
    _ request: GatewayRequest, among routes: [Route],
    _ document: (ObjectReference) -> GatewayRouteDocument?
  ) {
    var entries: [Entry] = []
    for (source, own) in Dictionary(grouping: routes, by: \.source) {
      guard let document = document(source) else { continue }
      entries += take(own, document, request)
    }
    decide(entries)
  }

  private mutating func decide(_ entries: [Entry]) {
    let ranked = entries.sorted(by: Self.precedes)
    chosen = ranked.first?.route
    losers = zip(ranked.dropFirst(), repeatElement(ranked.first, count: ranked.count)).compactMap {
      loser, winner in winner.map { Loser(route: loser.route, why: Self.why($0, loser)) }
    }
  }

  private static func isHeard(
    _ document: GatewayRouteDocument, _ request: GatewayRequest, _ table: RoutingTable,
    _ inventory: Inventory
  ) -> Bool {
    let wanted = request.isSecure ? ["HTTPS", "TLS"] : ["HTTP"]
    return table.gateways.listeners(of: document, in: inventory).flatMap(\.listeners).contains {
      wanted.contains($0.protocolName)
        && (request.port == nil || $0.port == request.port)
    }
  }

  /// The matches of one object that hold, and those that nearly do.
  private mutating func take(
    _ routes: [Route], _ document: GatewayRouteDocument, _ request: GatewayRequest
  ) -> [Entry] {
    var entries: [Entry] = []
    for (number, rule) in document.rules.enumerated() {
      let own = routes.filter { $0.rule == number }
      guard !own.isEmpty else { continue }
      for match in rule.matches {
        let isPattern = match.pathType == "RegularExpression"
        guard isPattern || Self.fits(match, request.path) else { continue }
        // Any of the rule's routes has its backends; the one of the most specific host comes first.
        guard let route = own.first(where: { $0.path.hasPrefix(match.path) }) ?? own.first else {
          continue
        }
        if let condition = Self.unmet(match, request) {
          guard !isPattern else { continue }
          misses.append(
            Miss(route: route, path: match.path, condition: condition, field: match.field))
          continue
        }
        guard !isPattern, match.conditions.allSatisfy({ $0.type != "RegularExpression" }) else {
          patterns.append(route)
          continue
        }
        entries.append(
          Entry(
            route: route, match: match,
            order: Self.order(route.host, match) + [-number],
            created: document.resource.metadata.creationTimestamp,
            name: document.resource.metadata.key))
      }
    }
    return entries
  }

  private static func fits(_ match: GatewayMatch, _ path: String) -> Bool {
    match.pathType == "Exact" ? match.path == path : PathRules.prefix(match.path, matches: path)
  }

  /// What of a match the request does not meet; nil when it meets all, as far as it can be told.
  private static func unmet(_ match: GatewayMatch, _ request: GatewayRequest) -> String? {
    if !match.method.isEmpty, match.method != request.method { return match.method }
    for condition in match.conditions {
      let value =
        condition.list == "headers"
        ? request.headers.first { $0.name == condition.name }?.value
        : request.parameter(condition.name)
      let isPattern = condition.type == "RegularExpression"
      let isMet = value.map { isPattern || $0 == condition.value } ?? false
      if !isMet {
        let sign = isPattern ? "~" : "="
        return (condition.list == "headers" ? "" : "?")
          + "\(condition.name)\(sign)\(condition.value)"
      }
    }
    return nil
  }

  /// The steps of precedence as numbers: the greater goes first.
  private static func order(_ host: String, _ match: GatewayMatch) -> [Int] {
    let precise = host.hasPrefix("*.") ? 0 : host.utf8.count
    let headers = match.conditions.count { $0.list == "headers" }
    return [
      precise, host.utf8.count, match.pathType == "Exact" ? 1 : 0, match.path.utf8.count,
      match.method.isEmpty ? 0 : 1, headers, match.conditions.count - headers,
    ]
  }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    let steps = zip(left.order.dropLast(), right.order.dropLast())
    for (one, other) in steps where one != other { return one > other }
    guard left.name == right.name else {
      return (left.created, left.name) < (right.created, right.name)
    }
    return (left.order.last ?? 0) > (right.order.last ?? 0)
  }

  private static func why(_ winner: Entry, _ loser: Entry) -> Message {
    let steps: [Message] = [
      "would match, less specific host", "would match, less specific host",
      "would match, Exact goes first", "would match, shorter", "would match, a method goes first",
      "would match, more headers go first", "would match, more query parameters go first",
    ]
    for (index, step) in steps.enumerated() where winner.order[index] != loser.order[index] {
      return step
    }
    return winner.name == loser.name
      ? "would match, an earlier rule goes first"
      : "duplicate of \(winner.route.source), which is older"
  }
}

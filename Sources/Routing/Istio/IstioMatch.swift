import Topology

/// One way to match of a rule: all that it asks for (networking.istio.io, `HTTPMatchRequest`).
package struct IstioMatch: Hashable, Sendable {
  /// The path; nil for every one.
  var uri: RoutePath?
  var conditions: [RouteCondition] = []
  /// The gateways that it is for, as written; empty for those of the VirtualService.
  var gateways: [String] = []

  /// The match of everything.
  init() {}

  /// Reads an entry of `match`.
  init(_ value: JSONValue) {
    uri = Self.path(value["uri"])
    // Patterns have their own way to say so.
    if value["ignoreUriCase"].bool == true, uri?.rule != .pattern { uri?.ignoresCase = true }
    gateways = value["gateways"].array.compactMap(\.string)
    let parts: [(name: String, part: RouteCondition.Part)] = [
      ("method", .method), ("scheme", .scheme), ("authority", .authority),
    ]
    for (name, part) in parts { add(part, name, value[name]) }
    if let port = value["port"].integer {
      conditions.append(RouteCondition(.port, "port", .exact, "\(port)"))
    }
    for (name, text) in Self.sorted(value["headers"]) { add(.header, name.lowercased(), text) }
    for (name, text) in Self.sorted(value["withoutHeaders"]) {
      add(.header, name.lowercased(), text, isNegated: true)
    }
    for (name, text) in Self.sorted(value["queryParams"]) { add(.parameter, name, text) }
    for (name, text) in Self.sorted(value["sourceLabels"]) {
      conditions.append(RouteCondition(.source, name, .exact, text.string ?? ""))
    }
    if let namespace = value["sourceNamespace"].string {
      conditions.append(RouteCondition(.sourceNamespace, "namespace", .exact, namespace))
    }
  }

  /// Reads a comparison (`StringMatch`); one that states nothing asks for presence.
  private mutating func add(
    _ part: RouteCondition.Part, _ name: String, _ text: JSONValue, isNegated: Bool = false
  ) {
    guard text != .null else { return }
    var condition = RouteCondition(part, name)
    let ways: [RouteCondition.Comparison] = [.exact, .prefix, .regex]
    if let way = ways.first(where: { text[$0.rawValue].string != nil }) {
      condition.comparison = way
      condition.value = text[way.rawValue].string ?? ""
    }
    condition.isNegated = isNegated
    condition.isMissingEmpty = isNegated
    conditions.append(condition)
  }

  /// Reads the comparison of a path; nil where there is none, and every path fits.
  private static func path(_ value: JSONValue) -> RoutePath? {
    let ways: [(key: String, rule: RoutePath.Rule)] = [
      ("exact", .exact), ("prefix", .textPrefix), ("regex", .pattern),
    ]
    return ways.lazy.compactMap { way in
      value[way.key].string.map {
        RoutePath($0.isEmpty && way.rule != .pattern ? "/" : $0, way.rule)
      }
    }.first
  }

  private static func sorted(_ value: JSONValue) -> [(String, JSONValue)] {
    value.object.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The path as the identity of a route has it; patterns have a sign, since paths need not begin with a slash.
  var written: (path: String, type: Route.PathType) {
    let terms = RouteTerms(uri ?? .everything, conditions, chain: [], field: "", position: 0)
    let (path, type) = terms.written
    return (uri?.rule == .pattern ? "~\(path)" : path, type)
  }

  /// Whether it matches everything that another one does, as far as that is certain.
  package func covers(_ other: IstioMatch) -> Bool {
    guard gateways.isEmpty || gateways == other.gateways else { return false }
    if let uri, uri != .everything {
      guard let path = other.uri, uri.covers(path), uri.ignoresCase == path.ignoresCase else {
        return false
      }
    }
    return conditions.allSatisfy { own in other.conditions.contains(where: own.covers) }
  }

  /// What both ask for, as a delegate's rule does; nil where the delegate's is no part of the other.
  func joined(with delegate: IstioMatch) -> IstioMatch? {
    var joined = self
    if let uri, let path = delegate.uri, !uri.covers(path) { return nil }
    joined.uri = delegate.uri ?? uri
    for condition in delegate.conditions {
      let same = conditions.first { $0.isAbout(condition) }
      if let same, same != condition { return nil }
      if same == nil { joined.conditions.append(condition) }
    }
    if !delegate.gateways.isEmpty { joined.gateways = delegate.gateways }
    return joined
  }
}

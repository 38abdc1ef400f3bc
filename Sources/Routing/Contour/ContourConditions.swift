import Topology

/// A block of conditions of a rule or of an include (projectcontour.io/v1, `MatchCondition`).
package struct ContourConditions: Hashable, Sendable {
  private var paths: [RoutePath] = []
  private var others: [RouteCondition] = []
  /// The rule of the last condition; nil where that is about something else than the path.
  private var last: RoutePath.Rule?
  package private(set) var isEmpty = true

  init() {}

  init(_ list: JSONValue) {
    for condition in list.array {
      isEmpty = false
      last = nil
      let stated: [(key: String, rule: RoutePath.Rule)] = [
        ("prefix", .textPrefix), ("exact", .exact), ("regex", .pattern),
      ]
      for (key, rule) in stated {
        guard let text = condition[key].string, !text.isEmpty else { continue }
        paths.append(RoutePath(text, rule))
        last = rule
        break
      }
      if let header = RouteCondition(header: condition["header"]) { others.append(header) }
      if let parameter = RouteCondition(parameter: condition["queryParameter"]) {
        others.append(parameter)
      }
    }
  }

  /// What both ask for, one after the other.
  func joined(by next: Self) -> Self {
    guard !next.isEmpty else { return self }
    var both = self
    both.paths += next.paths
    both.others += next.others
    both.last = next.last
    both.isEmpty = false
    return both
  }

  /// How its path is compared: a pattern in it makes all of it one, else its last condition tells
  /// (`mergePathMatchConditions`).
  var uri: RoutePath {
    let isPattern = paths.contains { $0.rule == .pattern }
    return RoutePath(path, isPattern ? .pattern : last == .exact ? .exact : .textPrefix)
  }

  /// Its paths one after the other, with single slashes; `/` where there is none.
  package var path: String {
    let slash = UInt8(ascii: "/")
    var path: [UInt8] = []
    for letter in paths.lazy.flatMap(\.text.utf8) where letter != slash || path.last != slash {
      path.append(letter)
    }
    return path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
  }

  /// What it asks of headers and query parameters, in the order in which they are compared.
  var conditions: [RouteCondition] { others }

  /// What is equal for blocks that hold for the same requests, however their parts are ordered.
  struct Key: Hashable {
    let path: String
    let others: Set<RouteCondition>

    var isEmpty: Bool { path == "/" && others.isEmpty }
  }

  var key: Key { Key(path: path, others: Set(others)) }

  /// Why Contour does not take a block (`pathMatchConditionsValid`); nil where it does.
  package enum Problem: Hashable, Sendable {
    /// More than one path.
    case severalPaths
    /// A path without slash at its beginning.
    case noSlash(String)
    /// An exact path or a regular expression, which only rules may have.
    case notForIncludes
  }

  /// What is wrong with the block; `isOfInclude` tells whose it is.
  package func problem(isOfInclude: Bool) -> Problem? {
    if isOfInclude, paths.contains(where: { $0.rule != .textPrefix }) { return .notForIncludes }
    if let path = paths.first(where: { !$0.text.hasPrefix("/") }) { return .noSlash(path.text) }
    return paths.count > 1 ? .severalPaths : nil
  }
}

extension RouteCondition {
  /// The condition of a header as HTTPProxies state it (`HeaderMatchCondition`).
  init?(header: JSONValue) {
    guard let name = header["name"].string, !name.isEmpty else { return nil }
    let ways: [(key: String, comparison: Comparison, isNegated: Bool)] = [
      ("contains", .contains, false), ("notcontains", .contains, true), ("exact", .exact, false),
      ("notexact", .exact, true), ("regex", .regex, false),
    ]
    self.init(.header, name.lowercased())
    if header["present"] == .bool(true) { return }
    if header["notpresent"] == .bool(true) {
      isNegated = true
      return
    }
    guard let way = ways.first(where: { header[$0.key].string?.isEmpty == false }) else {
      return nil
    }
    comparison = way.comparison
    value = header[way.key].string ?? ""
    isNegated = way.isNegated
    ignoresCase = header["ignoreCase"] == .bool(true) && way.comparison != .regex
    isMissingEmpty = way.isNegated && header["treatMissingAsEmpty"] == .bool(true)
  }

  /// The condition of a query parameter as HTTPProxies state it (`QueryParameterMatchCondition`).
  init?(parameter: JSONValue) {
    guard let name = parameter["name"].string, !name.isEmpty else { return nil }
    let ways: [Comparison] = [.exact, .prefix, .suffix, .regex, .contains]
    self.init(.parameter, name)
    guard let way = ways.first(where: { parameter[$0.rawValue].string?.isEmpty == false }) else {
      if parameter["present"] == .bool(true) { return }
      return nil
    }
    comparison = way
    value = parameter[way.rawValue].string ?? ""
    ignoresCase = parameter["ignoreCase"] == .bool(true) && way != .regex
  }
}

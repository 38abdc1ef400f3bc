import Topology

/// What one alternative of a rule asks of a request: all of it has to hold (`HTTPRouteMatch`, `GRPCRouteMatch`).
package struct GatewayMatch: Hashable, Sendable {
  /// A header or a query parameter.
  package struct Condition: Hashable, Sendable {
    /// `headers` or `queryParams`.
    package let list: String
    /// In lower case for headers.
    package let name: String
    /// `Exact` or `RegularExpression`.
    package let type: String
    package let value: String
    /// The place of the condition.
    package let field: String
  }

  /// `/` where none is stated; for gRPC `/service/method`.
  package let path: String
  /// `Exact`, `PathPrefix` or `RegularExpression`, or what else is written.
  package let pathType: String
  /// Whether the path is written as one, and not made of a gRPC service and method.
  package let isWrittenPath: Bool
  /// Empty for every method.
  package let method: String
  package let conditions: [Condition]
  /// The place of the match: `spec.rules[0].matches[0]`.
  package let field: String

  /// The alternatives of a rule; one for every path where an HTTPRoute or GRPCRoute states none.
  static func matches(of rule: JSONValue, kind: String, field: String) -> [Self] {
    guard kind == "HTTPRoute" || kind == "GRPCRoute" else { return [] }
    let stated = rule["matches"].array
    return (stated.isEmpty ? [[:]] : stated).enumerated().map { index, match in
      let place = "\(field).matches[\(index)]"
      return kind == "HTTPRoute" ? Self(http: match, field: place) : Self(grpc: match, field: place)
    }
  }

  private init(http match: JSONValue, field: String) {
    path = match["path"]["value"].string ?? "/"
    pathType = match["path"]["type"].string ?? "PathPrefix"
    isWrittenPath = true
    method = match["method"].string ?? ""
    conditions =
      Self.conditions("headers", of: match, field: field)
      + Self.conditions("queryParams", of: match, field: field)
    self.field = field
  }

  private init(grpc match: JSONValue, field: String) {
    let service = match["method"]["service"].string ?? ""
    let method = match["method"]["method"].string ?? ""
    let isExact = match["method"]["type"].string ?? "Exact" == "Exact"
    switch (isExact, service.isEmpty, method.isEmpty) {
    case (_, true, true): (path, pathType) = ("/", "PathPrefix")
    case (true, false, false): (path, pathType) = ("/\(service)/\(method)", "Exact")
    case (true, false, true): (path, pathType) = ("/\(service)", "PathPrefix")
    default:
      let parts = [service, method].map { $0.isEmpty ? "[^/]+" : $0 }
      (path, pathType) = ("/\(parts[0])/\(parts[1])", "RegularExpression")
    }
    isWrittenPath = false
    self.method = ""
    conditions = Self.conditions("headers", of: match, field: field)
    self.field = field
  }

  private static func conditions(_ list: String, of match: JSONValue, field: String) -> [Condition]
  {
    match[list].array.enumerated().map { index, condition in
      let name = condition["name"].string ?? ""
      return Condition(
        list: list, name: list == "headers" ? name.lowercased() : name,
        type: condition["type"].string ?? "Exact", value: condition["value"].string ?? "",
        field: "\(field).\(list)[\(index)]")
    }
  }

  /// Whether it asks for a path only.
  package var isPathOnly: Bool { method.isEmpty && conditions.isEmpty }

  /// How the path compares, for the model of routes; patterns are the implementation's.
  var routePathType: Route.PathType {
    switch pathType {
    case "Exact": .exact
    case "PathPrefix": .prefix
    default: .implementationSpecific
    }
  }

  /// What else it asks for, in a form that people can read: `GET x-env=canary ?debug=1`.
  package var conditionText: String {
    let parts = conditions.map { condition in
      let sign = condition.type == "RegularExpression" ? "~" : "="
      return (condition.list == "headers" ? "" : "?") + "\(condition.name)\(sign)\(condition.value)"
    }
    return ([method].filter { !$0.isEmpty } + parts.sorted()).joined(separator: " ")
  }

  /// A text that is equal for matches that hold for the same requests.
  package var canonicalText: String {
    let isSlashed = pathType == "PathPrefix" && path.utf8.last == UInt8(ascii: "/")
    return "\(pathType) \(isSlashed ? String(path.dropLast()) : path) \(conditionText)"
  }
}

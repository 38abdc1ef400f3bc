import Routing
import Topology

/// Where in its object a rule stands.
struct RulePlace {
  /// The number of the rule, from 0, counted through all hosts.
  let rule: Int
  let count: Int
  /// The place: `spec.rules[0].http.paths[1]`.
  let field: String

  /// Looks for a route's rule without reading the whole object; nil for a default backend.
  init?(of route: Route, in object: GenericResource) {
    guard !route.isDefault else { return nil }
    if let terms = route.terms, terms.nginx == nil {
      self.init(
        rule: route.rule ?? 0, count: object.object["spec"][String(terms.list)].array.count,
        field: terms.field)
    } else if let number = route.rule {
      self.init(
        rule: number, count: object.object["spec"]["rules"].array.count,
        field: "spec.rules[\(number)]")
    } else if object.kind.kind == "Ingress" {
      self.init(ingress: route, object.object)
    } else {
      self.init(ingressRoute: route, object)
    }
  }

  private init(rule: Int, count: Int, field: String) {
    self.rule = rule
    self.count = count
    self.field = field
  }

  private init?(ingress route: Route, _ object: JSONValue) {
    let host = route.terms?.nginx?.aliasOf ?? route.host
    var number = 0
    var found: (rule: Int, field: String)?
    for (index, rule) in object["spec"]["rules"].array.enumerated() {
      let paths = rule["http"]["paths"].array
      defer { number += paths.count }
      guard found == nil, (rule["host"].string ?? "").lowercased() == host else { continue }
      let place = paths.firstIndex { path in
        let written = path["path"].string ?? ""
        let type = path["pathType"].string.flatMap(Route.PathType.init) ?? .implementationSpecific
        return (written.isEmpty ? "/" : written) == route.path && type == route.pathType
      }
      guard let place else { continue }
      found = (number + place, "spec.rules[\(index)].http.paths[\(place)]")
    }
    guard let found else { return nil }
    self.init(rule: found.rule, count: number, field: found.field)
  }

  /// Rules of Traefik are compared by what they lead to: their text is read elsewhere.
  private init?(ingressRoute route: Route, _ object: GenericResource) {
    let rules = object.object["spec"]["routes"].array
    let number = rules.firstIndex { rule in
      let text = rule["match"].string ?? ""
      return text == route.path
        || text.contains("`\(route.path)`") && (route.host.isEmpty || text.contains(route.host))
    }
    guard let number else { return nil }
    self.init(rule: number, count: rules.count, field: "spec.routes[\(number)]")
  }
}

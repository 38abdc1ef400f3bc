import Routing
import Topology

/// The place in an Ingress where a path, or the default, names its Service and port.
///
/// Reads both shapes: `backend.service.name/port` of v1, and `serviceName/servicePort` of the versions before.
struct IngressBackendField {
  let ingress: GenericResource
  /// The way to the backend through the object, a step for each member or place.
  private let tokens: [String]
  /// What stands there.
  let value: JSONValue

  /// Nil when the Ingress has no backend at this place: `spec.rules[0].http.paths[1].backend`.
  init?(_ ingress: GenericResource, field: String) {
    var tokens = Self.tokens(of: field)
    if field == "spec.defaultBackend", ingress.object["spec"]["defaultBackend"].isNull {
      tokens = ["spec", "backend"]
    }
    let value = Self.value(at: tokens[...], in: ingress.object)
    guard value.isObject else { return nil }
    (self.ingress, self.tokens, self.value) = (ingress, tokens, value)
  }

  /// `spec.rules[0].http` as its steps.
  private static func tokens(of field: String) -> [String] {
    field.split(whereSeparator: { ".[]".contains($0) }).map(String.init)
  }

  private static func value(at tokens: ArraySlice<String>, in root: JSONValue) -> JSONValue {
    tokens.reduce(root) { value, token in
      guard case .array(let items) = value else { return value[token] }
      guard let index = Int(token), items.indices.contains(index) else { return .null }
      return items[index]
    }
  }

  private static func pointer(_ tokens: some Sequence<String>) -> JSONValue {
    .string(tokens.map { "/\($0)" }.joined())
  }

  /// Whether it is written as before v1.
  private var isOld: Bool { !value["service"].isObject && !value["serviceName"].isNull }
  /// Whether it belongs to a path of a rule, and not to the default.
  private var isOfPath: Bool { tokens.count == 7 }

  /// The name of its Service; empty when it names none.
  var serviceName: String {
    value[isOld ? "serviceName" : "service"].string ?? value["service"]["name"].string ?? ""
  }

  /// Its Service.
  var service: NamespacedName {
    NamespacedName(ingress.metadata.namespace, serviceName)
  }

  /// Its port; nil when it names none.
  var port: PortReference? {
    guard !isOld else { return PortReference(value["servicePort"]) }
    let port = value["service"]["port"]
    return PortReference(port["number"]) ?? PortReference(port["name"])
  }

  /// The route that it belongs to.
  var routeID: Route.ID? {
    let document = IngressDocument(ingress)
    guard isOfPath else { return document.defaultRouteID }
    let field = "spec.rules[\(tokens[2])].http.paths[\(tokens[5])]"
    return document.paths.first { $0.field == field }.map { document.routeID(of: $0) }
  }

  /// A port as this shape writes it.
  private func written(_ port: PortReference) -> JSONValue {
    guard !isOld else { return port.json }
    switch port {
    case .number: return ["number": port.json]
    case .name: return ["name": port.json]
    }
  }

  /// The step that sets the port.
  func setting(_ port: PortReference) -> JSONValue {
    let steps = tokens + (isOld ? ["servicePort"] : ["service", "port"])
    return ["op": "add", "path": Self.pointer(steps), "value": written(port)]
  }

  /// The step that sets the Service.
  func setting(service name: String) -> JSONValue {
    let steps = tokens + (isOld ? ["serviceName"] : ["service", "name"])
    return ["op": "add", "path": Self.pointer(steps), "value": .string(name)]
  }

  /// The steps that refuse the write when the path, or its host, is another one meanwhile.
  var tests: [JSONValue] {
    guard isOfPath else {
      return [["op": "test", "path": Self.pointer(tokens), "value": value]]
    }
    let path = tokens.dropLast()
    var tests: [JSONValue] = [
      [
        "op": "test", "path": Self.pointer(path),
        "value": Self.value(at: path, in: ingress.object),
      ]
    ]
    let host = tokens.prefix(3) + ["host"]
    let name = Self.value(at: host, in: ingress.object)
    if !name.isNull { tests.append(["op": "test", "path": Self.pointer(host), "value": name]) }
    return tests
  }

  /// The object as far as it matters, with what goes and what comes.
  func difference(service: String?, port newPort: PortReference?) -> [Plan.DifferenceLine] {
    let (head, indent) = head
    let nameKey = isOld ? "serviceName" : "name"
    let inner = indent + (isOld ? "" : "  ")
    var lines = head + (isOld ? [] : [.kept("\(indent)service:")])
    if let service {
      lines.append(.removed("\(inner)\(nameKey): \(serviceName)"))
      lines.append(.added("\(inner)\(nameKey): \(service)"))
    } else {
      lines.append(.kept("\(inner)\(nameKey): \(serviceName)"))
    }
    guard let newPort else { return lines }
    if !isOld { lines.append(.kept("\(inner)port:")) }
    if let port { lines.append(.removed(text(port, inner))) }
    return lines + [.added(text(newPort, inner))]
  }

  private func text(_ port: PortReference, _ indent: String) -> String {
    guard !isOld else { return "\(indent)servicePort: \(port)" }
    switch port {
    case .number(let number): return "\(indent)  number: \(number)"
    case .name(let name): return "\(indent)  name: \(name)"
    }
  }

  /// What leads to the backend, and how far its own lines are indented.
  private var head: (lines: [Plan.DifferenceLine], indent: String) {
    guard isOfPath else {
      return ([.kept("spec:"), .kept("  \(tokens.last ?? ""):")], "    ")
    }
    let host = Self.value(at: tokens.prefix(3) + ["host"], in: ingress.object).string ?? ""
    let path = Self.value(at: tokens.prefix(6) + ["path"], in: ingress.object).string ?? ""
    let rule = host.isEmpty ? "  - http:" : "  - host: \(host)"
    return (
      [.kept("spec:"), .kept("  rules:"), .kept(rule)]
        + (host.isEmpty ? [] : [.kept("    http:")])
        + [
          .kept("      paths:"), .kept("      - path: \(path.isEmpty ? "/" : path)"),
          .kept("        backend:"),
        ], "          "
    )
  }
}

import Topology

extension IstioText {
  /// Reads a comparison; one that states nothing asks for presence.
  init(_ value: JSONValue) {
    self =
      value["exact"].string.map { .exact($0) } ?? value["prefix"].string.map { .prefix($0) }
      ?? value["regex"].string.map { .pattern($0) } ?? .present
  }
}

extension IstioMatch {
  /// Reads an entry of `match`.
  init(_ value: JSONValue) {
    if value["uri"] != .null { uri = IstioText(value["uri"]) }
    ignoresCase = value["ignoreUriCase"].bool == true
    gateways = value["gateways"].array.compactMap(\.string)
    func add(_ part: Condition.Part, _ name: String, _ text: JSONValue) {
      guard text != .null else { return }
      conditions.append(Condition(part: part, name: name, text: IstioText(text)))
    }
    add(.method, "method", value["method"])
    add(.scheme, "scheme", value["scheme"])
    add(.authority, "authority", value["authority"])
    if let port = value["port"].integer {
      conditions.append(Condition(part: .port, name: "port", text: .exact("\(port)")))
    }
    for (name, text) in Self.sorted(value["headers"]) { add(.header, name.lowercased(), text) }
    for (name, text) in Self.sorted(value["withoutHeaders"]) {
      add(.withoutHeader, name.lowercased(), text)
    }
    for (name, text) in Self.sorted(value["queryParams"]) { add(.parameter, name, text) }
    for (name, text) in Self.sorted(value["sourceLabels"]) {
      conditions.append(
        Condition(part: .source, name: name, text: .exact(text.string ?? "")))
    }
    if let namespace = value["sourceNamespace"].string {
      conditions.append(
        Condition(part: .source, name: "namespace", text: .exact(namespace)))
    }
  }

  private static func sorted(_ value: JSONValue) -> [(String, JSONValue)] {
    value.object.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether the path of a request fits; nil where that is not known.
  func fits(_ path: String) -> Bool? {
    uri.map { $0.matches(path, ignoringCase: ignoresCase) } ?? true
  }

  /// What of the conditions a request does not meet; those of which nothing is known are `unknown`.
  func unmet(by request: GatewayRequest) -> (first: String?, unknown: Bool) {
    var isUnknown = false
    for condition in conditions {
      switch Self.meets(condition, request) {
      case true?: continue
      case false?: return (condition.words, false)
      case nil: isUnknown = true
      }
    }
    return (nil, isUnknown)
  }

  private static func meets(_ condition: Condition, _ request: GatewayRequest) -> Bool? {
    let value: String?
    switch condition.part {
    case .method: value = request.method
    case .scheme: value = request.isSecure ? "https" : "http"
    case .authority: value = request.host
    // The port of a gateway's server is known where the URL states it.
    case .port: value = "\(request.port ?? (request.isSecure ? 443 : 80))"
    case .header, .withoutHeader:
      value = request.headers.first { $0.name == condition.name }?.value
    case .parameter: value = request.parameter(condition.name)
    // Only sidecars know labels of whoever asks.
    case .source: return nil
    }
    guard condition.part == .withoutHeader else {
      return value.map { condition.text.matches($0) } ?? false
    }
    return value.map { condition.text.matches($0).map { !$0 } } ?? true
  }
}

package import Topology

/// What the middlewares of a rule make of a request, in their order: the path that is sent on, or a redirect.
///
/// Those that neither change the path nor lead elsewhere are passed without a word.
package struct TraefikPassage: Sendable {
  /// The path of the request behind the middlewares.
  package private(set) var path: String
  /// The status and the target of a redirect.
  package private(set) var redirect: (status: Int, location: String)?
  /// What only Traefik can tell: a middleware of another provider, or a regular expression.
  package private(set) var unknown: TraefikReference?

  private let request: TraefikRequest
  private let inventory: Inventory

  /// Follows a request that a route takes.
  package init(_ route: Route, _ request: GatewayRequest, _ inventory: Inventory) {
    self.request = TraefikRequest(request)
    self.inventory = inventory
    path = self.request.path
    let chain = TraefikMiddlewares(of: route, inventory)
    unknown = chain.elsewhere
    for middleware in chain.steps {
      guard redirect == nil, unknown == nil else { return }
      apply(middleware.spec, middleware.reference)
    }
  }

  /// The path that the Service gets, where it is another than that of the request.
  package var changedPath: String? { path == request.path || redirect != nil ? nil : path }

  private mutating func apply(_ spec: JSONValue, _ reference: TraefikReference) {
    func texts(_ value: JSONValue) -> [String] { value.array.compactMap(\.string) }
    for (form, settings) in spec.object {
      switch form {
      case "addPrefix":
        path = Self.slashed((settings["prefix"].string ?? "") + path)
      case "stripPrefix":
        if let prefix = texts(settings["prefixes"]).first(where: path.hasPrefix) {
          path = Self.slashed(path.dropFirst(prefix.count))
        }
      case "stripPrefixRegex": strip(texts(settings["regex"]), reference)
      case "replacePath": path = settings["path"].string ?? path
      case "replacePathRegex":
        let pattern = TraefikPattern(settings["regex"].string ?? "")
        let replacement = settings["replacement"].string ?? ""
        guard !replacement.isEmpty else { break }
        guard let replaced = pattern.replaced(in: path, by: replacement) else {
          unknown = reference
          return
        }
        path = replaced
      case "redirectScheme": redirectScheme(settings)
      case "redirectRegex":
        let pattern = TraefikPattern(settings["regex"].string ?? "")
        guard
          let target = pattern.replaced(in: url, by: settings["replacement"].string ?? "")
        else {
          unknown = reference
          return
        }
        if target != url { lead(to: target, settings) }
      default: break
      }
    }
  }

  private mutating func strip(_ patterns: [String], _ reference: TraefikReference) {
    for pattern in patterns.map(TraefikPattern.init) {
      guard let isFound = pattern.isFound(in: path) else {
        unknown = reference
        return
      }
      guard isFound, let prefix = pattern.match(in: path), !prefix.isEmpty,
        prefix.startIndex == path.startIndex
      else { continue }
      path = Self.slashed(path[prefix.endIndex...])
      return
    }
  }

  private mutating func redirectScheme(_ settings: JSONValue) {
    let scheme = settings["scheme"].string ?? ""
    let port = settings["port"].string ?? ""
    let isDefault =
      port.isEmpty || scheme == "https" && port == "443" || scheme == "http" && port == "80"
    let target =
      "\(scheme)://\(request.host)\(isDefault ? "" : ":\(port)")\(path)\(querySuffix)"
    if target != url { lead(to: target, settings) }
  }

  private mutating func lead(to target: String, _ settings: JSONValue) {
    let isPermanent = settings["permanent"].bool == true
    redirect = (
      request.method == "GET" ? (isPermanent ? 301 : 302) : (isPermanent ? 308 : 307), target
    )
  }

  private var querySuffix: String { request.query.isEmpty ? "" : "?\(request.query)" }

  private var url: String {
    let port = request.port.map { [80, 443].contains($0) ? "" : ":\($0)" } ?? ""
    return "\(request.isSecure ? "https" : "http")://\(request.host)\(port)\(path)\(querySuffix)"
  }

  private static func slashed(_ path: some StringProtocol) -> String {
    path.hasPrefix("/") ? String(path) : "/" + path
  }
}

/// The middlewares that a rule of Traefik names, with those of chains in their place.
package struct TraefikMiddlewares: Sendable {
  /// One of them, as its object states it.
  struct Step {
    let reference: TraefikReference
    let spec: JSONValue
  }

  /// Why one of them cannot be used, so that Traefik does not serve the rule.
  package struct Gap: Hashable, Sendable {
    /// Whether it leads back to itself, else it is missing.
    package let isCycle: Bool
    package let reference: TraefikReference
    /// The chain that names it; nil for the rule itself.
    package let chain: NamespacedName?
  }

  private(set) var steps: [Step] = []
  package private(set) var gaps: [Gap] = []
  /// The first one that another provider than the cluster's objects has.
  private(set) var elsewhere: TraefikReference?
  private let inventory: Inventory
  private var visits = 0

  private static let mostNested = 16
  private static let mostVisits = 256
  private static let annotation = "traefik.ingress.kubernetes.io/router.middlewares"

  /// Those of a route.
  package init(of route: Route, _ inventory: Inventory) {
    let own =
      route.terms?.traefik?.middlewares
      ?? inventory.object(route.source.kind, route.source.name).map(Self.references(ofIngress:))
      ?? []
    self.init(own, inventory)
  }

  /// Those of a list that an object states.
  package init(_ references: [TraefikReference], _ inventory: Inventory) {
    self.inventory = inventory
    for reference in references { follow(reference, on: [], from: reference) }
  }

  /// What the annotation of an Ingress names.
  package static func references(ofIngress ingress: GenericResource) -> [TraefikReference] {
    guard ingress.kind.kind == ResourceKind.ingress.kind else { return [] }
    let text = ingress.metadata.annotations[annotation] ?? ""
    return text.split(separator: ",").map { part in
      let key = part.trimming(while: \.isWhitespace)
      return TraefikReference(
        key: key, name: NamespacedName(ingress.metadata.namespace, key),
        field: "metadata.annotations['\(annotation)']")
    }.filter { $0.key?.isEmpty == false }
  }

  private mutating func follow(
    _ reference: TraefikReference, on way: [NamespacedName], from first: TraefikReference
  ) {
    visits += 1
    guard visits <= Self.mostVisits else { return }
    guard !reference.isElsewhere else {
      elsewhere = elsewhere ?? first
      return
    }
    func gap(isCycle: Bool) -> Gap {
      var named = reference
      named.field = first.field
      return Gap(isCycle: isCycle, reference: named, chain: way.last)
    }
    guard let object = object(of: reference) else {
      // Without a provider a name of an annotation means no object of the cluster.
      gaps.append(gap(isCycle: false))
      return
    }
    let name = object.metadata.key
    guard !way.contains(name), way.count < Self.mostNested else {
      gaps.append(gap(isCycle: true))
      return
    }
    let spec = object.object["spec"]
    guard spec["chain"] != .null else {
      steps.append(Step(reference: reference, spec: spec))
      return
    }
    let inner = TraefikAdapter.references(
      in: spec["chain"]["middlewares"], of: object, at: "spec.chain.middlewares")
    for next in inner { follow(next, on: way + [name], from: first) }
  }

  private func object(of reference: TraefikReference) -> GenericResource? {
    let kind = ResourceKind.middleware.kind
    guard let key = reference.key else { return inventory.object(kind, reference.name) }
    let name = key.prefix { $0 != "@" }
    // Where the namespace ends is not to be seen: each dash may be the place.
    guard key.hasSuffix("@kubernetescrd"), name.utf8.count <= 512 else { return nil }
    for dash in name.indices where name[dash] == "-" {
      let found = inventory.object(
        kind, NamespacedName(String(name[..<dash]), String(name[name.index(after: dash)...])))
      if let found { return found }
    }
    return nil
  }
}

extension Substring {
  fileprivate func trimming(while isDropped: (Character) -> Bool) -> String {
    var text = drop(while: isDropped)
    while let last = text.last, isDropped(last) { text = text.dropLast() }
    return String(text)
  }
}

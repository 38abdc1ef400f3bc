package import Topology

/// An HTTPProxy read into its parts (projectcontour.io/v1).
package struct ContourDocument: Sendable {
  /// A Service of a rule.
  package struct Service: Hashable, Sendable {
    package let name: NamespacedName
    /// nil where no number is stated.
    package let port: Int?
    /// 0 where none is stated.
    package let weight: Int
    /// Whether it gets copies of requests only; the weight then tells of how many in a hundred.
    package let isMirror: Bool
    /// Its number in the list of the rule.
    let number: Int
    /// The place: `spec.routes[0].services[1]`.
    package let field: String
  }

  /// A rule.
  package struct Rule: Sendable {
    package let conditions: ContourConditions
    package let services: [Service]
    /// The status with which it answers by itself.
    package let status: Int?
    /// How many of Services, redirect and direct response it states.
    package let actions: Int
    let redirect: RouteRedirect?
    let body: String
    let headers: RouteHeaders
    let isPlainAllowed: Bool
    /// What stands in the place of a prefix, by the prefix; the empty one is the default.
    let replacements: [(prefix: String, replacement: String)]
    let number: Int
    /// The place: `spec.routes[0]`.
    package let field: String
  }

  /// Another HTTPProxy whose rules belong to this one.
  package struct Include: Sendable {
    package let target: NamespacedName
    package let conditions: ContourConditions
    let number: Int
    /// The place: `spec.includes[0]`.
    package let field: String
  }

  package let resource: GenericResource
  /// The class by the annotations, else by the field; `contour` where none is stated.
  package let className: String
  /// Whether it has a virtual host, so that others cannot include it.
  package let isRoot: Bool
  /// In lower case; empty where none is stated.
  package let host: String
  package let hasTLS: Bool
  package let isPassthrough: Bool
  /// The Secret with the certificate, which may be of another namespace.
  package let secret: NamespacedName?
  package let rules: [Rule]
  package let includes: [Include]
  /// The numbers of the includes whose conditions an earlier one has.
  private let repeated: Set<Int>
  /// Whether connections are passed on as they are (`spec.tcpproxy`), and where to.
  package let hasTCP: Bool
  package let tcpServices: [Service]
  package let tcpInclude: Include?

  package static let defaultClass = "contour"
  private static let classAnnotation = "projectcontour.io/ingress.class"

  package init(_ resource: GenericResource) {
    self.resource = resource
    let spec = resource.object["spec"]
    let namespace = resource.metadata.namespace
    let annotations = resource.metadata.annotations
    let named = [
      annotations[Self.classAnnotation], annotations[IngressClasses.legacyAnnotation],
      spec["ingressClassName"].string,
    ]
    className = named.compactMap(\.self).first { !$0.isEmpty } ?? Self.defaultClass
    let host = spec["virtualhost"]
    isRoot = host.isObject
    self.host = (host["fqdn"].string ?? "").lowercased()
    hasTLS = host["tls"].isObject
    isPassthrough = host["tls"]["passthrough"] == .bool(true)
    secret = host["tls"]["secretName"].string.flatMap { Self.secret($0, in: namespace) }
    rules = spec["routes"].array.enumerated().map { Self.rule($1, $0, in: namespace) }
    includes = spec["includes"].array.enumerated().map { number, include in
      Self.include(include, number, "spec.includes[\(number)]", in: namespace)
    }
    repeated = Self.repeated(includes)
    let stream = spec["tcpproxy"]
    hasTCP = stream.isObject
    tcpServices = Self.services(of: stream, "spec.tcpproxy", in: namespace)
    let key = stream["include"].isObject ? "include" : "includes"
    tcpInclude =
      stream[key].isObject
      ? Self.include(stream[key], 0, "spec.tcpproxy.\(key)", in: namespace) : nil
  }

  package var name: NamespacedName { resource.metadata.key }
  package var reference: ObjectReference { resource.reference }

  /// Every Service that it names, also for copies and connections.
  package var allServices: [Service] { rules.flatMap(\.services) + tcpServices }

  /// Every include, that of connections too.
  package var allIncludes: [Include] { includes + (tcpInclude.map { [$0] } ?? []) }

  /// Whether an earlier include has the same conditions, other than none at all, so that Contour leaves it out
  /// (`includeMatchConditionsIdentical`).
  package func isRepeated(_ include: Include) -> Bool { repeated.contains(include.number) }

  private static func repeated(_ includes: [Include]) -> Set<Int> {
    var seen: Set<ContourConditions.Key> = []
    return Set(
      includes.filter { include in
        let key = include.conditions.key
        return include.conditions.problem(isOfInclude: true) == nil && !key.isEmpty
          && !seen.insert(key).inserted
      }.map(\.number))
  }

  /// `name` of its own namespace, or `namespace/name`; nil where nothing is stated.
  private static func secret(_ text: String, in namespace: String) -> NamespacedName? {
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2
      ? NamespacedName(String(parts[0]), String(parts[1])) : NamespacedName(namespace, text)
  }

  private static func include(
    _ include: JSONValue, _ number: Int, _ field: String, in namespace: String
  ) -> Include {
    let stated = include["namespace"].string ?? ""
    return Include(
      target: NamespacedName(
        stated.isEmpty ? namespace : stated, include["name"].string ?? ""),
      conditions: ContourConditions(include["conditions"]), number: number, field: field)
  }

  private static func rule(_ rule: JSONValue, _ number: Int, in namespace: String) -> Rule {
    let field = "spec.routes[\(number)]"
    let redirect = rule["requestRedirectPolicy"]
    let response = rule["directResponsePolicy"]
    let services = services(of: rule, field, in: namespace)
    let replacements = rule["pathRewritePolicy"]["replacePrefix"].array.map {
      (prefix: $0["prefix"].string ?? "", replacement: $0["replacement"].string ?? "")
    }
    let status =
      redirect.isObject
      ? redirect["statusCode"].integer ?? 302
      : response.isObject ? response["statusCode"].integer ?? 0 : nil
    return Rule(
      conditions: ContourConditions(rule["conditions"]), services: services, status: status,
      actions: [!services.isEmpty, redirect.isObject, response.isObject].count { $0 },
      redirect: redirect.isObject ? Self.redirect(redirect) : nil,
      body: response["body"].string ?? "", headers: headers(rule["requestHeadersPolicy"]),
      isPlainAllowed: rule["permitInsecure"] == .bool(true), replacements: replacements,
      number: number, field: field)
  }

  private static func redirect(_ policy: JSONValue) -> RouteRedirect {
    var redirect = RouteRedirect()
    redirect.scheme = policy["scheme"].string
    redirect.host = policy["hostname"].string
    redirect.port = policy["port"].integer
    redirect.path =
      policy["path"].string.map(RouteRedirect.Path.whole)
      ?? policy["prefix"].string.map(RouteRedirect.Path.prefix)
    return redirect
  }

  private static func headers(_ policy: JSONValue) -> RouteHeaders {
    var headers = RouteHeaders()
    if policy.isObject { headers.add(policy) }
    return headers
  }

  private static func services(
    of owner: JSONValue, _ field: String, in namespace: String
  ) -> [Service] {
    owner["services"].array.enumerated().map { number, service in
      Service(
        name: NamespacedName(namespace, service["name"].string ?? ""),
        port: service["port"].integer,
        weight: min(max(0, service["weight"].integer ?? 0), Int(UInt32.max)),
        isMirror: service["mirror"] == .bool(true), number: number,
        field: "\(field).services[\(number)]")
    }
  }
}

import Language
import Routing
import Topology

/// What HTTPProxies lead to: others, Services and Secrets.
extension ContourFaults {
  func includes(of proxy: ContourDocument, in cluster: DiagnosedCluster) -> [Fault] {
    proxy.allIncludes.compactMap { include in
      if let problem = include.conditions.problem(isOfInclude: true) {
        return fault(
          proxy, "\(include.field).conditions", "\(Self.phrase(problem)), so it is left out.",
          "State one prefix in a block, beginning with a slash.")
      }
      let isConnection = include.field.hasPrefix("spec.tcpproxy")
      if !isConnection, proxy.isRepeated(include) {
        return fault(
          proxy, "\(include.field).conditions",
          "An earlier include has the same conditions, so it is left out.",
          "Give each include conditions of its own.")
      }
      return cluster.routes.proxies.problem(with: include, of: proxy).flatMap {
        fault(of: include, $0, proxy, in: cluster)?.on(route(of: include, proxy, in: cluster))
      }
    }
  }

  /// The route that answers for an include that leads nowhere, where there is one only.
  private func route(
    of include: ContourDocument.Include, _ proxy: ContourDocument, in cluster: DiagnosedCluster
  ) -> Route.ID? {
    let routes = cluster.routes.routes(of: proxy.reference).filter {
      $0.terms?.field == include.field
    }
    return routes.count == 1 ? routes[0].id : nil
  }

  private func fault(
    of include: ContourDocument.Include, _ problem: ContourChart.Break, _ proxy: ContourDocument,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let target = include.target
    let field = "\(include.field).name"
    switch problem {
    case .missing:
      let kind = ResourceKind.httpProxy.kind
      guard cluster.knows(kind, in: target.namespace, from: proxy.name.namespace) else {
        return nil
      }
      let others = cluster.inventory.objectNames(kind)
      let own = others.filter { $0.namespace == target.namespace }.map(\.name)
      let elsewhere = others.filter { $0.name == target.name }.min()
      let near = Spelling.nearest(to: target.name, in: own)
      return fault(
        proxy, field,
        "HTTPProxy \(target.name) does not exist in namespace \(target.namespace): requests for "
          + "\(include.conditions.path) get \(include.conditions.isEmpty ? 404 : 502).",
        near.map { "Correct the name: there is \($0)." }
          ?? elsewhere.map { "Write its namespace, which is \($0.namespace)." }
          ?? "Create the HTTPProxy, or correct the name and namespace.")
    case .root:
      return fault(
        proxy, field,
        "HTTPProxy \(target) has a virtual host of its own, so it cannot be included.",
        "Take spec.virtualhost out of it, or drop the include.")
    case .cycle:
      return fault(
        proxy, field, "HTTPProxy \(target) leads back to this one, so the include is left out.",
        "Drop one of the includes of the circle.")
    }
  }

  private func fault(
    _ proxy: ContourDocument, _ field: String, _ says: Message, _ fix: Message
  ) -> Fault {
    Fault(Self.includeID, .blocker, proxy.reference, field: field, says: says, fix: fix)
  }

  func services(of proxy: ContourDocument, in cluster: DiagnosedCluster) -> [Fault] {
    guard !cluster.unreadable.contains("Service") else { return [] }
    let ofRules = proxy.rules.enumerated().flatMap { number, rule -> [Fault] in
      let broken = rule.services.filter { problem(with: $0, in: cluster) != nil }
      guard !broken.isEmpty else { return [] }
      let isWhole = rule.services.filter { !$0.isMirror }.allSatisfy(broken.contains)
      let id = cluster.route(of: number, of: proxy.reference)
      return broken.compactMap {
        fault(of: $0, isOnly: isWhole, proxy, in: cluster)?.on(id)
      }
    }
    return ofRules
      + proxy.tcpServices.compactMap { fault(of: $0, isOnly: true, proxy, in: cluster) }
  }

  private enum Gap {
    case service
    case port(Service)
    case transport(TransportProtocol)
  }

  private func problem(
    with service: ContourDocument.Service, in cluster: DiagnosedCluster
  ) -> Gap? {
    guard let object = cluster.inventory.service(service.name) else { return .service }
    guard let port = service.port.flatMap({ object.port(.number($0)) }) else {
      return .port(object)
    }
    return port.transport == .tcp ? nil : .transport(port.transport)
  }

  private func fault(
    of service: ContourDocument.Service, isOnly: Bool, _ proxy: ContourDocument,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    guard let gap = problem(with: service, in: cluster) else { return nil }
    let name = service.name
    let isStream = service.field.hasPrefix("spec.tcpproxy")
    let outcome: Message =
      service.isMirror
      ? "it gets no copies of requests"
      : isStream
        ? "connections fail"
        : isOnly ? "requests of the rule get 503" : "the other Services get its share"
    let grade: Fault.Grade = service.isMirror ? .risk : isOnly ? .blocker : .degraded
    let says: Message
    let fix: Message
    switch gap {
    case .service:
      let own = cluster.inventory.services(in: name.namespace).map(\.metadata.name)
      says = "Service \(name.name) does not exist in namespace \(name.namespace): \(outcome)."
      fix =
        Spelling.nearest(to: name.name, in: own).map { "Correct the name: there is \($0)." }
        ?? "Create the Service, or include an HTTPProxy of the namespace that has it."
    case .port(let object):
      let ports = object.ports.map { "\($0.number)" }.joined(separator: ", ")
      let target = object.ports.first { port in
        service.port.map { port.target == .number($0) } ?? false
      }
      says = "Service \(name.name) has no port \(service.port.map(String.init) ?? "?"): \(outcome)."
      fix =
        target.map { "\(service.port ?? 0) is its targetPort; write the port \($0.number)." }
        ?? "Use a port that it has: \(ports)."
    case .transport(let transport):
      says =
        "Port \(service.port ?? 0) of Service \(name.name) is \(transport.rawValue), which Contour "
        + "does not take: \(outcome)."
      fix = "Lead to a port of TCP."
    }
    let isPort = if case .service = gap { false } else { true }
    return Fault(
      Self.serviceID, grade, proxy.reference,
      field: "\(service.field).\(isPort ? "port" : "name")", says: says, fix: fix)
  }

  func certificate(of proxy: ContourDocument, in cluster: DiagnosedCluster) -> Fault? {
    guard proxy.hasTLS else { return nil }
    let root = "spec.virtualhost.tls"
    guard let secret = proxy.secret, !proxy.isPassthrough else {
      guard (proxy.secret == nil) != proxy.isPassthrough else { return nil }
      return tls(
        proxy, root,
        proxy.isPassthrough
          ? "It states both a Secret and passthrough"
          : "It states neither a Secret nor passthrough",
        "State one of secretName and passthrough.")
    }
    let own = proxy.name.namespace
    let field = "\(root).secretName"
    guard cluster.routes.proxies.permits(secret, from: own) else {
      let kind = ResourceKind.certificateDelegation.kind
      guard cluster.knows(kind, in: secret.namespace, from: own) else { return nil }
      return tls(
        proxy, field,
        "No TLSCertificateDelegation of namespace \(secret.namespace) lets \(own) use Secret "
          + "\(secret.name)",
        "Create one there with secretName \(secret.name) and targetNamespaces [\(own)].")
    }
    guard let object = cluster.inventory.object("Secret", secret) else {
      guard cluster.knows("Secret", in: secret.namespace, from: own) else { return nil }
      return tls(
        proxy, field, "Secret \(secret.name) does not exist in namespace \(secret.namespace)",
        "Create it: kubectl create secret tls \(secret.name) -n \(secret.namespace) --cert=FILE "
          + "--key=FILE.")
    }
    return gap(in: object.object["data"].object).map {
      tls(
        proxy, field, "Secret \(secret.name) \($0)",
        "Create it again with a certificate and its key in PEM.")
    }
  }

  private func gap(in data: [String: JSONValue]) -> Message? {
    for key in ["tls.crt", "tls.key"] where data[key] == nil { return "has no \(key)" }
    return Certificate(secretValue: data["tls.crt"]?.string ?? "") == nil
      ? "has a tls.crt that holds no certificate in PEM" : nil
  }

  private func tls(
    _ proxy: ContourDocument, _ field: String, _ what: Message, _ fix: Message
  ) -> Fault {
    Fault(
      "httpproxy-tls-invalid", .blocker, proxy.reference, field: field,
      says: "\(what), so Contour drops the host \(proxy.host): plain HTTP gets 404.", fix: fix)
  }

  /// What Contour says in the status and the objects alone did not, in its own words.
  func reported(_ proxy: ContourDocument, besides known: Set<String>) -> [Fault] {
    let status = proxy.resource.object["status"]
    let state = status["currentStatus"].string
    guard state == "invalid" || state == "orphaned" else { return [] }
    let valid = status["conditions"].array.first { $0["type"].string == "Valid" } ?? .null
    // Contour has not looked at the object as it is now.
    if let observed = valid["observedGeneration"].integer,
      let generation = proxy.resource.object["metadata"]["generation"].integer,
      observed < generation
    {
      return []
    }
    var errors = valid["errors"].array
    if errors.isEmpty, known.isEmpty { errors = [["message": status["description"]]] }
    var seen = known
    return errors.compactMap { error in
      let (id, grade) = Self.kind(of: error["type"].string ?? "", error["reason"].string ?? "")
      guard seen.insert(id).inserted else { return nil }
      return Fault(
        id, grade, proxy.reference, field: "status.conditions",
        says: "Contour refuses it: \(Self.words(of: error)).", fix: "Mend what Contour names.")
    }
  }

  /// The id of an error of Contour's (`ConditionType` and reason).
  private static func kind(of type: String, _ reason: String) -> (String, Fault.Grade) {
    switch (type, reason) {
    case ("Orphaned", _): ("httpproxy-orphaned", .blocker)
    case ("IncludeError", _), ("TCPProxyIncludeError", _): (includeID, .blocker)
    case ("VirtualHostError", _), ("RootNamespaceError", _):
      ("httpproxy-fqdn-missing-or-duplicate", .blocker)
    case ("ServiceError", "ServiceUnresolvedReference"), ("ServiceError", "ServicePortInvalid"),
      ("ServiceError", "UnsupportedProtocol"), ("TCPProxyError", "ServiceUnresolvedReference"):
      (serviceID, .blocker)
    case ("TLSError", _): ("httpproxy-tls-invalid", .blocker)
    case ("SpecError", _), ("TCPProxyError", _), ("RouteError", "RouteActionCountNotValid"):
      ("httpproxy-nothing-defined", .blocker)
    case ("ListenerError", _): ("contour-listener-missing", .blocker)
    default: ("httpproxy-policy-invalid", .degraded)
    }
  }

  /// `TimeoutPolicyNotValid (route.timeoutPolicy failed to parse)`, without the final period.
  private static func words(of error: JSONValue) -> String {
    let reason = error["reason"].string ?? ""
    let said = error["message"].string ?? ""
    let words = said.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var text = words.count > 160 ? words.prefix(160) + "…" : words[...]
    while text.hasSuffix(".") { text = text.dropLast() }
    return reason.isEmpty
      ? text.isEmpty ? "no reason is given" : String(text)
      : text.isEmpty ? reason : "\(reason) (\(text))"
  }
}

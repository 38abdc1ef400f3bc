import Language
import Routing
import Topology

/// Hosts and paths of Ingresses: what the API refuses, what two of them claim, canaries alone.
struct IngressRuleFaults: FaultFamily {
  let needs = ["Ingress"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.objects("Ingress") + cluster.objects("IngressRoute")
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch change.reference?.kind {
    case "IngressClass": .all
    case "Ingress", "IngressRoute": .some(cluster.rivals(of: change))
    default: .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    let rivals = duplicates(of: object, in: cluster.routes)
    guard let ingress = cluster.inventory.object("Ingress", object.name), object.kind == "Ingress"
    else { return rivals }
    let document = cluster.document(of: ingress)
    return hosts(of: document) + paths(of: document) + empty(document) + rivals
      + canaries(of: document, in: cluster)
      + [unusedDefault(document, in: cluster), twins(document, in: cluster)].compactMap(\.self)
  }

  private func hosts(of document: IngressDocument) -> [Fault] {
    document.hosts.enumerated().compactMap { index, host in
      guard !host.isEmpty, let problem = problem(with: host) else { return nil }
      return Fault(
        "ingress-host-invalid", .blocker, document.resource.reference,
        field: "spec.rules[\(index)].host", says: "The host \"\(host)\" \(problem).",
        fix: "Use a DNS name in lower case without port, or *.name for one label.")
    }
  }

  private func problem(with host: String) -> Message? {
    if NameRules.isAddress(host) { return "is an IP address" }
    if host.contains(":") { return "has a port" }
    let name = host.hasPrefix("*.") ? host.dropFirst(2) : host[...]
    if name.contains("*") { return "has a star that is not its whole first label" }
    if name != name.lowercased() { return "is not in lower case" }
    return NameRules.isHost(name) ? nil : "is not a DNS name"
  }

  private func paths(of document: IngressDocument) -> [Fault] {
    document.paths.compactMap { path in
      guard let type = path.pathType else {
        return invalid(document, path, ".pathType", "has no pathType, which v1 requires")
      }
      if type == .implementationSpecific { return nil }
      let text = path.path
      if !text.hasPrefix("/") { return invalid(document, path, ".path", "does not begin with /") }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
        return invalid(document, path, ".path", "contains \(part)")
      }
      for end in ["/..", "/."] where text.hasSuffix(end) {
        return invalid(document, path, ".path", "ends with \(end)")
      }
      guard text.contains(where: { "()[]{}*+?^$|\\".contains($0) }) else { return nil }
      return Fault(
        "ingress-path-regex-in-prefix", .blocker, document.resource.reference,
        field: "\(path.field).path",
        says:
          "The path \"\(text)\" looks like a regular expression, but \(type.rawValue) compares it as text.",
        fix: "Use pathType ImplementationSpecific with the controller's regex option."
      ).on(document.routeID(of: path))
    }
  }

  private func invalid(
    _ document: IngressDocument, _ path: IngressDocument.Path, _ field: String, _ problem: Message
  ) -> Fault {
    Fault(
      "ingress-path-invalid", .blocker, document.resource.reference, field: path.field + field,
      says: "The path \"\(path.path)\" \(problem).",
      fix: "Write an absolute path without empty, . or .. elements, and its pathType."
    ).on(document.routeID(of: path))
  }

  private func empty(_ document: IngressDocument) -> [Fault] {
    guard document.hosts.isEmpty, document.defaultTarget == nil else { return [] }
    return [
      Fault(
        "ingress-no-rules-no-default", .blocker, document.resource.reference, field: "spec",
        says: "It has neither rules nor a default backend.", fix: "Add a rule.")
    ]
  }

  /// The losers of equal claims: same controller, host, path and type in two objects.
  private func duplicates(of object: ObjectReference, in table: RoutingTable) -> [Fault] {
    let own = table.routes(of: object).filter { !$0.isDefault && $0.terms?.nginx?.aliasOf == nil }
    var seen: Set<Route.ID> = []
    return own.compactMap { route in
      guard let (owner, count) = table.firstClaim(equalTo: route), count > 1 else { return nil }
      let isOwn = owner.source == route.source
      // Of several equal paths of one object the first is used.
      guard !seen.insert(route.id).inserted || !isOwn else { return nil }
      return Fault(
        isOwn ? "ingress-path-never-reached" : "ingress-duplicate-host-path",
        isOwn ? .risk : .degraded, route.source, field: "spec.rules",
        says: Self.duplicate(route, owner), fix: "Remove one of the two."
      ).on(route.id)
    }
  }

  /// Which of two equal claims is used; Traefik has an order of its own (the page Controllers).
  private static func duplicate(_ route: Route, _ owner: Route) -> Message {
    let place = "\(route.host)\(route.path)"
    let isTraefik = route.implementation == TraefikContest.controller
    guard owner.source != route.source else {
      return isTraefik
        ? "\(place) is stated twice; Traefik uses only the last."
        : "\(place) is stated twice; only the first is used."
    }
    guard !isTraefik else {
      return "\(place) is stated by \(owner.source) too, and which of them Traefik uses is not "
        + "defined."
    }
    let age: Message =
      owner.creationTimestamp == route.creationTimestamp ? "comes first by name" : "is older"
    return "\(place) is served by \(owner.source) already, which \(age) and wins."
  }

  /// A default backend that no request ever reaches.
  private func unusedDefault(
    _ document: IngressDocument, in cluster: DiagnosedCluster
  ) -> Fault? {
    guard document.defaultTarget != nil else { return nil }
    let all = document.paths.first {
      $0.host.isEmpty && $0.path == "/" && $0.pathType == .prefix
    }
    // Traefik takes a default backend only of an Ingress without rules.
    let isTraefik = cluster.implementation(of: document.resource) == TraefikContest.controller
    guard all != nil || isTraefik && !document.hosts.isEmpty else { return nil }
    return Fault(
      "ingress-path-never-reached", .risk, document.resource.reference,
      field: "spec.defaultBackend",
      says: all != nil
        ? "Its rule for every host and path takes what its default backend is for."
        : "Traefik ignores the default backend of an Ingress that has rules.",
      fix: all != nil
        ? "Remove the default backend or the rule." : "Move it into an Ingress without rules."
    ).on(document.defaultRouteID)
  }

  /// Two prefixes of one host that differ in the final slash alone, which does not count.
  private func twins(_ document: IngressDocument, in cluster: DiagnosedCluster) -> Fault? {
    // To Traefik it does.
    guard cluster.implementation(of: document.resource) != TraefikContest.controller else {
      return nil
    }
    var seen: [String: IngressDocument.Path] = [:]
    for path in document.paths where path.pathType == .prefix && path.path.count > 1 {
      let end = path.path.hasSuffix("/") ? path.path.dropLast() : path.path[...]
      let key = "\(path.host) \(end)"
      guard let first = seen[key] else {
        seen[key] = path
        continue
      }
      guard first.path != path.path else { continue }
      return Fault(
        "ingress-path-never-reached", .risk, document.resource.reference, field: path.field,
        says: "The prefixes \(first.path) and \(path.path) match the same requests.",
        fix: "Remove one of the two."
      ).on(document.routeID(of: path))
    }
    return nil
  }

  private func canaries(
    of document: IngressDocument, in cluster: DiagnosedCluster
  ) -> [Fault] {
    guard document.isCanary else { return [] }
    let controller = cluster.classes.resolution(of: document.resource).name
    return document.paths.filter { path in
      !cluster.routes.hasClaim(
        controller: controller, host: path.host, path: path.path,
        pathType: path.pathType ?? .implementationSpecific)
    }.map { path in
      Fault(
        "ingress-canary-without-primary", .blocker, document.resource.reference,
        field: path.field,
        says: "It is a canary of \(path.host)\(path.path), which no other Ingress declares, "
          + "so it serves nothing.",
        fix: "Create the Ingress it belongs to, with the same host, path and pathType."
      ).on(document.routeID(of: path))
    }
  }
}

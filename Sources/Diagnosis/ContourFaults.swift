import Language
import Routing
import Topology

/// What keeps Contour from serving an HTTPProxy (projectcontour.io/v1), as the objects show it or as Contour says.
struct ContourFaults: FaultFamily {
  let needs = ["HTTPProxy"]

  static let includeID = "httpproxy-include-broken"
  static let serviceID = "httpproxy-service-unresolved"
  private static let hostID = "httpproxy-fqdn-missing-or-duplicate"
  private static let emptyID = "httpproxy-nothing-defined"

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.objects(ResourceKind.httpProxy.kind)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    let proxies = cluster.routes.proxies
    switch object.kind {
    case ResourceKind.httpProxy.kind:
      // What is said of a missing HTTPProxy names others that there are.
      return .some(
        cluster.proxies(touchedBy: change)
          + (change.isOfExistence ? cluster.found.objects(with: Self.includeID) : []))
    case ResourceKind.certificateDelegation.kind:
      return .some(proxies.proxies(withSecretsOf: object.name.namespace))
    case "Secret": return .some(proxies.proxies(withSecret: object.name))
    case "Service":
      let own = proxies.proxies(to: object.name)
      // What is said of a missing Service names others that there are.
      return .some(
        change.isOfExistence ? own + cluster.found.objects(with: Self.serviceID) : own)
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == ResourceKind.httpProxy.kind,
      let proxy = cluster.routes.proxies.document(object.name)
    else { return [] }
    let isOrphaned = cluster.routes.proxies.isOrphaned(object.name)
    var faults =
      host(of: proxy, in: cluster) + emptiness(of: proxy) + conditions(of: proxy)
      + includes(of: proxy, in: cluster)
      + [certificate(of: proxy, in: cluster)].compactMap(\.self)
    if isOrphaned {
      // A namespace alone does not show who leads to it from another.
      if cluster.extent != .namespace { faults.append(orphan(proxy, in: cluster)) }
    } else {
      faults += services(of: proxy, in: cluster)
    }
    return faults + reported(proxy, besides: Set(faults.map(\.id)))
  }

  private func host(of proxy: ContourDocument, in cluster: DiagnosedCluster) -> [Fault] {
    guard proxy.isRoot else { return [] }
    let field = "spec.virtualhost.fqdn"
    guard !proxy.host.isEmpty else {
      return [
        Fault(
          Self.hostID, .blocker, proxy.reference, field: field,
          says: "Its virtual host has no fqdn, so that no request can be for it.",
          fix: "Write the name of the host into spec.virtualhost.fqdn.")
      ]
    }
    guard let other = cluster.routes.proxies.rivals(of: proxy).first else { return [] }
    return [
      Fault(
        Self.hostID, .blocker, proxy.reference, field: field,
        says: "HTTPProxy \(other) has the host \(proxy.host) too, so Contour serves neither: "
          + "requests get 404.",
        fix: "Keep the virtual host in one of them, and include the other from it without one.")
    ]
  }

  private func orphan(_ proxy: ContourDocument, in cluster: DiagnosedCluster) -> Fault {
    let includer = cluster.routes.proxies.includers(of: proxy.name).first
    return Fault(
      "httpproxy-orphaned", .blocker, proxy.reference,
      says: includer.map {
        "\($0) includes it, and no HTTPProxy with a virtual host leads there: none of its rules "
          + "is served."
      }
        ?? "It has no virtual host, and no HTTPProxy includes it: none of its rules is served.",
      fix: "Include it from a root, or give it a virtual host.")
  }

  private func emptiness(of proxy: ContourDocument) -> [Fault] {
    func fault(_ field: String, _ says: Message, _ fix: Message) -> Fault {
      Fault(Self.emptyID, .blocker, proxy.reference, field: field, says: says, fix: fix)
    }
    if proxy.isRoot, proxy.rules.isEmpty, proxy.includes.isEmpty, !proxy.hasTCP {
      return [
        fault(
          "spec", "It has neither rules nor includes nor a TCP proxy: requests get 404.",
          "Add a rule in spec.routes, or an include.")
      ]
    }
    var faults: [Fault] = []
    if let rule = proxy.rules.first(where: { $0.actions != 1 }) {
      faults.append(
        fault(
          rule.field,
          rule.actions == 0
            ? "A rule has neither Services nor a redirect nor a direct response, so Contour drops "
              + "all rules here."
            : "A rule has several of Services, redirect and direct response, so Contour drops all "
              + "rules here.", "State exactly one of them in each rule."))
    }
    guard proxy.hasTCP else { return faults }
    if proxy.isRoot, !proxy.hasTLS {
      faults.append(
        fault(
          "spec.tcpproxy", "A TCP proxy takes TLS, and the virtual host has none.",
          "Set spec.virtualhost.tls with a Secret, or with passthrough."))
    } else if proxy.tcpServices.isEmpty == (proxy.tcpInclude == nil) {
      faults.append(
        fault(
          "spec.tcpproxy",
          proxy.tcpServices.isEmpty
            ? "The TCP proxy has neither Services nor an include."
            : "The TCP proxy has both Services and an include.",
          "State one of Services and include."))
    }
    return faults
  }

  /// The conditions of rules, as far as they can be judged without the controller.
  private func conditions(of proxy: ContourDocument) -> [Fault] {
    proxy.rules.compactMap { rule in
      guard let problem = rule.conditions.problem(isOfInclude: false) else { return nil }
      return Fault(
        "httpproxy-policy-invalid", .degraded, proxy.reference, field: "\(rule.field).conditions",
        says: "\(Self.phrase(problem)), so Contour drops all rules here.",
        fix: "State one path in a block, beginning with a slash.")
    }
  }

  /// What is wrong with a block of conditions, as the beginning of a sentence.
  static func phrase(_ problem: ContourConditions.Problem) -> Message {
    switch problem {
    case .severalPaths: "A block of conditions states more than one path"
    case .noSlash(let path): "The path \(path) does not begin with a slash"
    case .notForIncludes: "An include states an exact path or a regular expression"
    }
  }
}

extension DiagnosedCluster {
  /// The HTTPProxies that lead to one that changed, those that it led or leads to, and those of the same host.
  func proxies(touchedBy change: ObjectChange) -> [ObjectReference] {
    let proxies = routes.proxies
    var names: Set<NamespacedName> = []
    for case .generic(let object) in change.versions {
      let document = ContourDocument(object)
      names.formUnion(
        proxies.following([document.name] + document.allIncludes.map(\.target)))
      names.formUnion(proxies.roots(ofHost: document.host))
    }
    return names.map { ObjectReference(ResourceKind.httpProxy.kind, $0) }
      + (change.reference.map { proxies.includers(of: $0.name) } ?? [])
  }
}

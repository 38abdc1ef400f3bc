import Language
import Routing
import Topology

/// Annotations, and what only the controller can know: whether it reads them, and what paths mean to it.
struct IngressAnnotationFaults: FaultFamily {
  let needs = ["Ingress", "IngressClass"]

  /// Controller strings of classes whose Ingresses may have annotations of ingress-nginx.
  private static let nginxPrefix = IngressControllers.nginxPrefix

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.objects("Ingress") }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch change.reference?.kind {
    case "IngressClass": .all
    case "Ingress": .some(change.reference.map { [$0] } ?? [])
    default: .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let ingress = cluster.inventory.object("Ingress", object.name),
      let controller = IngressControllers.controller(cluster.implementation(of: ingress))
    else { return [] }
    let isNginx = controller.prefixes.contains(Self.nginxPrefix)
    let document = cluster.document(of: ingress)
    let always = [foreign(ingress, controller), ambiguous(document, controller, isNginx: isNginx)]
    let ofNginx =
      isNginx
      ? [
        removed(ingress), denied(ingress, in: cluster), rewrite(document), crossing(ingress),
      ] : []
    return (always + ofNginx).compactMap(\.self)
  }

  private static func field(_ annotation: String) -> String {
    "metadata.annotations[\(annotation)]"
  }

  private func foreign(_ ingress: GenericResource, _ controller: IngressController) -> Fault? {
    // cert-manager gives its own Ingresses an annotation of nginx, whoever serves them.
    guard ingress.metadata.labels["acme.cert-manager.io/http01-solver"] == nil else { return nil }
    let foreign = ingress.metadata.annotations.keys.sorted().compactMap { key in
      IngressControllers.all.first { other in
        other.prefixes.contains { key.hasPrefix($0) && !controller.prefixes.contains($0) }
      }.map { (key: key, owner: $0) }
    }
    guard let first = foreign.first else { return nil }
    return Fault(
      "ingress-annotation-other-controller", .risk, ingress.reference, field: Self.field(first.key),
      says: "\(controller.name) serves it and does not read \(first.key), which is of "
        + "\(first.owner.name).",
      fix: "Drop it, or use the annotation of \(controller.name) for the same.")
  }

  /// Annotations that ingress-nginx once read, and what it reads now; those that break requests without it.
  private static let removed: [(name: String, now: Message?, isBreaking: Bool)] = [
    ("secure-backends", "Use backend-protocol: HTTPS.", true),
    ("grpc-backend", "Use backend-protocol: GRPC.", true),
    ("add-base-url", nil, false), ("base-url-scheme", nil, false),
    ("session-cookie-hash", nil, false), ("mirror-uri", "Use mirror-target.", false),
  ]

  private func removed(_ ingress: GenericResource) -> Fault? {
    let annotations = ingress.metadata.annotations
    for (name, now, isBreaking) in Self.removed {
      guard let value = annotations[Self.nginxPrefix + name], value != "false" else { continue }
      return Fault(
        "ingress-annotation-removed-or-denied", isBreaking ? .blocker : .degraded,
        ingress.reference, field: Self.field(Self.nginxPrefix + name),
        says: "ingress-nginx no longer reads \(Self.nginxPrefix + name).",
        fix: now ?? "Drop the annotation."
      ).mended(
        by: now == nil
          ? .setField(
            FieldEdit(dropping: Self.nginxPrefix + name, value, from: ingress.reference)) : nil)
    }
    return nil
  }

  private static let snippets = [
    "configuration-snippet", "server-snippet", "stream-snippet", "auth-snippet",
    "modsecurity-snippet",
  ]

  /// Snippets are off since ingress-nginx 1.9 unless its ConfigMap allows them; then the status has an address.
  private func denied(_ ingress: GenericResource, in cluster: DiagnosedCluster) -> Fault? {
    let isTaken = cluster.extent != .manifests && ingress.hasAddress
    let names = Self.snippets.map { Self.nginxPrefix + $0 }
    guard !isTaken, let name = names.first(where: { ingress.metadata.annotations[$0] != nil })
    else { return nil }
    return Fault(
      "ingress-annotation-removed-or-denied", .risk, ingress.reference, field: Self.field(name),
      says:
        "ingress-nginx refuses \(name) unless allow-snippet-annotations is set in its ConfigMap.",
      fix: "Use annotations without code, or allow snippets in the controller.")
  }

  private func crossing(_ ingress: GenericResource) -> Fault? {
    for name in ["auth-secret", "auth-tls-secret", "proxy-ssl-secret"] {
      let parts = (ingress.metadata.annotations[Self.nginxPrefix + name] ?? "").split(
        separator: "/")
      guard parts.count == 2, parts[0] != ingress.metadata.namespace else { continue }
      return Fault(
        "ingress-cross-namespace-secret", .blocker, ingress.reference,
        field: Self.field(Self.nginxPrefix + name),
        says: "It names the Secret \(parts[1]) of namespace \(parts[0]), but ingress-nginx takes "
          + "Secrets of the Ingress's own namespace only.",
        fix: "Copy the Secret into namespace \(ingress.metadata.namespace).")
    }
    return nil
  }

  private func rewrite(_ document: IngressDocument) -> Fault? {
    let key = Self.nginxPrefix + "rewrite-target"
    guard let target = document.resource.metadata.annotations[key], !target.isEmpty else {
      return nil
    }
    let wanted = RewriteGroups.references(in: target)
    for path in document.paths where path.pathType != .exact && path.path != target {
      let count = RewriteGroups.groups(in: path.path)
      if let wanted, wanted <= count { continue }
      let says: Message =
        wanted.map {
          "The target \(target) refers to the group \($0), but the path \(path.path) has \(count)."
        } ?? "Every request below \(path.path) reaches the backend as \(target)."
      return Fault(
        "ingress-rewrite-without-capture", .degraded, document.resource.reference,
        field: Self.field(key), says: says,
        fix: wanted == nil && count == 0
          ? RewriteGroups.mend(path.path, target)
          : "Let the target refer to a group that the path has."
      ).on(document.routeID(of: path))
    }
    return nil
  }

  private func ambiguous(
    _ document: IngressDocument, _ controller: IngressController, isNginx: Bool
  ) -> Fault? {
    let annotations = document.resource.metadata.annotations
    // Whoever asks for regular expressions says what the paths mean.
    let isSaid =
      annotations[Self.nginxPrefix + "use-regex"] == "true"
      || annotations[Self.nginxPrefix + "rewrite-target"] != nil
      || annotations["traefik.ingress.kubernetes.io/router.pathmatcher"] != nil
    guard !isSaid || !isNginx && controller.name != "Traefik" else { return nil }
    let path = document.paths.first { path in
      path.pathType == .implementationSpecific && path.path != "/"
        // Stars of load balancers and expressions of Kong need this type.
        && (isNginx || !path.path.hasSuffix("*") && !path.path.contains("~"))
    }
    guard let path else { return nil }
    return Fault(
      "ingress-implementation-specific-ambiguous", .risk, document.resource.reference,
      field: "\(path.field).pathType",
      says: "The path \(path.path) is ImplementationSpecific, so it depends on \(controller.name) "
        + "which requests it matches.",
      fix: "Use Prefix or Exact, which mean the same everywhere."
    ).on(document.routeID(of: path)).mended(by: isNginx ? Self.prefix(path, document) : nil)
  }

  /// What ingress-nginx takes such a path for, unless it is written as an expression.
  private static func prefix(
    _ path: IngressDocument.Path, _ document: IngressDocument
  ) -> FaultRemedy? {
    guard !path.path.contains(where: { "()[]{}*+?^$|\\.".contains($0) }) else { return nil }
    return .setField(
      FieldEdit(
        document.resource.reference, field: "\(path.field).pathType",
        from: "ImplementationSpecific", to: "Prefix"))
  }
}

/// The groups of a path and the references of a rewrite target to them.
private enum RewriteGroups {
  /// The highest `$n` of a target; nil when there is none.
  static func references(in target: String) -> Int? {
    let parts = target.split(separator: "$", omittingEmptySubsequences: false).dropFirst()
    return parts.compactMap { $0.first?.wholeNumberValue }.max()
  }

  /// A path and a target that keep what comes after the path.
  static func mend(_ path: String, _ target: String) -> Message {
    let start = path.hasSuffix("/") ? String(path.dropLast()) : path
    let end = target.hasSuffix("/") ? target : target + "/"
    return start.isEmpty
      ? "Write the path /(.*) with use-regex and the target \(end)$1."
      : "Write the path \(start)(/|$)(.*) with use-regex and the target \(end)$2."
  }

  /// How many capture groups a path has: `(` that is not escaped, and does not begin `(?:`.
  static func groups(in path: String) -> Int {
    var count = 0
    var isEscaped = false
    let characters = Array(path)
    for (index, character) in characters.enumerated() {
      defer { isEscaped = character == "\\" && !isEscaped }
      guard character == "(", !isEscaped else { continue }
      let rest = characters[(index + 1)...].prefix(3)
      let isNamed = rest.first == "?" && (rest.contains("<") || rest.contains("P"))
      if rest.first != "?" || isNamed { count += 1 }
    }
    return count
  }
}

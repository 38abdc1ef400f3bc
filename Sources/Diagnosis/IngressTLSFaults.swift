import Language
import Routing
import Topology

/// Certificates that Ingresses name.
struct IngressTLSFaults: FaultFamily {
  let needs = ["Ingress"]
  let isTimed = true

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.objects("Ingress") }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "Ingress": return .some([reference])
    case "Secret": return .some(cluster.ingresses(withSecret: reference.name))
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let ingress = cluster.inventory.object("Ingress", object.name) else { return [] }
    let document = cluster.document(of: ingress)
    let own = document.tls.flatMap { entry in
      [secret(of: entry, document, in: cluster)].compactMap(\.self)
        + (document.isCanary ? [] : hosts(of: entry, document))
    }
    return own + (document.isCanary ? [] : [openHosts(of: document)].compactMap(\.self))
  }

  private func secret(
    of entry: IngressDocument.TLS, _ document: IngressDocument, in cluster: DiagnosedCluster
  ) -> Fault? {
    guard let name = entry.secret, !cluster.unreadable.contains("Secret") else { return nil }
    let object = document.resource.reference
    let field = "\(entry.field).secretName"
    guard let secret = cluster.inventory.object("Secret", name) else {
      return Fault(
        "ingress-tls-secret-missing", .degraded, object, field: field,
        says: "Secret \(name.name) does not exist in namespace \(name.namespace), so clients get "
          + "the controller's own certificate.",
        fix: "Create it: kubectl create secret tls \(name.name) -n \(name.namespace) "
          + "--cert=FILE --key=FILE."
      ).mended(by: cluster.otherSecret(for: entry, of: document))
    }
    guard let problem = problem(with: secret) else { return nil }
    return Fault(
      "ingress-tls-secret-malformed", .degraded, object, field: field,
      says: "Secret \(name.name) \(problem), so clients get the controller's own certificate.",
      fix: "Create it again with a certificate and its key in PEM."
    ).mended(by: cluster.otherSecret(for: entry, of: document))
  }

  private func problem(with secret: GenericResource) -> Message? {
    let data = secret.object["data"].object
    for key in ["tls.crt", "tls.key"] where data[key] == nil { return "has no \(key)" }
    let certificate = Certificate(secretValue: data["tls.crt"]?.string ?? "")
    return certificate == nil ? "has a tls.crt that holds no certificate in PEM" : nil
  }

  private func hosts(of entry: IngressDocument.TLS, _ document: IngressDocument) -> [Fault] {
    let rules = document.hosts.map { $0.lowercased() }
    return entry.hosts.filter { host in
      !rules.contains { $0 == host || HostRules.wildcard(host, covers: $0) || $0.isEmpty }
    }.map { host in
      Fault(
        "ingress-tls-host-not-in-rules", .risk, document.resource.reference,
        field: "\(entry.field).hosts",
        says: "TLS names the host \(host), of which there is no rule.",
        fix: "Add a rule for the host, or correct its name.")
    }
  }

  /// Hosts of rules that are left out while others are served over TLS.
  private func openHosts(of document: IngressDocument) -> Fault? {
    guard document.tls.contains(where: { !$0.hosts.isEmpty }) else { return nil }
    let open = Set(document.hosts.map { $0.lowercased() })
      .filter { !$0.isEmpty && document.tls(for: $0) == nil }.sorted()
    guard !open.isEmpty, open.count < Set(document.hosts.map { $0.lowercased() }).count else {
      return nil
    }
    return Fault(
      "ingress-tls-host-not-in-rules", .risk, document.resource.reference, field: "spec.tls",
      says:
        "TLS names other hosts of its rules, but not \(open.prefix(3).joined(separator: ", ")).",
      fix: "Name the host in spec.tls, or move its rule into an Ingress of its own.")
  }
}

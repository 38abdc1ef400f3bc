import Language
import Routing
import Topology

/// What is in the certificates that Ingresses name: until when they are valid, and for which hosts.
struct IngressCertificateFaults: FaultFamily {
  let needs = ["Ingress", "Secret"]
  let isTimed = true

  /// A certificate that nobody renewed: less than ten days and a tenth of its time are left.
  private static let warningSeconds = 10.0 * 86_400

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
    guard let ingress = cluster.inventory.object("Ingress", object.name),
      !ingress.object["spec"]["tls"].array.isEmpty
    else { return [] }
    let document = cluster.document(of: ingress)
    return document.tls.flatMap { entry -> [Fault] in
      guard let name = entry.secret,
        let value = cluster.inventory.object("Secret", name)?.object["data"]["tls.crt"].string,
        let certificate = Certificate(secretValue: value)
      else { return [] }
      return [
        time(of: certificate, entry, object, now: cluster.now).map {
          $0.mended(by: cluster.otherSecret(for: entry, of: document))
        },
        hosts(of: certificate, entry, document).map {
          $0.mended(by: cluster.otherSecret(for: entry, of: document))
        },
      ].compactMap(\.self)
    }
  }

  private func time(
    of certificate: Certificate, _ entry: IngressDocument.TLS, _ object: ObjectReference,
    now: Double
  ) -> Fault? {
    guard now > 0, let secret = entry.secret?.name else { return nil }
    let life = certificate.notAfter - certificate.notBefore
    let until = Timestamp.text(certificate.notAfter)
    let isOver = now > certificate.notAfter
    let says: Message
    if isOver {
      says = "The certificate of Secret \(secret) expired at \(until)."
    } else if now < certificate.notBefore {
      says =
        "The certificate of Secret \(secret) is valid from "
        + "\(Timestamp.text(certificate.notBefore)) only."
    } else if certificate.notAfter - now < min(Self.warningSeconds, life / 10) {
      says = "The certificate of Secret \(secret) expires at \(until), and nobody has renewed it."
    } else {
      return nil
    }
    let isValid = !isOver && now >= certificate.notBefore
    return Fault(
      "ingress-tls-cert-expired", isValid ? .risk : .degraded, object,
      field: "\(entry.field).secretName", says: says,
      fix: "Renew the certificate in Secret \(secret).")
  }

  private func hosts(
    of certificate: Certificate, _ entry: IngressDocument.TLS, _ document: IngressDocument
  ) -> Fault? {
    let named = entry.hosts.filter { !$0.isEmpty }
    // Without hosts of its own it serves those of the rules that no other entry serves.
    let served = document.hosts.map { $0.lowercased() }.filter {
      !$0.isEmpty && document.tls(for: $0)?.field == entry.field
    }
    let wrong = Array((Set(named).union(served)).filter { !certificate.covers($0) }).sorted()
    guard !wrong.isEmpty, let secret = entry.secret?.name else { return nil }
    let listed = wrong.prefix(3).joined(separator: ", ")
    let valid = certificate.hosts.prefix(5).joined(separator: ", ")
    return Fault(
      "ingress-tls-cert-wrong-host", .degraded, document.resource.reference,
      field: "\(entry.field).secretName",
      says: valid.isEmpty
        ? "The certificate of Secret \(secret) is for no host name at all, so not for \(listed)."
        : "The certificate of Secret \(secret) is for \(valid), not for \(listed).",
      fix: "Issue a certificate for \(listed), or correct the host.")
  }
}

extension DiagnosedCluster {
  /// The Ingresses whose TLS names a Secret, or may be offered it instead of another one.
  func ingresses(withSecret name: NamespacedName) -> [ObjectReference] {
    objects("Ingress").filter { reference in
      reference.name.namespace == name.namespace
        && inventory.object("Ingress", reference.name)?.object["spec"]["tls"].array
          .contains { !$0["secretName"].isNull } == true
    }
  }

  /// Another Secret for an entry of TLS, where exactly one of the namespace is good for all its hosts.
  func otherSecret(
    for entry: IngressDocument.TLS, of document: IngressDocument
  ) -> FaultRemedy? {
    guard now > 0, let secret = entry.secret, !unreadable.contains("Secret") else { return nil }
    // Without hosts of its own it serves those of the rules that no other entry serves.
    let served = document.hosts.map { $0.lowercased() }.filter {
      !$0.isEmpty && document.tls(for: $0)?.field == entry.field
    }
    let hosts = Set(served).union(entry.hosts.filter { !$0.isEmpty })
    let good = inventory.objects("Secret", in: secret.namespace).filter { other in
      let data = other.object["data"]
      guard other.metadata.name != secret.name, !data["tls.key"].isNull,
        let value = data["tls.crt"].string, let certificate = Certificate(secretValue: value)
      else { return false }
      return certificate.notBefore <= now && now < certificate.notAfter
        && hosts.allSatisfy { certificate.covers($0) }
    }
    guard !hosts.isEmpty, good.count == 1, let name = good.first?.metadata.name else { return nil }
    return .setField(
      FieldEdit(
        document.resource.reference, field: "\(entry.field).secretName",
        from: .string(secret.name), to: .string(name)))
  }
}

import Language
import Routing
import Topology

/// How Ingresses name the ports of their backends, and which protocol is spoken there.
struct IngressPortFaults: FaultFamily {
  let needs = ["Ingress", "IngressClass", "Service"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.objects("Ingress") }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "Ingress": return .some([reference])
    case "IngressClass": return .all
    case "Service":
      if case (.service(let before)?, .service(let after)?) = (change.before, change.after),
        before.ports == after.ports, before.exposure == after.exposure
      {
        return .none
      }
      return .some(
        cluster.routes.routes(to: reference.name).map(\.source).filter { $0.kind == "Ingress" })
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let ingress = cluster.inventory.object("Ingress", object.name) else { return [] }
    let document = cluster.document(of: ingress)
    // What a canary adds is spoken to as its primary says.
    guard !document.isCanary else { return [] }
    let spoken = NginxProtocol(ingress, in: cluster)
    var faults: [Fault] = []
    for (target, field, route) in targets(of: document) {
      guard case .service(let name, let reference?) = target,
        let service = cluster.inventory.service(NamespacedName(object.name.namespace, name)),
        service.exposure != .externalName, let port = service.port(reference)
      else { continue }
      let found = [
        transport(port, of: service, field: field, object)
          ?? mismatch(spoken, port, of: service, field: field, object),
        number(reference, port, of: service, field: field, object),
      ].compactMap(\.self)
      // Of one kind the first is enough.
      for fault in found where !faults.contains(where: { $0.id == fault.id }) {
        faults.append(fault.on(route))
      }
    }
    return faults
  }

  private func targets(
    of document: IngressDocument
  ) -> [(target: IngressDocument.Target, field: String, route: Route.ID)] {
    let own = document.paths.map {
      (target: $0.target, field: $0.field + ".backend", route: document.routeID(of: $0))
    }
    guard let target = document.defaultTarget else { return own }
    return own + [(target, "spec.defaultBackend", document.defaultRouteID)]
  }

  /// A number where names would tell several ports apart; with one port there is nothing to tell.
  private func number(
    _ reference: PortReference, _ port: Service.Port, of service: Service, field: String,
    _ object: ObjectReference
  ) -> Fault? {
    guard case .number(let number) = reference, service.ports.count > 1, !port.name.isEmpty else {
      return nil
    }
    return Fault(
      "ingress-backend-port-number", .info, object, field: "\(field).service.port.number",
      says: "It names the port \(number) of Service \(service.metadata.name) by its number.",
      fix: "Write the name \(port.name), which stays when the number changes.")
  }

  /// Controllers speak HTTP, and that over TCP.
  private func transport(
    _ port: Service.Port, of service: Service, field: String, _ object: ObjectReference
  ) -> Fault? {
    let hasOther = service.ports.contains { $0.number == port.number && $0.transport == .tcp }
    guard port.transport != .tcp, !hasOther else { return nil }
    return Fault(
      "ingress-backend-protocol-mismatch", .blocker, object, field: "\(field).service.port",
      says: "The port \(port.number) of Service \(service.metadata.name) is for "
        + "\(port.transport.rawValue), and requests come over TCP.",
      fix: "Lead to a port for TCP.")
  }

  private func mismatch(
    _ spoken: NginxProtocol?, _ port: Service.Port, of service: Service, field: String,
    _ object: ObjectReference
  ) -> Fault? {
    guard let spoken, let (heard, isNamed) = NginxProtocol.heard(at: port),
      !spoken.isUnderstood(as: heard)
    else { return nil }
    let name = "\(service.metadata.name):\(port.number)"
    let annotation = NginxProtocol.annotation
    return Fault(
      "ingress-backend-protocol-mismatch", isNamed && !spoken.isWritten ? .blocker : .risk, object,
      field: spoken.isWritten ? "metadata.annotations[\(annotation)]" : "\(field).service.port",
      says: "The controller speaks \(spoken.kind.rawValue) to \(name), which looks like "
        + "\(heard.rawValue).",
      fix: heard == .http
        ? "Drop the annotation \(annotation), or lead to a port that has TLS."
        : "Set the annotation \(annotation) to \(heard.rawValue).")
  }
}

/// What ingress-nginx speaks to its backends, and what their ports seem to hear.
private struct NginxProtocol {
  enum Kind: String {
    case http = "HTTP"
    case https = "HTTPS"
    case grpc = "GRPC"
    case grpcs = "GRPCS"

    var isSecure: Bool { self == .https || self == .grpcs }
    var isGRPC: Bool { self == .grpc || self == .grpcs }
  }

  static let annotation = IngressControllers.nginxPrefix + "backend-protocol"

  let kind: Kind
  /// Whether an annotation says so: then somebody may know more than names tell.
  let isWritten: Bool

  /// nil where another controller serves the Ingress, or the protocol is none of these.
  init?(_ ingress: GenericResource, in cluster: DiagnosedCluster) {
    let controller = IngressControllers.controller(cluster.implementation(of: ingress))
    let annotations = ingress.metadata.annotations
    guard controller?.prefixes.contains(IngressControllers.nginxPrefix) == true,
      // Whole connections are passed on, whatever is spoken.
      annotations[IngressControllers.nginxPrefix + "ssl-passthrough"] != "true"
    else { return nil }
    let written = annotations[Self.annotation]
    guard let kind = Kind(rawValue: (written ?? "HTTP").uppercased()) else { return nil }
    self.kind = kind
    isWritten = written != nil
  }

  /// Whether a port that hears this understands what is spoken; HTTP/2 may be where HTTP is.
  func isUnderstood(as heard: Kind) -> Bool {
    kind.isSecure == heard.isSecure && (kind.isGRPC || !heard.isGRPC)
  }

  /// What the names of a port say, or its numbers alone; nil where they contradict each other or say nothing.
  static func heard(at port: Service.Port) -> (kind: Kind, isNamed: Bool)? {
    var names = [port.name]
    var target: Kind?
    switch port.target {
    case .name(let name): names.append(name)
    case .number(let number): target = kind(at: number)
    }
    let named = Set(names.compactMap(kind(named:)))
    if let kind = named.first {
      let isSure = named.count == 1 && (target.map { $0.isSecure == kind.isSecure } ?? true)
      return isSure ? (kind, true) : nil
    }
    guard let target, kind(at: port.number) == target else { return nil }
    return (target, false)
  }

  private static func kind(at number: Int) -> Kind? {
    switch number {
    case 443, 8443: .https
    case 80, 8080: .http
    default: nil
    }
  }

  private static func kind(named name: String) -> Kind? {
    let words = name.split(separator: "-")
    switch words.first {
    case "https": return .https
    case "http" where words.count == 1: return .http
    case "grpc" where words.count == 1: return .grpc
    case "grpcs": return .grpcs
    default: return nil
    }
  }
}

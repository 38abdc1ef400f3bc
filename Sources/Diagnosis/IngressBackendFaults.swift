import Language
import Routing
import Topology

/// What the paths of Ingresses lead to.
struct IngressBackendFaults: FaultFamily {
  let needs = ["Ingress", "EndpointSlice", "Pod"]

  /// Controllers that refuse Services of type ExternalName unless they are told otherwise.
  static let refusingExternalNames = [
    "traefik.io/ingress-controller", "projectcontour.io/",
  ]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.objects("Ingress") }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "Ingress": return .some([reference])
    case "IngressClass": return .all
    case "EndpointSlice":
      return .some(cluster.services(of: change).flatMap { ingresses(to: $0.name, in: cluster) })
    case "Service":
      guard change.before == nil || change.after == nil else {
        return .some(ingresses(to: reference.name, in: cluster))
      }
      // What is said of a missing Service names others that there are.
      return .some(
        ingresses(to: reference.name, in: cluster)
          + ["ingress-backend-service-missing", "ingress-default-backend-broken"]
          .flatMap { cluster.found.objects(with: $0) })
    default: return .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { object.kind == "Service" ? ingresses(to: object.name, in: cluster) : [] }

  private func ingresses(
    to service: NamespacedName, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    let sources = cluster.routes.routes(to: service)
      .flatMap { [$0.source, $0.canary?.source].compactMap(\.self) }
    // The paths of a canary alone are no routes.
    return (sources + cluster.found.objects(with: "ingress-canary-without-primary"))
      .filter { $0.kind == "Ingress" }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let ingress = cluster.inventory.object("Ingress", object.name) else { return [] }
    let document = cluster.document(of: ingress)
    let implementation = cluster.implementation(of: ingress)
    let paths = document.paths.compactMap { path in
      let id = document.routeID(of: path)
      let fault = fault(
        of: path.target, field: "\(path.field).backend", document, implementation, in: cluster)
      return fault.map { replaced($0, path.target, cluster.routes.route(id)?.terms?.nginx) }?.on(id)
    }
    let fallback = document.defaultTarget.flatMap { target in
      fault(of: target, field: "spec.defaultBackend", document, implementation, in: cluster)
    }.map { broken in
      Fault(
        "ingress-default-backend-broken", .degraded, ingress.reference,
        field: broken.field, says: "Default backend: \(broken.says)", fix: broken.fix
      ).on(document.defaultRouteID).caused(by: broken).mended(by: broken.remedy)
    }
    return paths + (fallback.map { [$0] } ?? [])
  }

  private func fault(
    of target: IngressDocument.Target, field: String, _ document: IngressDocument,
    _ implementation: String, in cluster: DiagnosedCluster
  ) -> Fault? {
    let object = document.resource.reference
    switch target {
    case .resource(let kind, let name):
      return Fault(
        "ingress-resource-backend-unsupported", .blocker, object, field: "\(field).resource",
        says: "It leads to \(kind) \(name), which common controllers do not serve.",
        fix: "Lead to a Service.")
    case .nothing:
      return Fault(
        "ingress-backend-service-missing", .blocker, object, field: field,
        says: "The path names no Service.", fix: "Set backend.service.name and .port.")
    case .service(let name, let port):
      let key = NamespacedName(document.resource.metadata.namespace, name)
      guard let service = cluster.inventory.service(key) else {
        return missing(key, field: field, object, in: cluster)
      }
      guard let port else {
        return Fault(
          "ingress-backend-port-unspecified", .blocker, object, field: "\(field).service.port",
          says: "The port of Service \(name) is missing, or given by name and number.",
          fix: "Set port.number or port.name, not both."
        ).mended(by: Self.remedy(service.onlyPort, field, object))
      }
      return fault(of: service, port, field: field, object, implementation, in: cluster)
    }
  }

  private func missing(
    _ service: NamespacedName, field: String, _ object: ObjectReference,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    guard !cluster.unreadable.contains("Service") else { return nil }
    let inventory = cluster.inventory
    let near = Spelling.nearest(
      to: service.name, in: inventory.serviceNames(in: service.namespace))
    let elsewhere =
      near == nil
      ? inventory.serviceNamespaces.filter {
        inventory.service(NamespacedName($0, service.name)) != nil
      }.min() : nil
    let fix: Message =
      near.map { "Correct the name: there is \($0)." }
      ?? elsewhere.map {
        "It exists in namespace \($0), but an Ingress reaches its own namespace only."
      } ?? "Create the Service or correct the name."
    return Fault(
      "ingress-backend-service-missing", .blocker, object, field: "\(field).service.name",
      says: "Service \(service.name) does not exist in namespace \(service.namespace).", fix: fix
    ).mended(by: near.map { .setBackendService(object, field: field, name: $0) })
  }

  private func fault(
    of service: Service, _ reference: PortReference, field: String, _ object: ObjectReference,
    _ implementation: String, in cluster: DiagnosedCluster
  ) -> Fault? {
    if service.exposure == .externalName {
      guard Self.refusingExternalNames.contains(where: implementation.hasPrefix) else { return nil }
      return Fault(
        "ingress-backend-externalname-refused", .blocker, object, field: "\(field).service.name",
        says:
          "Service \(service.metadata.name) is an ExternalName, which \(implementation) refuses.",
        fix: "Allow external names in the controller, or use a Service with a selector.")
    }
    guard let port = service.port(reference) else {
      return wrongPort(reference, of: service, field: field, object)
    }
    let slices = cluster.inventory.slices(of: service.metadata.key)
    guard ProxyRules.candidates(ProxyRules.backends(of: port, in: slices)).isEmpty else {
      return nil
    }
    return Fault(
      "ingress-backend-no-ready-endpoints", .blocker, object, field: "\(field).service.name",
      says: "Service \(service.metadata.name) has no usable endpoint on port \(reference), "
        + "so requests get 503.",
      fix: "See the faults of \(ObjectReference("Service", service.metadata.key))."
    ).caused(by: cluster.worst(of: ObjectReference("Service", service.metadata.key)))
  }

  /// What annotations of ingress-nginx make of a Service that nobody is behind.
  private func replaced(
    _ fault: Fault, _ target: IngressDocument.Target, _ terms: NginxTerms?
  ) -> Fault {
    guard let terms, fault.id == "ingress-backend-no-ready-endpoints",
      case .service(let name, let port?) = target
    else { return fault }
    let says: Message
    if terms.usesClusterIP {
      says =
        "Service \(name) has no usable endpoint on port \(port), so its cluster IP refuses "
        + "connections and requests get 502."
    } else if let other = terms.defaultBackend {
      says =
        "Service \(name) has no usable endpoint on port \(port), so the default backend "
        + "\(other.name) has to answer."
    } else {
      return fault
    }
    var replaced = fault
    replaced.grade = terms.usesClusterIP ? .blocker : .degraded
    replaced.says = says.mapped(\.cleaned)
    return replaced
  }

  private func wrongPort(
    _ reference: PortReference, of service: Service, field: String, _ object: ObjectReference
  ) -> Fault {
    let ports = service.ports.map { $0.name.isEmpty ? "\($0.number)" : "\($0.number) (\($0.name))" }
    let target = service.ports.first { $0.target == reference }
    let fix: Message =
      target.map { "\(reference) is its targetPort; write the port \($0.number)." }
      ?? "Use a port that it has: \(ports.joined(separator: ", "))."
    return Fault(
      "ingress-backend-port-missing", .blocker, object, field: "\(field).service.port",
      says: "Service \(service.metadata.name) has no port \(reference).", fix: fix
    ).mended(by: Self.remedy(target ?? service.onlyPort, field, object))
  }

  private static func remedy(
    _ port: Service.Port?, _ field: String, _ object: ObjectReference
  ) -> FaultRemedy? {
    port.map { .setBackendPort(object, field: field, .number($0.number)) }
  }
}

extension Service {
  /// The one port that it has; nil when it has none or several.
  fileprivate var onlyPort: Port? { ports.count == 1 ? ports.first : nil }
}

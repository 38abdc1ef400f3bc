import Routing
import Topology

/// One Service that gets a share of the requests, with what lies behind it.
struct TraceLeg {
  /// Why it answers nothing.
  enum Problem: Hashable {
    case serviceMissing, portNotStated, portMissing
    /// In another namespace, which has no ReferenceGrant for the route.
    case notPermitted
    case transport(TransportProtocol)
    case externalRefused
    /// A name outside of the playground, which never leaves its machine.
    case externalUnreachable
    /// An alias of an alias that stands for the first.
    case circular
    /// No pod has the port, by name or protocol.
    case targetPort
    /// A headless Service does not translate ports.
    case untranslated(Int)
    case selectsNothing
    case noEndpoints, noneReady
    /// Endpoints are there, and none of the subset that a rule asks for.
    case noSubset(String)
    /// Endpoints are on other nodes only, and the policy is Local.
    case notLocal(String)

    /// The hop at which it shows.
    var hop: FaultKind.Hop {
      switch self {
      case .serviceMissing, .portNotStated, .portMissing, .notPermitted, .transport,
        .externalRefused,
        .externalUnreachable, .circular, .targetPort, .untranslated:
        .service
      case .selectsNothing: .selector
      case .noEndpoints, .noneReady, .noSubset, .notLocal: .endpoints
      }
    }
  }

  let name: NamespacedName
  let reference: PortReference?
  /// 0…1 of the requests.
  var share: Double
  /// What is there, behind an alias the Service that it stands for; nil when it does not exist.
  var service: Service?
  /// The ExternalName that was followed.
  var alias: Service?
  var port: Service.Port?
  /// Everything that slices list for the port.
  var all: [ServiceBackend] = []
  /// Those that get requests, each an equal part.
  var candidates: [ServiceBackend] = []
  /// The pods that the selector matches, as far as they were looked at.
  var selected: [Pod] = []
  var problem: Problem?
  /// The hop that broke it.
  var broken: FaultKind.Hop?
  /// How a policy keeps it from answering.
  var refusal: PolicyRuling.Outcome?

  var object: ObjectReference { ObjectReference("Service", name) }

  /// The Service that is there in the end.
  var target: ObjectReference { ObjectReference("Service", service?.metadata.key ?? name) }

  /// Whether an alias leads to a headless Service: what connects there connects to the pods themselves.
  var isHeadlessAlias: Bool { alias != nil && service?.isHeadless == true }

  /// Whether it leads to a name outside of the cluster, of which nothing is known.
  var isExternal: Bool { service?.exposure == .externalName }

  var backend: Trace.Backend {
    let part = candidates.isEmpty ? 0 : share / Double(candidates.count)
    let chosen = Set(candidates.map(\.address))
    return Trace.Backend(
      service: name, port: port?.number ?? Self.number(reference), share: share,
      endpoints: all.map { backend in
        Trace.Endpoint(
          pod: backend.endpoint.pod, address: backend.address.address, port: backend.address.port,
          node: backend.endpoint.node, isReady: backend.endpoint.isReady,
          share: chosen.contains(backend.address) ? part : 0)
      })
  }

  private static func number(_ reference: PortReference?) -> Int? {
    if case .number(let number)? = reference { number } else { nil }
  }
}

/// Looks at what lies behind a Service.
struct TraceLegReader {
  let world: TraceWorld
  let client: TraceClient
  /// nil when a controller sends the requests, which chooses among the ready endpoints itself.
  let door: TraceDoor?
  /// The program behind the class that sends them.
  var implementation = ""
  /// The port that clients connect to.
  var dialled: Int?

  private var inventory: Inventory { world.inventory }

  /// One leg, with the first thing that keeps it from answering.
  func leg(
    _ name: NamespacedName, _ reference: PortReference?, share: Double
  ) -> TraceLeg {
    var leg = TraceLeg(name: name, reference: reference, share: share)
    guard let service = inventory.service(name) else {
      leg.problem = .serviceMissing
      return leg
    }
    leg.service = service
    guard let reference, reference != .name("") else {
      leg.problem = .portNotStated
      return leg
    }
    if service.exposure == .externalName {
      follow(service, reference, &leg)
    } else {
      read(service, reference, &leg)
    }
    return leg
  }

  /// More aliases than any chain has; longer ones go in a circle.
  private static let longestChain = 8

  /// What an ExternalName stands for: another Service of the cluster, or a name of which nothing is known.
  private func follow(_ service: Service, _ reference: PortReference, _ leg: inout TraceLeg) {
    leg.port = service.port(reference)
    if door == nil,
      IngressBackendFaults.refusingExternalNames.contains(where: implementation.hasPrefix)
    {
      leg.problem = .externalRefused
      return
    }
    // A controller looks for a port of this number at the name, and knows no names of ports there.
    let number =
      TraceLegReader.number(reference).map { leg.port?.number ?? $0 }
      ?? (door == nil ? nil : leg.port?.number)
    if number == nil { leg.problem = .portMissing }
    var next = service
    for _ in 0..<Self.longestChain {
      guard let number, let name = TraceName.service(next.externalName.lowercased()),
        let found = inventory.service(name)
      else {
        if door == nil, world.isPlayground, number != nil, !isLoopback(next.externalName) {
          leg.problem = .externalUnreachable
        }
        return
      }
      guard found.exposure == .externalName else {
        leg.alias = service
        leg.service = found
        if door == nil, found.isHeadless {
          readNames(of: found, number, &leg)
        } else {
          read(found, .number(number), &leg)
        }
        return
      }
      next = found
    }
    leg.problem = .circular
  }

  /// A controller that connects to the name of a headless Service gets the addresses of its ready pods, and
  /// connects to the port as it is.
  private func readNames(of service: Service, _ number: Int, _ leg: inout TraceLeg) {
    let stated = service.port(.number(number))
    let port = stated ?? Service.Port(number: number, target: .number(number))
    leg.port = port
    let slices = inventory.slices(of: service.metadata.key)
    leg.all = Self.dialled(number, in: slices)
    leg.candidates = leg.all.filter(\.endpoint.isReady)
    if let first = leg.candidates.first {
      let real = stated.flatMap {
        ProxyRules.backends(of: $0, in: slices).first {
          $0.address.address == first.address.address
        }
      }
      if let real, real.address.port != number { leg.problem = .untranslated(real.address.port) }
      return
    }
    leg.selected = selected(service)
    leg.problem = emptiness(of: leg, service, port, slices)
    // Names have the addresses of all ready pods, whatever their ports are.
    if leg.problem == .targetPort { leg.problem = .noEndpoints }
  }

  private static func dialled(_ number: Int, in slices: [EndpointSlice]) -> [ServiceBackend] {
    ProxyRules.mainFamily(of: slices).flatMap(\.endpoints).compactMap { endpoint in
      endpoint.address.map {
        ServiceBackend(address: BackendAddress(address: $0, port: number), endpoint: endpoint)
      }
    }
  }

  private func selected(_ service: Service) -> [Pod] {
    guard service.isSelecting else { return [] }
    return inventory.pods(in: service.metadata.namespace, matching: service.selector)
      .filter { !$0.isFinished }
  }

  private func isLoopback(_ name: String) -> Bool {
    name.lowercased() == "localhost" || name.lowercased().hasSuffix(".localhost")
  }

  private static func number(_ reference: PortReference) -> Int? {
    if case .number(let number) = reference { number } else { nil }
  }

  private func read(_ service: Service, _ reference: PortReference, _ leg: inout TraceLeg) {
    guard let port = port(of: service, reference) else {
      leg.problem = .portMissing
      return
    }
    leg.port = port
    if port.transport != .tcp, dialled != nil || door == nil {
      leg.problem = .transport(port.transport)
      return
    }
    let slices = inventory.slices(of: service.metadata.key)
    leg.all = ProxyRules.backends(of: port, in: slices)
    leg.candidates = candidates(leg.all, of: service)
    if case .headless(let hostname)? = door {
      dialPods(hostname, service, slices, &leg)
    }
    guard leg.candidates.isEmpty, leg.problem == nil else { return }
    leg.selected = selected(service)
    leg.problem = emptiness(of: leg, service, port, slices)
  }

  /// A headless Service needs to state no port: clients connect to the pods.
  private func port(of service: Service, _ reference: PortReference) -> Service.Port? {
    if let port = service.port(reference) { return port }
    guard case .headless? = door, service.ports.isEmpty, case .number(let number) = reference else {
      return nil
    }
    return Service.Port(number: number, target: .number(number))
  }

  private func candidates(
    _ all: [ServiceBackend], of service: Service
  ) -> [ServiceBackend] {
    let zone = inventory.node(client.node)?.zone ?? ""
    switch door {
    case nil: return ProxyRules.candidates(all)
    case .clusterIP:
      let isPlaced = !client.node.isEmpty
      return ProxyRules.candidates(
        all, policy: isPlaced ? service.internalTrafficPolicy : .cluster, node: client.node,
        zone: zone)
    case .headless: return all.filter(\.endpoint.isReady)
    case .nodePort(let node):
      return ProxyRules.candidates(
        all, policy: service.externalTrafficPolicy, node: node.metadata.name, zone: node.zone)
    // A load balancer leaves out the nodes without endpoints; from inside the policy is Cluster.
    case .balancer: return ProxyRules.candidates(all, node: client.node, zone: zone)
    }
  }

  /// Clients of a headless Service connect to the port of the URL, on the pods that DNS names.
  private func dialPods(
    _ hostname: String, _ service: Service, _ slices: [EndpointSlice], _ leg: inout TraceLeg
  ) {
    if leg.all.isEmpty, service.ports.isEmpty, let number = dialled {
      leg.all = Self.dialled(number, in: slices)
      leg.candidates = leg.all.filter(\.endpoint.isReady)
    }
    if !hostname.isEmpty { leg.candidates.removeAll { $0.endpoint.hostname != hostname } }
    let number = dialled ?? leg.port?.number
    guard let first = leg.candidates.first, let number, first.address.port != number else { return }
    leg.problem = .untranslated(first.address.port)
  }

  /// Why nobody gets the requests.
  private func emptiness(
    of leg: TraceLeg, _ service: Service, _ port: Service.Port, _ slices: [EndpointSlice]
  ) -> TraceLeg.Problem {
    if !leg.all.isEmpty {
      let isElsewhere = leg.all.contains(where: \.endpoint.isReady)
      switch door {
      case .clusterIP? where isElsewhere: return .notLocal(client.node)
      case .nodePort(let node)? where isElsewhere: return .notLocal(node.metadata.name)
      default: return .noneReady
      }
    }
    guard service.isSelecting else { return .noEndpoints }
    if !leg.selected.isEmpty {
      return leg.selected.allSatisfy { EndpointRules.targetPort(of: port, on: $0) == nil }
        ? .targetPort : .noEndpoints
    }
    let deployed = inventory.workloads(
      in: service.metadata.namespace, matching: service.selector)
    return !deployed.isEmpty ? .noEndpoints : .selectsNothing
  }
}

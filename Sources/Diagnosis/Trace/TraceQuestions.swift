package import Language
import Routing
package import Topology
package import Traffic

/// One question that shows whether a hop is as the objects tell.
package struct TraceQuestion: Hashable, Sendable {
  package let hop: FaultKind.Hop
  package let target: ProbeTarget
  /// The pod or its address; empty where the question itself names what is asked.
  package let name: String
  /// Whether requests of the trace get there.
  package let isOnTheWay: Bool
}

/// What is asked to see for oneself how far a request gets: a few questions to each hop, or why there are none.
package struct TraceQuestions: Sendable {
  package private(set) var questions: [TraceQuestion] = []
  /// Why a hop is not asked.
  package private(set) var reasons: [FaultKind.Hop: Message] = [:]
  /// How many endpoints are left out, since there are too many.
  package private(set) var omitted = 0

  private let trace: Trace
  private let inventory: Inventory

  /// Requests that change nothing, by their definition (RFC 9110, section 9.2.1), and of which one may be sent.
  private static let harmless = ["GET", "HEAD", "OPTIONS"]
  /// So many doors of a Service are asked.
  private static let mostDoors = 4

  /// The questions to the hops of a trace; the inventory must be the one that it was made from.
  package init(_ trace: Trace, in inventory: Inventory) {
    self.trace = trace
    self.inventory = inventory
    for hop in trace.hops {
      switch hop.hop {
      case .dns: askName(hop)
      case .tls: askCertificate(hop)
      case .listener: askListener()
      case .service: askService()
      case .pod: askPods()
      case .response: askDoor()
      case .endpoints: reasons[.endpoints] = "Its addresses are asked at the hop of the pods."
      case .route, .selector, .policy: reasons[hop.hop] = "Only the objects tell it."
      }
    }
  }

  /// Whether a client outside, as this machine is, sends such requests, or they leave the cluster first.
  private var isOutside: Bool {
    if case .outside = trace.request.source { true } else { trace.matched != nil }
  }

  private var service: NamespacedName {
    trace.backends.first?.service ?? trace.matched?.route.source.name ?? NamespacedName("", "")
  }

  private mutating func ask(
    _ hop: FaultKind.Hop, _ target: ProbeTarget, name: String = "", isOnTheWay: Bool = true
  ) {
    questions.append(
      TraceQuestion(hop: hop, target: target, name: name, isOnTheWay: isOnTheWay))
  }

  private mutating func askName(_ hop: Trace.Hop) {
    guard isOutside else {
      reasons[.dns] = "The cluster's own DNS answers inside of it only."
      return
    }
    let doors = trace.doors(of: hop)
    for door in doors { ask(.dns, door.target(service)) }
    if doors.isEmpty { reasons[.dns] = "An address needs no DNS." }
  }

  private mutating func askCertificate(_ hop: Trace.Hop) {
    guard isOutside else {
      reasons[.tls] = Self.inside
      return
    }
    for door in trace.doors(of: hop) { ask(.tls, door.target(service)) }
  }

  private static let inside: Message = "Such a request can be sent inside of the cluster only."

  private mutating func askListener() {
    guard isOutside else {
      reasons[.listener] = Self.inside
      return
    }
    for address in doors {
      ask(
        .listener, ProbeTarget(service: service, address: address, pod: nil, template: ""),
        name: trace.request.url == nil || doors.count > 1 ? address.address : "")
    }
    if doors.isEmpty { reasons[.listener] = Self.nothing }
  }

  private static let nothing: Message = "There is no address to ask."

  /// Where clients outside connect to: the URL's place, or the doors of the Service.
  private var doors: [BackendAddress] {
    if let url = trace.request.url { return [BackendAddress(address: url.host, port: url.port)] }
    guard let name = trace.backends.first?.service, let service = inventory.service(name),
      let port = service.ports.first(where: { $0.number == trace.backends.first?.port })
    else { return [] }
    return inventory.doors(of: service).filter { door in
      if case .nodePort = door.kind { return door.address.port == port.nodePort }
      return door.kind == .loadBalancer && door.address.port == port.number
    }.prefix(Self.mostDoors).map(\.address)
  }

  private mutating func askService() {
    guard !isOutside else {
      reasons[.service] =
        trace.matched == nil
        ? "It is asked at the hop of the listener." : "The controller asks the pods themselves."
      return
    }
    for backend in trace.backends {
      guard let port = backend.port, let service = inventory.service(backend.service),
        NameRules.isAddress(service.clusterIP)
      else { continue }
      guard !isOtherTransport(backend) else { continue }
      ask(
        .service,
        ProbeTarget(
          service: backend.service,
          address: BackendAddress(address: service.clusterIP, port: port), pod: nil, template: ""),
        name: service.clusterIP)
    }
    if !questions.contains(where: { $0.hop == .service }) {
      reasons[.service] = trace.backends.contains(where: isOtherTransport) ? Self.udp : Self.nothing
    }
  }

  private static let udp: Message = "Only TCP is asked, and the port is of another protocol."

  private func isOtherTransport(_ backend: Trace.Backend) -> Bool {
    let ports = inventory.service(backend.service)?.ports.filter { $0.number == backend.port } ?? []
    return !ports.isEmpty && !ports.contains { $0.transport == .tcp }
  }

  /// Those that get the requests come first; the others show what they would answer.
  private mutating func askPods() {
    var seen: Set<BackendAddress> = []
    let all = trace.backends.filter { !isOtherTransport($0) }.flatMap { backend in
      backend.endpoints.map { (backend.service, $0) }
    }.filter { seen.insert($0.1.backendAddress).inserted }
    let sorted = all.filter { $0.1.share > 0 } + all.filter { $0.1.share <= 0 }
    let room = max(0, ProbeTarget.mostInAll - questions.count - 1)
    omitted = max(0, sorted.count - room)
    for (service, endpoint) in sorted.prefix(room) {
      let pod = endpoint.pod.flatMap { inventory.pod($0) }
      ask(
        .pod,
        ProbeTarget(
          service: service, address: endpoint.backendAddress, pod: endpoint.pod,
          template: pod?.metadata.owner?.uid ?? pod?.metadata.uid ?? ""),
        name: endpoint.pod?.name ?? endpoint.address, isOnTheWay: endpoint.share > 0)
    }
    if sorted.isEmpty {
      reasons[.pod] = trace.backends.contains(where: isOtherTransport) ? Self.udp : Self.nothing
    }
  }

  private mutating func askDoor() {
    guard let url = trace.request.url else {
      reasons[.response] = "A connection is traced here, and no request."
      return
    }
    guard isOutside else {
      reasons[.response] = Self.inside
      return
    }
    let method = trace.request.method
    guard Self.harmless.contains(method) else {
      reasons[.response] = "\(method) may change something, so it is not sent."
      return
    }
    ask(
      .response,
      ProbeTarget(
        service: service, address: BackendAddress(address: url.host, port: url.port), pod: nil,
        template: "", subject: .request(trace.request.probe(url))))
  }
}

extension Trace {
  /// The way in that a hop is about: the name that is asked for, or the certificate that is shown for it.
  package func doors(of hop: Hop) -> [Door] {
    guard let url = request.url else { return [] }
    switch hop.hop {
    case .dns: return NameRules.isAddress(url.host) ? [] : [Door(name: url.host)]
    case .tls:
      guard url.scheme == .https else { return [] }
      return [
        Door(kind: .certificate, address: BackendAddress(address: url.host, port: url.port))
      ]
    case .listener, .route, .service, .selector, .endpoints, .policy, .pod, .response: return []
    }
  }
}

extension Trace.Endpoint {
  /// Its address as backends have it.
  package var backendAddress: BackendAddress { BackendAddress(address: address, port: port) }
}

extension TraceRequest {
  /// The request as it is sent to see what comes.
  fileprivate func probe(_ url: TraceURL) -> ProbeRequest {
    let place = BackendAddress(address: url.host, port: url.port)
    let name = url.statedPort == nil ? url.host : place.description
    return ProbeRequest(
      isTLS: url.scheme == .https, method: method,
      target: url.path + (url.query.map { "?\($0)" } ?? ""),
      host: value(of: "host") ?? name,
      headers: headers.filter { $0.name.lowercased() != "host" }
        .map { ProbeRequest.Header(name: $0.name, value: $0.value) })
  }
}

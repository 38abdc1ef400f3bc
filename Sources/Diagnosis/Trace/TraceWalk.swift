import Language
import Routing
import Topology

/// Follows one request from hop to hop, each in a file of its own, in the order of "Debug Services".
struct TraceWalk {
  /// What the client gets in the end.
  enum Ending {
    case backend
    case status(Int)
    /// The controller answers an error that is not known here.
    case someStatus
    case refused, timeout, noName, certificate, notKnown
    /// The proxy beside the pod answers 403.
    case forbidden
    /// The connection is ended at once.
    case reset
  }

  let world: TraceWorld
  let request: TraceRequest
  let client: TraceClient
  var trace: Trace
  /// Faults that only a request shows.
  private(set) var found: [Fault] = []
  /// The fault of the first broken hop, and that of the first hop that is not whole.
  private(set) var reasons: [Trace.Hop.State: Fault] = [:]
  var ending = Ending.backend
  var legs: [TraceLeg] = []
  var route: Route?
  /// Where clients go when the data plane sends them to https.
  var redirect: Int?
  /// The program that answers for the cluster; nil where none does.
  var controller: ControllerBehaviour?
  /// The objects whose faults are told, besides those of the legs.
  var objects: [ObjectReference] = []

  init(_ request: TraceRequest, in world: TraceWorld) {
    self.world = world
    self.request = request
    client = TraceClient(request.source, in: world.inventory)
    trace = Trace(request: request)
  }

  var inventory: Inventory { world.inventory }

  /// Whether nothing after this is reached.
  var isBroken: Bool { reasons[.fault] != nil || trace.hops.contains { $0.state == .fault } }

  /// Takes down what a hop shows.
  mutating func add(
    _ hop: FaultKind.Hop, _ state: Trace.Hop.State, _ object: ObjectReference? = nil,
    says: Message, fault: Fault? = nil
  ) {
    trace.hops.append(
      Trace.Hop(
        hop: hop, state: state, object: object, says: says.mapped(\.cleaned), fault: fault?.id))
    guard let fault else { return }
    if reasons[state] == nil { reasons[state] = fault }
    if !world.diagnosis.faults(of: fault.object).contains(where: { $0.isSame(as: fault) }),
      !found.contains(fault)
    {
      found.append(fault)
    }
  }

  /// Takes down a hop that breaks the way.
  mutating func fail(
    _ hop: FaultKind.Hop, _ object: ObjectReference? = nil, says: Message, fault: Fault?,
    _ ending: Ending
  ) {
    add(hop, .fault, object, says: says, fault: fault)
    self.ending = ending
  }

  /// Goes the whole way.
  mutating func run() -> Trace {
    if case .missing(let object) = client {
      add(.dns, .unknown, object, says: "There is no \(object) to ask from.")
      ending = .notKnown
    } else if let entry = resolve(), !isBroken {
      enter(entry)
    }
    for hop in [FaultKind.Hop.service, .selector, .endpoints, .policy, .pod]
    where !trace.hops.contains(where: { $0.hop == hop }) {
      if isBroken { add(hop, .notReached, says: "Not reached.") }
    }
    respond()
    finish()
    return trace
  }

  private mutating func enter(_ entry: TraceEntry) {
    var reader = TraceLegReader(world: world, client: client, door: nil)
    switch entry {
    case .controller:
      let choice = TraceChoice(request, in: world)
      take(choice)
      passName(choice)
      if let sample = choice.sample {
        if let refused = choice.refused { refuseTLS(refused) } else { passTLS(sample) }
        passListener(sample, choice)
      }
      guard !isBroken else {
        add(.route, .notReached, says: "Not reached.")
        return
      }
      guard let route = passRoute(choice) else { return }
      reader.implementation = route.implementation
      legs = shares(of: route).map { backend, share in
        var leg = reader.leg(backend, share: share)
        if !world.permits(route, backend) { leg.problem = .notPermitted }
        return leg
      }
    case .service(let name, let port, let door):
      reader = TraceLegReader(
        world: world, client: client, door: door, dialled: request.url?.port)
      legs = [reader.leg(name, port, share: 1)]
      passDoor(door)
      if !isBroken, let shared = passMesh(name, port, door) { legs = shared }
      // The proxy beside the client may answer by itself, so that no Service is asked.
      if case .status = ending {
        legs = []
        return
      }
    }
    guard !isBroken else { return }
    passService()
    passSelector()
    passEndpoints(reader.door)
    passPolicies(reader.door)
    passPods()
  }
}

extension Fault {
  /// Whether another fault says the same of the same place.
  func isSame(as other: Fault) -> Bool {
    id == other.id && object == other.object && field == other.field
  }
}

extension Trace {
  /// Follows a request through the objects of a world.
  package init(_ request: TraceRequest, in world: TraceWorld) {
    var walk = TraceWalk(request, in: world)
    self = walk.run()
  }
}

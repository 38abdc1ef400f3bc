import Diagnosis
import Routing
package import Topology
import Traffic

/// Asking the backends on screen whether they answer.
extension ConsoleState {
  /// How often one address is asked, and how many are asked at once and in all.
  static let probeSeconds = 5.0
  static let mostProbesAtOnce = ProbeTarget.mostAtOnce
  static let mostProbed = ProbeTarget.mostInAll

  /// Asks from the start, without a word.
  package mutating func startProbing() { interface.options.isProbing = true }

  /// The probes that are due: of what is on screen, those that waited longest.
  mutating func dueProbes() -> [Effect] {
    guard interface.options.isProbing, interface.pausedSince == nil, live.knowsBackends else {
      return []
    }
    // What was asked and never answered is asked again.
    asked = asked.filter { now - $0.value < 4 * Self.probeSeconds }
    let free =
      Self.mostProbesAtOnce - asked.values.count { $0 >= 0 && now - $0 < Self.probeSeconds }
    guard free > 0 else { return [] }
    let due = probedBackends.filter { target in
      guard asked[target.address] == nil else { return false }
      let last = live.probes.readings(of: target.address).last?.time ?? -.infinity
      return now - last >= Self.probeSeconds
    }
    let targets = Array(due.prefix(free))
    for target in targets { asked[target.address] = now }
    return targets.isEmpty ? [] : [.probe(targets)]
  }

  /// Takes in an answer.
  mutating func note(_ reading: ProbeReading, of target: ProbeTarget) {
    asked[target.address] = nil
    live.probes.note(reading, of: target.address)
  }

  /// The Services on screen and those around them: whose pods are asked for their counters, where every pod has some.
  package var shownServices: [NamespacedName] {
    var seen: Set<NamespacedName> = []
    // No list is put in order for this: the first Services stand for those of other screens.
    let rows = orders[.services]?.ids ?? []
    let selection = interface.list(.services).selection
    let place = selection.flatMap { rows.firstIndex(of: $0) } ?? 0
    let first = max(0, min(place - Self.mostProbed / 2, rows.count - Self.mostProbed))
    let near = rows.dropFirst(first).prefix(Self.mostProbed).compactMap {
      if case .service(let name) = $0 { name } else { nil }
    }
    let listed = near.isEmpty ? live.listed.prefix(Self.mostProbed).map(\.name) : near
    return (probedBackends.map(\.service) + listed).filter { seen.insert($0).inserted }
  }

  /// What is on screen: the list's backends, or those of the selected Service or route with the doors to it.
  private var probedBackends: [ProbeTarget] {
    var targets: [ProbeTarget] = []
    var seen: Set<BackendAddress> = []
    func add(_ service: NamespacedName, _ backends: some Sequence<ServiceBackend>) {
      for backend in backends where targets.count < Self.mostProbed {
        guard seen.insert(backend.address).inserted else { continue }
        targets.append(target(service, backend))
      }
    }
    func add(_ service: NamespacedName, _ doors: [Door]) {
      for door in doors where seen.insert(door.address).inserted {
        targets.append(door.target(service))
      }
    }
    let selection = interface.list(interface.screen).selection
    switch (interface.screen, selection) {
    case (.trace, _):
      guard let trace else { break }
      let source = trace.matched.flatMap { live.routing.route($0.route) }?.source.name
      if let source { add(source, trace.hops.flatMap(doors)) }
      for backend in trace.backends {
        let addresses = Set(backend.endpoints.map(\.backendAddress))
        add(
          backend.service,
          live.backends(of: backend.service).filter { addresses.contains($0.address) })
      }
    case (.backends, _):
      for case .backend(let service, let address) in shownBackends {
        add(service, live.backends(of: service).filter { $0.address.description == address })
      }
    case (_, .service(let name)):
      add(name, live.inventory.service(name).map(live.doors) ?? [])
      add(name, live.backends(of: name))
    case (_, .backend(let name, _)): add(name, live.backends(of: name))
    case (_, .route(let id)):
      guard let route = live.routing.route(id) else { break }
      add(route.source.name, live.doors(of: route))
      for backend in route.backends { add(backend.service, live.backends(of: backend.service)) }
    default: break
    }
    return targets
  }

  /// The rows of the list of backends around the selected one.
  private var shownBackends: ArraySlice<RowID> {
    let ids = order(.backends).ids
    let selection = interface.list(.backends).selection
    let place = selection.flatMap { ids.firstIndex(of: $0) } ?? 0
    let first = max(0, min(place - Self.mostProbed / 2, ids.count - Self.mostProbed))
    return ids.dropFirst(first).prefix(Self.mostProbed)
  }

  private func target(_ service: NamespacedName, _ backend: ServiceBackend) -> ProbeTarget {
    let pod = backend.endpoint.pod.flatMap { live.inventory.pod($0) }
    return ProbeTarget(
      service: service, address: backend.address, pod: backend.endpoint.pod,
      template: pod?.metadata.owner?.uid ?? pod?.metadata.uid ?? "")
  }
}

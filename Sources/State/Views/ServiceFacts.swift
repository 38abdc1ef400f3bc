import Topology

/// What the objects alone say of a Service: kept for each, renewed when an object of it changes.
struct ServiceFacts: Hashable, Sendable {
  var name: NamespacedName
  /// The name in lower case, for filters.
  var lowered: String
  var exposure: Service.Exposure
  var clusterIP: String
  var ready = 0
  var serving = 0
  var total = 0
  /// Seconds since 1970; nil when unknown.
  var created: Double?
  var health: Health = .ok
  /// What is wrong, worst first.
  var faults: [String] = []

  init(_ service: Service, in inventory: Inventory) {
    name = service.metadata.key
    lowered = name.name.lowercased()
    exposure = service.exposure
    clusterIP = service.clusterIP
    created = Timestamp.seconds(service.metadata.creationTimestamp)
    let slices = inventory.slices(of: name)
    count(slices)
    judge(service, slices, inventory)
  }

  private mutating func count(_ slices: [EndpointSlice]) {
    var seen: Set<String> = []
    for slice in slices where slice.addressType != "IPv6" {
      for endpoint in slice.endpoints {
        guard let address = endpoint.addresses.first else { continue }
        if slices.count > 1, !seen.insert(address).inserted { continue }
        total += 1
        if endpoint.isReady { ready += 1 }
        if endpoint.isServing { serving += 1 }
      }
    }
  }

  private mutating func judge(
    _ service: Service, _ slices: [EndpointSlice], _ inventory: Inventory
  ) {
    guard service.exposure != .externalName else {
      if service.externalName.isEmpty { add(.fault, "it names no external host") }
      return
    }
    if total == 0 {
      noEndpoints(service, inventory)
    } else if ready == 0 {
      add(
        serving > 0 ? .warning : .fault,
        serving > 0 ? "only terminating endpoints serve" : "none of \(total) endpoints is ready")
    } else if ready < total {
      let verb = total - ready == 1 ? "is" : "are"
      add(.warning, "\(total - ready) of \(total) endpoints \(verb) not ready")
    }
    for port in service.ports where total > 0 {
      let isFound = slices.contains { slice in
        slice.ports.contains { $0.name == port.name && $0.number != nil }
      }
      guard !isFound else { continue }
      add(.fault, "target port \(port.target) of port \(port.number) is found on no pod")
    }
  }

  private mutating func noEndpoints(_ service: Service, _ inventory: Inventory) {
    guard !service.selector.isEmpty else {
      add(.warning, "no selector, and nobody gave it endpoints")
      return
    }
    let selected = inventory.pods(in: name.namespace, matching: service.selector)
    let text = SelectorText.text(service.selector)
    add(
      .fault,
      selected.isEmpty
        ? "selector \(text) matches no pod"
        : "none of the \(selected.count) selected pods has an address to serve on")
  }

  private mutating func add(_ health: Health, _ sentence: String) {
    self.health = self.health.worse(health)
    if health == .fault { faults.insert(sentence, at: 0) } else { faults.append(sentence) }
  }
}

/// A selector as one types it.
package enum SelectorText {
  /// `app=pay,tier=backend`, keys in order.
  package static func text(_ selector: [String: String]) -> String {
    selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }
}

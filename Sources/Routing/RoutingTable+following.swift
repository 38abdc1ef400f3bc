import HashTreeCollections
package import Topology

extension RoutingTable {
  /// Takes in what changed in an inventory since the table was built of it.
  ///
  /// The log must hold every change since then. Ingresses are read again one by one; where another kind of object
  /// changed that routes come from, or a canary, everything is.
  package mutating func follow(_ inventory: Inventory, changes: ChangeLog) {
    guard !isCurrent(for: inventory) else { return }
    let now = Self.revisions(inventory, adapters)
    let kinds = adapters.flatMap(\.kinds)
    guard !changes.isOverflown, now.count == revisions.count,
      let ingresses = Self.ingresses(of: changes),
      kinds.indices.allSatisfy({
        kinds[$0].kind == ResourceKind.ingress.kind || now[$0] == revisions[$0]
      })
    else {
      self = RoutingTable(inventory, adapters: adapters)
      return
    }
    let adapter = IngressAdapter.Reader(inventory, canaries: canaries)
    for source in ingresses {
      remove(source)
      if let ingress = inventory.object(source.kind, source.name) {
        insert(adapter.routes(of: ingress), of: source)
      }
    }
    revisions = now
  }

  /// The Ingresses that changed; nil where one of them is or was a canary, or they are so many that building the
  /// table anew is faster.
  private static func ingresses(of changes: ChangeLog) -> Set<ObjectReference>? {
    var ingresses: Set<ObjectReference> = []
    for change in changes.changes {
      for case .generic(let object) in change.versions
      where object.kind.kind == ResourceKind.ingress.kind {
        guard !IngressDocument.isCanary(object) else { return nil }
        ingresses.insert(object.reference)
      }
    }
    return ingresses.count > 50 ? nil : ingresses
  }

  private mutating func remove(_ source: ObjectReference) {
    let places = bySource.removeValue(forKey: source) ?? []
    let own = Set(places)
    let routes = places.compactMap { slots[$0]?.route }
    for (place, route) in zip(places, routes) {
      if let index = index(of: place, route) { order.remove(at: index) }
      for service in Set(route.backends.map(\.service)) { byService.take(own, outOf: service) }
      defaultsOfHost.take(own, outOf: route.host)
      if route.isDefault {
        defaults.removeAll { $0 == place }
      } else {
        hosts.take(own, outOf: route.host)
        byClaim.take(own, outOf: ExactClaim(route))
      }
    }
    for place in places { slots[place] = nil }
    free += places
  }

  private mutating func insert(_ routes: [Route], of source: ObjectReference) {
    let routes = routes.sorted { $0.id < $1.id }
    let places = routes.map { route in
      let place = free.popLast() ?? slots.count
      if place == slots.count { slots.append(Slot(route)) } else { slots[place] = Slot(route) }
      return place
    }
    guard !places.isEmpty else { return }
    bySource[source] = places
    for (place, route) in zip(places, routes) {
      Self.insert(place, of: slots, into: &order) { $0.id < $1.id }
      for service in Set(route.backends.map(\.service)) {
        Self.insert(place, of: slots, into: &byService[service, default: []]) { $0.id < $1.id }
      }
      guard !route.isDefault else {
        Self.insert(place, of: slots, into: &defaults)
        continue
      }
      Self.insert(place, of: slots, into: &hosts[route.host, default: []])
      guard route.isClaim else { continue }
      Self.insert(place, of: slots, into: &byClaim[ExactClaim(route), default: []])
    }
    for place in places where slots[place]?.route.isDefault == true {
      noteDefault(place, of: source)
    }
  }

  /// Whether a route is tried before another, whatever their hosts are.
  private static func isTriedBefore(_ left: Route, _ right: Route) -> Bool {
    precedes(left, right) || !precedes(right, left) && left.id < right.id
  }

  /// Puts a route behind those of a sorted list that come before it or are equal.
  ///
  /// Not of an instance: a list of the table that changes would be copied with all others.
  private static func insert(
    _ place: Int, of slots: [Slot?], into list: inout [Int],
    by comesBefore: (Route, Route) -> Bool = isTriedBefore
  ) {
    guard let route = slots[place]?.route else { return }
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      let isBehind = slots[list[middle]].map { comesBefore(route, $0.route) } ?? false
      if isBehind { high = middle } else { low = middle + 1 }
    }
    list.insert(place, at: low)
  }

  /// Where a route stands in the order of all.
  private func index(of place: Int, _ route: Route) -> Int? {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      let isBefore = slots[order[middle]].map { $0.route.id < route.id } ?? false
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return order[low...].firstIndex(of: place)
  }

  /// Notes the default backend of an object for the hosts of that object.
  mutating func noteDefault(_ place: Int, of source: ObjectReference) {
    let hosts = Set((bySource[source] ?? []).compactMap { slots[$0]?.route.host })
    for host in hosts.subtracting([""]) {
      Self.insert(place, of: slots, into: &defaultsOfHost[host, default: []])
    }
  }
}

extension TreeDictionary where Value == [Int] {
  /// Takes places out of the list of a key, and the key with its last one.
  fileprivate mutating func take(_ places: Set<Int>, outOf key: Key) {
    self[key]?.removeAll(where: places.contains)
    if self[key]?.isEmpty == true { self[key] = nil }
  }
}

import Topology

/// The Services to which a rule of Traefik leads, by way of its TraefikServices.
///
/// A TraefikService is a list with weights, or a Service of which others get copies; either may name others of them.
struct TraefikServices {
  /// A Service with its part of the requests.
  struct Leaf {
    var backend: Route.Backend
    var share: Double
  }

  /// How many TraefikServices may follow each other.
  private static let mostNested = 16
  /// How many Services are written out.
  private static let mostLeaves = 256

  private(set) var gaps: [TraefikGap] = []
  private(set) var mirrors: [NamespacedName] = []
  /// The same with their shares.
  private(set) var mirrored: [RouteCopy] = []
  private(set) var internalService: String?
  private let inventory: Inventory
  private var field = ""
  private var count = 0

  init(_ inventory: Inventory) { self.inventory = inventory }

  /// A list of services and where it stands.
  private struct List {
    let services: [JSONValue]
    let source: ObjectReference
    let place: (Int) -> Route.WeightPlace
  }

  /// The Services of a rule.
  mutating func backends(
    of rule: JSONValue, _ number: Int, in object: GenericResource
  ) -> [Route.Backend] {
    let list = List(services: rule["services"].array, source: object.reference) { service in
      Route.WeightPlace(rule: number, service: service)
    }
    let rule = "spec.routes[\(number)].services"
    let leaves = leaves(of: list, on: []) { "\(rule)[\($0)]" }
    return leaves.map(\.backend)
  }

  /// What the entries of a list lead to; `field` names the place of an entry in the rule.
  private mutating func leaves(
    of list: List, on way: [NamespacedName], field place: ((Int) -> String)? = nil
  ) -> [Leaf] {
    var groups: [(number: Int, weight: Int, leaves: [Leaf])] = []
    for (number, service) in list.services.enumerated() {
      if let place { field = place(number) }
      guard count < Self.mostLeaves else { break }
      // Traefik takes a weight that is not stated for 1, and leaves out what has none or less.
      let weight = min(max(0, service["weight"].integer ?? 1), Int(Int32.max))
      groups.append((number, weight, leaves(of: service, in: list.source.name.namespace, on: way)))
    }
    guard groups.count > 1 else {
      // A rule has no use for the weight of its only Service; a list without any weight leads nowhere.
      guard place == nil, let group = groups.first, group.weight == 0 else {
        return groups.first?.leaves ?? []
      }
      return group.leaves.map { leaf in
        var leaf = leaf
        (leaf.backend.weight, leaf.share) = (0, 0)
        return leaf
      }
    }
    let isFlat = groups.allSatisfy { $0.leaves.count <= 1 && $0.leaves.first?.share != 0 }
    let sum = groups.reduce(0.0) { $0 + Double($1.weight) }
    return groups.flatMap { group in
      group.leaves.map { leaf in
        var leaf = leaf
        leaf.share *= sum == 0 ? 0 : Double(group.weight) / sum
        // Weights of several levels are told by what comes of them, in ten thousandths.
        leaf.backend.weight = isFlat ? group.weight : Int((leaf.share * 10_000).rounded())
        leaf.backend.weightSource = isFlat ? list.source : nil
        leaf.backend.weightPlace = isFlat ? list.place(group.number) : nil
        return leaf
      }
    }
  }

  private mutating func leaves(
    of service: JSONValue, in home: String, on way: [NamespacedName]
  ) -> [Leaf] {
    guard let name = service["name"].string, !name.isEmpty else { return [] }
    let namespace = service["namespace"].string ?? home
    let key = NamespacedName(namespace, name)
    guard (service["kind"].string ?? "Service") == "TraefikService" else {
      count += 1
      let port = service["port"]
      let backend = Route.Backend(
        service: key, port: port.integer.map { .number($0) } ?? .name(port.string ?? ""),
        weight: 1)
      return [Leaf(backend: backend, share: 1)]
    }
    guard !name.contains("@") else {
      internalService = internalService ?? name
      return []
    }
    return leaves(ofTraefikService: key, on: way)
  }

  private mutating func leaves(
    ofTraefikService name: NamespacedName, on way: [NamespacedName]
  ) -> [Leaf] {
    func gap(_ problem: TraefikGap.Problem) -> TraefikGap {
      TraefikGap(problem: problem, service: name, way: way, field: field)
    }
    count += 1
    guard !way.contains(name) else {
      gaps.append(gap(.cycle))
      return []
    }
    guard way.count < Self.mostNested, count < Self.mostLeaves else {
      gaps.append(gap(.tooDeep))
      return []
    }
    guard let object = inventory.object(ResourceKind.traefikService.kind, name) else {
      gaps.append(gap(.missing))
      return []
    }
    let spec = object.object["spec"]
    let way = way + [name]
    for form in ["weighted", "highestRandomWeight"] where spec[form] != .null {
      let list = List(services: spec[form]["services"].array, source: object.reference) { number in
        var place = Route.WeightPlace(rule: 0, service: number)
        place.group = form
        return place
      }
      return leaves(of: list, on: way)
    }
    if spec["mirroring"] != .null { return mirroring(spec["mirroring"], name.namespace, way) }
    // The fallback gets requests only while the first does not answer.
    if spec["failover"] != .null {
      return leaves(of: spec["failover"]["service"], in: name.namespace, on: way)
    }
    gaps.append(gap(.empty))
    return []
  }

  private mutating func mirroring(
    _ mirroring: JSONValue, _ namespace: String, _ way: [NamespacedName]
  ) -> [Leaf] {
    for mirror in mirroring["mirrors"].array.prefix(Self.mostLeaves)
    where (mirror["percent"].integer ?? 0) > 0 {
      var copies = Self(inventory)
      copies.count = count + 1
      copies.field = field
      let leaves = copies.leaves(of: mirror, in: namespace, on: way)
      mirrors += leaves.map(\.backend.service).filter { !mirrors.contains($0) }
      let share = Double(mirror["percent"].integer ?? 0) / 100
      mirrored += leaves.map { RouteCopy($0.backend, share: share / Double(leaves.count)) }
      gaps += copies.gaps
      count = max(count, copies.count)
    }
    return leaves(of: mirroring, in: namespace, on: way)
  }
}
